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

// Difference is one difference between the published definition and the document.
type Difference struct {
	Change Change
	// Subject is what differs, such as "status 404", "header `X-Trace`" or "format".
	Subject string
	// Published and Ours are the places in both documents. If one document doesn't have the
	// subject, its place is where the subject would stand.
	Published, Ours contract.Place
	// Pointer is the JSON pointer in the document where the subject stands or would stand.
	Pointer string
	// PublishedValue and OurValue are what the documents say, if Change is Changed.
	PublishedValue, OurValue string
	// Uses are the messages that have the subject, sorted.
	Uses []Use
	// Decision is the x-decision that gives the document's reason; empty if there is none.
	Decision string
}

// Use is a part of an operation that has something.
type Use struct {
	// Operation is the method and the path of our document, or of the definition if ours has none.
	Operation string
	// Part is the part of the operation, such as "the 200"; empty for the operation itself.
	Part string
	// Path leads from the part to what is different, such as "`data.id`"; empty for the part
	// itself.
	Path string
}

// String returns the words after "of" in a message.
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

// isOperation reports whether an operation is missing as a whole.
func (d Difference) isOperation() bool { return d.Subject == d.Uses[0].Operation }

// rulePrefix is the side in the rules of a baseline of differences.
const rulePrefix = "published"

// KnownRule reports whether a baseline of differences may have a rule: published.added,
// published.removed or published.changed.
func KnownRule(rule contract.Rule) bool {
	return rule.Side == rulePrefix && slices.Contains(Changes(), Change(rule.Keyword))
}

// severalOperations stands in a cause for the operations that share something.
const severalOperations = "several operations"

// Cause identifies the difference in a baseline. It stays the same while both documents say the
// same, wherever they say it. It is another one if the definition changes again.
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

// says returns what the definition says.
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
