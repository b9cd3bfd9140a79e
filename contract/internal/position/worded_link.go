package position

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// The patterns match a segment of a path that is before a code for one person, and the words of
// such a code.
var (
	beforeCode = lazyregexp.New(`(?i)^(?:tokens?|api[-_]?keys|magic|sessions|log-?in|sign-?in|join|revoke|unsubscribe|(?:[a-z]+[-_])?(?:reset|invit(?:e|es|ation|ations)|activat(?:e|ion)|confirm(?:ation)?|verif(?:y|ication)|unlock|recover(?:y)?|passwords?)(?:[-_][a-z]+)?)$`)
	codeOfWord = lazyregexp.New(`^[A-Za-z]{3,}(?:-[A-Za-z]{3,}){2,}$`)
)

// isWordedCode reports whether a segment of a path is a code in words, because of the segment
// before it, as in /invite/velvet-river-barley, or a code for which somebody logged in elsewhere,
// as in /callback/hush#4711.
func isWordedCode(before, segment string) bool {
	if before == "callback" {
		return suspect.LooksMinted(segment) && !suspect.IsUUID(segment)
	}
	return isCodeInWords(segment) && beforeCode.MatchString(before)
}

// givesLinks matches the last segment of the path of a request whose answer has a link that lets
// whoever has it do something.
var givesLinks = lazyregexp.New(`(?i)(?:^|[/_-])(?:magic|share|invit(?:e|es|ation|ations)|(?:invite|magic|login|reset|share)[-_]?links?|(?:web)?hooks?)/?$`)

// GivesLinks reports whether a request to a path asks for such a link, as in /invitations.
func GivesLinks(path string) bool { return givesLinks.MatchString(path) }

// hookNumbers match what is before the code of a webhook that anybody may call who knows the code:
// the team and the number of the webhook, or a word and the number.
var hookNumbers = lazyregexp.New(`^(?:T[A-Z0-9]+/B[A-Z0-9]+|(?i:(?:web)?hooks)/[0-9]+)$`)

// isWebhook reports whether a segment of a path is the code of a webhook, because of the two
// segments before it, as in /services/T0/B0/velvet-river-barley.
func isWebhook(earlier, before, segment string) bool {
	return (isCodeInWords(segment) || len(segment) >= ShortestSecret && suspect.LooksCoded(segment)) && hookNumbers.MatchString(earlier+"/"+before)
}

// isCodeInWords reports whether a part of an address is a code in words, and not the name of a page.
func isCodeInWords(part string) bool {
	return codeOfWord.MatchString(part) && suspect.JoinsWords(part) && !suspect.HasLoginWord(part) && !suspect.IsSecretName(part) &&
		!slices.ContainsFunc(strings.Split(strings.ToLower(part), "-"), func(word string) bool { return pageWords[word] })
}

// pageWords are words in the names of pages for logging in and the like. No code has them.
var pageWords = suspect.WordSet(`about account accept all and are back check code complete contact create done edit email error expired failed finish for forgot form from get help here how inbox
	index into invalid list mail new not now our out page phone please policy privacy profile remember request required retry send sent settings setup start
	step success team terms thank thanks the their this two update user users via view was what with you your`)

// CodesInLinks returns the parts of the addresses in a text that look minted, and a code in words at
// the end of an address.
func CodesInLinks(text string) []Span {
	found := Minted(text)
	for link := range linksIn(text) {
		if words, ok := wordedEnd(text, withScheme(text, link)); ok {
			found = append(found, words)
		}
	}
	return found
}

// wordedEnd returns the code in words at the end of an address.
func wordedEnd(text string, link Span) (Span, bool) {
	address := strings.TrimRight(text[link.Start:link.End], ".,:!;/#")
	start := strings.LastIndexAny(address, "/?#=&") + 1
	_, path, hasScheme := strings.Cut(address, "://")
	if start == 0 || hasScheme && !strings.Contains(path, "/") || !isAddress(address) || !isCodeInWords(address[start:]) {
		return Span{}, false
	}
	return Span{link.Start + start, link.Start + len(address)}, true
}

// EndsInWords reports whether a text is an address that ends in a code in words.
func EndsInWords(address string) bool {
	_, ok := wordedEnd(address, Span{0, len(address)})
	return ok && !strings.ContainsAny(address, " \t\r\n")
}
