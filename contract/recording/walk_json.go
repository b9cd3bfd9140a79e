package recording

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// shortestNumber is the length from which a number counts as a secret where its name says so: shorter
// numbers count something.
const shortestNumber = 4

// json goes over the strings and numbers of one JSON value or several in a row, names included. It
// returns false if the text is not JSON.
func (w *walker) json(text []byte) ([]byte, bool) {
	named, ok := namedObjects(text, w.isSecret)
	if !ok {
		return nil, false
	}
	j := &jsonWalk{walker: w, d: jsontext.NewDecoder(bytes.NewBuffer(text), lenient), text: text, named: named, open: []container{{}}}
	for {
		switch more, err := j.step(); {
		case errors.Is(err, io.EOF):
			return append(j.changed, text[j.copied:]...), j.d.InputOffset() > 0
		case err != nil || !more:
			return nil, false
		}
	}
}

// jsonWalk is the work on one JSON text.
type jsonWalk struct {
	*walker

	d       *jsontext.Decoder
	text    []byte
	changed []byte
	copied  int64
	// named are the objects that hold the name of a secret and its value, by their offsets.
	named map[int64]bool
	open  []container
	// name is that of the value that follows.
	name string
}

// container is an open object or array.
type container struct {
	// secret says that everything in it is a secret; named says so of what is beside a name.
	secret, named bool
	// nextIsSecret says that the string before names the one that follows, as in ["Authorization", "..."].
	nextIsSecret bool
}

func (j *jsonWalk) step() (bool, error) {
	kind := j.d.PeekKind()
	top := &j.open[len(j.open)-1]
	isSecret := top.secret || j.name != "" && j.isSecret(j.name, false) || top.named && !namingWords[strings.ToLower(j.name)]
	switch kind {
	case '{', '[':
		if _, err := j.d.ReadToken(); err != nil {
			return false, err
		}
		j.open = append(j.open, container{secret: isSecret, named: j.named[j.d.InputOffset()-1]})
		j.name = ""
		return true, nil
	case '}', ']':
		if _, err := j.d.ReadToken(); err != nil {
			return false, err
		}
		j.open, j.name = j.open[:len(j.open)-1], ""
		return true, nil
	}
	in, count := j.d.StackIndex(j.d.StackDepth())
	value, err := j.d.ReadValue()
	if err != nil {
		return false, err
	}
	if in == '{' && count%2 == 0 {
		name, _ := jsontext.AppendUnquote(nil, value) // Broken UTF-8 is an error, and replaced.
		j.put(value, nameText)
		j.name = string(name)
		return true, nil
	}
	isSecret = isSecret || top.nextIsSecret
	top.nextIsSecret = in == '[' && !isSecret && value.Kind() == '"' && j.namesNext(value)
	switch {
	case isSecret && (value.Kind() != '0' || !countsTokens(j.name)):
		j.put(value, secretText)
	case j.private:
		j.put(value, privateText)
	default:
		j.put(value, plainText)
	}
	j.name = ""
	return true, nil
}

// namesNext reports whether a string in an array is the name of a secret that follows it.
func (j *jsonWalk) namesNext(value jsontext.Value) bool {
	name, _ := jsontext.AppendUnquote(nil, value) // As above.
	return len(name) < 60 && !bytes.ContainsAny(name, " =:") && j.isSecret(string(name), true) && !suspect.LooksSecret(string(name))
}

// countsTokens reports whether a name is that of a number of tokens, such as max_tokens.
func countsTokens(name string) bool { return strings.HasSuffix(strings.ToLower(name), "tokens") }

// put copies the text up to a value, and what stands in the place of the value.
func (j *jsonWalk) put(value jsontext.Value, kind textKind) {
	replacement := j.jsonScalar(value, kind)
	j.changed = append(j.changed, j.text[j.copied:j.d.InputOffset()-int64(len(value))]...)
	j.changed = append(j.changed, replacement...)
	j.copied = j.d.InputOffset()
}

// jsonScalar returns what is put in the place of a string or a number, itself where nothing changes.
func (w *walker) jsonScalar(value jsontext.Value, kind textKind) []byte {
	switch value.Kind() {
	case '"':
		plain, _ := jsontext.AppendUnquote(nil, value) // Broken UTF-8 is an error, and replaced.
		if changed := w.text(string(plain), kind); changed != string(plain) {
			quoted, _ := jsontext.AppendQuote(nil, changed) // As above.
			return quoted
		}
	case '0':
		if kind == privateText || len(value) < shortestNumber {
			return value
		}
		if changed := []byte(w.text(string(value), kind)); jsontext.Value(changed).IsValid() {
			return changed
		}
	}
	return value
}

// namedObjects returns the offsets of the objects that hold the name of a secret, as in {"name":
// "DB_PASSWORD", "value": "..."}. It returns false if the text is not JSON.
func namedObjects(text []byte, isSecret func(string, bool) bool) (map[int64]bool, bool) {
	named := map[int64]bool{}
	d := jsontext.NewDecoder(bytes.NewBuffer(text), lenient)
	var starts []int64
	name := ""
	for {
		switch d.PeekKind() {
		case '{', '[', '}', ']':
			token, err := d.ReadToken()
			if err != nil {
				return nil, false
			}
			switch token.Kind() {
			case '{', '[':
				starts = append(starts, d.InputOffset()-1)
			default:
				starts = starts[:len(starts)-1]
			}
			name = ""
			continue
		}
		in, count := d.StackIndex(d.StackDepth())
		value, err := d.ReadValue()
		if errors.Is(err, io.EOF) {
			return named, d.InputOffset() > 0
		}
		if err != nil {
			return nil, false
		}
		plain := ""
		if value.Kind() == '"' {
			unquoted, _ := jsontext.AppendUnquote(nil, value) // Broken UTF-8 is an error, and replaced.
			plain = string(unquoted)
		}
		if in == '{' && count%2 == 0 {
			name = plain
			continue
		}
		if in == '{' && namingWords[strings.ToLower(name)] && len(plain) < 60 && !strings.Contains(plain, " ") && isSecret(plain, true) && plain != "key" {
			named[starts[len(starts)-1]] = true
		}
		name = ""
	}
}
