package apiversion

import "net/http"

// Unknown is a version that a message names and that the document doesn't list.
type Unknown struct {
	// Name is the value of the header.
	Name string
	// InResponse reports whether the response names the version. Otherwise the request does.
	InResponse bool
}

// Of returns the index of an exchange's version. It is the version that served the response. If the
// response names none, it is the version that the request asks for. If neither names one, it is the
// default. It also returns the versions in the headers that are not in the list. If there is no
// response, the header of the response is nil.
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
