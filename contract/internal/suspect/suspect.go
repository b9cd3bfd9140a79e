// Package suspect finds what may be secrets by their names and by how they look.
package suspect

import (
	"iter"
	"slices"
	"strings"
)

// In yields the parts of a text that look like secrets, whatever their names. It is certain about some,
// such as a JSON web token. The others, which may overlap, look generated rather than written. It goes
// over the text once.
func In(text string) iter.Seq2[string, bool] {
	return func(yield func(secret string, certain bool) bool) {
		_ = privateKeys(text, yield) && userinfo(text, yield) && tokens(text, yield)
	}
}

// LooksSecret reports whether a text holds what looks like a secret: a token, or a password in a URL,
// for example. A UUID doesn't look like one.
func LooksSecret(text string) bool {
	for range In(text) {
		return true
	}
	return false
}

// privateKeys yields what is between the lines that begin and end a private key.
func privateKeys(text string, yield func(string, bool) bool) bool {
	const begin, end = "-----BEGIN ", "-----END"
	for {
		_, after, found := strings.Cut(text, begin)
		if !found {
			return true
		}
		label, body, found := strings.Cut(after, "-----")
		if text = after; !found || !strings.Contains(label, "PRIVATE KEY") || len(label) > 40 {
			continue
		}
		key, rest, _ := strings.Cut(body, end) // A key that is cut off is a key.
		if text = rest; !yield(strings.TrimSpace(key), true) {
			return false
		}
	}
}

// userinfo yields the user and the password before the host of a URL.
func userinfo(text string, yield func(string, bool) bool) bool {
	for {
		before, after, found := strings.Cut(text, "://")
		if !found {
			return true
		}
		text = after
		if before == "" || !isLetterOrDigit(before[len(before)-1]) {
			continue
		}
		end := strings.IndexAny(after, "/?# \t\r\n\"'<>")
		if end < 0 {
			end = len(after)
		}
		text = after[end:]
		at := strings.LastIndexByte(after[:end], '@')
		if at < 0 {
			continue
		}
		user, password, _ := strings.Cut(after[:at], ":")
		for _, secret := range []string{password, user} {
			if secret != "" && !yield(secret, true) {
				return false
			}
		}
	}
}

// tokens yields the tokens in a text: runs of characters that tokens are made of.
func tokens(text string, yield func(string, bool) bool) bool {
	before := "" // The run before, if only blanks are between.
	for at := 0; at < len(text); {
		if !isTokenByte(text[at]) {
			if text[at] != ' ' && text[at] != '\t' {
				before = ""
			}
			at++
			continue
		}
		end := at + 1
		for end < len(text) && isTokenByte(text[end]) {
			end++
		}
		run := text[at:end]
		if followsScheme(before) && len(run) >= shortestCredential && hasDigitOrTwoCases(run) && !yield(run, false) {
			return false
		}
		if len(run) >= shortestCredential && !token(run, yield) {
			return false
		}
		before, at = run, end
	}
	return true
}

// shortestCredential is the length in bytes from which a token counts as a credential.
const shortestCredential = 8

// tokenSchemes are the words before a token.
var tokenSchemes = strings.Fields("bearer basic token apikey")

// followsScheme reports whether a word says that what follows is a credential.
func followsScheme(word string) bool {
	word = strings.ToLower(word[max(0, len(word)-len("apikey")):])
	return slices.ContainsFunc(tokenSchemes, func(scheme string) bool { return strings.HasSuffix(word, scheme) })
}

// token yields what looks secret in one run of token bytes.
func token(run string, yield func(string, bool) bool) bool {
	if web := webToken(run); web != "" && !yield(web, true) {
		return false
	}
	for piece := range pieces(run, isNameByte) {
		if secret := afterPrefix(piece); secret != "" && !yield(secret, false) {
			return false
		}
		if len(piece) >= ShortestRandom && LooksRandom(piece) && !yield(piece, false) {
			return false
		}
	}
	const shortestBase64 = 32
	for piece := range pieces(run, isBase64Byte) {
		if bare := strings.TrimRight(piece, "="); len(bare) >= shortestBase64 && LooksRandom(bare) && !yield(piece, false) {
			return false
		}
	}
	return true
}

// pieces yields the longest pieces of a run whose bytes are all of a kind.
func pieces(run string, is func(byte) bool) iter.Seq[string] {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i <= len(run); i++ {
			if i < len(run) && is(run[i]) {
				continue
			}
			if i > start && !yield(run[start:i]) {
				return
			}
			start = i + 1
		}
	}
}

// webToken returns the JSON web token in a run, or the empty string.
func webToken(run string) string {
	at := strings.Index(run, "eyJ")
	if at < 0 || strings.Count(run[at:], ".") < 2 {
		return ""
	}
	for at < len(run) {
		header, rest, _ := strings.Cut(run[at:], ".")
		payload, _, found := strings.Cut(rest, ".")
		if !found {
			return ""
		}
		if start := strings.Index(header, "eyJ"); start >= 0 && len(header)-start >= 9 && len(payload) >= 6 {
			token := run[at+start:]
			signature := len(header) - start + len(payload) + 2
			end := signature
			for end < len(token) && isNameByte(token[end]) {
				end++
			}
			return token[:end]
		}
		at += len(header) + 1
	}
	return ""
}

// prefixes say of which kind a key is.
var prefixes = setOf(
	"sk", "pk", "rk", "key", "pat", "api", "ghp", "gho", "ghu", "ghs", "ghr", "glpat", "xoxa", "xoxb", "xoxp", "xoxr", "xoxs",
	"secret", "token",
)

// afterPrefix returns what follows the prefix of a key, or the empty string if there is no such key.
func afterPrefix(piece string) string {
	for start := 0; start < len(piece); {
		length := strings.IndexAny(piece[start:], "_-")
		if length < 0 {
			return ""
		}
		if prefixes[piece[start:start+length]] {
			secret := piece[start+length+1:]
			if len(secret) >= shortestCredential && hasLetterAndDigit(secret) {
				return secret
			}
			return "" // What follows a later prefix is a part of this.
		}
		hyphen := strings.IndexByte(piece[start:], '-') // An underscore is part of a word.
		if hyphen < 0 {
			return ""
		}
		start += hyphen + 1
	}
	return ""
}

func isLetterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isNameByte(c byte) bool { return isLetterOrDigit(c) || c == '_' || c == '-' }

func isBase64Byte(c byte) bool { return isLetterOrDigit(c) || c == '+' || c == '/' || c == '=' }

func isTokenByte(c byte) bool { return isNameByte(c) || isBase64Byte(c) || c == '.' || c == '~' }
