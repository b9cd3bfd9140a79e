package watch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Change says how the published definition differs from the document.
type Change string

const (
	// Added is something that only the definition has.
	Added Change = "added"
	// Removed is something that only the document has.
	Removed Change = "removed"
	// Changed is something that both have and describe differently.
	Changed Change = "changed"
)

// Changes returns all changes, in the order of reports.
func Changes() []Change { return []Change{Added, Removed, Changed} }

// Difference is a difference between the published definition and our document.
type Difference struct {
	Change Change
	// Subject is the thing that differs, such as "status 404", "header `X-Trace`" or "format".
	Subject string
	// Published and Ours are the places of the subject in both documents. If a document doesn't
	// have the subject, the place is where the subject is missing.
	Published, Ours contract.Place
	// Pointer is the JSON pointer of the subject in our document, or of the place where it is
	// missing.
	Pointer string
	// PublishedValue and OurValue are the values in both documents. They are set only if Change is
	// Changed.
	PublishedValue, OurValue string
	// Uses has the parts of operations that have the subject, sorted.
	Uses []Use
	// Decision is the text of the x-decision that gives our document's reason. It is empty if there
	// is none.
	Decision string
}

// Use is a part of an operation that has the subject of a difference.
type Use struct {
	// Operation is the method and path in our document. If our document doesn't have the operation,
	// they come from the definition.
	Operation string
	// Part is the part of the operation, such as "the 200". It is empty for the operation itself.
	Part string
	// Path leads from the part to the subject, such as "`data.id`". It is empty for the part
	// itself.
	Path string
}

// String describes the use with the words that follow "of" in a message.
func (u Use) String() string {
	var words []string
	for _, word := range []string{u.Path, u.Part, u.Operation} {
		if word != "" {
			words = append(words, word)
		}
	}
	return strings.Join(words, " of ")
}

// Message is one line that says what differs and in which operations.
func (d Difference) Message() string {
	message := d.Subject
	if !d.isOperation() {
		message += " of " + d.Uses[0].String()
	}
	if n := len(d.Uses) - 1; n > 0 {
		message += fmt.Sprintf(", and %d more", n)
	}
	if d.Change == Changed {
		message += fmt.Sprintf(": published %s, ours %s", d.PublishedValue, d.OurValue)
	}
	return message
}

// isOperation reports whether the difference is a whole operation that one document lacks.
func (d Difference) isOperation() bool { return d.Subject == d.Uses[0].Operation }

// rulePrefix takes the place of the side in the rules of a baseline of differences.
const rulePrefix = "published"

// KnownRule reports whether a baseline of differences can have this rule: published.added,
// published.removed or published.changed.
func KnownRule(rule contract.Rule) bool {
	return rule.Side == rulePrefix && slices.Contains(Changes(), Change(rule.Keyword))
}

// severalOperations is the operation of a cause whose subject several operations share.
const severalOperations = "several operations"

// Cause identifies the difference in a baseline. It stays the same as long as both documents say
// the same, even if they say it at other places. If the definition changes again, the difference
// has another cause.
func (d Difference) Cause() contract.Cause {
	operation := d.Uses[0].Operation
	if slices.ContainsFunc(d.Uses, func(u Use) bool { return u.Operation != operation }) {
		operation = severalOperations
	}
	cause := contract.Cause{Rule: contract.Rule{Side: rulePrefix, Keyword: string(d.Change)}, Operation: operation, Document: d.Pointer}
	if !d.isOperation() {
		cause.At = contract.Location{In: rulePrefix, Name: d.says()}
	}
	return cause
}

// says returns what the published definition says about the subject.
func (d Difference) says() string {
	switch d.Change {
	case Removed:
		return "no " + d.Subject
	case Changed:
		return d.Subject + " " + d.PublishedValue
	default:
		return d.Subject
	}
}

func (d Difference) compare(other Difference) int {
	return cmp.Or(
		cmp.Compare(slices.Index(Changes(), d.Change), slices.Index(Changes(), other.Change)),
		d.Ours.Compare(other.Ours),
		d.Published.Compare(other.Published),
		d.Cause().Compare(other.Cause()),
	)
}
