package walk

import (
	"maps"
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// form walks the names and values of a query or a form. The pairs may also be separated by
// semicolons. Path is the path before a query, and empty before a form.
func (w *Walker) form(text, path string) string {
	var b strings.Builder
	f := formWalk{Walker: w, path: path, query: text, isLogin: suspect.HasLoginWord(path), hasUser: hasUser(text), isPostal: hasAddress(text), parameters: w.formParameters(text), named: map[string]position.Secrecy{}}
	for rest := text; rest != ""; {
		pair, separator := w.firstPair(rest)
		if rest = rest[len(pair)+len(separator):]; !w.Work(workOfPair) {
			return text
		}
		b.WriteString(f.pair(pair) + separator)
	}
	return b.String()
}

// firstPair returns the first pair of a form, and the separator behind it.
func (w *Walker) firstPair(text string) (pair, separator string) {
	end := strings.IndexAny(text, "&;")
	if end < 0 {
		return text, ""
	}
	name, _, _ := strings.Cut(text[:end], "=")
	if text[end] == ';' && w.secrecyOf(name) == position.Certain { // The semicolon may be part of the value.
		if end = strings.IndexByte(text, '&'); end < 0 {
			return text, ""
		}
	}
	return text[:end], text[end : end+1]
}

// formWalk is the state of the walk through one form.
type formWalk struct {
	*Walker

	path, query string
	// isLogin says that the path is for logging in and the like.
	isLogin bool
	// hasUser says that the form has a user in the short form u, so that p may be the password.
	hasUser bool
	// isPostal says that the form has parts of the address of a house.
	isPostal bool
	// parameters are what the statements in the form say about their parameters.
	parameters map[string]position.Secrecy
	// named is what a pair says about another, as in a.name=password&a.value=....
	named map[string]position.Secrecy
}

// pair walks a pair, and notes what it says about the pairs behind it.
func (f *formWalk) pair(pair string) string {
	name, value, _ := strings.Cut(pair, "=")
	group, last := lastName(name)
	says := position.NoSecret
	if position.ValueWords[last] {
		says = f.named[group]
	}
	changed, ok := f.jsonParameters(value, f.parameters)
	if ok {
		changed = name + "=" + changed
	} else {
		changed = f.nameAndValue(pair, says)
	}
	if says := f.secrecyOf(value); position.NamingWords[last] && (says != position.NoSecret || last != "type" && last != "kind") {
		f.named[group] = says
	}
	return changed
}

// hasUser reports whether a form has a user in the short form u.
func hasUser(text string) bool {
	return strings.HasPrefix(text, "u=") || strings.Contains(text, "&u=")
}

// hasAddress reports whether a form has parts of the address of a house.
func hasAddress(text string) bool {
	if lower := strings.ToLower(text); !strings.Contains(lower, "pin") {
		return false
	}
	for pair := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '&' || c == ';' }) {
		if name, _, found := strings.Cut(pair, "="); found && suspect.IsAddressName(position.UnescapedQuery(name)) {
			return true
		}
	}
	return false
}

// formParameters returns what the statements in a form say about their parameters, as in
// query=...login(password:$p)&variables={"p":"..."}.
func (w *Walker) formParameters(text string) map[string]position.Secrecy {
	if !strings.Contains(text, "%7B") && !strings.Contains(text, "{") {
		return nil
	}
	parameters := map[string]position.Secrecy{}
	for pair := range strings.SplitSeq(text, "&") {
		_, value, _ := strings.Cut(pair, "=")
		maps.Copy(parameters, w.placeholders(position.UnescapedQuery(value)))
	}
	return parameters
}

// jsonParameters goes over the value of a pair that holds the parameters of a statement in JSON.
func (w *Walker) jsonParameters(escaped string, parameters map[string]position.Secrecy) (string, bool) {
	if len(parameters) == 0 {
		return "", false
	}
	plain := position.UnescapedQuery(escaped)
	if !strings.HasPrefix(strings.TrimSpace(plain), "{") {
		return "", false
	}
	changed, ok := w.jsonWithin([]byte(plain), parameters)
	if !ok || string(changed) == plain {
		return escaped, ok
	}
	return url.QueryEscape(string(changed)), true
}

// lastName returns the last name in the name of a field, such as value for a[0][value], and what is
// before it.
func lastName(escaped string) (before, last string) {
	name := strings.TrimRight(position.UnescapedQuery(escaped), "]")
	at := strings.LastIndexAny(name, "[.") + 1
	return name[:at], strings.ToLower(name[at:])
}

// secrecyOf returns what the name of a parameter in a query or a form says about its value.
func (w *Walker) secrecyOf(escaped string) position.Secrecy {
	return w.secrecyOfParameter(position.UnescapedQuery(escaped))
}

// secrecyOfParameter does what secrecyOf does for a name that is not escaped.
func (w *Walker) secrecyOfParameter(name string) position.Secrecy {
	switch says := w.Secrecy(name, true); {
	case says == position.Likely && strings.EqualFold(name, "ticket"):
		return position.Worded
	case says != position.NoSecret:
		return says
	case suspect.IsCodeName(name, true):
		return position.Likely
	default:
		return position.NoSecret
	}
}

// nameAndValue walks the name and the value of a pair. Named is what another pair says about it.
func (f *formWalk) nameAndValue(pair string, named position.Secrecy) string {
	name, value, found := strings.Cut(pair, "=")
	kind := Plain
	if plain, err := url.QueryUnescape(value); err != nil && max(named, f.secrecyOf(name)).Hides(value) || max(named, f.secrecyOf(name)).Hides(plain) {
		kind = Secret
	}
	if plain := position.UnescapedQuery(value); position.IsLoginCode(f.path, f.query, name, plain) || f.hasUser && name == "p" && (position.Likely.Hides(plain) || suspect.LooksChosen(plain)) {
		kind = Secret
	}
	if position.IsUserWithPassword(name, position.UnescapedQuery(value)) {
		kind = Secret
	}
	if f.isLogin && !position.IsPublicParameter(name) && suspect.LooksMinted(position.UnescapedQuery(value)) {
		kind = Secret
	}
	if suspect.IsPlainValue(name, value) && !isWordedKey(name, value) || f.isPostal && suspect.IsPINName(name) && suspect.IsPostalCode(position.UnescapedQuery(value)) {
		kind = Plain
	}
	if kind == Plain && f.path == "" && f.isPrivate(position.UnescapedQuery(value)) {
		kind = Private
	}
	changed := f.escaped(name, Plain, url.QueryUnescape, url.QueryEscape)
	if found {
		changed += "=" + f.escaped(value, kind, url.QueryUnescape, url.QueryEscape)
	}
	return changed
}
