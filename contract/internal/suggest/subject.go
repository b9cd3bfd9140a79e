package suggest

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// subject is what findings are about that one edit would end: a rule that is broken at a place of the document. Where something
// undeclared was found there, it is that by its name, too.
type subject struct{ what, document, name string }

func subjectOf(f contract.Finding) subject {
	s := subject{what: strings.TrimPrefix(f.Rule, string(f.Side)+"."), document: f.Document.Pointer}
	if s.what == required {
		s.name = f.Expected // An edit of the list moves the places of others in it.
	}
	if strings.HasSuffix(s.what, undeclared) {
		s.name = nameOf(f.At)
	}
	return s
}

// undeclared ends the rules about what the document doesn't mention.
const undeclared = "-undeclared"

// nameOf returns the name at the end of a place in a message: of a property, a header or a parameter.
func nameOf(at string) string {
	if in, name, ok := strings.Cut(at, " "); ok && (in == inHeader || in == inQuery) {
		return name
	}
	return unescapes.Replace(at[strings.LastIndexByte(at, '/')+1:])
}

// Where values stand that are not in the body.
const (
	inHeader = "header"
	inQuery  = "query"
)

var unescapes = strings.NewReplacer("~1", "/", "~0", "~")

// cut returns a JSON pointer without its last token, and the token.
func cut(at string) (parent, token string) {
	i := strings.LastIndexByte(at, '/')
	if i < 0 {
		return "", ""
	}
	return at[:i], unescapes.Replace(at[i+1:])
}
