// Package suspect tells by their names and looks what may be secrets.
package suspect

import (
	"iter"
	"regexp"
	"strings"
	"unicode"
)

// secretWords are what the names of secrets contain, in lower case and without what separates words.
var secretWords = []string{
	"accesskey", "accountkey", "apikey", "appkey", "authkey", "authorization", "clientkey", "credential", "encryptionkey", "jwt", "licensekey",
	"masterkey", "partnerkey", "passphrase", "passwd", "password", "privatekey", "secret", "servicekey", "sessionid", "sessid", "sharedkey", "signature", "signingkey",
	"subscriptionkey", "token", "userkey",
}

// harmlessEndings are the last words of names that speak of a secret and don't hold it: token_type, password_policy.
var harmlessEndings = map[string]bool{
	"count": true, "enabled": true, "endpoint": true, "expiration": true, "expired": true, "expires": true, "expiry": true, "in": true, "at": true, "length": true, "lifetime": true, "method": true, "methods": true, "name": true, "policy": true, "required": true,
	"scope": true, "scopes": true, "status": true, "supported": true, "ttl": true, "type": true, "types": true, "uri": true, "url": true, "version": true,
}

// harmlessKeys are the words before "key" in the names of headers and parameters that hold none.
var harmlessKeys = map[string]bool{
	"cache": true, "foreign": true, "idempotency": true, "object": true, "partition": true, "primary": true, "public": true, "sort": true,
	"socket": true, "surrogate": true,
}

// IsSecretName reports whether a name says that what it names is a secret.
func IsSecretName(name string) bool {
	words := words(name)
	if len(words) == 0 || strings.HasPrefix(strings.ToLower(name), "access-control-") || harmlessEndings[words[len(words)-1]] {
		return false
	}
	squashed := strings.Join(words, "")
	for _, word := range secretWords {
		if strings.Contains(squashed, word) {
			return true
		}
	}
	for _, word := range words {
		if word == "pwd" || word == "otp" || word == "passcode" || word == "pin" || word == "sig" {
			return true
		}
	}
	return false
}

// IsKeyName reports whether the name of a header, a query parameter or a field of a form is that of a key: what is just called key, too.
func IsKeyName(name string) bool {
	words := words(name)
	last := len(words) - 1
	return last >= 0 && words[last] == "key" && (last == 0 || !harmlessKeys[words[last-1]])
}

// words splits a name at what is no letter or digit, and where a capital follows a small letter; all in lower case.
func words(name string) []string {
	var b strings.Builder
	var before rune
	for _, c := range name {
		if unicode.IsUpper(c) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			b.WriteByte(' ')
		} else {
			b.WriteRune(unicode.ToLower(c))
		}
		before = c
	}
	return strings.Fields(b.String())
}

// What in a text looks like a secret, whatever its name. The last group of each is the secret.
var keyPatterns = []*regexp.Regexp{
	regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]*`),
	regexp.MustCompile(`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)-----END`),
	regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^/\s:@"'<>]*:([^/\s@"'<>]+)@`),
	regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://([^/\s:@"'<>]+)(?::[^/\s@"'<>]*)?@`),
}

// What in a text may be a secret; whether it is, a look at the last group tells.
var maybeKeyPatterns = []struct {
	*regexp.Regexp

	is func(string) bool
}{
	{regexp.MustCompile(`(?i)\b(?:bearer|basic|token|apikey)[ \t]+([A-Za-z0-9._~+/=-]{8,})`), hasDigitOrTwoCases},
	{regexp.MustCompile(`\b(?:sk|pk|rk|key|pat|api|ghp|gho|ghu|ghs|ghr|glpat|xox[abprs]|secret|token)[_-]([A-Za-z0-9_-]{8,})`), hasLetterAndDigit},
	{regexp.MustCompile(`[A-Za-z0-9_-]{20,}`), LooksRandom},
	{regexp.MustCompile(`[A-Za-z0-9+/]{32,}={0,2}`), LooksRandom},
}

// In goes over what looks like a secret in a text, whatever its name. Of some it is certain, as of a JSON web token; others, which may overlap, are
// drawn rather than written.
func In(text string) iter.Seq2[string, bool] {
	return func(yield func(secret string, certain bool) bool) {
		for _, pattern := range keyPatterns {
			for _, match := range pattern.FindAllStringSubmatch(text, -1) {
				if !yield(strings.TrimSpace(match[len(match)-1]), true) {
					return
				}
			}
		}
		for _, pattern := range maybeKeyPatterns {
			for _, match := range pattern.FindAllStringSubmatch(text, -1) {
				if secret := match[len(match)-1]; pattern.is(secret) && !yield(secret, false) {
					return
				}
			}
		}
	}
}

// LooksSecret reports whether a text holds what looks like a secret: a token, a password in a URL. A text that looks drawn counts; a UUID
// doesn't.
func LooksSecret(text string) bool {
	for range In(text) {
		return true
	}
	return false
}

const (
	lowers = "abcdefghijklmnopqrstuvwxyz"
	uppers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

var uuidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// ShortestRandom is the length from which a text is looked at whether it is drawn.
const ShortestRandom = 20

func hasLetterAndDigit(text string) bool {
	return strings.ContainsAny(text, digits) && strings.ContainsAny(text, lowers+uppers)
}

func hasDigitOrTwoCases(text string) bool {
	return strings.ContainsAny(text, digits) || strings.ContainsAny(text, lowers) && strings.ContainsAny(text, uppers) && len(text) >= 16
}

// LooksRandom reports whether a long text is more likely drawn than written: it has digits, and goes from one class of characters to
// another often. A UUID is an identifier and no secret; words and dates with hyphens change too seldom.
func LooksRandom(text string) bool {
	if uuidPattern.MatchString(text) {
		return false
	}
	changes, numbers, seen := 0, 0, map[rune]bool{}
	class := 0
	for _, c := range text {
		next := 0
		switch {
		case c >= '0' && c <= '9':
			next = 1
			numbers++
		case c >= 'a' && c <= 'z':
			next = 2
		case c >= 'A' && c <= 'Z':
			next = 3
		}
		if next != 0 && class != 0 && next != class {
			changes++
		}
		class = next
		seen[c] = true
	}
	return numbers >= 2 && changes >= len(text)/6 && len(seen) >= 8
}
