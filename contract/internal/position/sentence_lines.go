package position

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// spokenStems are the beginnings of the spoken names, by their first letter. Each spoken name has
// one of them.
var spokenStems = [256][]string{
	'p': {"pass", "pw", "pin"}, 'c': {"contrase", "credential", codeWord, "csrf"}, 's': {"senha", "secret", sessionWord}, 'j': {"jwt"}, 'w': {"wachtwoord"}, 't': {tokenWord}, 'k': {keyWord}, 'o': {"otp"},
}

// SpokenLength returns how many bytes of a text are on lines with the name of a secret in a
// sentence. To search such a line takes several times as long as to search another.
func SpokenLength(text string) int {
	length := 0
	for _, lines := range spokenLines(text) {
		length += lines.End - lines.Start
	}
	return length
}

// spokenLines returns the lines with spoken names, each with the line after it.
func spokenLines(text string) []Span {
	if strings.ContainsAny(text, "\u017f\u212a") { // Without regard to case, they are s and k.
		return []Span{{0, len(text)}}
	}
	var lines []Span
	start, isAfter := 0, false
	for line := range strings.Lines(text) {
		isSpoken := hasSpoken(line)
		if isSpoken || isAfter {
			lines = joined(lines, Span{start, start + len(line)})
		}
		isAfter = isSpoken
		start += len(line)
	}
	return slices.DeleteFunc(lines, func(s Span) bool { return !mayHoldCode(text[s.Start:s.End]) })
}

// mayHoldCode reports whether one of the words in a text may look like a code; see
// [suspect.LooksCoded] and [suspect.JoinsWords]. Only such a word is the value in a sentence.
func mayHoldCode(text string) bool {
	const shortest, longestWord = 16, 22
	length := 0
	var upper, lower bool
	for i := range len(text) {
		c := text[i]
		if codeSigns[c] {
			return true
		}
		if c <= ' ' || strings.IndexByte("\"'`<>", c) >= 0 {
			length, upper, lower = 0, false, false
			continue
		}
		length++
		isUpper := c >= 'A' && c <= 'Z'
		upper, lower = upper || isUpper, lower || c >= 'a' && c <= 'z'
		if length >= shortest && upper && lower || length > longestWord || isUpper && length > 1 && text[i-1] >= 'a' && text[i-1] <= 'z' || isJoint(text, i) {
			return true
		}
	}
	return false
}

// isJoint reports whether a sign is between two letters, as in velvet-river.
func isJoint(text string, at int) bool {
	const letters = suspect.Lowers + suspect.Uppers
	return strings.IndexByte("._-", text[at]) >= 0 && at > 0 && at+1 < len(text) && strings.IndexByte(letters, text[at-1]) >= 0 && strings.IndexByte(letters, text[at+1]) >= 0
}

// linesWith returns those lines of parts of a text that satisfy a function.
func linesWith(text string, parts []Span, has func(line string) bool) []Span {
	var lines []Span
	for _, part := range parts {
		start := part.Start
		for line := range strings.Lines(text[part.Start:part.End]) {
			if has(line) {
				lines = joined(lines, Span{start, start + len(line)})
			}
			start += len(line)
		}
	}
	return lines
}

// hasChange reports whether a line has an arrow, or may have the word to.
func hasChange(line string) bool {
	for _, sign := range []string{"->", "=>", "→", "to ", "TO ", "To ", "to\t"} {
		if strings.Contains(line, sign) {
			return true
		}
	}
	return false
}

// codeSigns are the digits and the signs of which a short code has one.
var codeSigns = func() (signs [256]bool) {
	for _, c := range []byte(suspect.Digits + "!#$%&*+=?@^~|") {
		signs[c] = true
	}
	return signs
}()

func hasSpoken(line string) bool {
	for i := range len(line) {
		for _, stem := range spokenStems[line[i]|0x20] {
			if len(line)-i >= len(stem) && strings.EqualFold(line[i:i+len(stem)], stem) && !isInBase64(line, i, i+len(stem)) {
				return true
			}
		}
	}
	return false
}

// isInBase64 reports whether a part of a line is within a word of base64, where any letters are. No
// sentence has such a word for a name: another word is before it, or something else is after it.
func isInBase64(line string, start, end int) bool {
	for end < len(line) && isRunByte(line[end]) {
		end++
	}
	return end < len(line) && (line[end] == '+' || line[end] == '/') && start > 0 && line[start-1] != ' ' && line[start-1] != '\t'
}

// namedLines returns the lines with runs whose values are certain to be secrets.
func namedLines(text string, runs []nameRun) []Span {
	var lines []Span
	for _, run := range runs {
		if run.says != Certain || len(lines) > 0 && run.Start < lines[len(lines)-1].End {
			continue
		}
		line := Span{strings.LastIndexByte(text[:run.Start], '\n') + 1, len(text)}
		if length := strings.IndexByte(text[run.Start:], '\n'); length >= 0 {
			line.End = run.Start + length + 1
		}
		lines = joined(lines, line)
	}
	return lines
}

// joined appends a part, or joins it with the last part if nothing is between them.
func joined(parts []Span, next Span) []Span {
	if last := len(parts) - 1; last >= 0 && parts[last].End == next.Start {
		parts[last].End = next.End
		return parts
	}
	return append(parts, next)
}
