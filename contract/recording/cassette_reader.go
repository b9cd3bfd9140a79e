package recording

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

const (
	// cassettePiece is where a cassette is divided. A YAML tree is many times as large as its text,
	// so only the tree of one piece is in memory.
	cassettePiece = 1 << 20
	// maxUndivided is how long a cassette may be that can't be divided.
	maxUndivided = 8 << 20
)

// The constants are the names of the lists of interactions: of go-vcr and VCR for Python, and of
// VCR for Ruby.
const (
	interactionsName     = "interactions"
	httpInteractionsName = "http_interactions"
)

// cassetteReader yields the exchanges of a cassette.
type cassetteReader struct {
	in    *input
	yield yieldExchange
	// data is the text of the cassette.
	data []byte
	// version is the version that the cassette gives, if any, and list is the name of the list.
	version *int
	list    string
	// next is the index of the next interaction.
	next int
	// piece is the size of a piece in bytes.
	piece int
}

// cassette yields the exchanges of a cassette of go-vcr, of VCR for Ruby, or of VCR for Python.
func (in *input) cassette(yield yieldExchange) error {
	data, err := in.whole("cassette")
	if err != nil {
		return err
	}
	r := &cassetteReader{in: in, yield: yield, data: data, piece: cassettePiece}
	if bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("{")) {
		return r.json()
	}
	return r.yaml()
}

// yaml yields the exchanges of a cassette in YAML.
func (r *cassetteReader) yaml() error {
	r.data = document.AsYAML11(r.data)
	d, ok := divide(r.data)
	if !ok {
		return r.undivided(nil)
	}
	line := bytes.Count(d.head, []byte("\n"))
	// The line breaks give the tail the right lines.
	around := slices.Concat(d.head, bytes.Repeat([]byte("\n"), bytes.Count(d.list, []byte("\n"))), d.tail)
	var c cassette
	if err := document.LoadYAML(around, &c); err != nil || len(c.Interactions)+len(c.HTTP) > 0 {
		return r.undivided(r.in.yamlError(err, 0))
	}
	r.version, r.list = c.Version, d.name
	for piece := range d.pieces(r.piece) {
		if hasManyValues(piece) {
			return fmt.Errorf("%s:%d:1: an interaction, or a list of interactions in one line, has more than %d values; remove it, or record it again", r.in.name, line+1, maxValues)
		}
		var nodes []yaml.Node
		if err := document.LoadYAML(piece, &nodes); err != nil {
			return r.undivided(r.in.pieceError(err, line))
		}
		if err := r.give(nodes, line); err != nil {
			return err
		}
		line += bytes.Count(piece, []byte("\n"))
	}
	return nil
}

// undivided yields the exchanges of a cassette that can't be read in pieces: it has another style,
// or a piece has an alias of a value in another piece. The error is the reason, or nil. The
// interactions that were given before are not given again.
func (r *cassetteReader) undivided(reason error) error {
	isERB := erb.Match(r.data) && bytes.Contains(r.data, []byte(httpInteractionsName)) // ERB turns it into a cassette.
	switch {
	case len(r.data) <= maxUndivided && !hasManyValues(r.data):
	case isERB:
		r.in.skip(r.next, ERB)
		return nil
	case reason != nil:
		return reason
	default:
		return fmt.Errorf("%s: the cassette is not a list in YAML's block style, and it is too large to be read as a whole; record it as HAR or JSON lines, which are read one exchange at a time", r.in.name)
	}
	var c cassette
	if err := document.LoadYAML(r.data, &c); err != nil {
		if isERB {
			r.in.skip(r.next, ERB)
			return nil
		}
		return r.in.yamlError(err, 0)
	}
	r.version = c.Version
	r.list = interactionsName
	interactions := c.Interactions
	if len(c.HTTP) > 0 {
		r.list, interactions = httpInteractionsName, c.HTTP
	}
	if len(interactions) == 0 && c.HTTP == nil {
		return r.in.checkVersion(c.Version)
	}
	return r.give(interactions[min(r.next, len(interactions)):], 0)
}

// hasManyValues reports whether a text in YAML may have more than maxValues values.
func hasManyValues(text []byte) bool {
	count := 0
	for _, between := range []string{"\n", ",", "[", "{", ": ", "- ", "? "} {
		count += bytes.Count(text, []byte(between))
	}
	return count > maxValues
}

// give yields the exchanges of interactions. The places in errors are after the given line.
func (r *cassetteReader) give(interactions []yaml.Node, line int) error {
	for i := range interactions {
		if err := r.giveOne(&interactions[i], line); err != nil {
			return err
		}
	}
	return nil
}

func (r *cassetteReader) giveOne(node *yaml.Node, line int) error {
	isVCR := isVCRInteraction(node)
	if !isVCR {
		if err := r.in.checkVersion(r.version); err != nil {
			return err
		}
	}
	n := r.next
	r.next++
	if r.list == httpInteractionsName && hasERB(node) {
		r.in.skip(n, ERB)
		return nil
	}
	x, err := decodeInteraction(r.in, node, isVCR)
	if isYAMLError(err) {
		return r.in.yamlError(err, line)
	}
	at := fmt.Sprintf("%d:%d /%s/%d", node.Line+line, node.Column, r.list, n)
	return r.in.give(n, at, x, err, r.yield)
}

// pieceError returns an error as yamlError does, for a piece that begins after the given line.
func (in *input) pieceError(err error, line int) error {
	if load, ok := errors.AsType[*yaml.LoadError](err); ok && strings.HasPrefix(load.Message, "unknown anchor") {
		return fmt.Errorf("%s:%d:%d: an alias stands for a value far before it, which only cassettes of up to %d MiB may have; record it as HAR or JSON lines", in.name, load.Mark.Line+line, load.Mark.Column, maxUndivided>>20)
	}
	return in.yamlError(err, line)
}
