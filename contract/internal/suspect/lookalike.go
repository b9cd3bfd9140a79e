package suspect

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lookalikes are letters of other scripts, each before the Latin letter that it looks like.
var lookalikes = pairsOf("аaеeоoрpсcуyхxіiѕsјjһhԁdԛqԝwкkмmтtвbнh" + "АAЕEОOРPСCУYХXІIЅSЈJҺHКKМMТTВBНH" + "αaεeοoρpνvιiκkτtυuχxωwΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXıiɡg")

// maxLookalike is greater than the number of each letter in lookalikes.
const maxLookalike = 0x560

// pairsOf returns the Latin letters by the letters that look like them.
func pairsOf(list string) (pairs [maxLookalike]byte) {
	letters := []rune(list)
	for i := 0; i+1 < len(letters); i += 2 {
		pairs[letters[i]] = byte(letters[i+1]) //nolint:gosec // It is a letter of ASCII.
	}
	return pairs
}

// latinOf returns the Latin letter that a letter of another script looks like, or zero.
func latinOf(c rune) byte {
	if c < utf8.RuneSelf || c >= maxLookalike {
		return 0
	}
	return lookalikes[c]
}

// Latin replaces the letters in a text that look like Latin letters but are not, in words that also
// have Latin letters. A word of another script stays as it is.
func Latin(text string) string {
	var b strings.Builder
	done := 0
	start, isLatin, isOther := 0, false, false // The word, and what letters it has.
	replace := func(end int) {
		if isLatin && isOther {
			b.WriteString(text[done:start])
			b.WriteString(strings.Map(latin, text[start:end]))
			done = end
		}
		isLatin, isOther = false, false
	}
	inWord := false
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case c < utf8.RuneSelf && !isLetterOrDigit(text[i]), c >= utf8.RuneSelf && !unicode.IsLetter(c):
			if inWord {
				replace(i)
			}
			inWord = false
		default:
			if !inWord {
				start, inWord = i, true
			}
			isLatin = isLatin || c < utf8.RuneSelf && c > '9'
			isOther = isOther || latinOf(c) != 0
		}
		i += size
	}
	if inWord {
		replace(len(text))
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

func latin(c rune) rune {
	if other := latinOf(c); other != 0 {
		return rune(other)
	}
	return c
}
