package document

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// DumpYAML is like [yaml.Dump], but it writes characters without a glyph as escapes. The library
// writes some of them as they are, such as those that change the direction of text. People who
// review the file would then read something else than a parser. DumpYAML puts strings with such
// characters in double quotes, and changes the style of their nodes for this.
func DumpYAML(n *yaml.Node, options ...yaml.Option) ([]byte, error) {
	if !quoteInvisible(n) {
		return yaml.Dump(n, options...)
	}
	data, err := yaml.Dump(n, options...)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	for _, r := range string(data) {
		if !isInvisible(r) || r == '\n' || r == '\t' {
			out.WriteRune(r)
			continue
		}
		fmt.Fprintf(&out, `\u%04X`, r) // The library escapes those that need more digits.
	}
	return out.Bytes(), nil
}

func isInvisible(r rune) bool { return !wording.IsVisible(r) }

// quoteInvisible puts the strings in double quotes that have characters without a glyph. Line
// breaks don't count. It reports whether there are such strings.
func quoteInvisible(n *yaml.Node) bool {
	const styles = yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	found := n.Kind == yaml.ScalarNode && strings.ContainsFunc(strings.ReplaceAll(n.Value, "\n", ""), isInvisible)
	if found {
		n.Style = n.Style&^styles | yaml.DoubleQuotedStyle
	}
	for _, child := range n.Content {
		found = quoteInvisible(child) || found
	}
	return found
}
