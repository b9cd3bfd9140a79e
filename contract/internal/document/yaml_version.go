package document

import (
	"bytes"
	"regexp"
)

// yamlVersion matches the directive %YAML with a version 1.x. Only a byte order mark, comments,
// empty lines and other directives may stand before it. The group is the digit x.
var yamlVersion = regexp.MustCompile(`\A(?:\x{FEFF})?(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n?|\n)|%[A-XZ][^\r\n]*(?:\r\n?|\n))*%YAML[ \t]+1\.([0-9])[ \t\r\n]`)

// AsYAML11 returns the text with %YAML 1.1 in place of the directive %YAML 1.2, or of another 1.x.
// The YAML libraries read what nearly all files of YAML 1.2 have, but refuse the directive. The
// places in the text stay the same. AsYAML11 doesn't change the text itself.
func AsYAML11(text []byte) []byte {
	at := yamlVersion.FindSubmatchIndex(text)
	if at == nil || text[at[2]] == '1' {
		return text
	}
	changed := bytes.Clone(text)
	changed[at[2]] = '1'
	return changed
}
