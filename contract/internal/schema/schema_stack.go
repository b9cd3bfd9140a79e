package schema

import "slices"

// schemaStack has the schemas against which one value is being checked, with the outermost first.
// It has no schema twice. The zero value is empty.
type schemaStack struct {
	all []*Schema
	// depths has the depths of the schemas, if there are many.
	depths map[*Schema]int
	// noted is how many of the schemas have their forbidden properties noted.
	noted int
}

// depth returns the depth of a schema, which is 1 for the outermost. It returns 0 if the stack
// doesn't have the schema.
func (stack *schemaStack) depth(s *Schema) int {
	if stack.depths != nil {
		return stack.depths[s]
	}
	return slices.Index(stack.all, s) + 1
}

// push adds a schema that the stack doesn't have.
func (stack *schemaStack) push(s *Schema) {
	stack.all = append(stack.all, s)
	switch {
	case stack.depths != nil:
		stack.depths[s] = len(stack.all)
	case len(stack.all) > maxSearched:
		stack.depths = map[*Schema]int{}
		for i, other := range stack.all {
			stack.depths[other] = i + 1
		}
	}
}

// pop removes the schema that was added last.
func (stack *schemaStack) pop() {
	last := len(stack.all) - 1
	delete(stack.depths, stack.all[last])
	stack.all = stack.all[:last]
	stack.noted = min(stack.noted, last)
}
