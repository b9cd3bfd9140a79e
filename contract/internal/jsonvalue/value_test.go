package jsonvalue_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Small and large objects are equal in any order of their members. If a name occurs several times,
// its last value counts.
func TestEqualObjects(t *testing.T) {
	t.Parallel()
	for _, n := range []int{4, 500} {
		a := &jsonvalue.Object{}
		for i := range n {
			a.Members = append(a.Members, jsonvalue.Member{Name: strconv.Itoa(i), Value: jsonvalue.Number(strconv.Itoa(i))})
		}
		b := &jsonvalue.Object{Members: slices.Clone(a.Members)}
		slices.Reverse(b.Members)
		assert.True(t, jsonvalue.Equal(a, b))
		b.Members[1].Value = jsonvalue.Number("-1")
		assert.False(t, jsonvalue.Equal(a, b))
		b.Members[1] = jsonvalue.Member{Name: "other", Value: a.Members[1].Value}
		assert.False(t, jsonvalue.Equal(a, b))
		twice := &jsonvalue.Object{Members: append(slices.Clone(a.Members), jsonvalue.Member{Name: "0", Value: nil})}
		first := &jsonvalue.Object{Members: append(slices.Clone(a.Members), jsonvalue.Member{Name: "0", Value: jsonvalue.Number("0")})}
		assert.False(t, jsonvalue.Equal(first, twice))
		assert.True(t, jsonvalue.Equal(first, first))
	}
}
