package recording

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// The types are the parts of a go-vcr cassette that describe the exchanges. All versions of
// cassettes have these parts.
type (
	cassette struct {
		Version      *int        `yaml:"version"`
		Interactions []yaml.Node `yaml:"interactions"`
		// HTTP has the interactions of a cassette that VCR for Ruby wrote.
		HTTP []yaml.Node `yaml:"http_interactions"`
	}
	interaction struct {
		Request struct {
			Method  string      `yaml:"method"`
			URL     string      `yaml:"url"`
			Headers http.Header `yaml:"headers"`
			Body    string      `yaml:"body"`
		} `yaml:"request"`
		Response *struct {
			Code    int         `yaml:"code"`
			Headers http.Header `yaml:"headers"`
			Body    string      `yaml:"body"`
		} `yaml:"response"`
	}
)

// maxWholeBytes limits the size of files that are read into memory whole.
const maxWholeBytes = 64 << 20

// whole reads the file into memory.
func (in *input) whole(what string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(in, maxWholeBytes+1))
	switch {
	case err != nil:
		return nil, in.readError(err)
	case len(data) > maxWholeBytes:
		return nil, fmt.Errorf("%s: the %s is longer than 64 MiB; record it as HAR or JSON lines, which are read one exchange at a time", in.name, what)
	default:
		return data, nil
	}
}

// checkVersion returns an error if the version of a go-vcr cassette is not supported.
func (in *input) checkVersion(version *int) error {
	if version != nil && (*version == 1 || *version == 2) {
		return nil
	}
	found := "none"
	if version != nil {
		found = strconv.Itoa(*version)
	}
	return fmt.Errorf("%s: the cassette's version is %s; versions 1 and 2 can be read; record it with go-vcr v4", in.name, found)
}

func decodeInteraction(in *input, node *yaml.Node, isVCR bool) (*contract.Exchange, error) {
	if isVCR {
		var i vcrInteraction
		if err := document.LoadNode(node, &i); err != nil {
			return nil, err
		}
		return i.exchange(in)
	}
	var i interaction
	if err := document.LoadNode(node, &i); err != nil {
		return nil, err
	}
	return i.exchange(in)
}

// isYAMLError reports whether an error is about the syntax of the YAML. Other errors are about an
// exchange.
func isYAMLError(err error) bool {
	if _, ok := errors.AsType[*yaml.LoadErrors](err); ok {
		return true
	}
	_, ok := errors.AsType[*yaml.LoadError](err)
	return ok
}

// yamlError returns an error with the place where the file is not YAML or not a cassette. The error
// shows no value from the file, because the value may be a secret. The number of lines before the
// text that was loaded is added to the place.
func (in *input) yamlError(err error, lines int) error {
	if several, ok := errors.AsType[*yaml.LoadErrors](err); ok && len(several.Errors) > 0 {
		err = several.Errors[0]
	}
	load, ok := errors.AsType[*yaml.LoadError](err)
	switch {
	case ok && load.Mark.Line > 0 && load.Stage == yaml.ConstructorStage:
		return fmt.Errorf("%s:%d:%d: the file is not a cassette: it has a value there of a kind that cassettes don't have; record it again", in.name, load.Mark.Line+lines, load.Mark.Column)
	case ok && load.Mark.Line > 0:
		message, _, _ := strings.Cut(load.Message, "\n")
		return fmt.Errorf("%s:%d:%d: the file is not a cassette: it is not YAML there: %s; record it again or restore it", in.name, load.Mark.Line+lines, load.Mark.Column, message)
	default:
		return fmt.Errorf("%s: the file is not a cassette: its YAML can't be read; record it again or restore it", in.name)
	}
}

// exchange turns an interaction into an exchange. An error begins with the place within it.
func (i *interaction) exchange(in *input) (*contract.Exchange, error) {
	u, err := parseTarget(i.Request.Method, i.Request.URL)
	if err != nil {
		return nil, fmt.Errorf("/request%w", err)
	}
	if i.Response == nil {
		return nil, errors.New(": the interaction has no response; remove it or record it again")
	}
	if err := checkStatus(i.Response.Code); err != nil {
		return nil, fmt.Errorf("/response%w", err)
	}
	x := &contract.Exchange{
		Request:  contract.Request{Method: i.Request.Method, URL: u, Header: canonical(i.Request.Headers)},
		Response: &contract.Response{Status: i.Response.Code, Header: canonical(i.Response.Headers)},
	}
	if x.Request.Body, x.Request.BodyOmitted, err = in.codings.Decode(x.Request.Header, textBytes(i.Request.Body)); err != nil {
		return nil, fmt.Errorf("/request/body%w", err)
	}
	if x.Response.Body, x.Response.BodyOmitted, err = in.codings.Decode(x.Response.Header, textBytes(i.Response.Body)); err != nil {
		return nil, fmt.Errorf("/response/body%w", err)
	}
	return x, nil
}

// textBytes returns nil for an empty string. The other formats return nil for a missing body.
func textBytes(text string) []byte {
	if text == "" {
		return nil
	}
	return []byte(text)
}

// canonical returns the header with its names in the form in which [http.Header] looks names up.
func canonical(h http.Header) http.Header {
	c := make(http.Header, len(h))
	for name, values := range h {
		for _, value := range values {
			c.Add(name, value)
		}
	}
	return c
}
