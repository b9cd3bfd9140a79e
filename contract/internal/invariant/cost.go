package invariant

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// prices says what a function call costs. CEL can't estimate the cost itself, because it doesn't
// know the types of the values in a message.
type prices struct{}

// CallCost implements the interface of cel-go. A string costs a tenth of its length, because a
// function reads the whole string. For the operators == and !=, a list or a map costs as much as
// the values in it, because they look at all values. The operator in does so in a list. The
// function mentions reads the whole response.
func (prices) CallCost(function, _ string, arguments []ref.Val, _ ref.Val) *uint64 {
	cost := uint64(1)
	for _, argument := range arguments {
		if text, ok := argument.(types.String); ok {
			cost += uint64(len(text)) / 10
		}
		switch function {
		case mentions:
			if of, ok := responseOf(argument); ok {
				cost += uint64(len(of.Response.Text)) / 10
			}
		case "_==_", "_!=_":
			cost += weight(argument)
		case "@in":
			if list, ok := argument.(traits.Lister); ok {
				cost += weight(list)
			}
		}
	}
	return &cost
}

// memberWeight is what a name costs beside its value, because two maps are compared by their names.
const memberWeight = 8

// weight returns how many values are in a list or a map.
func weight(value ref.Val) uint64 {
	total := uint64(0)
	switch value := value.(type) {
	case lazyMap:
		for _, each := range value.values() {
			total += memberWeight + weightOf(each)
		}
	case traits.Mapper:
		for names := value.Iterator(); names.HasNext() == types.True; {
			total += memberWeight + weight(value.Get(names.Next()))
		}
	case traits.Lister:
		switch items := value.Value().(type) {
		case []any:
			total += weightOf(jsonvalue.Array(items))
		case []ref.Val:
			for _, item := range items {
				total += weight(item)
			}
		default:
			if size, ok := value.Size().(types.Int); ok && size > 0 {
				total += uint64(size)
			}
		}
	}
	return total
}

func weightOf(value any) uint64 {
	total := uint64(1)
	switch value := value.(type) {
	case jsonvalue.Array:
		for _, item := range value {
			total += weightOf(item)
		}
	case *jsonvalue.Object:
		for i := range value.Members {
			total += memberWeight + weightOf(value.Members[i].Value)
		}
	case string:
		total += uint64(len(value)) / 10
	case types.String:
		total += uint64(len(value)) / 10
	case ref.Val:
		total += weight(value)
	}
	return total
}
