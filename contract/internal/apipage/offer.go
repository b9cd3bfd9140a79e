package apipage

import (
	"html/template"
	"strings"
)

// offered is the bar above the page with a button for each key.
var offered = template.Must(template.New("keys").Parse(`
<style>
	#keys { font: 14px sans-serif; max-width: 1460px; margin: 0 auto; padding: 12px 20px; }
	#keys button { font: inherit; margin: 2px 4px; padding: 4px 10px; border: 1px solid #49cc90; border-radius: 4px; background: #fff; color: #222; cursor: pointer; }
	#keys button[aria-pressed=true] { background: #49cc90; }
</style>
<div id="keys">Send requests with
{{- range .}}
	<button type="button" aria-pressed="false" data-scheme="{{.Scheme}}" data-key="{{.Key}}">{{.Label}}</button>
{{- end}}
</div>
<script>
	document.getElementById("keys").addEventListener("click", event => {
		const {scheme, key} = event.target.dataset;
		if (!scheme) {
			return;
		}
		ui.preauthorizeApiKey(scheme, key);
		for (const button of document.querySelectorAll("#keys button")) {
			if (button.dataset.scheme === scheme) {
				button.ariaPressed = String(button === event.target);
			}
		}
	});
</script>
`))

// offer returns the HTML that offers the keys. Without keys, it returns an empty string.
func offer(keys []Key) (template.HTML, error) {
	if len(keys) == 0 {
		return "", nil
	}
	var html strings.Builder
	if err := offered.Execute(&html, keys); err != nil {
		return "", err
	}
	return template.HTML(html.String()), nil //nolint:gosec // The template escapes the keys.
}
