package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// walker goes over the texts in an exchange and puts others into their place. What it doesn't change stays as it was to the byte: white
// space, order, duplicate names and errors of syntax are part of what is checked.
type walker struct {
	// isSecret reports whether what a JSON property, or with isParameter a header or a parameter, of the name holds is a secret.
	isSecret func(name string, isParameter bool) bool
	// private says that texts in JSON concern nobody.
	private bool
	// text returns what is put in the place of a text.
	text func(text string, kind textKind) string
}

// textKind is what a walker knows of a text by where it stands.
type textKind int

const (
	plainText   textKind = iota
	secretText           // Its name says that it is one.
	credential           // The value of an Authorization header.
	looseText            // A body that has no structure that is known.
	privateText          // A value that concerns nobody.
	nameText             // The name of a property or a header.
)

// errOpaque says that a body can't be looked into.
var errOpaque = errors.New("the body is neither text nor JSON, so nobody can tell what secrets it holds")

// exchange returns a copy of the exchange.
func (w *walker) exchange(x *contract.Exchange) (*contract.Exchange, error) {
	y := *x
	var err error
	y.Request.URL = w.url(x.Request.URL)
	y.Request.Header = w.header(x.Request.Header)
	if y.Request.Body, err = w.body(x.Request.Header, x.Request.Body); err != nil {
		return nil, fmt.Errorf("request: %w", err)
	}
	if x.Response != nil {
		response := *x.Response
		response.Header = w.header(x.Response.Header)
		w.private = w.private && x.Response.Status >= 200 && x.Response.Status <= 299
		if response.Body, err = w.body(x.Response.Header, x.Response.Body); err != nil {
			return nil, fmt.Errorf("response: %w", err)
		}
		y.Response = &response
	}
	return &y, nil
}

func (w *walker) url(u *url.URL) *url.URL {
	v := *u
	if u.User != nil {
		v.User = url.User(w.text(u.User.Username(), secretText))
		if password, ok := u.User.Password(); ok {
			v.User = url.UserPassword(w.text(u.User.Username(), secretText), w.text(password, secretText))
		}
	}
	v.Host = w.text(u.Host, plainText)
	segments := strings.Split(u.EscapedPath(), "/")
	for i, segment := range segments {
		segments[i] = w.escaped(segment, plainText, url.PathUnescape, url.PathEscape)
	}
	raw := strings.Join(segments, "/")
	if path, err := url.PathUnescape(raw); err == nil {
		v.Path, v.RawPath = path, ""
		if v.EscapedPath() != raw {
			v.RawPath = raw
		}
	}
	v.RawQuery = w.form(u.RawQuery)
	v.Fragment = w.text(u.Fragment, plainText)
	v.RawFragment = ""
	return &v
}

// escaped puts a text into the place of an escaped one, which stays as it is where nothing changes.
func (w *walker) escaped(text string, kind textKind, unescape func(string) (string, error), escape func(string) string) string {
	plain, err := unescape(text)
	if err != nil {
		plain, escape = text, func(s string) string { return s }
	}
	if changed := w.text(plain, kind); changed != plain {
		return escape(changed)
	}
	return text
}

// form goes over names and values as URLs and forms have them.
func (w *walker) form(text string) string {
	pairs := strings.Split(text, "&")
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		kind := plainText
		if plain, err := url.QueryUnescape(name); err == nil && w.isSecret(plain, true) {
			kind = secretText
		}
		pairs[i] = w.escaped(name, plainText, url.QueryUnescape, url.QueryEscape)
		if found {
			pairs[i] += "=" + w.escaped(value, kind, url.QueryUnescape, url.QueryEscape)
		}
	}
	return strings.Join(pairs, "&")
}

func (w *walker) header(h http.Header) http.Header {
	changed := make(http.Header, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		values := make([]string, 0, len(h[name]))
		for _, value := range h[name] {
			values = append(values, w.headerValue(name, value))
		}
		name = http.CanonicalHeaderKey(w.text(name, nameText))
		changed[name] = append(changed[name], values...)
	}
	return changed
}

func (w *walker) headerValue(name, value string) string {
	switch http.CanonicalHeaderKey(name) {
	case "Authorization", "Proxy-Authorization":
		return w.text(value, credential)
	case "Cookie":
		return w.cookies(value, len(value))
	case "Set-Cookie":
		return w.cookies(value, 1)
	}
	if w.isSecret(name, true) {
		return w.text(value, secretText)
	}
	return w.text(value, plainText)
}

// cookies goes over the first so many pairs of a name and a value; what follows are attributes.
func (w *walker) cookies(text string, count int) string {
	pairs := strings.Split(text, ";")
	for i, pair := range pairs {
		name, value, found := strings.Cut(pair, "=")
		if i >= count || !found {
			pairs[i] = w.text(pair, plainText)
			continue
		}
		bare := strings.Trim(value, `" `)
		pairs[i] = w.text(name, plainText) + "=" + strings.Replace(value, bare, w.text(bare, secretText), 1)
	}
	return strings.Join(pairs, ";")
}

func (w *walker) body(h http.Header, body []byte) ([]byte, error) {
	if len(body) == 0 {
		return body, nil
	}
	if changed, ok := w.json(body); ok {
		return changed, nil
	}
	mediaType, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	switch {
	case mediaType == "application/x-www-form-urlencoded":
		return []byte(w.form(string(body))), nil
	case !utf8.Valid(body):
		return nil, errOpaque
	default:
		return []byte(w.text(string(body), looseText)), nil
	}
}

// json goes over the strings and numbers of one JSON value or several in a row, names included. It reports false where the text is none.
func (w *walker) json(text []byte) ([]byte, bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(text), lenient)
	var changed []byte
	var copied int64
	secret := []bool{false} // Whether what stands in the object or array of the depth is.
	next := false           // Whether the value that follows a name is.
	for {
		kind := d.PeekKind()
		depth := d.StackDepth()
		switch kind {
		case '{', '[', '}', ']':
			if _, err := d.ReadToken(); err != nil {
				return nil, false
			}
			if d.StackDepth() > depth {
				secret = append(secret, next || secret[depth])
			} else {
				secret = secret[:d.StackDepth()+1]
			}
			next = false
			continue
		}
		in, count := d.StackIndex(depth)
		value, err := d.ReadValue()
		if errors.Is(err, io.EOF) {
			return append(changed, text[copied:]...), copied > 0 || len(changed) > 0 || d.InputOffset() > 0
		}
		if err != nil {
			return nil, false
		}
		isName := in == '{' && count%2 == 0
		textKind := plainText
		switch {
		case isName:
			textKind = nameText
		case next || secret[depth]:
			textKind = secretText
		case w.private:
			textKind = privateText
		}
		replacement := w.jsonScalar(value, textKind)
		changed = append(changed, text[copied:d.InputOffset()-int64(len(value))]...)
		changed = append(changed, replacement...)
		copied = d.InputOffset()
		next = false
		if isName {
			name, _ := jsontext.AppendUnquote(nil, value)
			next = w.isSecret(string(name), false)
		}
	}
}

// jsonScalar returns what is put in the place of a string or a number, itself where nothing changes.
func (w *walker) jsonScalar(value jsontext.Value, kind textKind) []byte {
	switch value.Kind() {
	case '"':
		plain, _ := jsontext.AppendUnquote(nil, value) // Broken UTF-8 is an error, and mended.
		if changed := w.text(string(plain), kind); changed != string(plain) {
			quoted, _ := jsontext.AppendQuote(nil, changed) // As above.
			return quoted
		}
	case '0':
		if kind == privateText || len(value) < shortestNumber {
			kind = plainText
		}
		return []byte(w.text(string(value), kind))
	}
	return value
}

// shortestNumber is the length from which a number counts as a secret where its name says so: shorter ones count something.
const shortestNumber = 4
