package coverage

import (
	"strconv"
	"strings"
)

// printable keeps what a document or a message holds from moving a terminal's cursor or breaking a line.
func printable(text string) string {
	return strings.Map(func(c rune) rune {
		if !strconv.IsGraphic(c) {
			return '\ufffd'
		}
		return c
	}, text)
}
