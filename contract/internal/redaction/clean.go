package redaction

import "crypto/sha256"

// searched is a text by its digest, and whether it was searched as a name of the API.
type searched struct {
	digest  [sha256.Size]byte
	isNames bool
}

// maxClean bounds how many texts are remembered.
const maxClean = 20_000

// cleanTexts remembers in which texts no secret was left, and how many secrets were looked for
// then. The headers of one exchange are those of the next as a rule, and when a recording ends,
// each exchange is searched once more. The zero value is empty.
type cleanTexts struct{ all map[searched]int }

// has reports whether so many secrets were looked for in a text, and none was left.
func (c *cleanTexts) has(text searched, secrets int) bool {
	looked, ok := c.all[text]
	return ok && looked == secrets
}

// add notes that so many secrets were looked for in a text, and none was left. If there is no room,
// it forgets all others first.
func (c *cleanTexts) add(text searched, secrets int) {
	if c.all == nil || len(c.all) >= maxClean {
		c.all = map[searched]int{}
	}
	c.all[text] = secrets
}
