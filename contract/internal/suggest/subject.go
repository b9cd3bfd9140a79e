package suggest

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// subject is what findings are about that one edit would end: a rule that is broken at a place of the document. Where something
// undeclared was found there, it is that by its name, too.
type subject struct{ what, document, name string }

func subjectOf(f contract.Finding) subject {
	s := subject{what: f.Rule.Keyword, document: f.Document.Pointer}
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

// nameOf returns the name of the property, the header or the parameter at a location; empty where it has none.
func nameOf(at contract.Location) string {
	names := at.Names()
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

var unescapes = strings.NewReplacer("~1", "/", "~0", "~")

// cut returns a JSON pointer without its last token, and the token.
func cut(at string) (parent, token string) {
	i := strings.LastIndexByte(at, '/')
	if i < 0 {
		return "", ""
	}
	return at[:i], unescapes.Replace(at[i+1:])
}
