package claim

import (
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Covered is a claim that an exchange covers.
type Covered struct {
	// Claim is the index of the claim in [Index.Claims].
	Claim int
	// At is the first location in the message that covers the claim.
	At Location
}

// Location is a place in a message. It has the name of a parameter or header, or the pointer of a
// value.
type Location struct{ In, Name, Pointer string }

// Exchange is an exchange that may cover claims.
type Exchange struct {
	*message.Exchange

	// Held has the invariants that hold.
	Held []*invariant.Invariant
	// Rejected has the mistakes for which the server rejected the request.
	Rejected []Rejection
	// Violated has the pointers of the places in the document that the exchange contradicts.
	Violated []string
}

// Rejection is a breach in a rejected request, and its location.
type Rejection struct {
	Breach

	At Location
}

// Cover returns the claims that an exchange covers, in the order of [Index.Claims].
//
// Only the parts of a message that agree with the document cover claims. Nothing is covered at a
// place that has a violation. A request covers the claims about what it sends, unless the server
// refused it. If a request has no response, Cover assumes that the server accepted it. A rejected
// request covers the claim that the server rejects requests with its mistake, but only if it has no
// other mistake. Otherwise nobody knows which mistake the server found.
func (x *Index) Cover(exchange *Exchange) []Covered {
	if exchange.Operation == nil {
		return nil
	}
	c := &cover{Index: x, exchange: exchange, found: map[int]Location{}}
	if exchange.Status < 400 {
		c.request()
	}
	if exchange.Status == 0 {
		c.add(key{exchange.Operation, "", Used}, Location{In: "method"})
	} else if documented, status := exchange.Operation.Response(exchange.Status); documented != nil {
		c.add(key{exchange.Operation, "", Used}, Location{In: "method"})
		c.add(key{exchange.Operation, status, Used}, Location{In: "status"})
		c.response(documented)
		for _, i := range exchange.Held {
			c.add(key{i, "", Held}, Location{})
		}
	}
	c.rejection()
	for _, pointer := range exchange.Violated {
		c.contradicted(pointer)
	}
	return c.covered()
}

// cover collects the claims that one exchange covers.
type cover struct {
	*Index

	exchange *Exchange
	side     schema.Side
	// validation checks the values of the message, one after the other.
	validation schema.Validation
	// found has the first location in the message that covers each claim, by the index of the
	// claim.
	found map[int]Location
}

func (c *cover) covered() []Covered {
	all := make([]Covered, 0, len(c.found))
	for i, at := range c.found {
		all = append(all, Covered{Claim: i, At: at})
	}
	slices.SortFunc(all, func(a, b Covered) int { return a.Claim - b.Claim })
	return all
}

// add covers the claim with this key. It does nothing if no claim has the key.
func (c *cover) add(k key, at Location) {
	i, ok := c.Index.found[k]
	if !ok {
		return
	}
	if _, earlier := c.found[i]; !earlier {
		c.found[i] = at
	}
}

// contradicted removes the claims at a place of the document that has a violation.
func (c *cover) contradicted(pointer string) {
	for i := range c.found {
		if c.claims[i].Place.Pointer == pointer {
			delete(c.found, i)
		}
	}
}

// rejection covers the claim that the server rejects a request that breaks only one rule.
func (c *cover) rejection() {
	if len(c.exchange.Rejected) != 1 {
		return
	}
	only := c.exchange.Rejected[0]
	if i, ok := c.rejected[only.Breach]; ok {
		c.found[i] = only.At
	}
}

func (c *cover) request() {
	c.side = schema.Request
	x, o := c.exchange, c.exchange.Operation
	fields, readable := x.RequestFields()
	for _, p := range o.Parameters() {
		if readable || p.In != message.InQuery {
			c.parameter(p, &fields)
		}
	}
	c.credentials(&fields)
	switch {
	case o.Body() == nil || x.Request.Omitted:
	case x.Request.IsEmpty():
		c.add(key{o.Body().Node, "", Absent}, Location{In: "body"})
	default:
		if c.body(&x.Request, o.Body().Content) {
			c.add(key{o.Body().Node, "", Present}, Location{In: "body"})
		}
	}
}

// credentials covers each security scheme that the request uses. If an operation also allows
// requests without credentials, a request covers this claim only if it has no credential.
func (c *cover) credentials(fields *message.Fields) {
	without, with := -1, false
	for i, requirement := range c.exchange.Operation.Security() {
		switch {
		case len(requirement) == 0:
			without = i
		case requirement.Satisfied(fields.Header, fields.Query):
			with = true
			in, name := requirement[0].Place()
			c.add(key{c.exchange.Operation, "security/" + strconv.Itoa(i), Used}, Location{In: in, Name: name})
		}
	}
	if !with {
		c.add(key{c.exchange.Operation, "security/" + strconv.Itoa(without), Used}, Location{In: message.InHeader, Name: "Authorization"})
	}
}

func (c *cover) response(documented *message.Response) {
	c.side = schema.Response
	x := c.exchange
	fields := x.ResponseFields()
	for _, p := range documented.Headers {
		c.parameter(p, &fields)
	}
	if !x.Response.IsEmpty() && !x.Response.Omitted && !x.ForbidsBody() {
		c.body(&x.Response, documented.Content)
	}
}

// parameter covers the claims about a parameter or header, unless its value contradicts its schema.
func (c *cover) parameter(p *message.Parameter, fields *message.Fields) {
	at := Location{In: p.In, Name: p.Name}
	value, found := p.Value(fields)
	if !found {
		c.add(key{p, "", Absent}, at)
		return
	}
	c.validate(p.Schema, value)
	if len(c.validation.Found) > 0 || !c.validation.IsWhole() {
		return
	}
	c.add(key{p, "", Present}, at)
	c.add(key{p.Node, "required", Kept}, at)
	c.value(p.Schema, value, at)
}

// body covers the claims about a body, and reports whether the body could be read.
func (c *cover) body(b *message.Body, content []message.MediaType) bool {
	declared, essence := message.FindMediaType(content, b.Header.Get("Content-Type"))
	if declared == nil {
		return false
	}
	at := Location{In: message.InHeader, Name: "Content-Type"}
	if !declared.Reads(essence) {
		c.add(key{declared.Node, "", Used}, at)
		return true
	}
	value, err := declared.Value(essence, b)
	if message.IsJSON(essence) && (err != nil || len(b.Flaws()) > 0) { // Programs read such JSON differently, so it covers nothing.
		return false
	}
	c.add(key{declared.Node, "", Used}, at)
	if err == nil {
		c.validate(declared.Schema, value)
		c.value(declared.Schema, value, Location{In: "body"})
	}
	return true
}

func (c *cover) validate(s *schema.Schema, value any) {
	c.validation.Reset(c.side)
	c.validation.Validate(s, value)
}
