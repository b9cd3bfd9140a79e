package recording

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

type (
	// hoverflyPair has the request that a simulation matches and the response that it returns.
	hoverflyPair struct {
		Request struct {
			Method      hoverflyField            `json:"method"`
			Scheme      hoverflyField            `json:"scheme"`
			Destination hoverflyField            `json:"destination"`
			Path        hoverflyField            `json:"path"`
			Body        hoverflyField            `json:"body"`
			Query       map[string]hoverflyField `json:"query"`
			Headers     map[string]hoverflyField `json:"headers"`
		} `json:"request"`
		Response struct {
			Status    int        `json:"status"`
			Headers   lineHeader `json:"headers"`
			Body      *string    `json:"body"`
			Encoded   bool       `json:"encodedBody"`
			File      string     `json:"bodyFile"`
			Templated bool       `json:"templated"`
		} `json:"response"`
	}
	// hoverflyField is a list of matching rules for a part of a request.
	hoverflyField []struct {
		Matcher string         `json:"matcher"`
		Value   jsontext.Value `json:"value"`
	}
)

// literal returns the only value that the field matches. It returns false if the field matches
// several values or none.
func (f hoverflyField) literal() (string, bool) {
	if len(f) == 0 {
		return "", false
	}
	switch f[0].Matcher {
	case "exact", "json", "xml", "form":
		var text string
		if json.Unmarshal(f[0].Value, &text) == nil {
			return text, true
		}
	case "array":
		var texts []string
		if json.Unmarshal(f[0].Value, &texts) == nil && len(texts) == 1 {
			return texts[0], true
		}
	}
	return "", false
}

// hoverfly yields the exchanges of a Hoverfly simulation.
func (in *input) hoverfly(yield yieldExchange) error {
	r := newJSONReader(in, "a Hoverfly simulation of version 5", "export it again with hoverctl export")
	pair := func(n int) error {
		var p hoverflyPair
		if err := r.value(&p); err != nil {
			return err
		}
		l, err := p.logged()
		return in.giveLogged(n, fmt.Sprintf("/data/pairs/%d", n), l, err, yield)
	}
	list := func() error { return r.elements(pair) }
	data := func() error { return r.members(map[string]func() error{"pairs": list}) }
	if err := r.members(map[string]func() error{dataName: data}); err != nil {
		return err
	}
	return r.end()
}

func (p *hoverflyPair) logged() (*logged, error) {
	request, response := &p.Request, &p.Response
	method, hasMethod := request.Method.literal()
	target, hasPath := request.Path.literal()
	destination, hasDestination := request.Destination.literal()
	scheme, hasScheme := request.Scheme.literal()
	if !hasMethod || !hasPath || response.Templated {
		return nil, skipError{Pattern}
	}
	if !hasScheme {
		scheme = httpScheme
	}
	if !hasDestination {
		destination = unknownHost
	}
	l := &logged{
		method: method, status: response.Status, header: http.Header{}, responseHeader: response.Headers.header(),
		headersOmitted: len(request.Headers) == 0, credentialsOmitted: true, response: loggedText(response.Body),
	}
	u := url.URL{Scheme: scheme, Host: destination, Path: target}
	query := url.Values{}
	for name, field := range request.Query {
		value, ok := field.literal()
		if !ok {
			return nil, skipError{Pattern}
		}
		query.Set(name, value)
	}
	u.RawQuery = query.Encode()
	l.url = u.String()
	for name, field := range request.Headers {
		if value, ok := field.literal(); ok {
			l.header.Set(name, value)
		}
	}
	if body, ok := request.Body.literal(); ok {
		l.request = loggedText(&body)
	}
	switch {
	case response.File != "":
		l.response = loggedBody{truncated: true}
	case response.Encoded:
		decoded, err := decodeBase64(string(l.response.bytes))
		l.response = loggedBody{bytes: decoded, recorded: true, truncated: err != nil}
	}
	return l, nil
}
