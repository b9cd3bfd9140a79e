package edit_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
	"pgregory.net/rapid"
)

// entry is an entry of a mapping. Drawn values are plain Go values, except for mappings: they have
// an order.
type entry struct {
	key   string
	value any
}

type mapping []entry

var (
	keys = []string{"a", "b", "c", "200", "true", "null", "a b", "a/b", "a~b", "é", "it's", "{id}", "", "-", "x-y", "# no", "say \"x\"", "a: b", "*a", "~"}
	text = []string{
		"", " ", "a: b", "# no", "yes", "null", "1", "1.0", "- x", "it's", "say \"hi\"", "é 😀", "two\nlines", "two\n\n  lines\n", "\nlead", "end\n\n", "{", "[a]",
		"a text of words that goes on", "*a", "&a", "!t", "%x", "@x", "tab\there", "x #y", "-", "?", ":", "a:", "\u0085", "\x7f", "\u2028", "a\r\nb", "2020-01-01", "~", "<<", "=",
		" lead", "trail ", "a, b", "---", "...", "\ufeff", "0x1f", "\ttab", "  two\n lead", "x\n# no\n",
	}
)

func drawValue(t *rapid.T, depth int) any {
	kinds := 6
	if depth == 0 {
		kinds = 4
	}
	switch rapid.IntRange(0, kinds-1).Draw(t, "kind") {
	case 0:
		return rapid.SampledFrom([]any{nil, true, false, 0, -7, 1.5, 12345}).Draw(t, "scalar")
	case 4:
		var m mapping
		for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 0, 4, rapid.ID).Draw(t, "keys") {
			m = append(m, entry{key, drawValue(t, depth-1)})
		}
		return m
	case 5:
		items := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			items = append(items, drawValue(t, depth-1))
		}
		return items
	default:
		return rapid.SampledFrom(text).Draw(t, "text")
	}
}

// asNode turns a drawn value into a node, which keeps the order.
func asNode(value any) *yaml.Node {
	n := &yaml.Node{}
	switch value := value.(type) {
	case mapping:
		n.Kind = yaml.MappingNode
		for _, e := range value {
			n.Content = append(n.Content, asNode(e.key), asNode(e.value))
		}
	case []any:
		n.Kind = yaml.SequenceNode
		for _, item := range value {
			n.Content = append(n.Content, asNode(item))
		}
	default:
		if err := n.Encode(value); err != nil {
			panic(err)
		}
	}
	return n
}

// canonical returns the same string for documents with the same values in the same order.
func canonical(n *yaml.Node) string {
	switch n.Kind {
	case yaml.DocumentNode:
		return canonical(n.Content[0])
	case yaml.AliasNode:
		return canonical(n.Alias)
	case yaml.MappingNode, yaml.SequenceNode:
		var b strings.Builder
		fmt.Fprintf(&b, "%d(", n.Kind)
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 0 {
				fmt.Fprintf(&b, "%q:", child.Value)
				continue
			}
			b.WriteString(canonical(child) + " ")
		}
		return b.String() + ")"
	default:
		var value any
		if err := n.Decode(&value); err != nil {
			return err.Error()
		}
		return fmt.Sprintf("%T %#v", value, value)
	}
}

// writer writes drawn values in all styles of YAML.
type writer struct {
	t        *rapid.T
	comments int
	b        strings.Builder
}

func (w *writer) bool(label string) bool { return rapid.Bool().Draw(w.t, label) }

func (w *writer) comment() string {
	w.comments++
	return fmt.Sprintf("# comment %d", w.comments)
}

// scalar writes a scalar on the rest of a line. A block scalar continues on the lines after it,
// which are indented.
func (w *writer) scalar(value any, flow, key bool, indent int) string {
	s, isText := value.(string)
	if !isText {
		if value == nil && !flow && w.bool("unwritten") {
			return ""
		}
		written, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		return string(written)
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	possible := []string{strings.ReplaceAll(string(quoted), "\x7f", `\u007f`)}
	pad := "\n" + strings.Repeat(" ", indent+2)
	candidates := []string{s, "'" + strings.ReplaceAll(s, "'", "''") + "'"}
	if !key {
		candidates = append(candidates, strings.ReplaceAll(s, " ", pad), "\""+strings.ReplaceAll(s, " ", pad+pad[1:])+"\"", "!!str\n "+pad[1:]+"'"+s+"'")
	}
	if !key && !flow {
		for _, header := range []string{"|", "|-", "|+", ">-", ">", "|2-", "| # note"} {
			candidates = append(candidates, header+"\n"+pad[1:]+strings.ReplaceAll(strings.TrimSuffix(s, "\n"), "\n", pad))
		}
	}
	for _, c := range candidates {
		if readsAs(c, s, flow, key, indent) {
			possible = append(possible, c)
		}
	}
	return rapid.SampledFrom(possible).Draw(w.t, "style")
}

// readsAs reports whether written YAML reads as a string in its context.
func readsAs(written, s string, flow, key bool, indent int) bool {
	if strings.TrimSpace(written) == "" || key && strings.ContainsAny(written, "\n\r\u0085\u2028") {
		return false
	}
	document := strings.Repeat(" ", max(indent, 0)) + "k: " + written + "\n"
	switch {
	case flow && key:
		document = "[{" + written + ": 1}]\n"
	case flow:
		document = "[" + written + " , 1]\n"
	case key:
		document = written + ": 1\n"
	case indent < 0:
		document = written + "\n"
	}
	var n yaml.Node
	if err := yaml.Load([]byte(document), &n); err != nil || n.Kind == 0 {
		return false
	}
	found := n.Content[0]
	switch {
	case !flow && !key && indent >= 0:
		found = found.Content[len(found.Content)-1]
	case flow && key:
		found = n.Content[0].Content[0].Content[0]
	case flow || key:
		found = n.Content[0].Content[0]
	}
	if key {
		return found.Kind == yaml.ScalarNode && found.Value == s
	}
	return found.Kind == yaml.ScalarNode && found.Value == s && found.ShortTag() == "!!str" && strings.Count(document, "\n")-1 >= found.Line-1
}

func (w *writer) flow(value any, indent int) string {
	var parts []string
	opening, closing := "[", "]"
	switch value := value.(type) {
	case mapping:
		opening, closing = "{", "}"
		for _, e := range value {
			parts = append(parts, w.scalar(e.key, true, true, indent)+": "+w.flow(e.value, indent+2))
		}
	case []any:
		for _, item := range value {
			parts = append(parts, w.flow(item, indent+2))
		}
	default:
		return w.scalar(value, true, false, indent)
	}
	if len(parts) == 0 {
		return opening + closing
	}
	trailing := ""
	if w.bool("trailing") {
		trailing = ","
	}
	if !w.bool("lines") {
		return opening + strings.Join(parts, ", ") + trailing + closing
	}
	pad := "\n" + strings.Repeat(" ", indent+2)
	var b strings.Builder
	b.WriteString(opening)
	for i, part := range parts {
		if w.bool("head") {
			b.WriteString(pad + w.comment())
		}
		b.WriteString(pad + part)
		if i+1 < len(parts) {
			b.WriteString(",")
		} else {
			b.WriteString(trailing)
		}
		if w.bool("behind") {
			b.WriteString(" " + w.comment())
		}
	}
	return b.String() + pad[:len(pad)-1] + closing
}

// inline writes a scalar or a value in brackets, with what may follow on its line.
func (w *writer) inline(value any, indent int) {
	var written string
	switch value.(type) {
	case mapping, []any:
		written = w.flow(value, indent)
	default:
		written = w.scalar(value, false, false, indent)
	}
	if written != "" {
		w.b.WriteString(" " + written)
	}
	block := strings.HasPrefix(written, "|") || strings.HasPrefix(written, ">")
	last := written[strings.LastIndexByte(written, '\n')+1:]
	if !block && !strings.Contains(last, "#") && w.bool("behind") {
		w.b.WriteString(" " + w.comment())
	}
	w.b.WriteString("\n")
}

// block writes a value behind an indicator, in a block that is indented by indent spaces.
func (w *writer) block(value any, indent int, dash bool) {
	m, _ := value.(mapping)
	items, isSequence := value.([]any)
	if len(m) == 0 && len(items) == 0 || rapid.IntRange(0, 3).Draw(w.t, "flow") == 0 {
		w.inline(value, indent)
		return
	}
	inner := indent + rapid.IntRange(1, 3).Draw(w.t, "indent")
	if isSequence && !dash && indent >= 0 && w.bool("indentless") {
		inner = indent
	}
	compact := false
	switch {
	case indent < 0:
		inner, compact = 0, true
	case dash && w.bool("compact"):
		w.b.WriteString(strings.Repeat(" ", inner-indent))
		inner, compact = inner+1, true
	case w.bool("behind"):
		w.b.WriteString(" " + w.comment() + "\n")
	default:
		w.b.WriteString("\n")
	}
	w.entries(m, items, inner, compact)
}

func (w *writer) entries(m mapping, items []any, indent int, compact bool) {
	for i := range max(len(m), len(items)) {
		if !compact || i > 0 {
			if w.bool("blank") {
				w.b.WriteString("\n")
			}
			if w.bool("head") {
				w.b.WriteString(strings.Repeat(" ", indent) + w.comment() + "\n")
			}
			w.b.WriteString(strings.Repeat(" ", indent))
		}
		if m != nil {
			w.b.WriteString(w.scalar(m[i].key, false, true, indent) + ":")
			w.block(m[i].value, indent, false)
			continue
		}
		w.b.WriteString("-")
		w.block(items[i], indent, true)
	}
}

// drawDocument draws a document and how it is written.
func drawDocument(t *rapid.T) (any, string) {
	value := drawValue(t, 3)
	if rapid.IntRange(0, 4).Draw(t, "as JSON") == 0 {
		return value, drawJSON(t, value)
	}
	w := &writer{t: t}
	if w.bool("start") && value != nil {
		w.b.WriteString("# first\n---\n")
	}
	w.block(value, -1, false)
	out := strings.TrimPrefix(w.b.String(), " ")
	if w.bool("end") && strings.HasPrefix(out, "# first") {
		out += "...\n"
	} else if w.bool("no line break") {
		out = strings.TrimSuffix(out, "\n")
	}
	if w.bool("windows") {
		out = strings.ReplaceAll(out, "\n", "\r\n")
	}
	if w.bool("mark") {
		out = "\ufeff" + out
	}
	return value, out
}

func drawJSON(t *rapid.T, value any) string {
	var out strings.Builder
	writeJSON(&out, value)
	indented := &strings.Builder{}
	switch rapid.IntRange(0, 2).Draw(t, "layout") {
	case 0:
		return out.String()
	case 1:
		indent(indented, out.String(), "\t")
	default:
		indent(indented, out.String(), "    ")
	}
	return indented.String()
}

func writeJSON(out *strings.Builder, value any) {
	switch value := value.(type) {
	case mapping:
		out.WriteByte('{')
		for i, e := range value {
			if i > 0 {
				out.WriteByte(',')
			}
			writeJSON(out, e.key)
			out.WriteByte(':')
			writeJSON(out, e.value)
		}
		out.WriteByte('}')
	case []any:
		out.WriteByte('[')
		for i, item := range value {
			if i > 0 {
				out.WriteByte(',')
			}
			writeJSON(out, item)
		}
		out.WriteByte(']')
	default:
		written, err := json.Marshal(value)
		if err != nil {
			panic(err)
		}
		out.WriteString(strings.ReplaceAll(string(written), "\x7f", `\u007f`))
	}
}
