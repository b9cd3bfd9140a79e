package recording

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

type (
	// wireMockStub has the request that a stub matches and the response that it returns, as
	// WireMock records them.
	wireMockStub struct {
		Request struct {
			Method       string                  `json:"method"`
			URL          string                  `json:"url"`
			URLPath      string                  `json:"urlPath"`
			Query        map[string]wireMockRule `json:"queryParameters"`
			Headers      map[string]wireMockRule `json:"headers"`
			BodyPatterns []wireMockRule          `json:"bodyPatterns"`
		} `json:"request"`
		Response struct {
			Status       int            `json:"status"`
			Headers      lineHeader     `json:"headers"`
			Body         *string        `json:"body"`
			JSON         jsontext.Value `json:"jsonBody"`
			Base64       *string        `json:"base64Body"`
			File         string         `json:"bodyFileName"`
			Fault        string         `json:"fault"`
			Proxy        string         `json:"proxyBaseUrl"`
			Transformers []string       `json:"transformers"`
		} `json:"response"`
	}
	// wireMockRule is a rule that matches a part of a request.
	wireMockRule struct {
		EqualTo       *string        `json:"equalTo"`
		EqualToJSON   jsontext.Value `json:"equalToJson"`
		BinaryEqualTo *string        `json:"binaryEqualTo"`
	}
)

// wireMock yields the exchanges of the stubs that WireMock exported to one file.
func (in *input) wireMock(yield yieldExchange) error {
	r := newJSONReader(in, "a list of WireMock stubs", "export the mappings again")
	stub := func(n int) error {
		value, err := r.ReadValue()
		if err != nil {
			return r.fail(err)
		}
		if err := r.checkValues(value); err != nil {
			return err
		}
		at := fmt.Sprintf("/mappings/%d", n)
		x, err := decodeWireMockStub(in, value)
		if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
			return r.misplaced(r.InputOffset()-int64(len(value))+semantic.ByteOffset, jsontext.Pointer(at)+semantic.JSONPointer, semantic.JSONKind)
		}
		return in.give(n, at, x, err, yield)
	}
	list := func() error { return r.elements(stub) }
	if err := r.members(map[string]func() error{"mappings": list}); err != nil {
		return err
	}
	return r.end()
}

// decodeWireMockStub decodes a stub. A stub has only the parts of the request that it matches. The
// client may have sent more.
func decodeWireMockStub(in *input, value jsontext.Value) (*contract.Exchange, error) {
	var s wireMockStub
	if err := json.Unmarshal(value, &s, lenient); err != nil {
		return nil, err
	}
	response := &s.Response
	target := s.Request.URL
	if target == "" {
		target = s.Request.URLPath
	}
	if target == "" || s.Request.Method == "" || s.Request.Method == "ANY" || response.Proxy != "" || response.Fault != "" || len(response.Transformers) > 0 {
		return nil, skipError{Pattern}
	}
	l := logged{
		method: s.Request.Method, status: response.Status, header: http.Header{}, responseHeader: response.Headers.header(),
		headersOmitted: true, response: loggedBody{recorded: true},
	}
	if l.status == 0 {
		l.status = http.StatusOK // As WireMock does.
	}
	query := url.Values{}
	for name, rule := range s.Request.Query {
		if rule.EqualTo == nil {
			return nil, skipError{Pattern}
		}
		query.Set(name, *rule.EqualTo)
	}
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	l.url = httpScheme + "://" + unknownHost + target
	for name, rule := range s.Request.Headers {
		if rule.EqualTo != nil {
			l.header.Set(name, *rule.EqualTo)
		}
	}
	if len(s.Request.BodyPatterns) > 0 {
		l.request = s.Request.BodyPatterns[0].body(l.header)
	}
	switch {
	case response.Body != nil:
		l.response = loggedText(response.Body)
	case response.JSON != nil:
		l.response.bytes = response.JSON
	case response.Base64 != nil:
		decoded, err := decodeBase64(*response.Base64)
		l.response = loggedBody{bytes: decoded, recorded: true, truncated: err != nil}
	case response.File != "":
		body, ok := in.files.read(path.Join("..", "__files", response.File))
		l.response = loggedBody{bytes: body, recorded: true, truncated: !ok}
	}
	return l.exchange(in)
}

// body returns the body of a rule that matches one literal body.
func (r wireMockRule) body(h http.Header) loggedBody {
	switch {
	case r.EqualToJSON != nil:
		if h.Get("Content-Type") == "" {
			h.Set("Content-Type", "application/json")
		}
		var text string
		if json.Unmarshal(r.EqualToJSON, &text) == nil {
			return loggedText(&text)
		}
		return loggedBody{bytes: r.EqualToJSON, recorded: true}
	case r.EqualTo != nil:
		return loggedText(r.EqualTo)
	case r.BinaryEqualTo != nil:
		decoded, err := decodeBase64(*r.BinaryEqualTo)
		return loggedBody{bytes: decoded, recorded: true, truncated: err != nil}
	default:
		return loggedBody{truncated: true}
	}
}
