// Package suspect guesses which values are secret, from their names and from how they look. It
// doesn't use a document.
package suspect

import (
	"iter"
	"slices"
	"strings"
)

// Found is a part of a text that looks like a secret.
type Found struct {
	Start, End int
	// Certain reports whether the part is certainly a secret, such as a JSON web token. Otherwise
	// the part only looks generated.
	Certain bool
}

// In yields the parts of a text that look like secrets, without regard to names. The parts may
// overlap. In reads the text once.
func In(text string) iter.Seq[Found] {
	return func(yield func(Found) bool) {
		_ = privateKeys(text, yield) && userinfo(text, yield) && tokens(text, yield)
	}
}

// LooksSecret reports whether a text contains a part that looks like a secret, such as a token or a
// password in a URL. A UUID doesn't count.
func LooksSecret(text string) bool {
	for range In(text) {
		return true
	}
	return false
}

// privateKeys yields the content between the lines that begin and end a private key.
func privateKeys(text string, yield func(Found) bool) bool {
	const begin, end = "-----BEGIN ", "-----END"
	for at := 0; ; {
		next := strings.Index(text[at:], begin)
		if next < 0 {
			return true
		}
		at += next + len(begin)
		label := strings.Index(text[at:], "-----")
		if label < 0 || label > 40 || !strings.Contains(text[at:at+label], "PRIVATE KEY") {
			continue
		}
		start := at + label + len("-----")
		stop := strings.Index(text[start:], end)
		if stop < 0 { // A truncated key is still a key.
			stop = len(text) - start
		}
		at = start + stop
		if !yield(trimmed(text, start, at)) {
			return false
		}
	}
}

// trimmed returns a part of a text without its surrounding white space.
func trimmed(text string, start, end int) Found {
	part := text[start:end]
	start += len(part) - len(strings.TrimLeft(part, " \t\r\n"))
	return Found{start, start + len(strings.TrimSpace(part)), true}
}

// userinfo yields the password and the user before the host of a URL.
func userinfo(text string, yield func(Found) bool) bool {
	for start := 0; ; {
		next := strings.Index(text[start:], "://")
		if next < 0 {
			return true
		}
		scheme := start + next - 1
		start += next + len("://")
		if scheme < 0 || !isLetterOrDigit(text[scheme]) {
			continue
		}
		length := strings.IndexAny(text[start:], "/?# \t\r\n\"'<>")
		if length < 0 {
			length = len(text) - start
		}
		at := strings.LastIndexByte(text[start:start+length], '@')
		if at < 0 { // The password may have characters that should be escaped.
			length, at = rawPassword(text[start:], length)
		}
		if at >= 0 {
			user, password, _ := strings.Cut(text[start:start+at], ":")
			if password != "" && !yield(Found{start + at - len(password), start + at, true}) {
				return false
			}
			if user != "" && !yield(Found{start, start + len(user), true}) {
				return false
			}
		}
		start += length
	}
}

// maxUserinfo limits the search for an @, in bytes.
const maxUserinfo = 200

// rawPassword searches the text after the scheme of a URL for the @ after an unescaped user and
// password. It returns the number of bytes that it read and the position of the @. A colon before
// the first slash may begin a port.
func rawPassword(text string, length int) (looked, at int) {
	_, password, found := strings.Cut(text[:length], ":")
	if !found || strings.Trim(password, "0123456789") == "" {
		return length, -1
	}
	end := strings.IndexAny(text[:min(len(text), maxUserinfo)], " \t\r\n\"'<>")
	if end < 0 {
		end = min(len(text), maxUserinfo)
	}
	if at = strings.LastIndexByte(text[:end], '@'); at < length {
		return length, -1
	}
	return end, at
}

// tokens yields the tokens in a text. It examines each run of characters that may be in a token.
func tokens(text string, yield func(Found) bool) bool {
	before := "" // The previous run, if only blanks are in between.
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
		if followsScheme(before) && len(run) >= shortestCredential && hasDigitOrTwoCases(run) && !IsHarmlessValue(run) && !yield(Found{at, end, false}) {
			return false
		}
		shifted := func(f Found) bool { return yield(Found{at + f.Start, at + f.End, f.Certain}) }
		if len(run) >= shortestCredential && !token(run, shifted) {
			return false
		}
		before, at = run, end
	}
	return true
}

// shortestCredential is the minimum length in bytes of a credential.
const shortestCredential = 8

// tokenSchemes are words that come before a token.
var tokenSchemes = strings.Fields("bearer basic token apikey")

// followsScheme reports whether a credential follows the word.
func followsScheme(word string) bool {
	word = strings.ToLower(word[max(0, len(word)-len("apikey")):])
	return slices.ContainsFunc(tokenSchemes, func(scheme string) bool { return strings.HasSuffix(word, scheme) })
}

// token yields the parts of a run that look secret.
func token(run string, yield func(Found) bool) bool {
	if start, end := webToken(run); end > 0 && !yield(Found{start, end, true}) {
		return false
	}
	if isIntegrity(run) {
		return true
	}
	for start, piece := range pieces(run, isNameByte) {
		end := start + len(piece)
		if secret := afterPrefix(piece); secret != "" && !yield(Found{end - len(secret), end, false}) {
			return false
		}
		if len(piece) >= ShortestRandom && LooksRandom(piece) && !yield(Found{start, end, false}) {
			return false
		}
	}
	const shortestBase64 = 32
	for start, piece := range pieces(run, isBase64Byte) {
		if bare := strings.TrimRight(piece, "="); len(bare) >= shortestBase64 && LooksRandom(bare) && !isPathOfWords(bare) && !yield(Found{start, start + len(piece), false}) {
			return false
		}
	}
	return true
}

// pieces yields the longest pieces of a run whose bytes are all of one kind, with their positions.
func pieces(run string, is func(byte) bool) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		start := 0
		for i := 0; i <= len(run); i++ {
			if i < len(run) && is(run[i]) {
				continue
			}
			if i > start && !yield(start, run[start:i]) {
				return
			}
			start = i + 1
		}
	}
}

// webToken returns the start and the end of the JSON web token in a run, or zeros if the run has no
// token.
func webToken(run string) (from, to int) {
	at := strings.Index(run, "eyJ")
	if at < 0 || strings.Count(run[at:], ".") < 2 {
		return 0, 0
	}
	for at < len(run) {
		header, rest, _ := strings.Cut(run[at:], ".")
		payload, _, found := strings.Cut(rest, ".")
		if !found {
			return 0, 0
		}
		if start := strings.Index(header, "eyJ"); start >= 0 && len(header)-start >= 9 && len(payload) >= 6 {
			end := at + len(header) + len(payload) + 2
			for end < len(run) && isNameByte(run[end]) {
				end++
			}
			return at + start, end
		}
		at += len(header) + 1
	}
	return 0, 0
}

func isLetterOrDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isNameByte(c byte) bool { return isLetterOrDigit(c) || c == '_' || c == '-' }

func isBase64Byte(c byte) bool { return isLetterOrDigit(c) || c == '+' || c == '/' || c == '=' }

func isTokenByte(c byte) bool { return isNameByte(c) || isBase64Byte(c) || c == '.' || c == '~' }
