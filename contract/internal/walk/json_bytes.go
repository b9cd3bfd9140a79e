package walk

import (
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// fewestBytes is the minimum number of items of an array that is read as a text.
const fewestBytes = 6

// bytes goes over an array of numbers that are the bytes of a text, as in {"type": "Buffer", "data":
// [104, 117, ...]}. It returns false for other arrays.
func (j *jsonWalk) bytes(i int, c jsonContext) bool {
	text := j.textOfBytes(i)
	if text == "" {
		return false
	}
	kind := Plain
	if c.secrecy == position.Certain && !c.coded && !c.counts && !suspect.HasOtherMeaning(c.name) {
		kind = Secret
	}
	if changed := j.Text(text, kind); changed != text && changed != "" {
		n := 0
		for item := range j.items(i) {
			j.replace(j.nodes[item], strconv.AppendInt(nil, int64(changed[n%len(changed)]), 10))
			n++
		}
	}
	return true
}

// textOfBytes returns the text whose printable bytes are the items of an array, or an empty string
// if they are something else.
func (j *jsonWalk) textOfBytes(i int) string {
	if j.nodes[i].after-i <= fewestBytes {
		return ""
	}
	text := make([]byte, 0, j.nodes[i].after-i)
	for item := range j.items(i) {
		n := j.nodes[item]
		if n.kind != '0' {
			return ""
		}
		code, err := strconv.Atoi(n.text)
		if err != nil || code > '~' || code < ' ' && code != '\t' && code != '\n' && code != '\r' {
			return ""
		}
		text = append(text, byte(code))
	}
	return string(text)
}
