package edit

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// style says how the document is written. An edit writes new text in the same style.
type style struct {
	// lineBreak ends each line of the document.
	lineBreak string
	json      bool
	// compact reports whether JSON is written without white space.
	compact bool
	// indent is the white space with which JSON is indented. spaces is the number of spaces with
	// which the values of a YAML mapping are indented.
	indent string
	spaces int
	// indentless reports whether sequences are not indented in mappings.
	indentless bool
	// quotes is the kind of quotes that most quoted strings of the document have.
	quotes yaml.QuoteStyle
}

func newStyle(text []byte, root *node) style {
	s := style{lineBreak: "\n", json: isJSON(text), indent: "  ", spaces: 2}
	if i := bytes.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		s.lineBreak = "\r\n"
	}
	if s.json {
		s.compact = !bytes.Contains(text, []byte(`": `)) && bytes.IndexByte(bytes.TrimSpace(text), '\n') < 0
		if len(root.children) > 0 {
			if start := root.children[0].entry(); beginsLine(text, start) && start > lineStart(text, start) {
				s.indent = string(text[lineStart(text, start):start])
			}
		}
		return s
	}
	seen := struct{ mapping, sequence bool }{}
	s.look(text, root, &seen.mapping, &seen.sequence)
	if s.quotes = yaml.QuoteDouble; quoted(root.yaml, yaml.SingleQuotedStyle) > quoted(root.yaml, yaml.DoubleQuotedStyle) {
		s.quotes = yaml.QuoteSingle
	}
	return s
}

// quoted counts the strings in quotes of this style.
func quoted(n *yaml.Node, style yaml.Style) int {
	count := 0
	if n.Style&style != 0 {
		count++
	}
	for _, child := range n.Content {
		count += quoted(child, style)
	}
	return count
}

// look finds out how the document indents the first mapping and the first sequence in its block
// mappings.
func (s *style) look(text []byte, n *node, mapping, sequence *bool) {
	for _, child := range n.children {
		if *mapping && *sequence {
			return
		}
		if n.yaml.Kind == yaml.MappingNode && child.isBlock() && len(child.children) > 0 {
			start, key := child.children[0].entry(), child.key.start
			deeper := start - lineStart(text, start) - (key - lineStart(text, key))
			switch {
			case child.yaml.Kind == yaml.SequenceNode && !*sequence:
				*sequence, s.indentless = true, deeper == 0
			case child.yaml.Kind == yaml.MappingNode && !*mapping && deeper >= 2 && deeper < 10:
				*mapping, s.spaces = true, deeper
			}
		}
		s.look(text, child, mapping, sequence)
	}
}

// dump returns the lines of a node in YAML.
func (s *style) dump(n *yaml.Node) ([]string, error) {
	s.quoteAmbiguous(n)
	text, err := document.DumpYAML(n, yaml.WithIndent(s.spaces), yaml.WithCompactSeqIndent(s.indentless), yaml.WithLineWidth(-1), yaml.WithQuotePreference(s.quotes))
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n"), nil
}

// flowValue writes a value on one line, for a place inside brackets.
func (s *style) flowValue(value *yaml.Node) (string, error) {
	lines, err := s.dump(&yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle, Content: []*yaml.Node{value}})
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimPrefix(strings.Join(lines, " "), "["), "]"), nil
}

// jsonValue writes a value as JSON. If lines is true, each entry has its own line, which begins
// with the indentation. Otherwise the value is on one line.
func (s *style) jsonValue(value *yaml.Node, lines bool, indentation string) (string, error) {
	var compact, indented bytes.Buffer
	if err := writeJSON(&compact, value); err != nil {
		return "", err
	}
	if !lines {
		return compact.String(), nil
	}
	if err := json.Indent(&indented, compact.Bytes(), indentation, s.indent); err != nil {
		return "", err
	}
	return strings.ReplaceAll(indented.String(), "\n", s.lineBreak), nil
}
