package suggest

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// proposal is an edit that may remove the findings about a subject.
type proposal struct {
	title string
	steps []step
}

// place returns the pointer of the node that the proposal edits first. All steps of a proposal are
// about one schema, response or parameter, so they are in one file.
func (p proposal) place() string {
	return p.steps[0].at
}

// The constants are the keywords whose findings an edit can remove.
const (
	required           = "required"
	nullable           = "nullable"
	enum               = "enum"
	typeKeyword        = "type"
	status             = "status"
	mediaType          = "media-type"
	propertyUndeclared = "property" + undeclared
	queryUndeclared    = "query" + undeclared
	headerUndeclared   = "header" + undeclared
	minLength          = "minLength"
	maxLength          = "maxLength"
	minItems           = "minItems"
	maxItems           = "maxItems"
	minimum            = "minimum"
	maximum            = "maximum"
	exclusiveMinimum   = "exclusiveMinimum"
	exclusiveMaximum   = "exclusiveMaximum"
	minProperties      = "minProperties"
	maxProperties      = "maxProperties"
	constKeyword       = "const"
	dependentRequired  = "dependentRequired"
	propertyNames      = "propertyNames"
	additional         = "additionalProperties"
	unevaluated        = "unevaluatedProperties"
)

// proposer proposes edits that may remove the findings of one keyword.
type proposer struct {
	propose func(*Suggester, *subject) []proposal
	// needsValue reports whether the edits depend on the values in the exchanges.
	needsValue bool
}

// proposers returns the proposer of each keyword.
func proposers() map[string]proposer {
	all := map[string]proposer{
		required:           {(*Suggester).dropRequired, false},
		"header-required":  {(*Suggester).makeOptional, false},
		"query-required":   {(*Suggester).makeOptional, false},
		"body-required":    {(*Suggester).makeOptional, false},
		nullable:           {(*Suggester).allowNull, false},
		status:             {(*Suggester).addStatuses, false},
		mediaType:          {(*Suggester).addMediaTypes, false},
		enum:               {(*Suggester).addToEnum, true},
		constKeyword:       {(*Suggester).constToEnum, true},
		dependentRequired:  {(*Suggester).dropRequired, false},
		propertyNames:      {(*Suggester).addToNames, false},
		additional:         {(*Suggester).addProperty, true},
		unevaluated:        {(*Suggester).addProperty, true},
		typeKeyword:        {(*Suggester).widenType, true},
		propertyUndeclared: {(*Suggester).addProperty, true},
		queryUndeclared:    {(*Suggester).addQueryParameter, true},
		headerUndeclared:   {(*Suggester).addHeader, true},
	}
	for _, bound := range []string{
		minLength, maxLength, minItems, maxItems, minProperties, maxProperties, minimum, maximum, exclusiveMinimum, exclusiveMaximum,
	} {
		all[bound] = proposer{(*Suggester).widenBound, true}
	}
	return all
}

// maxProposals is how many edits are tried for one subject.
const maxProposals = 4

// proposals returns the edits that may remove the findings about a subject, the smallest first.
func (s *Suggester) proposals(about *subject) []proposal {
	p := s.proposers[about.keyword]
	if p.needsValue && about.evidence.lost || s.protects(about) {
		return nil
	}
	found := p.propose(s, about)
	return found[:min(len(found), maxProposals)]
}

// protects reports whether requests break a rule about a secret in them. For instance, the rule
// requires a token or sets the length of a password.
func (s *Suggester) protects(about *subject) bool {
	return slices.ContainsFunc(about.groups, func(group contract.Group) bool {
		f := group.Examples[0]
		return f.Side == contract.RequestSide && slices.ContainsFunc(append(f.At.Names(), about.name), s.isSecretName)
	})
}

// mayShow reports whether an edit may show the name and the type of the value in the exchanges.
func (s *Suggester) mayShow(about *subject) bool {
	return about.name != "" && !s.isSecretName(about.name) && !about.evidence.secret
}
