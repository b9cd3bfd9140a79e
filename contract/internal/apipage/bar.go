package apipage

import (
	_ "embed" // The parts of the page are in separate files.
	"html/template"
	"strings"
)

var (
	// headHTML makes the page fit phones, gives it a dark theme, and shows the operations first.
	//go:embed head.html
	headHTML string
	//go:embed bar.html
	barHTML string
)

// bar is the part of the page above the operations: the title, a button for each key, and a button
// that shows the document's description of the API.
type bar struct {
	Title string
	Keys  []Key
}

// html returns the HTML of the bar.
func (b bar) html() (template.HTML, error) {
	t, err := template.New("bar").Parse(barHTML)
	if err != nil {
		return "", err
	}
	var html strings.Builder
	if err := t.Execute(&html, b); err != nil {
		return "", err
	}
	return template.HTML(html.String()), nil //nolint:gosec // The template escapes the title and the keys.
}
