package apiversion

import "net/http"

// Unknown is a version that a message names and the document doesn't list.
type Unknown struct {
	// Name is the value of the header.
	Name string
	// InResponse reports whether the response names it, and not the request.
	InResponse bool
}

// Of returns the index of the version of an exchange: that which served the response, else that
// which the request asks for, else the default. It also returns the versions that the headers name
// and the list doesn't have. The header of the response is nil if there is no response.
func (l *List) Of(request, response http.Header) (index int, unknown []Unknown) {
	index = -1
	for _, message := range []struct {
		header     http.Header
		inResponse bool
	}{{response, true}, {request, false}} {
		name := message.header.Get(l.Header)
		if name == "" {
			continue
		}
		found := l.Index(name)
		if found < 0 {
			unknown = append(unknown, Unknown{name, message.inResponse})
		}
		if index < 0 {
			index = found
		}
	}
	if index < 0 {
		index = l.Default
	}
	return index, unknown
}
