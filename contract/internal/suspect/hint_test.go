package suspect

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"
)

// TestIsInNameMissesNoName: whatever a name is made of, IsInName says yes if one of the functions
// for names does.
func TestIsInNameMissesNoName(t *testing.T) {
	t.Parallel()
	hints := NewHints(nil)
	all := slices.Concat(secretParts, foreignParts, secretEndings)
	for _, set := range []map[string]bool{secretWords, codeWords, numberedWords} {
		all = append(all, slices.Sorted(maps.Keys(set))...)
	}
	for _, word := range all {
		assert.True(t, hints.IsInName(word), word)
	}
	assert.False(t, hints.IsInName("Customer number 12"))
	all = append(all, "data", "my", "id", "url", "link", "2", "name")
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.SampledFrom(all), 1, 3).Draw(t, "parts")
		text := strings.Join(parts, rapid.SampledFrom([]string{"", "_", " ", "2"}).Draw(t, "between"))
		// A separator may also be inside a word, and digits may replace letters.
		at := rapid.IntRange(0, len(text)).Draw(t, "at")
		name := text[:at] + rapid.SampledFrom([]string{"", "-", "7", "$"}).Draw(t, "within") + text[at:]
		if rapid.Bool().Draw(t, "spelled") {
			name = strings.NewReplacer("o", "0", "i", "1", "e", "3", "a", "4", "s", "5").Replace(name)
		}
		if (IsSecretName(name) || IsKeyName(name) || IsLinkToSecret(name) || IsCodeName(name, false)) && !hints.IsInName(name) {
			t.Fatalf("%q", name)
		}
	})
}
