package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

var (
	// givenVariable matches a name that gets the value of a variable, as in login(password: $p). The
	// groups are the name and the variable.
	givenVariable = lazyregexp.New(`([\pL_][\pL\pN_.]*)["']?[ \t]*[:=][ \t]*\$([A-Za-z_]\w*)`)
	// defaultVariable matches a variable of GraphQL with its default value. The groups are the
	// variable and the value.
	defaultVariable = lazyregexp.New(`\$([A-Za-z_]\w*)[ \t]*:[ \t]*[\w!\[\]]+[ \t]*=[ \t]*\\?"((?:[^"\\\r\n]|\\[^"])+)`)
)

// variablesOf returns the default values of the variables in a statement of GraphQL that are given
// to the name of a secret.
func variablesOf(text string, name Naming) []Span {
	if !strings.Contains(text, "$") {
		return nil
	}
	says := map[string]Secrecy{}
	for _, m := range givenVariable.FindAllStringSubmatch(text, -1) {
		says[m[2]] = max(says[m[2]], name(m[1]))
	}
	var found []Span
	for _, m := range defaultVariable.FindAllStringSubmatchIndex(text, -1) {
		if says[text[m[2]:m[3]]].Hides(text[m[4]:m[5]]) {
			found = append(found, Span{m[4], m[5]})
		}
	}
	return found
}
