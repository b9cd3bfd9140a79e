package suspect

import "strings"

// prefixes are the first words of keys, as in sk_live_0123. They say which kind of key it is.
var prefixes = WordSet(`sk pk rk key pat api ghp gho ghu ghs ghr glpat xoxa xoxb xoxp xoxr xoxs secret token`)

// vendorPrefixes are the first words of the keys of single services, in small letters. Some of them
// may also begin a usual name, so a long code must follow.
var vendorPrefixes = WordSet(`apify atatt3 atctt3 bkua cfpat dckr doo dop dor dp duffel ezak ezat figd fo1 github glagent glc gldt glft glrt glsa gocspx gsk hf
	hvb hvs ico lin live nf npm nrak nrii nrjs nraa nrra nrsp ntn nvapi ops phc phx pmak pplx pscale pul pypi r8 rdme rnd rubygems
	sbp sgp shippo shpat shpca shppa shpss sntryu sntrys sq0atp sq0csp tfp tskey whsec xai xapp xkeysib xsmtpsib xoxe xwfp`)

// shortestVendorCode is the minimum length in bytes of the code behind a vendor's prefix.
const shortestVendorCode = 16

// ageKey is the beginning of a private key of age.
const ageKey = "AGE-SECRET-KEY-1"

// afterPrefix returns the part of a key after its prefix. It returns an empty string if the piece
// is not a key with a prefix.
func afterPrefix(piece string) string {
	if secret, found := strings.CutPrefix(piece, ageKey); found {
		return secret
	}
	for start := 0; start < len(piece); {
		length := strings.IndexAny(piece[start:], "_-")
		if length < 0 {
			return ""
		}
		prefix, secret := piece[start:start+length], piece[start+length+1:]
		if prefixes[prefix] {
			if len(secret) >= shortestCredential && hasLetterAndDigit(secret) && !isNumberedName(secret) {
				return secret
			}
			return "" // The rest would be only a part of a key.
		}
		if len(secret) >= shortestVendorCode && vendorPrefixes[strings.ToLower(prefix)] && endsWithCode(secret) {
			return secret
		}
		hyphen := strings.IndexByte(piece[start:], '-') // An underscore doesn't end a word here.
		if hyphen < 0 {
			return ""
		}
		start += hyphen + 1
	}
	return ""
}

// isNumberedName reports whether a text is words with hyphens and a short number, as in service-0.
func isNumberedName(text string) bool {
	const longest = 2
	name := strings.TrimRight(text, Digits)
	return len(text)-len(name) <= longest && strings.HasSuffix(name, "-") && strings.Trim(name, Lowers+"-") == ""
}

// endsWithCode reports whether the last word of a text is long, and no usual word.
func endsWithCode(text string) bool {
	word := text[strings.LastIndexAny(text, "_-")+1:]
	return len(word) >= shortestVendorCode && (hasLetterAndDigit(word) || alternates(word))
}
