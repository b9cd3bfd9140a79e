package suggest

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// proposal is an edit that may end the findings about a subject.
type proposal struct {
	title string
	steps []step
}

// step is one edit of a document.
type step func(d *edit.Document) ([]byte, error)

// make makes the edit, and returns the edited text.
func (p proposal) make(d *edit.Document) ([]byte, error) {
	text, err := p.steps[0](d)
	for _, next := range p.steps[1:] {
		if err != nil {
			return nil, err
		}
		if d, err = edit.Parse("", text); err != nil {
			return nil, err
		}
		text, err = next(d)
	}
	return text, err
}

func set(at string, value any) step {
	return func(d *edit.Document) ([]byte, error) { return d.Set(at, value) }
}

func insert(at string, value any) step {
	return func(d *edit.Document) ([]byte, error) { return d.Insert(at, value) }
}

// insertBefore inserts before the first key of some that the mapping has, or at its end.
func insertBefore(at string, value any, siblings ...string) step {
	return func(d *edit.Document) ([]byte, error) {
		parent, _ := cut(at)
		for _, sibling := range siblings {
			if d.Node(edit.Pointer(parent, sibling)) != nil {
				return d.InsertBefore(at, sibling, value)
			}
		}
		return d.Insert(at, value)
	}
}

func insertAfter(at, sibling string, value any) step {
	return func(d *edit.Document) ([]byte, error) {
		parent, _ := cut(at)
		if d.Node(edit.Pointer(parent, sibling)) != nil {
			return d.InsertAfter(at, sibling, value)
		}
		return d.Insert(at, value)
	}
}

func remove(at string) step {
	return func(d *edit.Document) ([]byte, error) { return d.Remove(at) }
}

// The rules that an edit can end.
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

// edits are the rules that an edit can end; needsValue says which of them depend on what was there.
var (
	edits = map[string]bool{
		required: true, "header-required": true, "query-required": true, "body-required": true, nullable: true, enum: true, typeKeyword: true,
		status: true, mediaType: true, propertyUndeclared: true, queryUndeclared: true, headerUndeclared: true,
		minLength: true, maxLength: true, minimum: true, maximum: true, minItems: true, maxItems: true,
	}
	needsValue = map[string]bool{
		enum: true, typeKeyword: true, propertyUndeclared: true, queryUndeclared: true, headerUndeclared: true,
		minLength: true, maxLength: true, minimum: true, maximum: true, minItems: true, maxItems: true,
	}
)

// maxProposals bounds how many edits are tried for one wish.
const maxProposals = 4

// protects reports whether what requests contradict is about a secret of theirs: a token that has to be there, how long a password is.
func (s *Suggester) protects(w *wish) bool {
	return slices.ContainsFunc(w.groups, func(group contract.Group) bool {
		f := group.Examples[0]
		return f.Side == contract.RequestSide && slices.ContainsFunc(append(f.At.Names(), w.subject.name), s.isSecretName)
	})
}

// proposals returns the edits that may grant a wish, the smallest first.
func (s *Suggester) proposals(w *wish) []proposal {
	if needsValue[w.subject.what] && w.evidence.lost || s.protects(w) {
		return nil
	}
	var found []proposal
	switch w.subject.what {
	case required:
		found = s.dropRequired(w)
	case "header-required", "query-required", "body-required":
		found = s.makeOptional(w)
	case nullable:
		found = s.allowNull(w)
	case enum:
		found = s.addToEnum(w)
	case typeKeyword:
		found = s.widenType(w)
	case status:
		found = s.addStatuses(w)
	case mediaType:
		found = s.addMediaType(w)
	case propertyUndeclared:
		found = s.addProperty(w)
	case queryUndeclared:
		found = s.addParameter(w, contract.InQuery)
	case headerUndeclared:
		found = s.addHeader(w)
	default:
		found = s.widenBound(w)
	}
	return found[:min(len(found), maxProposals)]
}
