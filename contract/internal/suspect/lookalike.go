package suspect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lookalikes are letters of other scripts, each before the Latin letter that it looks like.
//
//nolint:gosmopolitan // These letters are in other scripts.
var lookalikes = pairsOf("аaеeоoрpсcуyхxіiѕsјjһhԁdԛqԝwкkмmтtвbнh" + "АAЕEОOРPСCУYХXІIЅSЈJҺHКKМMТTВBНH" + "αaεeοoρpνvιiκkτtυuχxωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXıiɡg")

func pairsOf(list string) map[rune]rune {
	pairs, letters := map[rune]rune{}, []rune(list)
	for i := 0; i+1 < len(letters); i += 2 {
		if letters[i] >= utf8.RuneSelf && letters[i+1] < utf8.RuneSelf {
			pairs[letters[i]] = letters[i+1]
		}
	}
	return pairs
}

// Latin replaces the letters in a text that look like Latin letters but are not, in words that also
// have Latin letters. A word of another script stays as it is.
func Latin(text string) string {
	if strings.IndexFunc(text, func(c rune) bool { return c >= utf8.RuneSelf && lookalikes[c] != 0 }) < 0 {
		return text
	}
	var b strings.Builder
	for start := 0; start < len(text); {
		end := start + strings.IndexFunc(text[start:]+" ", func(c rune) bool { return !unicode.IsLetter(c) })
		word := text[start:end]
		if strings.ContainsAny(word, lowers+uppers) {
			word = strings.Map(latin, word)
		}
		_, size := utf8.DecodeRuneInString(text[end:])
		b.WriteString(word + text[end:end+size])
		start = end + size
	}
	return b.String()
}

func latin(c rune) rune {
	if other := lookalikes[c]; other != 0 {
		return other
	}
	return c
}
