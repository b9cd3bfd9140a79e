package recording

import "fmt"

// omission is a body that a recording leaves out.
type omission struct {
	method    string
	ofRequest bool
	reason    error
}

// Error implements error. The message is one line and shows no secret.
func (o omission) Error() string {
	if o.ofRequest {
		return fmt.Sprintf("the body of a %s request is recorded as omitted: %v", o.method, o.reason)
	}
	return fmt.Sprintf("the body of the response to a %s request is recorded as omitted: %v", o.method, o.reason)
}

// Unwrap returns the reason.
func (o omission) Unwrap() error { return o.reason }

// omissions are the bodies of one exchange that a recording leaves out.
type omissions []omission

// reason returns the reason why a body was left out, or an empty string if it is not known.
func (all omissions) reason(ofRequest bool) string {
	for _, o := range all {
		if o.ofRequest == ofRequest {
			return o.reason.Error()
		}
	}
	return ""
}
