package jsonvalue_test

import (
	"math/big"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	ascending := []jsonvalue.Number{
		"-1e999999999", "-9007199254740993", "-9007199254740992", "-1.5", "-1e-400", "0", "1e-999999999", "0.1", "0.10000000000000001", "1", "1.00000000000000000001",
		"9007199254740992", "9007199254740993", "1e16", "1e400", "1e999999999",
	}
	for i, a := range ascending {
		for j, b := range ascending {
			want := 0
			if i < j {
				want = -1
			} else if i > j {
				want = 1
			}
			assert.Equal(t, want, a.Compare(b), "%s and %s", a, b)
		}
	}
	for _, same := range [][2]jsonvalue.Number{{"1", "1.0"}, {"100", "1e2"}, {"-0", "0"}, {"0e5", "0.00"}, {"12000000000000000000", "1.2e19"}} {
		assert.Zero(t, same[0].Compare(same[1]), "%v", same)
		assert.True(t, jsonvalue.Equal(same[0], same[1]), "%v", same)
	}
}

func TestIsMultipleOf(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, of jsonvalue.Number
		want  bool
	}{
		{"0.3", "0.1", true},
		{"0.35", "0.1", false},
		{"1e308", "0.123456789", false},
		{"9007199254740993", "2", false},
		{"9007199254740994", "2", true},
		{"1e2000000000", "7", false},
		{"7e2000000000", "7", true},
		{"1e-2000000000", "1", false},
		{"0", "3", true},
		{"-9", "3", true},
		{"4.02", "0.01", true},
		{jsonvalue.Number(strings.Repeat("1", 100_000)), "7", true},
	} {
		assert.Equal(t, test.want, test.n.IsMultipleOf(test.of), "%.20s of %s", test.n, test.of)
	}
}

// FuzzNumber compares the results of Compare and IsMultipleOf with those of math/big.
func FuzzNumber(f *testing.F) {
	f.Add("1", "1.0")
	f.Add("-12.50", "1e2")
	f.Add("0.001", "1e-3")
	f.Add("-1e3", "-2e3")
	f.Add("1.0", "0.5")
	f.Add("10e-1", "-3")
	f.Fuzz(func(t *testing.T, a, b string) {
		x, ok := new(big.Rat).SetString(a)
		y, valid := new(big.Rat).SetString(b)
		if !ok || !valid || !isLiteral(a) || !isLiteral(b) {
			return
		}
		require.Equal(t, x.Cmp(y), jsonvalue.Number(a).Compare(jsonvalue.Number(b)))
		require.Equal(t, x.IsInt(), jsonvalue.Number(a).IsInteger())
		if y.Sign() != 0 {
			require.Equal(t, new(big.Rat).Quo(x, y).IsInt(), jsonvalue.Number(a).IsMultipleOf(jsonvalue.Number(b)))
		}
	})
}

func isLiteral(text string) bool {
	value, err := jsonvalue.Decode([]byte(text), nil)
	number, ok := value.(jsonvalue.Number)
	return err == nil && ok && string(number) == text && len(text) < 50
}
