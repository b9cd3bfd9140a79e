package mutation

import (
	"fmt"
	"strconv"
	"strings"
)

// Shard is one of several parts of the mutants of a document. The parts have about the same size.
type Shard struct{ index, count int }

// maxShards is the largest number of shards.
const maxShards = 10_000

// ParseShard reads a shard such as 3/8, which is the third of eight. An empty string means the only
// shard, with all mutants.
func ParseShard(text string) (Shard, error) {
	if text == "" {
		return Shard{1, 1}, nil
	}
	first, second, _ := strings.Cut(text, "/")
	index, err := strconv.Atoi(first)
	count, err2 := strconv.Atoi(second)
	if err != nil || err2 != nil || index < 1 || index > count || count > maxShards {
		return Shard{}, fmt.Errorf("%q is not a shard; give the third of eight as 3/8", text)
	}
	return Shard{index, count}, nil
}

// Of returns the mutants that belong to the shard. Each mutant belongs to exactly one shard.
func (s Shard) Of(mutants []Mutant) []Mutant {
	var all []Mutant
	for i := s.index - 1; i < len(mutants); i += s.count {
		all = append(all, mutants[i])
	}
	return all
}
