package edit

import (
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// ambiguous matches plain scalars that are strings in YAML 1.2 but something else in YAML 1.1 or in
// one of its optional types (https://yaml.org/type/). These are bools, numbers in base 2, 8 or 60
// or with underscores, infinite numbers, dates, merge keys and default values.
var ambiguous = lazyregexp.New(`^(?:` +
	`(?i:y|n|yes|no|on|off|true|false|null)|~|=|<<|` +
	`[-+]?0b[01_]+|[-+]?0o?[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*|` +
	`[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|` +
	`[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|` +
	`[-+]?(?i:\.inf)|(?i:\.nan)|` +
	`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?` +
	`)$`)

// quoteAmbiguous quotes the strings that YAML 1.1 would read as something else.
func (s *style) quoteAmbiguous(n *yaml.Node) {
	const styled = yaml.TaggedStyle | yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	if n.Kind == yaml.ScalarNode && n.Style&styled == 0 && n.Tag == textTag && ambiguous.MatchString(n.Value) {
		n.Style |= yaml.DoubleQuotedStyle
		if s.quotes == yaml.QuoteSingle {
			n.Style = n.Style&^yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle
		}
	}
	for _, child := range n.Content {
		s.quoteAmbiguous(child)
	}
}
