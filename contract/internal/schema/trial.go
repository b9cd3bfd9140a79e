package schema

import (
	"slices"
	"unsafe"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capped"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// trial is an attempt to match a value against a schema.
type trial struct {
	schema *Schema
	value  unsafe.Pointer
}

// result is the result of a trial.
type result struct {
	found []Mismatch
	// misplaced has the mismatches about properties of the other half of the exchange. They don't
	// decide whether a branch matches.
	misplaced []Mismatch
	// lacking is like the field of [Validation].
	lacking bool
	// isPartial reports whether the result depends on the schemas against which the value was being
	// checked when the trial began.
	isPartial bool
}

// valid is the result of a trial without mismatches.
var valid = &result{}

// matches reports whether the value is valid in its half of the exchange.
func (r *result) matches() bool { return len(r.found) == 0 }

// isStrict reports whether the value is valid in both halves of the exchange.
func (r *result) isStrict() bool { return len(r.found) == 0 && len(r.misplaced) == 0 && !r.lacking }

// try checks the current value against a schema without adding the mismatches to the result.
func (v *Validation) try(s *Schema, value any) *result {
	if known := v.known(s, value); known != nil {
		if known.isPartial {
			v.outermost = 0
		}
		return known
	}
	kept, limit, parts, lacking, outermost := v.Found, v.limit, v.parts, v.lacking, v.outermost
	around := len(v.applied.all)
	v.Found, v.limit, v.parts, v.lacking, v.outermost = nil, capped.Limit[kind]{}, schemaSet{}, false, around+1
	v.visit(s, value)
	r := valid
	if isPartial := v.outermost <= around; len(v.Found) > 0 || v.lacking || isPartial {
		r = &result{found: v.Found, lacking: v.lacking, isPartial: isPartial}
	}
	v.Found, v.limit, v.parts, v.lacking, v.outermost = kept, limit, parts, lacking, min(outermost, v.outermost)
	if v.oneSided && slices.ContainsFunc(r.found, isMisplaced) {
		for _, m := range r.found {
			if isMisplaced(m) {
				r.misplaced = append(r.misplaced, m)
			}
		}
		r.found = slices.DeleteFunc(r.found, isMisplaced)
	}
	r.shorten()
	switch at := identity(value); {
	case at != nil:
		if v.trials == nil {
			v.trials = map[trial]*result{}
		}
		v.trials[trial{s, at}] = r
	case s.branching: // Without branches, trying the schema again is quick.
		if v.tried == nil {
			v.tried = map[*Schema]*result{}
		}
		v.tried[s] = r
	}
	return r
}

// known returns the result of an earlier trial, or nil if there was none.
func (v *Validation) known(s *Schema, value any) *result {
	if at := identity(value); at != nil {
		return v.trials[trial{s, at}]
	}
	return v.tried[s]
}

// maxTried limits how many mismatches a trial keeps. A value may be tried against thousands of
// branches, and the results stay in memory until the check of the value ends.
const maxTried = 50

// shorten drops mismatches above the limit. The last mismatch that it keeps counts the dropped
// ones.
func (r *result) shorten() {
	if len(r.found) <= maxTried {
		return
	}
	rest := r.found[maxTried:]
	r.found = slices.Clone(r.found[:maxTried])
	last := &r.found[maxTried-1]
	last.More, last.IsRest = last.More+count(rest), true
}

// tryChild tries a value inside the current value.
func (v *Validation) tryChild(at step, s *Schema, value any) *result {
	outer := v.enter(at)
	r := v.try(s, value)
	v.leave(outer)
	return r
}

// isMisplaced reports whether a mismatch is about a property of the other half of the exchange.
func isMisplaced(m Mismatch) bool { return m.Keyword == "readOnly" || m.Keyword == "writeOnly" }

// identity returns a pointer that is different for each array and object of a message, or nil for
// other values.
func identity(value any) unsafe.Pointer {
	switch value := value.(type) {
	case *jsonvalue.Object:
		return unsafe.Pointer(value) //nolint:gosec // The pointer is only compared, never followed.
	case jsonvalue.Array:
		if len(value) == 0 { // All empty arrays may be at the same address.
			return nil
		}
		return unsafe.Pointer(unsafe.SliceData(value)) //nolint:gosec // The pointer is only compared, never followed.
	default:
		return nil
	}
}
