package watch

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// operation compares an operation that both documents have.
func (c *comparer) operation(ours, published operation) {
	use := Use{Operation: ours.String()}
	c.flag("deprecated", pair{ours.node, published.node}, use, decision(ours.node))
	c.parameters(ours, published, use)
	c.requestBody(ours, published, use)
	responses := pair{ours.node.Get("responses"), published.node.Get("responses")}
	fields(responses, responseKey).each(
		func(status string, p pair) { c.response(p, Use{use.Operation, "the " + status, ""}) },
		func(status string, n *document.Node) {
			c.note(Removed, "status "+status, pair{n, responses.published.Nearest(status)}, target(n).Pointer(), decision(n), use)
		},
		func(status string, n *document.Node) {
			c.note(Added, "status "+status, pair{responses.ours, n}, jsonvalue.Pointer(responses.ours.Pointer(), status), "", use)
		})
}

// responseKey returns a status in upper case, such as 4XX. It returns an empty string for an
// extension.
func responseKey(key string) string {
	if strings.HasPrefix(key, "x-") {
		return ""
	}
	return strings.ToUpper(key)
}

// flag compares a field that is true or false. A missing field counts as false.
func (c *comparer) flag(name string, p pair, use Use, decision string) {
	ours, published := p.ours.Get(name), p.published.Get(name)
	if ours.IsTrue() == published.IsTrue() {
		return
	}
	c.keep(Difference{
		Change: Changed, Subject: name, Pointer: jsonvalue.Pointer(p.ours.Pointer(), name), Decision: decision,
		PublishedValue: shownFlag(published.IsTrue()), OurValue: shownFlag(ours.IsTrue()),
	}, pair{p.ours.Nearest(name), p.published.Nearest(name)}, use)
}

// parameters compares the parameters and the credentials.
func (c *comparer) parameters(ours, published operation, use Use) {
	both := named{ours.parameters(), published.parameters()}
	our, their := c.ours.credentials(ours), c.published.credentials(published)
	bySchemes := credentials{carriers: maps.Clone(our.carriers)}
	if _, described := both.ours[c.ours.versionHeader()]; !described {
		delete(both.published, c.ours.versionHeader())
	}
	our.takeParameters(both.ours, their)
	their.takeParameters(both.published, bySchemes)
	c.credentials(our, their, use, decision(ours.node))

	subject := func(n *document.Node) string {
		return target(n).StringAt("in") + " parameter " + quote(target(n).StringAt("name"))
	}
	both.each(
		func(_ string, p pair) { c.parameter(p, use, subject(p.ours)) },
		func(_ string, n *document.Node) {
			c.note(Removed, subject(n), pair{n, published.node.Nearest("parameters")}, target(n).Pointer(), decision(n), use)
		},
		func(_ string, n *document.Node) {
			pointer := jsonvalue.Pointer(ours.node.Pointer(), "parameters", target(n).StringAt("in")+" "+target(n).StringAt("name"))
			c.note(Added, subject(n), pair{ours.node.Nearest("parameters"), n}, pointer, "", use)
		})
}

// parameter compares a parameter or a response header that both documents have.
func (c *comparer) parameter(p pair, use Use, name string) {
	use.Path = name
	targets := pair{target(p.ours), target(p.published)}
	why := decision(p.ours)
	if targets.ours.StringAt("in") != "path" {
		c.flag(requiredKey, targets, use, why)
	}
	c.flag("deprecated", targets, use, why)
	c.heldSchemas(pair{schemaHolder(targets.ours), schemaHolder(targets.published)}, place{use: use, within: name, holder: p.ours}, why)
}

// schemaHolder returns the node that has the schema of a parameter or a header. It is the node
// itself or a media type in it.
func schemaHolder(n *document.Node) *document.Node {
	for _, media := range n.Get("content").Fields() {
		return media
	}
	return n
}

// heldSchemas compares the schemas of two objects. Either object may have no schema.
func (c *comparer) heldSchemas(holders pair, at place, why string) {
	const field = "schema"
	p := pair{holders.ours.Get(field), holders.published.Get(field)}
	pointer := jsonvalue.Pointer(holders.ours.Pointer(), field)
	switch {
	case view(p.ours).isAny() && view(p.published).isAny():
	case p.ours == nil:
		c.note(Added, field, pair{holders.ours, p.published}, pointer, why, at.used())
	case p.published == nil:
		c.note(Removed, field, pair{p.ours, holders.published}, pointer, why, at.used())
	default:
		c.schemas(p, at)
	}
}

// credentials compares how requests carry credentials.
func (c *comparer) credentials(ours, published credentials, use Use, decision string) {
	at := pair{ours.node, published.node}
	oneSided := func(change Change, some, others credentials) {
		for _, carrier := range slices.Sorted(maps.Keys(some.carriers)) {
			known, both := others.carriers[carrier]
			schemes := some.carriers[carrier]
			switch {
			case !both && len(schemes) == 0:
				c.note(change, shownCredential(carrier, ""), at, ours.node.Pointer(), decision, use)
			case both && len(known) == 0:
				continue // The other document has a parameter, which doesn't say the scheme.
			}
			for _, scheme := range schemes {
				if !slices.Contains(known, scheme) {
					c.note(change, shownCredential(carrier, scheme), at, ours.node.Pointer(), decision, use)
				}
			}
		}
	}
	oneSided(Removed, ours, published)
	oneSided(Added, published, ours)
	if ours.optional != published.optional && len(ours.carriers) > 0 && len(published.carriers) > 0 {
		c.keep(Difference{
			Change: Changed, Subject: "need for a credential", Pointer: ours.node.Pointer(), Decision: decision,
			PublishedValue: shownFlag(!published.optional), OurValue: shownFlag(!ours.optional),
		}, at, use)
	}
}

// requestBody compares the bodies of requests.
func (c *comparer) requestBody(ours, published operation, use Use) {
	const field, subject = "requestBody", "request body"
	p := pair{ours.node.Get(field), published.node.Get(field)}
	switch {
	case p.ours == nil && p.published == nil:
	case p.ours == nil:
		c.note(Added, subject, pair{ours.node, p.published}, jsonvalue.Pointer(ours.node.Pointer(), field), "", use)
	case p.published == nil:
		c.note(Removed, subject, pair{p.ours, published.node}, p.ours.Pointer(), decision(p.ours, ours.node), use)
	default:
		use.Part = "the " + subject
		targets := pair{target(p.ours), target(p.published)}
		c.flag(requiredKey, targets, use, decision(p.ours))
		c.content(targets, use, decision(p.ours))
	}
}

// response compares a response that both documents have.
func (c *comparer) response(p pair, use Use) {
	targets := pair{target(p.ours), target(p.published)}
	why := decision(p.ours)
	headers := pair{targets.ours.Get("headers"), targets.published.Get("headers")}
	subject := func(n *document.Node) string { return header + " " + quote(n.Name()) }
	fields(headers, strings.ToLower).each(
		func(_ string, h pair) { c.parameter(h, use, subject(h.ours)) },
		func(_ string, n *document.Node) {
			c.note(Removed, subject(n), pair{n, targets.published.Nearest("headers")}, target(n).Pointer(), decision(n), use)
		},
		func(_ string, n *document.Node) {
			pointer := jsonvalue.Pointer(targets.ours.Pointer(), "headers", n.Name())
			c.note(Added, subject(n), pair{targets.ours.Nearest("headers"), n}, pointer, "", use)
		})
	c.content(targets, use, why)
}

// content compares the media types of a body.
func (c *comparer) content(p pair, use Use, why string) {
	const field = "content"
	content := pair{p.ours.Get(field), p.published.Get(field)}
	subject := func(n *document.Node) string { return "media type " + quote(n.Name()) }
	fields(content, mediaType).each(
		func(_ string, media pair) { c.heldSchemas(media, place{use: use}, why) },
		func(_ string, n *document.Node) {
			c.note(Removed, subject(n), pair{n, p.published.Nearest(field)}, n.Pointer(), why, use)
		},
		func(_ string, n *document.Node) {
			c.note(Added, subject(n), pair{p.ours.Nearest(field), n}, jsonvalue.Pointer(p.ours.Pointer(), field, n.Name()), why, use)
		})
}

// mediaType returns a media type without its parameters.
func mediaType(name string) string {
	name, _, _ = strings.Cut(strings.ToLower(name), ";")
	return strings.TrimSpace(name)
}
