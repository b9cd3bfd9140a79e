package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// handedOut matches a secret that a message hands out to a person. The last group is the secret.
var handedOut = []*lazyregexp.Regexp{
	// As in "Use 4711 1816 to log in" and in "Your login code: 471 181".
	lazyregexp.Needing(`(?i)\b(?:use|enter|type)[ \t]+["'“]?((?:[a-z]-)?[0-9]{4,8}|[0-9]{3,4}(?:[ -][0-9]{3,4}){1,3}|[a-z0-9]*[0-9][a-z0-9]*)["'”]?[ \t]+(?:to|as|for)[ \t]+(?:[\pL'-]+[ \t]+){0,3}?(?:log|sign|verif|confirm|authenticat|activat|reset|unlock|code|password|pass|pin|otp)`,
		"use ", "enter ", "type "),
	lazyregexp.Needing(`(?i)\b(?:otp|passcode|pin|(?:one[ -]?time|verification|security|access|log-?in|sign-?in|auth[a-z]*|confirmation|recovery|backup|your)[ \t]+(?:code|password|pin))[ \t]*(?::|=|is\b|–|-)[ \t]*["'(“]?([0-9]{3,4}(?:[ -][0-9]{3,4}){1,3})\b`,
		"otp", "code", "password", "pin"),
	// As a printer keeps a document until somebody enters the code.
	lazyregexp.Needing(`(?is)\bprint.{0,120}?\brelease code[ \t]*:[ \t]*([^\s"'<>]{4,})`, "release code"),
	// As in a code for the camera of a telephone, with the password of a network.
	lazyregexp.Needing(`\bWIFI:(?:[STHEAI]+:(?:[^;\\]|\\.)*;)*P:"?((?:[^;"\\\r\n]|\\.)+)`, "wifi:"),
}

// quotedSaying matches a password of several words in quotes, as in: the passphrase is 'blue
// boots'.
var quotedSaying = lazyregexp.Needing(`(?i)\bpass(?:word|phrase|wort|code)s?[ \t]*(?:is|was|:|=)[ \t]*(?:now[ \t]+)?(?:'([^'\r\n]{4,80})'|"([^"\r\n]{4,80})"|“([^“”\r\n]{4,80})”|‘([^‘’\r\n]{4,80})’|«([^«»\r\n]{4,80})»)`, "pass")

// handedOutIn returns the secrets that a message hands out.
func handedOutIn(text string) []Span {
	var found []Span
	for _, pattern := range handedOut {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			found = append(found, Span{m[2], m[3]})
		}
	}
	for _, m := range quotedSaying.FindAllStringSubmatchIndex(text, -1) {
		for group := 2; group < len(m); group += 2 {
			if m[group] >= 0 && strings.Contains(text[m[group]:m[group+1]], " ") && !suspect.IsHarmlessValue(text[m[group]:m[group+1]]) {
				found = append(found, Span{m[group], m[group+1]})
			}
		}
	}
	return found
}
