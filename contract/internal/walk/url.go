package walk

import (
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// URL returns a copy of a URL.
func (w *Walker) URL(u *url.URL) *url.URL {
	v := *u
	if u.User != nil {
		v.User = url.User(w.Text(u.User.Username(), Secret))
		if password, ok := u.User.Password(); ok {
			v.User = url.UserPassword(w.Text(u.User.Username(), Secret), w.Text(password, Secret))
		}
	}
	v.Host = w.Text(u.Host, Name)
	segments := strings.Split(u.EscapedPath(), "/")
	changed := make([]string, len(segments))
	isSecret := position.NewPathSearch()
	for i, segment := range segments {
		kind := Plain
		if isSecret(segment) {
			kind = Secret // As in /reset/token/....
		}
		changed[i] = w.Segment(segment, kind)
	}
	raw := strings.Join(changed, "/")
	if path, err := url.PathUnescape(raw); err == nil {
		v.Path, v.RawPath = path, ""
		if v.EscapedPath() != raw {
			v.RawPath = raw
		}
	}
	v.RawQuery = w.form(u.RawQuery, u.Path)
	v.Fragment, v.RawFragment = w.fragment(u.Fragment), ""
	return &v
}

// fragment walks the fragment of a URL, in which OAuth puts a form.
func (w *Walker) fragment(text string) string {
	if !strings.Contains(text, "=") {
		return w.Text(text, Plain)
	}
	plain, err := url.PathUnescape(w.form(text, ""))
	if err != nil {
		return w.Text(text, Plain)
	}
	return plain
}

// Segment returns the replacement of a segment of a path, which is escaped.
func (w *Walker) Segment(escaped string, kind Kind) string {
	return w.escaped(escaped, kind, url.PathUnescape, url.PathEscape)
}

// escaped unescapes a text, replaces it, and escapes the replacement. If the replacement is the
// same, escaped returns the text unchanged.
func (w *Walker) escaped(text string, kind Kind, unescape func(string) (string, error), escape func(string) string) string {
	plain, err := unescape(text)
	if err != nil {
		plain, escape = text, func(s string) string { return s }
	}
	if changed := w.Text(plain, kind); changed != plain {
		return escape(changed)
	}
	return text
}
