package redaction

import (
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// isSecretSegment returns a function that reports whether a segment of a path is a secret. Call the
// function with each segment in order. A segment is a secret if it looks like a code and the
// segment before it is the name of a secret, or a usual word in secret links, as in /reset/... and
// /hooks/.... If the segment before it is a short form of such a word, as in /r/..., the segment is
// a secret only if it looks generated, not typed.
func isSecretSegment() func(segment string) bool {
	named, linked, shortened := false, false, false
	return func(segment string) bool {
		plain, err := url.PathUnescape(segment)
		if err != nil {
			plain = segment
		}
		if (named || linked) && len(plain) >= shortestSecret && suspect.LooksCoded(plain) {
			return true
		}
		if shortened && suspect.LooksGenerated(plain) {
			return true
		}
		shortened = len(plain) == 1 && strings.ContainsAny(plain, "rstv")
		named = suspect.IsSecretName(plain) || suspect.IsKeyName(plain)
		linked = linked || suspect.IsLinkName(plain)
		return false
	}
}

// linksOf returns the secrets in the addresses in a text. An address may lack its host.
func linksOf(text string) []span {
	if !strings.ContainsAny(text, "/?") {
		return nil
	}
	var found []span
	for start := 0; start < len(text); start++ {
		end := start
		for end < len(text) && !endsLink(text[end]) {
			end++
		}
		if end-start > shortestSecret {
			found = append(found, linkOf(text, span{start, end})...)
		}
		start = end
	}
	return found
}

// endsLink reports whether a character can't be part of an address.
func endsLink(c byte) bool { return c <= ' ' || strings.IndexByte("\"'<>`(){}|\\^", c) >= 0 }

// linkOf returns the secrets in the path, the query and the fragment of an address.
func linkOf(text string, link span) []span {
	var found []span
	isSecret := isSecretSegment()
	inQuery := false
	for start := link.start; start < link.end; {
		separators := "/?#"
		if inQuery {
			separators = "/?#&;"
		}
		length := strings.IndexAny(text[start:link.end], separators)
		if length < 0 {
			length = link.end - start
		}
		part := span{start, start + len(strings.TrimRight(text[start:start+length], ".,:!"))}
		switch name, value, isPair := strings.Cut(text[part.start:part.end], "="); {
		case inQuery && isPair && len(value) >= shortestSecret && suspect.IsCodeName(name, true) && likely.hides(unescapedQuery(value)):
			found = append(found, span{part.start + len(name) + 1, part.end})
		case inQuery && isPair:
		case isSecret(text[part.start:part.end]):
			found = append(found, part)
		case isBot(text[part.start:part.end]):
			found = append(found, span{part.start + strings.IndexByte(text[part.start:part.end], ':') + 1, part.end})
		}
		start += length + 1
		if start <= link.end {
			inQuery = (inQuery || text[start-1] == '?') && text[start-1] != '#' && text[start-1] != '/'
		}
		if start < link.end && text[start-1] == '#' { // A fragment holds a path or a form.
			inQuery = text[start] != '/'
		}
	}
	return found
}

func unescapedQuery(value string) string {
	if plain, err := url.QueryUnescape(value); err == nil {
		return plain
	}
	return value
}

// isBot reports whether a segment is the word bot followed by the bot's token, as in
// /bot123456:.../sendMessage.
func isBot(segment string) bool {
	number, token, found := strings.Cut(strings.TrimPrefix(segment, "bot"), ":")
	return found && number != "" && strings.HasPrefix(segment, "bot") && strings.Trim(number, digits) == "" && len(token) >= shortestSecret
}

// codesOf returns the parts of a sentence that look like codes, and the quoted parts.
func codesOf(text string) []span {
	var found []span
	quoted := span{-1, -1}
	for start := 0; start < len(text); start++ {
		if c := text[start]; strings.IndexByte("\"'`", c) >= 0 && start >= quoted.end {
			if length := strings.IndexByte(text[start+1:], c); length >= shortestWord {
				quoted = span{start + 1, start + 1 + length}
				found = append(found, quoted)
			}
		}
		end := start
		for end < len(text) && !endsLink(text[end]) && text[end] != ',' {
			end++
		}
		word := strings.TrimRight(text[start:end], ".,:;!?")
		if likely.hides(word) || len(word) == len(text) && len(word) >= shortestWord && !suspect.IsHarmlessValue(word) {
			found = append(found, span{start, start + len(word)})
		}
		start = max(start, end-1)
	}
	return found
}
