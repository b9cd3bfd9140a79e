package suspect

import "strings"

// complaintWords are the words of messages that validators and forms write about a secret.
var complaintWords = setOf(strings.Fields(`a access again already an and api are as at be been before blank can can't cannot character characters
	code common compromised confirm confirmation contain contains current did didn't different digit digits do does doesn't don't eight empty enter
	entered entirely expired fewer field fields for forgot forgotten format from given has have hide in include incorrect incorrectly invalid is it it's key
	least length log less letter letters long longer lower lowercase match matches maximum may minimum missing more most must needs new not null
	number numbers numeric of old one only or out password password's passwords please present previous provided repeat required reset
	retype same secret session short shorter should show sign similar simple six special string symbol symbols than that the this to token too twelve two
	up uppercase used valid was weak with wrong you your`)...)

// complaintVerbs are words of which each complaint has one, as in "at least eight characters". The verbs of a form come first in it.
var (
	complaintVerbs = setOf(strings.Fields(`at is was are must may should can can't cannot has have does doesn't did didn't do don't needs contain contains`)...)
	formVerbs      = setOf("confirm", "enter", "forgot", "hide", "log", "repeat", "reset", "retype", "show", "sign")
)

// isComplaint reports whether a text is a message about a secret, as validators and forms write it:
// "The password field is required." and "Forgot your password?". It must consist of complaintWords
// and short numbers.
func isComplaint(text string) bool {
	const longestNumber = 3
	if !strings.Contains(text, " ") {
		return false
	}
	hasVerb, count := false, 0
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, ".,:;!?()")
		if strings.Trim(word, digits) == "" {
			if len(word) > longestNumber {
				return false
			}
			continue
		}
		word = strings.ToLower(strings.ReplaceAll(word, "’", "'"))
		if !complaintWords[word] {
			return false
		}
		hasVerb = hasVerb || complaintVerbs[word] || count == 0 && formVerbs[word]
		count++
	}
	return hasVerb && count > 1
}
