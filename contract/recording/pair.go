package recording

import "regexp"

// pairPatterns match a name and a value in a text that is no JSON; the groups are what comes before the value, the name and the value.
var pairPatterns = []*regexp.Regexp{
	regexp.MustCompile(`(([A-Za-z0-9_.-]+)=)([^&\s"'<>;,]+)`),
	regexp.MustCompile(`(([A-Za-z0-9_.-]+)\\?["']?\s*[:=]\s*\\?["'])((?:[^"'\\\r\n]|\\[^"'])+)`),
}

// loosePatterns are those for texts without a structure that is known: XML, YAML and the parts of a form.
var loosePatterns = []*regexp.Regexp{
	regexp.MustCompile(`(<([A-Za-z0-9_.:-]+)(?:\s[^<>]*)?>)([^<>]+)</`),
	regexp.MustCompile(`(?m)(^[ \t-]*([A-Za-z0-9_.-]+)[ \t]*:[ \t]+)([^\s"'{\[].*?)[ \t\r]*$`),
	regexp.MustCompile(`(?i)(content-disposition:[^\r\n]*\bname="?([^"\r\n;]+)"?[^\r\n]*(?:\r?\n[^\r\n]+)*\r?\n\r?\n)((?s:.+?))\r?\n--`),
}
