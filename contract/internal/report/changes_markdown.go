package report

import (
	"fmt"
	"io"
	"math"
	"strings"
)

// writeMarkdown writes changes in GitHub's Markdown: the verdict first, then a table of the changes, then what is to be announced.
func (c *Changes) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "## Change %s\n\n%s: %s\n", c.verdict(), escapeMarkdown(c.documents()), c.summary())
	if len(c.Changes) > 0 {
		head := []string{"severity", "rule", "in the document", "what changed", "what it touches"}
		b.WriteByte('\n')
		markdownRow(&b, head)
		markdownRule(&b, len(head))
	}
	for _, found := range c.Changes {
		var touched []string
		for _, a := range c.asides(found, math.MaxInt) {
			touched = append(touched, a.word+" "+a.names)
		}
		markdownRow(&b, []string{string(found.Severity), found.Rule, places(found), found.Message, strings.Join(touched, "; ")})
	}
	if ids := c.missing(); len(ids) > 0 {
		fmt.Fprintf(&b, "\n### Not announced\n\nName each in backticks under the heading Unreleased in %s, or raise info.version:\n\n", escapeMarkdown(c.Changelog))
		for _, id := range ids {
			fmt.Fprintf(&b, "- %s\n", escapeMarkdown(id))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}
