package redaction

import "fmt"

// OmissionError is a body that a recording leaves out.
type OmissionError struct {
	Method    string
	OfRequest bool
	Reason    error
}

// Error implements error. The message is one line and shows no secret.
func (o OmissionError) Error() string {
	if o.OfRequest {
		return fmt.Sprintf("the body of %s is recorded as omitted: %v", ARequest(o.Method), o.Reason)
	}
	return fmt.Sprintf("the body of the response to %s is recorded as omitted: %v", ARequest(o.Method), o.Reason)
}

// Unwrap returns the reason.
func (o OmissionError) Unwrap() error { return o.Reason }

// Omissions are the bodies of one exchange that a recording leaves out.
type Omissions []OmissionError

// Reason returns the reason why a body was left out, or an empty string if it is not known.
func (all Omissions) Reason(ofRequest bool) string {
	for _, o := range all {
		if o.OfRequest == ofRequest {
			return o.Reason.Error()
		}
	}
	return ""
}
