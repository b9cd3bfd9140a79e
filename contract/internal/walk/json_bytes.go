package walk

import (
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// fewestBytes is the minimum number of items of an array that is read as a text.
const fewestBytes = 6

// bytes goes over an array of numbers that are the bytes of a text, as in {"type": "Buffer",
// "data": [104, 117, ...]}. At the place of a secret, they may be any bytes. It returns false for
// other arrays.
func (j *jsonWalk) bytes(i int, c jsonContext) bool {
	text, isPrintable := j.textOfBytes(i)
	kind := Plain
	if c.secrecy == position.Certain && !c.coded && !c.counts && !suspect.HasOtherMeaning(c.name) {
		kind = Secret
	}
	if text == "" || kind == Plain && !isPrintable {
		return false
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

// textOfBytes returns the text whose bytes are the items of an array, or an empty string if they
// are something else. It also reports whether all bytes can be printed.
func (j *jsonWalk) textOfBytes(i int) (text string, isPrintable bool) {
	if j.nodes[i].after-i <= fewestBytes {
		return "", false
	}
	bytes := make([]byte, 0, j.nodes[i].after-i)
	isPrintable = true
	for item := range j.items(i) {
		n := j.nodes[item]
		code, err := strconv.ParseUint(n.text, 10, 8)
		if n.kind != '0' || err != nil {
			return "", false
		}
		bytes = append(bytes, byte(code))
		isPrintable = isPrintable && (code >= ' ' && code <= '~' || code == '\t' || code == '\n' || code == '\r')
	}
	return string(bytes), isPrintable
}
