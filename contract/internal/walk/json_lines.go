package walk

import "strings"

// JSONIn goes over the JSON in a text: the whole text, or else what ends a line of it, as in an
// event of a stream and in a log. IsWhole says that it is the whole text.
func (w *Walker) JSONIn(text string) (changed string, isWhole bool) {
	if mayBeJSON(text) {
		if changed, ok := w.JSON([]byte(text)); ok {
			return string(changed), true
		}
	}
	var b strings.Builder
	start, copied := 0, 0
	for line := range strings.Lines(text) {
		end := start + len(strings.TrimRight(line, " \t\r\n"))
		for _, at := range beginningsOfJSON(text[start:end]) {
			if !w.Work(end - start - at) {
				return text, false
			}
			if changed, ok := w.JSON([]byte(text[start+at : end])); ok {
				b.WriteString(text[copied:start+at] + string(changed))
				copied = end
				break
			}
		}
		start += len(line)
	}
	return b.String() + text[copied:], false
}

// mayBeJSON reports whether a text begins like an object or an array.
func mayBeJSON(text string) bool {
	text = strings.TrimLeft(text, " \t\r\n")
	return text != "" && (text[0] == '{' || text[0] == '[')
}

// beginningsOfJSON returns where the object or the array may begin that ends a line. An object may
// be behind anything. An array is alone or the data of an event; elsewhere it may be the value of a
// name or words in brackets.
func beginningsOfJSON(line string) []int {
	var all []int
	if at := strings.IndexByte(line, '{'); at >= 0 && line[len(line)-1] == '}' {
		all = append(all, at)
	}
	if rest := strings.TrimLeft(strings.TrimPrefix(line, "data:"), " \t"); strings.HasPrefix(rest, "[") && line[len(line)-1] == ']' {
		all = append(all, len(line)-len(rest))
	}
	return all
}
