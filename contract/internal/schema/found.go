package schema

import "strings"

// kind is the kind of a mismatch. Mismatches that differ only in the indices of arrays have the
// same kind.
type kind struct {
	schema        *Schema
	keyword, name string
	// at is the JSON pointer of the value, with * for each index.
	at string
}

// elsewhere is the pointer in the kind of a mismatch that counts mismatches at any place.
const elsewhere = "*"

// mismatch adds a mismatch at the current value.
func (v *Validation) mismatch(s *Schema, keyword string, value any) *Mismatch {
	return v.add(Mismatch{Schema: s, Keyword: keyword, Value: value})
}

// add adds a mismatch at the current value. It returns the mismatch. The result lists it, unless
// another mismatch counts it. If another mismatch only counts this one, the returned mismatch is
// not in the result.
func (v *Validation) add(m Mismatch) *Mismatch {
	m.Depth = len(v.path)
	of := kind{m.Schema, m.Keyword, m.Name, v.written(func(int) string { return "*" })}
	i, isRest := v.limit.Next(of, kind{m.Schema, m.Keyword, m.Name, elsewhere}, len(v.Found))
	if i < len(v.Found) {
		v.Found[i].More++
		return &m
	}
	m.At, m.IsRest = v.pointer(), isRest
	v.Found = append(v.Found, m)
	return &v.Found[i]
}

// adopt adds a mismatch that a trial found in the current value.
func (v *Validation) adopt(m Mismatch) {
	at := v.written(func(int) string { return "*" }) + strings.TrimPrefix(m.At, v.pointer())
	i, isRest := v.limit.Next(kind{m.Schema, m.Keyword, m.Name, at}, kind{m.Schema, m.Keyword, m.Name, elsewhere}, len(v.Found))
	if i < len(v.Found) {
		v.Found[i].More += 1 + m.More
		return
	}
	m.IsRest = m.IsRest || isRest
	v.Found = append(v.Found, m)
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
