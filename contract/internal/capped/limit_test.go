package capped_test

import (
	"strconv"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capped"
)

// thing is something in a list, with the number of further things that it counts.
type thing struct {
	kind   string
	isRest bool
	more   int
}

// list adds things of these kinds to a list.
func list(kinds func(yield func(kind string) bool)) []thing {
	var limit capped.Limit[string]
	var all []thing
	for kind := range kinds {
		i, isRest := limit.Next(kind, "the rest of "+lastRune(kind), "the rest", len(all))
		if i == len(all) {
			all = append(all, thing{kind, isRest, 0})
		} else {
			all[i].more++
		}
	}
	return all
}

func lastRune(text string) string {
	_, size := utf8.DecodeLastRuneInString(text)
	return text[len(text)-size:]
}

func TestLimit(t *testing.T) {
	t.Parallel()
	t.Run("alike", func(t *testing.T) {
		t.Parallel()
		all := list(func(yield func(string) bool) {
			for range 5000 {
				yield("a")
			}
			yield("b")
		})
		assert.Len(t, all, capped.MaxAlike+1)
		assert.Equal(t, thing{"a", false, 5000 - capped.MaxAlike}, all[capped.MaxAlike-1])
		assert.Equal(t, thing{"b", false, 0}, all[capped.MaxAlike], "another kind is still kept")
	})
	t.Run("different", func(t *testing.T) {
		t.Parallel()
		all := list(func(yield func(string) bool) {
			for i := range 5000 {
				yield(strconv.Itoa(i))
			}
			yield("7")
		})
		assert.Len(t, all, capped.MaxKept+10)
		assert.Equal(t, thing{"1000", true, 399}, all[capped.MaxKept], "the rest is counted in one")
		assert.Equal(t, 1, all[7].more, "and not what has its kind in the list")
	})
	t.Run("different rests", func(t *testing.T) {
		t.Parallel()
		all := list(func(yield func(string) bool) {
			for i := range 5000 {
				yield(string(rune('一' + i)))
			}
			yield(string(rune('一' + 1500)))
		})
		assert.Len(t, all, capped.MaxKept+capped.MaxRests+1)
		assert.Equal(t, 1, all[1500].more, "the rest is counted in one while there are few")
		assert.Equal(t, 5000-2001, all[capped.MaxKept+capped.MaxRests].more, "all other rests are counted in one")
	})
}
