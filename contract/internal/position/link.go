package position

import (
	"iter"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// NewPathSearch returns a function that reports whether a segment of a path is a secret. Call the
// function with each segment in order. A segment is a secret if it looks like a code and the
// segment before it is the name of a secret, or a usual word in secret links, as in /reset/... and
// /hooks/.... If the segment before it is a short form of such a word, as in /r/..., the segment is
// a secret only if it looks generated, not typed. Behind the name of a link for logging in, as in
// /magic-link/... and /auth/magic/..., several words that are joined are a secret too.
func NewPathSearch() func(segment string) bool {
	before, earlier := "", ""
	linked, shortened, logsIn := false, false, false
	return func(segment string) bool {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			plain = segment
		}
		if len(plain) >= ShortestSecret && suspect.LooksCoded(plain) && (linked && !suspect.IsFile(plain) || suspect.IsSecretName(before) || suspect.IsKeyName(before)) {
			return true
		}
		if (logsIn && before == magicWord || suspect.IsLoginLink(before)) && suspect.LooksChosen(plain) {
			return true
		}
		if isWordedCode(before, plain) || isWebhook(earlier, before, plain) {
			return true
		}
		if shortened && (suspect.LooksGenerated(plain) || before == "l" && suspect.LooksMinted(plain)) {
			return true
		}
		shortened = len(plain) == 1 && strings.ContainsAny(plain, "lrstv")
		before, earlier = plain, before
		logsIn = logsIn || suspect.IsLoginName(plain)
		linked = linked || suspect.IsLinkName(plain)
		return false
	}
}

// LeadsToSecrets reports whether a path is that of secrets, or of one of them, as in /api/tokens
// and /keys/17.
func LeadsToSecrets(path string) bool {
	segments := strings.Split(strings.Trim(path, "/"), "/")
	for _, segment := range segments[max(0, len(segments)-2):] {
		if one, isPlural := strings.CutSuffix(segment, "s"); isPlural && (suspect.IsKeyName(one) || suspect.IsSecretName(one) && !suspect.HasOtherMeaning(one)) {
			return true
		}
	}
	return false
}

// InLinks returns the secrets in the addresses in a text. An address may lack its host.
func InLinks(text string) []Span {
	if !strings.ContainsAny(text, "/?") {
		if isBot(text) { // The text is a segment of a path.
			return []Span{{strings.IndexByte(text, ':') + 1, len(text)}}
		}
		return nil
	}
	var found []Span
	var around loginSearch
	for link := range linksIn(text) {
		found = append(found, linkOf(text, link)...)
		around.add(text, link)
	}
	return append(found, around.found(text)...)
}

// linksIn yields the parts of a text that may be addresses.
func linksIn(text string) iter.Seq[Span] {
	return func(yield func(Span) bool) {
		for start := 0; start < len(text); start++ {
			end := start
			for end < len(text) && !endsLink(text[end]) {
				end++
			}
			if end-start > ShortestSecret && !IsLongBase64(text[start:end]) && !yield(Span{start, end}) {
				return
			}
			start = end
		}
	}
}

// endsLink reports whether a character can't be part of an address.
func endsLink(c byte) bool { return c <= ' ' || strings.IndexByte("\"'<>`(){}|\\^", c) >= 0 }

// linkPart is a segment of the path of an address, a pair of its query, or its fragment.
type linkPart struct {
	Span

	// name is that of a pair, and value is where its value begins. In other parts, the name is
	// empty and the value begins with the part.
	name  string
	value int
}

// partsOfLink yields the parts of an address.
func partsOfLink(text string, link Span) iter.Seq[linkPart] {
	return func(yield func(linkPart) bool) {
		inQuery := false
		for start := link.Start; start < link.End; {
			separators := "/?#"
			if inQuery {
				separators = "/?#&;"
			}
			length := strings.IndexAny(text[start:link.End], separators)
			if length < 0 {
				length = link.End - start
			}
			part := linkPart{Span: Span{start, start + len(strings.TrimRight(text[start:start+length], ".,:!"))}, value: start}
			if name, _, isPair := strings.Cut(text[part.Start:part.End], "="); inQuery && isPair {
				part.name, part.value = name, start+len(name)+1
			}
			if !yield(part) {
				return
			}
			start += length + 1
			if start <= link.End {
				inQuery = (inQuery || text[start-1] == '?') && text[start-1] != '#' && text[start-1] != '/'
			}
			if start < link.End && text[start-1] == '#' { // A fragment holds a path or a form.
				inQuery = text[start] != '/'
			}
		}
	}
}

// linkOf returns the secrets in the path, the query and the fragment of an address.
func linkOf(text string, link Span) []Span {
	var found []Span
	isSecret := NewPathSearch()
	isLogin := leadsToAppLogin(text[link.Start:link.End])
	path, query, _ := strings.Cut(text[link.Start:link.End], "?")
	for part := range partsOfLink(text, link) {
		content := text[part.Start:part.End]
		switch value := text[part.value:part.End]; {
		case part.value > part.Start && len(value) >= ShortestSecret && suspect.IsCodeName(part.name, true) && Likely.Hides(UnescapedQuery(value)):
			found = append(found, Span{part.value, part.End})
		case part.value > part.Start && IsLoginCode(path, query, part.name, UnescapedQuery(value)):
			found = append(found, Span{part.value, part.End})
		case part.value > part.Start && isLogin && (suspect.LooksMinted(value) || ValueWords[part.name] && suspect.LooksChosen(value)):
			found = append(found, Span{part.value, part.End})
		case part.value > part.Start:
		case isSecret(content):
			found = append(found, part.Span)
		case isBot(content):
			found = append(found, Span{part.Start + strings.IndexByte(content, ':') + 1, part.End})
		}
	}
	return found
}

// IsLoginCode reports whether a pair in a query is a code that somebody chose, because the path
// before the query is one for logging in, as in /login?code=velvet-river. Beside a state, it is the
// code of OAuth, whatever it looks like (RFC 6749, section 4.1.2).
func IsLoginCode(path, query, name, value string) bool {
	isAnswer := name == codeWord && len(value) >= ShortestSecret && strings.Contains(query, "state=") && !suspect.IsHarmlessValue(value) && !suspect.NamesFault(value)
	return (isAnswer || (name == codeWord || suspect.IsCodeName(name, false)) && suspect.LooksChosen(value)) && leadsToLogin(path)
}

// leadsToLogin reports whether a path is one for logging in and the like, or where a login ends.
func leadsToLogin(path string) bool {
	return suspect.HasLoginWord(path) || slices.ContainsFunc(strings.Split(path, "/"), func(segment string) bool {
		return segment == "callback" || segment == "cas" || suspect.IsLinkName(segment)
	})
}

// leadsToAppLogin reports whether an address opens an app in order to log in, as in
// shop://auth/back?x=....
func leadsToAppLogin(address string) bool {
	scheme, rest, found := strings.Cut(address, "://")
	path, _, hasQuery := strings.Cut(rest, "?")
	return found && hasQuery && !strings.HasSuffix(scheme, "http") && !strings.HasSuffix(scheme, "https") && (suspect.IsLoginName(path) || suspect.IsLinkName(path))
}

// UnescapedQuery undoes the escapes of a query. A value with a wrong escape stays as it is.
func UnescapedQuery(value string) string {
	if plain, err := url.QueryUnescape(value); err == nil {
		return plain
	}
	return value
}

// isBot reports whether a segment is the word bot followed by the bot's token, as in
// /bot123456:.../sendMessage.
func isBot(segment string) bool {
	number, token, found := strings.Cut(strings.TrimPrefix(segment, "bot"), ":")
	return found && number != "" && strings.HasPrefix(segment, "bot") && strings.Trim(number, suspect.Digits) == "" && len(token) >= ShortestSecret
}

// codesInQuotes returns a quoted part, or the codes in it if it is the address in an attribute of
// an element, as in <a href="...">.
func codesInQuotes(text string, quoted Span) []Span {
	inside := text[quoted.Start:quoted.End]
	if !strings.HasSuffix(text[:quoted.Start-1], "href=") || !strings.Contains(inside, "://") {
		return []Span{quoted}
	}
	found := Minted(inside)
	for i := range found {
		found[i].Start, found[i].End = found[i].Start+quoted.Start, found[i].End+quoted.Start
	}
	return found
}

// Codes returns the parts of a sentence that look like codes, the quoted parts, and words that are
// joined if the sentence begins with them or a verb follows.
func Codes(text string) []Span {
	var found []Span
	quoted := Span{-1, -1}
	for start := 0; start < len(text); start++ {
		if c := text[start]; strings.IndexByte("\"'`", c) >= 0 && start >= quoted.End {
			if length := strings.IndexByte(text[start+1:], c); length >= ShortestWord {
				quoted = Span{start + 1, start + 1 + length}
				found = append(found, codesInQuotes(text, quoted)...)
			}
		}
		end := start
		for end < len(text) && !endsLink(text[end]) && text[end] != ',' {
			end++
		}
		word := strings.TrimRight(text[start:end], ".,:;!?")
		if Likely.Hides(word) || (start == 0 || verbBehind.MatchString(text[start+len(word):])) && Worded.Hides(word) || len(word) == len(text) && len(word) >= ShortestWord && !suspect.IsHarmlessValue(word) {
			found = append(found, Span{start, start + len(word)})
		}
		start = max(start, end-1)
	}
	return found
}
