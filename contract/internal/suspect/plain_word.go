package suspect

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// plainWord matches a word or several that are joined, as in created_at and author.name. No word
// has more letters than that.
var plainWord = lazyregexp.New(`^[A-Za-z][a-z]{0,21}(?:[_.-][a-z]{1,22}|[A-Z][a-z]{1,21})*$`)

// longLetters matches letters that are too many for a word, unless words are joined without a sign
// between them.
var longLetters = lazyregexp.New(`^(?:[a-z]{23,}|[A-Z]{23,})$`)

// isPathOfWords reports whether a text is a path of words, short numbers and versions, as in
// /redfish/v1/Systems/1/SecureBoot.
func isPathOfWords(text string) bool {
	const fewest, longestNumber = 4, 3
	segments := strings.Split(text, "/")
	return len(segments) >= fewest && segments[0] == "" && !slices.ContainsFunc(segments[1:], func(segment string) bool {
		number := strings.TrimPrefix(segment, "v")
		return !plainWord.MatchString(segment) && (len(number) > longestNumber || strings.Trim(number, Digits) != "")
	})
}

// ticker matches the short name of a currency.
var ticker = lazyregexp.New(`^[A-Z]{2,5}$`)

// testName matches the name of a test that passed, and how long it took.
var testName = lazyregexp.New(`^(?:Test[A-Z]|test_)[A-Za-z_]*(?:/\S+)?(?: \([0-9.]+m?s\))?$`)

// longestPlainWord is the maximum length in bytes of a plain word.
const longestPlainWord = 32

// IsPlainValue reports whether a value is no secret although its name is the name of one, because
// the name means something else there: a key to sort by, a session of a conference, a currency, or
// the file with the secret.
// A secret of this name is not a word.
func IsPlainValue(name, value string) bool {
	if len(value) > longestPlainWord || len(name) > longestPlainWord {
		return false
	}
	words := words(name)
	if len(words) == 0 {
		return false
	}
	switch last := words[len(words)-1]; last {
	case "key":
		return len(words) == 1 && plainWord.MatchString(value)
	case "session", "sessions":
		return len(words) == 1 && !slices.ContainsFunc(strings.Fields(value), func(word string) bool { return !plainWord.MatchString(word) })
	case passWord:
		return name == "PASS" && testName.MatchString(value) || len(value) < shortestPIN && strings.Trim(value, Digits) == ""
	case "token":
		return ticker.MatchString(value) || len(words) == 1 && isSpaced(value) || isLabel(last, value)
	case "file", "path":
		return hasFileEnding(value)
	case "ticket":
		return len(words) == 1 && issue.MatchString(value)
	case "id", "sid":
		return sinceEpoch.MatchString(value)
	default:
		return isLabel(last, value)
	}
}

// shortestPIN is the minimum number of digits of a PIN.
const shortestPIN = 3

// issue matches the number of an issue in a project.
var issue = lazyregexp.New(`^[A-Z]{2,10}-[0-9]{1,6}$`)

// sinceEpoch matches a time in seconds since 1970, by which analytics number the visits of a site.
var sinceEpoch = lazyregexp.New(`^1[0-9]{9}$`)

// label matches what a form shows before a field: a capital letter and one word or several.
var label = lazyregexp.New(`^[A-Z][A-Za-z]*(?: [A-Za-z]+){0,3}$`)

// isLabel reports whether a value is the label of a field, and ends in the last word of its name,
// as in {"secret": "Client secret"} and {"token.copy": "Copy"}, or describes the field, as in "the
// password of the account".
func isLabel(last, value string) bool {
	if rest, found := strings.CutPrefix(strings.ToLower(value), "the "+last+" "); found && last != "secret" {
		return LooksWorded(rest)
	}
	return label.MatchString(value) && strings.EqualFold(value[strings.LastIndexByte(value, ' ')+1:], last)
}

// isSpaced reports whether a blank is before or behind a word, as in the tokens of a language
// model. A token that looks like a code is a secret.
func isSpaced(value string) bool {
	word := strings.TrimSpace(value)
	return word != value && !LooksCoded(word)
}

// pinNames are the names of a number that is a PIN, or in India the code of a post office.
var pinNames = WordSet(`pin pin_code pincode postal_pin postal_pin_code zip_pin`)

// IsPINName reports whether a name is that of a PIN, which may be the code of a post office.
func IsPINName(name string) bool {
	return len(name) <= longestPlainWord && pinNames[strings.Join(words(name), "_")]
}

// addressNames are the names of parts of the address of a house.
var addressNames = WordSet(`city town street district village locality landmark line1 address1 address_line1 address_line_1 street_address taluk post_office`)

// IsAddressName reports whether a name is that of a part of the address of a house.
func IsAddressName(name string) bool {
	return len(name) <= longestPlainWord && addressNames[strings.Join(words(name), "_")]
}

// postalCode matches the code of a post office in India.
var postalCode = lazyregexp.New(`^[1-9][0-9]{2} ?[0-9]{3}$`)

// IsPostalCode reports whether a value with the name of a PIN is the code of a post office, if
// parts of an address are beside it.
func IsPostalCode(value string) bool { return postalCode.MatchString(value) }
