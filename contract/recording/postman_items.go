package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strings"
)

const (
	// maxCollectionBytes limits the size of a collection. The variables come after the items, so the
	// reader holds the text of the whole collection in memory.
	maxCollectionBytes = 16 << 20
	// maxVariables limits how many variables a collection has.
	maxVariables = 10_000
)

// postman yields the saved responses of a collection. A request without a saved response is
// skipped.
func (in *input) postman(yield yieldExchange) error {
	data, ok := readAtMost(in, maxCollectionBytes)
	switch {
	case in.failed != nil:
		return in.failed
	case !ok:
		return fmt.Errorf("%s: the Postman collection is longer than 16 MiB; export its folders one by one", in.name)
	}
	open := func() *jsonReader {
		again := &input{Reader: bufio.NewReader(bytes.NewReader(data)), name: in.name}
		return newJSONReader(again, "a Postman collection", "export it as Collection v2.1")
	}
	p := &postmanReader{jsonReader: open(), in: in, yield: yield}
	if err := p.variables(); err != nil {
		return err
	}
	p.jsonReader = open()
	return p.item(true)
}

// postmanReader reads a collection. It reads its text twice, because the variables come after the
// items.
type postmanReader struct {
	*jsonReader

	in    *input
	yield yieldExchange
	// known replaces the collection's variables by their values.
	known *strings.Replacer
	// room is how many bytes the values of variables may still add to the response that is read.
	room int
	next int
}

// variables reads the collection for its variables.
func (p *postmanReader) variables() error {
	var known []string
	read := func(n int) error {
		if n == maxVariables {
			return fmt.Errorf("%s: the Postman collection has more than %d variables; export its folders one by one", p.in.name, maxVariables)
		}
		var v postmanVariable
		if err := p.value(&v); err != nil {
			return err
		}
		if !v.Disabled {
			known = append(known, "{{"+v.Key+"}}", v.text())
		}
		return nil
	}
	list := func() error { return p.elements(read) }
	if err := p.members(map[string]func() error{"variable": list}); err != nil {
		return err
	}
	p.known = strings.NewReplacer(known...)
	return p.end()
}

// item reads an item, or the collection itself. A folder has items, and a request has the responses
// that were saved.
func (p *postmanReader) item(isCollection bool) error {
	isRequest, responses := false, 0
	err := p.members(map[string]func() error{
		"item": func() error { return p.elements(func(int) error { return p.item(false) }) },
		requestName: func() error {
			isRequest = !isCollection
			return p.skip()
		},
		responseName: func() error {
			return p.elements(func(int) error {
				responses++
				return p.response()
			})
		},
	})
	if err == nil && isRequest && responses == 0 {
		p.in.skip(p.next, Aborted)
		p.next++
	}
	return err
}

// response reads a saved response.
func (p *postmanReader) response() error {
	var r postmanResponse
	if err := p.value(&r); err != nil {
		return err
	}
	at := string(p.StackPointer())
	p.room = MaxRecordedBody
	l, err := p.logged(&r)
	if err == nil && p.room < 0 {
		err = errors.New(": its variables make it longer than 16 MiB; shorten their values")
	}
	n := p.next
	p.next++
	return p.in.giveLogged(n, at, l, err, p.yield)
}

// expand replaces the variables in a text. Many names of a long value could fill the memory, so it
// replaces none if that would take more room than there is.
func (p *postmanReader) expand(text string) string {
	if !strings.Contains(text, "{{") || p.room < 0 {
		return text
	}
	expanded := &roomWriter{room: p.room}
	_, err := p.known.WriteString(expanded, text)
	p.room = expanded.room
	if err != nil {
		return text
	}
	return expanded.String()
}

// roomWriter collects a text until the room is used up.
type roomWriter struct {
	strings.Builder

	room int
}

var errNoRoom = errors.New("the text is too long")

func (w *roomWriter) WriteString(text string) (int, error) {
	if w.room -= len(text); w.room < 0 {
		return 0, errNoRoom
	}
	return w.Builder.WriteString(text)
}
