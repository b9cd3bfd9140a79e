package position

import "strings"

// Unnamed returns the values in a text that are secrets by their position, whatever names there
// are. If loose is set, nothing is known about the text, and Unnamed also searches it as a password
// file.
func Unnamed(text string, name Naming, loose bool) []Span {
	found := append(InLinks(text), Users(text)...)
	found = append(found, fieldsOf(text)...)
	if strings.ContainsAny(text, " @=") {
		found = append(found, InPairs(text)...)
	}
	lines := WithLines(text)
	if strings.Contains(text, " ") {
		found = append(found, InCommands(lines, name)...)
	}
	if loose || strings.ContainsAny(text, "$\n") || strings.HasPrefix(text, "machine ") { // The latter is a line of .netrc.
		found = append(found, InPassFiles(lines)...)
	}
	return found
}

// HasSecret reports whether a text of which nothing is known has a value that is a secret by its
// name or by its position.
func HasSecret(text string, name Naming) bool {
	plain := PlainOf(text).Text
	return len(Named(plain, name, true, nil)) > 0 || len(Unnamed(plain, name, true)) > 0
}
