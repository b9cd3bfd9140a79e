package suspect_test

import (
	"math/rand"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// TestLettersOfCodesChangeCase checks how many codes of only letters, and of letters and digits,
// look random, and that the names of programs don't.
func TestLettersOfCodesChangeCase(t *testing.T) {
	t.Parallel()
	const letters, count = suspect.Uppers + suspect.Lowers, 1000
	r := rand.New(rand.NewSource(1))
	for alphabet, fewest := range map[string]int{letters: 840, letters + suspect.Digits: 980} {
		random := 0
		for range count {
			code := make([]byte, 24)
			for i := range code {
				code[i] = alphabet[r.Intn(len(alphabet))]
			}
			if suspect.LooksRandom(string(code)) {
				random++
			}
		}
		assert.GreaterOrEqual(t, random, fewest, alphabet)
	}
	for _, name := range []string{
		"getOrganizationByIDOrNil", "XMLHttpRequestEventTarget", "TestTheKeyOfABCIsNotSent", "parseURLWithoutAnyScheme", "iPhoneXSMaxScreenSizeInPx", "CAFileOrCABundleOfTheHost",
		"MissingKeyOnMapPtrToNil", "procRegQueryInfoKeyW", "US-EN-DE-FR-IT-ES-PT-NL", "McDonaldsOfMcAllenTexas",
	} {
		assert.False(t, suspect.LooksRandom(name), name)
	}
}
