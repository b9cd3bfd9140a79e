package suspect

import "strings"

// changesLikeNoWords reports whether the letters of a text change between capital and small
// letters, and to digits, as in no name. The words in such a text are what begins with a capital
// letter, the runs of capital letters, and the numbers. They have fewer than three characters on
// average, or three if one of them has no vowel. The words in the names of programs have more.
func changesLikeNoWords(text string) bool {
	const mostSigns, mostLetters, mostSpoken, inWords = 2, 15, 14, 5 // At most 15 characters in 5 words.
	var word camelWord
	words, letters, hasUnspoken := 0, 0, false
	var lower, upper bool
	for i := range len(text) {
		kind := kindOf(text[i])
		lower, upper = lower || kind == 'a', upper || kind == 'A'
		if kind != 0 {
			letters++
		}
		if word.ends(kind) {
			words++
			hasUnspoken = hasUnspoken || word.isUnspoken()
			word = camelWord{}
		}
		word.add(text[i], kind)
	}
	if word.length > 0 {
		words++
		hasUnspoken = hasUnspoken || word.isUnspoken()
	}
	return lower && upper && len(text)-letters <= mostSigns && letters >= ShortestRandom-mostSigns &&
		(letters*inWords <= words*mostSpoken || hasUnspoken && letters*inWords <= words*mostLetters)
}

// camelWord is a word in a text whose words begin with capital letters.
type camelWord struct {
	length, capitals int
	last             byte
	hasVowel         bool
}

// ends reports whether the word ends before a character of a kind. Of several capital letters, the
// last one begins the word behind it.
func (w *camelWord) ends(kind byte) bool {
	return w.length > 0 && (kind == 0 || kind != w.last && (kind != 'a' || w.last != 'A' || w.capitals > 1))
}

func (w *camelWord) add(c, kind byte) {
	if kind == 0 {
		return
	}
	w.length++
	if kind == 'A' {
		w.capitals++
	}
	w.last = kind
	w.hasVowel = w.hasVowel || kind == '0' || strings.IndexByte("aeiouy", c|0x20) >= 0
}

// isUnspoken reports whether nobody can speak the word.
func (w *camelWord) isUnspoken() bool {
	const shortest = 3
	return w.length >= shortest && !w.hasVowel
}

// kindOf returns a letter or a digit of the same kind, or zero for a sign.
func kindOf(c byte) byte {
	switch {
	case c >= 'a' && c <= 'z':
		return 'a'
	case c >= 'A' && c <= 'Z':
		return 'A'
	case c >= '0' && c <= '9':
		return '0'
	default:
		return 0
	}
}
