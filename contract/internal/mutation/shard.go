package mutation

import (
	"fmt"
	"strconv"
	"strings"
)

// Shard is one of several parts of the mutants of a document, of about the same size.
type Shard struct{ index, count int }

// maxShards bounds the number of shards.
const maxShards = 10_000

// ParseShard reads a shard as 3/8, the third of eight. An empty string is the only one of one.
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

// Of returns the mutants of the shard. Each mutant is in one of the shards.
func (s Shard) Of(mutants []Mutant) []Mutant {
	var all []Mutant
	for i := s.index - 1; i < len(mutants); i += s.count {
		all = append(all, mutants[i])
	}
	return all
}
