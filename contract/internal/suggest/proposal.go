package suggest

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// proposal is an edit that may end the findings about a subject.
type proposal struct {
	title string
	steps []step
}

// step is one edit of a file of a document.
type step struct {
	// location is that of the file, and within is the pointer in the file of what is edited.
	location, within string
	edit             func(d *edit.Document, within string) ([]byte, error)
}

func stepAt(at string, edit func(d *edit.Document, within string) ([]byte, error)) step {
	location, within := document.CutPointer(at)
	return step{location, within, edit}
}

// location is that of the file that the proposal edits. All its steps are about one schema, response
// or parameter, so they are in one file.
func (p proposal) location() string { return p.steps[0].location }

// make makes the edit, and returns the edited text of the file.
func (p proposal) make(files *edit.Files) ([]byte, error) {
	d, err := files.File(p.location())
	if err != nil {
		return nil, err
	}
	text, err := p.steps[0].edit(d, p.steps[0].within)
	for _, next := range p.steps[1:] {
		if err != nil {
			return nil, err
		}
		if d, err = edit.Parse("", text); err != nil {
			return nil, err
		}
		text, err = next.edit(d, next.within)
	}
	return text, err
}

func set(at string, value any) step {
	return stepAt(at, func(d *edit.Document, at string) ([]byte, error) { return d.Set(at, value) })
}

func insert(at string, value any) step {
	return stepAt(at, func(d *edit.Document, at string) ([]byte, error) { return d.Insert(at, value) })
}

func insertAlike(at string, value any) step {
	return stepAt(at, func(d *edit.Document, at string) ([]byte, error) { return d.InsertAlike(at, value) })
}

// insertBefore inserts before the first key of some that the mapping has, or at its end.
func insertBefore(at string, value any, siblings ...string) step {
	return stepAt(at, func(d *edit.Document, at string) ([]byte, error) {
		parent, _ := jsonvalue.CutPointer(at)
		for _, sibling := range siblings {
			if d.Tree().Find(parent).Owns(sibling) {
				return d.InsertBefore(at, sibling, value)
			}
		}
		return d.Insert(at, value)
	})
}

// insertAfter inserts behind a key, or at the end where the mapping doesn't have it.
func insertAfter(at, sibling string, value any) step {
	return stepAt(at, func(d *edit.Document, at string) ([]byte, error) {
		parent, _ := jsonvalue.CutPointer(at)
		if d.Tree().Find(parent).Owns(sibling) {
			return d.InsertAfter(at, sibling, value)
		}
		return d.Insert(at, value)
	})
}

func remove(at string) step {
	return stepAt(at, (*edit.Document).Remove)
}

// The keywords of rules that an edit can end.
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
)

// proposer proposes the edits that may end the findings of one keyword.
type proposer struct {
	propose func(*Suggester, *subject) []proposal
	// needsValue says that the edits depend on the values that came.
	needsValue bool
}

// proposers returns the proposer of each keyword that an edit can end.
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
		typeKeyword:        {(*Suggester).widenType, true},
		propertyUndeclared: {(*Suggester).addProperty, true},
		queryUndeclared:    {(*Suggester).addQueryParameter, true},
		headerUndeclared:   {(*Suggester).addHeader, true},
	}
	for _, bound := range []string{minLength, maxLength, minItems, maxItems, minimum, maximum} {
		all[bound] = proposer{(*Suggester).widenBound, true}
	}
	return all
}

// maxProposals bounds how many edits are tried for one subject.
const maxProposals = 4

// proposals returns the edits that may end the findings about a subject, the smallest first.
func (s *Suggester) proposals(about *subject) []proposal {
	p := s.proposers[about.keyword]
	if p.needsValue && about.evidence.lost || s.protects(about) {
		return nil
	}
	found := p.propose(s, about)
	return found[:min(len(found), maxProposals)]
}

// protects reports whether what requests contradict is about a secret of theirs, such as a required
// token or the length of a password.
func (s *Suggester) protects(about *subject) bool {
	return slices.ContainsFunc(about.groups, func(group contract.Group) bool {
		f := group.Examples[0]
		return f.Side == contract.RequestSide && slices.ContainsFunc(append(f.At.Names(), about.name), s.isSecretName)
	})
}

// mayShow reports whether an edit may declare the name and the type of what came.
func (s *Suggester) mayShow(about *subject) bool {
	return about.name != "" && !s.isSecretName(about.name) && !about.evidence.secret
}
