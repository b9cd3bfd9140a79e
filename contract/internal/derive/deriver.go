package derive

import (
	"cmp"
	"context"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// deriver has what the cases of one operation share.
type deriver struct {
	*effort

	doc     *document.Document
	library *library
	known   Values
	// share is the work for each task.
	share int
	// parts has the schemas that were read, by the nodes where they are used.
	parts map[source]*part
	// combinedBy has combined schemas by their keys.
	combinedBy map[string]*combined
	// usable reports whether a message can have the scalar. If usable is nil, all scalars can be
	// sent.
	usable func(value any) bool
	// reasons has, for each claim, the reason to give if no case breaks the claim. common has those
	// that all operations share. noted and notedAll have the schemas whose claims have a reason,
	// without and with those inside.
	reasons         map[string]string
	common          map[string]string
	noted, notedAll map[*part]bool
	// unmade has the media types for which no body is made, each with the reason.
	unmade map[string]string
	// omitted is about how many parts of messages have no cases because there are too many.
	omitted int
	// broken has the claims that a case breaks.
	broken map[string]bool
	// samples has the values that were made, by the keys of the schemas that accept them.
	samples map[string]sampled
	// draws has the strings that were drawn from patterns. matched has those and others by their
	// pattern and lengths.
	draws, matched map[string][]string
	// excusedBy has the properties that belong only to the other side of an exchange, by this side
	// and by schemas.
	excusedBy map[contract.Side]map[*part][]string
	// excuses has the excuses by their names. additions has those of several schemas together.
	excuses   map[string]*excuse
	additions map[addition]*excuse
	// secrets has the pointers of the write-only properties of components, by the name of the
	// property.
	secrets map[string]string
}

func (v *Derivation) deriver(ctx context.Context, known Values, weight int) *deriver {
	d := &deriver{
		doc: v.doc, library: v.library, known: known, share: min(v.steps*weight, mostSteps), secrets: v.secrets, common: v.reasons,
		reasons: map[string]string{}, noted: map[*part]bool{}, notedAll: map[*part]bool{}, unmade: map[string]string{}, broken: map[string]bool{},
	}
	d.Forget()
	d.begin(ctx)
	return d
}

// Forget drops what was found out for the cases of an operation, because the operations of a large
// document together may need much memory. Further cases are the same, but they take longer.
func (d *deriver) Forget() {
	d.parts, d.combinedBy, d.samples = map[source]*part{}, map[string]*combined{}, map[string]sampled{}
	d.excusedBy, d.excuses, d.additions = map[contract.Side]map[*part][]string{}, map[string]*excuse{}, map[addition]*excuse{}
	d.draws, d.matched = map[string][]string{}, map[string][]string{}
}

// begin begins a task.
func (d *deriver) begin(ctx context.Context) { d.effort = newEffort(ctx, d.share) }

// note notes a claim and why no case breaks it. The first reason stays.
func (d *deriver) note(claim, reason string) {
	if d.reason(claim) == "" {
		d.reasons[claim] = reason
	}
}

func (d *deriver) reason(claim string) string { return cmp.Or(d.reasons[claim], d.common[claim]) }
