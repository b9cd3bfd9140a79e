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
// function reads the whole string. For the operators ==, != and in, a list or a map costs as much
// as the values in it, because these operators look at all values.
func (prices) CallCost(function, _ string, arguments []ref.Val, _ ref.Val) *uint64 {
	cost := uint64(1)
	for _, argument := range arguments {
		switch argument := argument.(type) {
		case types.String:
			cost += uint64(len(argument)) / 10
		case lazyMap, traits.Lister:
			switch function {
			case "_==_", "_!=_", "@in":
				cost += weight(argument)
			}
		}
	}
	return &cost
}

// weight returns how many values are in a list or a map.
func weight(value ref.Val) uint64 {
	switch value := value.(type) {
	case lazyMap:
		total := uint64(0)
		for _, name := range value.names() {
			total += weightOf(value.find(name))
		}
		return total
	case traits.Lister:
		if items, ok := value.Value().([]any); ok {
			return weightOf(jsonvalue.Array(items))
		}
		if size, ok := value.Size().(types.Int); ok && size > 0 {
			return uint64(size)
		}
	}
	return 1
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
			total += weightOf(value.Members[i].Value)
		}
	case string:
		total += uint64(len(value)) / 10
	case ref.Val:
		total += weight(value)
	}
	return total
}
