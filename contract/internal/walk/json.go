package walk

import (
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// shortestNumber is the smallest number of digits of a secret number. A shorter number is usually a
// count, even if its name is the name of a secret.
const shortestNumber = 4

// JSON goes over the strings and numbers of one JSON value or several in a row, names included. It
// returns false if the text is not JSON.
func (w *Walker) JSON(text []byte) ([]byte, bool) { return w.jsonOf(text, jsonContext{}) }

// jsonWithin does what [Walker.JSON] does. Parameters has what is known of members of the JSON.
func (w *Walker) jsonWithin(text []byte, parameters map[string]position.Secrecy) ([]byte, bool) {
	return w.jsonOf(text, jsonContext{columns: parameters, within: parameters})
}

func (w *Walker) jsonOf(text []byte, c jsonContext) ([]byte, bool) {
	t, ok := parseJSON(text)
	if !ok {
		return nil, false
	}
	return w.walkJSON(newJSONFacts(t), c), true
}

// Value goes over the value of a body. If it is the body of a response, answered is the request. A
// value has no text to change, so Walker.Text must return each text unchanged.
func (w *Walker) Value(value any, answered Request) {
	w.walkJSON(newJSONFacts(treeOf(value)), answered.answer())
}

// Parameter goes over the value of a parameter or a header, which has parts if the parameter is a
// list or an object. As for [Walker.Value], Walker.Text must return each text unchanged.
func (w *Walker) Parameter(name string, value any) {
	j := &jsonWalk{Walker: w, jsonFacts: newJSONFacts(treeOf(value))}
	j.value(0, jsonContext{name: name, secrecy: w.secrecyOfParameter(name)})
}

// walkJSON goes over a JSON text that is parsed, of which something may be known.
func (w *Walker) walkJSON(facts *jsonFacts, c jsonContext) []byte {
	if kind := facts.nodes[0].kind; kind == '{' || kind == '[' {
		c.secrecy = position.NoSecret // What is known of the whole text is not known of what is in it.
	}
	j, start := &jsonWalk{Walker: w, jsonFacts: facts}, 0
	if j.isLoginPacket() {
		c.secrecy, c.isLastSecret, start = position.Likely, true, packetStart
	}
	j.row(c, start, len(facts.nodes))
	if j.copied == 0 {
		return facts.raw
	}
	return append(j.changed, facts.raw[j.copied:]...)
}

// packetStart is the number of the node that is the event in a packet.
const packetStart = 2

// isLoginPacket reports whether a text is a packet of Socket.IO that logs in, as in 42["login",
// "ann", "..."]: its type, and a list of an event and what belongs to it.
func (j *jsonWalk) isLoginPacket() bool {
	return len(j.nodes) > packetStart && j.nodes[0].kind == '0' && j.nodes[1].kind == '[' && j.nodes[1].after == len(j.nodes) &&
		j.nodes[packetStart].kind == '"' && isLoginOperation(j.nodes[packetStart].text)
}

// jsonWalk is the state of the walk through one JSON text.
type jsonWalk struct {
	*Walker
	*jsonFacts

	changed []byte
	copied  int
	// open are the objects around the value.
	open []openObject
}

// jsonContext is what the position of a value says about it.
type jsonContext struct {
	secrecy position.Secrecy
	// coded says that the value is in a list of tokens. Those of a parser are words, and those of
	// an API look like codes.
	coded bool
	// about says that the value is a sentence about a secret.
	about bool
	// listed says that the value is an item of a list with the name of a secret.
	listed bool
	// counts says that a number is a count of tokens.
	counts bool
	// public says that the value may look generated and is no secret.
	public bool
	// isLastSecret says that the last string of a list is a secret.
	isLastSecret bool
	// name is that of the value, if it is in an object.
	name string
	// columns has what the first of several objects says about the members of the others.
	columns map[string]position.Secrecy
	// within has what an enclosing object says about members at other places in it.
	within map[string]position.Secrecy
	// heads are the heads of the tables in which the value may be a row.
	heads []tableHead
}

func (j *jsonWalk) value(i int, c jsonContext) {
	cost := workOfValue
	if j.nodes[i].kind == '{' {
		cost = workOfObject
	}
	if !j.Work(cost) {
		return
	}
	switch n := j.nodes[i]; n.kind {
	case '{':
		j.object(i, c)
	case '[':
		if !j.bytes(i, c) {
			j.row(c, i+1, n.after)
		}
	default:
		j.scalar(n, c)
	}
}

// scalar copies the text up to a value, and writes the replacement of the value.
func (j *jsonWalk) scalar(n jsonNode, c jsonContext) {
	switch {
	case n.kind == '0' && (c.counts || c.coded || position.CountsTokens(c.name)):
	case c.about && c.secrecy != position.Certain, c.secrecy == position.Certain && n.kind == '"' && j.isMessage(n.text, c):
		if j.Private {
			j.put(n, Private)
		} else {
			j.put(n, About)
		}
		return
	case c.secrecy == position.NoSecret:
		if j.parameters(n, c.within) {
			return
		}
		if n.kind == '"' && (c.public || suspect.IsDigest(n.text) && suspect.IsFingerprintName(c.name)) && !j.Private {
			j.put(n, Fingerprint)
			return
		}
	case c.secrecy == position.InLink && !j.Private && position.EndsInWords(n.text):
		j.put(n, Link) // The code may also be in another link.
		return
	case c.secrecy.Hides(n.text):
		j.put(n, Secret)
		return
	}
	switch {
	case j.Private:
		j.put(n, Private)
	case n.kind == '"' && c.secrecy == position.NoSecret && j.leadsToLogin(n, c.name):
		j.put(n, Link)
	default:
		j.put(n, Plain)
	}
}

// parameters goes over a string that holds the parameters of a statement in JSON. It returns false
// if the string holds something else.
func (j *jsonWalk) parameters(n jsonNode, within map[string]position.Secrecy) bool {
	if len(within) == 0 || n.kind != '"' || len(n.text) < position.ShortestSecret {
		return false
	}
	plain := n.text
	if !strings.HasPrefix(strings.TrimSpace(plain), "{") {
		return false
	}
	changed, ok := j.jsonWithin([]byte(plain), within)
	if !ok {
		return false
	}
	if string(changed) != plain {
		quoted, _ := jsontext.AppendQuote(nil, changed) // Broken UTF-8 is an error, and replaced.
		j.replace(n, quoted)
	}
	return true
}

// put replaces a string or a number. It leaves other values.
func (j *jsonWalk) put(n jsonNode, kind Kind) {
	plain := n.text
	switch n.kind {
	case '"':
		if changed := j.Text(plain, kind); changed != plain {
			quoted, _ := jsontext.AppendQuote(nil, changed) // An error means broken UTF-8, which the result has replaced.
			j.replace(n, quoted)
		}
	case '0':
		if kind == Private || len(plain) < shortestNumber {
			return
		}
		if changed := j.Text(plain, kind); changed != plain && jsontext.Value(changed).IsValid() {
			j.replace(n, []byte(changed))
		}
	}
}

// replace copies the text up to a value, and the replacement of the value.
func (j *jsonWalk) replace(n jsonNode, replacement []byte) {
	j.changed = append(j.changed, j.raw[j.copied:n.start]...)
	j.changed = append(j.changed, replacement...)
	j.copied = n.end
}
