package schema

import (
	"hash/maphash"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// kind is the kind of a mismatch. Mismatches that differ only in the indices of arrays have the
// same kind.
type kind struct {
	schema        *Schema
	keyword, name string
	// at is the hash of the path to the value without its indices. It is zero in the kind of a
	// mismatch that counts mismatches at any place. The kind of a mismatch that counts those with
	// any schema has only the keyword.
	at uint64
}

// pathSeed is the seed of the hashes of paths. Hashes are much faster to make than JSON pointers,
// and a trial may find thousands of mismatches that nobody sees.
var pathSeed = maphash.MakeSeed()

// pathHash returns the hash of the path to the current value without its indices. It is not zero.
func (v *Validation) pathHash() uint64 {
	known := len(v.path)
	for known > 0 && v.path[known-1].hash == 0 {
		known--
	}
	hash := uint64(1)
	if known > 0 {
		hash = v.path[known-1].hash
	}
	for i := known; i < len(v.path); i++ {
		s := &v.path[i]
		hash *= 31
		if s.index == jsonvalue.NoIndex {
			hash ^= maphash.String(pathSeed, s.name)
		}
		hash = max(1, hash)
		s.hash = hash
	}
	return hash
}

// mismatch adds a mismatch at the current value.
func (v *Validation) mismatch(s *Schema, keyword string, value any) *Mismatch {
	return v.add(Mismatch{Schema: s, Keyword: keyword, Value: value})
}

// add adds a mismatch at the current value. It returns the mismatch. The result lists it, unless
// another mismatch counts it. If another mismatch only counts this one, the returned mismatch is
// not in the result.
func (v *Validation) add(m Mismatch) *Mismatch {
	if !v.spend(stepsOfMismatch, m.Schema) {
		counted := m
		return &counted
	}
	m.Depth = len(v.path)
	m.path = v.pathHash()
	i, isRest := v.next(m.kind())
	if i < len(v.Found) {
		v.Found[i].More++
		counted := m // So m itself is not allocated for each mismatch.
		return &counted
	}
	m.At, m.IsRest = v.pointer(), isRest
	v.Found = append(v.Found, m)
	return &v.Found[i]
}

// adopt adds a mismatch that a trial found in the current value.
func (v *Validation) adopt(m Mismatch) {
	if !v.spend(stepsOfMismatch, m.Schema) {
		return
	}
	i, isRest := v.next(m.kind())
	if i < len(v.Found) {
		v.Found[i].More += 1 + m.More
		return
	}
	m.IsRest = m.IsRest || isRest
	v.Found = append(v.Found, m)
}

func (m *Mismatch) kind() kind { return kind{m.Schema, m.Keyword, m.Name, m.path} }

// next returns the index in Found of the mismatch that shows or counts a mismatch of this kind. See
// [capped.Limit.Next].
func (v *Validation) next(of kind) (index int, isRest bool) {
	rest := of
	rest.at = 0
	return v.limit.Next(of, rest, kind{keyword: of.keyword}, len(v.Found))
}

// Complete reports whether Found lists every mismatch.
func (v *Validation) Complete() bool {
	return count(v.Found) == len(v.Found)
}

// count returns the number of mismatches, including those that are only counted.
func count(found []Mismatch) int {
	all := len(found)
	for i := range found {
		all += found[i].More
	}
	return all
}
