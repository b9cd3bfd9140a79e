package secret

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// look is the search of a message for what it says about its secrets.
type look struct {
	*Said

	names  *position.Names
	walker walk.Walker
	// pointer returns the JSON pointer of the value that is being looked at. It is nil in the
	// header.
	pointer func() string
}

// message adds the secrets in a header and a body. If it is that of a response, answered is the
// request.
func (l *look) message(b *message.Body, answered walk.Request) {
	l.walker.Header(b.Header, answered)
	l.pointer = l.walker.Pointer
	if value := b.ValueOrNull(); value != nil {
		l.walker.Value(value, answered)
	} else {
		l.walker.Body(b.Header, b.Text, answered)
	}
}

// take takes a cost from what may still be looked at.
func (s *Said) take(cost int) bool {
	s.work -= cost
	return s.work >= 0
}

// text adds the secrets in a text. It returns the text unchanged.
func (l *look) text(text string, kind walk.Kind) string {
	switch kind {
	case walk.Name:
	case walk.Secret, walk.Credential, walk.Cookie:
		for _, secret := range position.CredentialSecrets(text, kind == walk.Credential) {
			l.add(secret)
		}
	default:
		for _, found := range l.within(text, kind) {
			l.add(text[found.Start:found.End])
		}
		if kind == walk.Unparsed {
			l.walker.JSONIn(text)
		}
	}
	return text
}

// within returns the secrets in a text that is not a secret itself. It leaves out long texts. In
// JSON it also leaves out texts about which their places say nothing, because a search of many
// texts takes much longer than their check. They are searched when a finding is to quote a part of
// them; see [sentences]. What a finding quotes is searched in any case; see [Names.IsShown].
func (l *look) within(text string, kind walk.Kind) []position.Span {
	if kind == walk.Plain && l.pointer != nil {
		l.sentences.add(text)
		return nil
	}
	if len(text) < position.ShortestWord || len(text) > mostSearched || position.IsLongBase64(text) {
		return nil
	}
	name := func(name string) position.Secrecy { return l.names.Secrecy(name, true) }
	plain := position.PlainOf(text)
	var found []position.Span
	if l.names.MayBeIn(plain.Text) {
		found = walk.Named(text, plain, kind, name, l.take)
	}
	if kind != walk.Plain {
		found = append(found, walk.Positioned(text, kind, name)...)
	}
	return found
}

// add adds a secret of the value that is being looked at. It leaves out a word such as required,
// which only says something about the secret.
func (l *look) add(text string) {
	if suspect.IsHarmlessValue(text) {
		return
	}
	if l.pointer != nil {
		l.at[l.pointer()] = true
	}
	if len(text) >= Shortest && !l.whole[text] {
		l.whole[text] = true
		l.all = append(l.all, text)
	}
}
