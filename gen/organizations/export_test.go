package organizations

import "math/bits"

// ModuleVersion gives tests access to moduleVersion. The build info of a test binary is always the
// same, so the tests pass their own.
var ModuleVersion = moduleVersion

// SearchesIn counts how often a redactor of secrets looks for one of them in a text.
func SearchesIn(text string, secrets []string) (searches int) {
	r, s := newRedactor(secrets, nil), &speller{text: text}
	for i := range len(text) {
		searches += bits.OnesCount64(r.candidates(s, i))
	}
	return searches
}
