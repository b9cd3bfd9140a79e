package suggest

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// addStatuses declares the undocumented statuses of the answers. It proposes three ways: as other
// operations declare the status, as the operation declares its other errors, or as the answers
// show. If the media type of an answer may be a secret, it proposes nothing.
func (s *Suggester) addStatuses(about *subject) []proposal {
	if about.evidence.secret {
		return nil
	}
	responses := s.tree.Find(about.pointer)
	seen := slices.Sorted(maps.Keys(about.evidence.answers))
	title := "add the status " + join(seen)
	if len(seen) > 1 {
		title = "add the statuses " + join(seen)
	}
	var proposals []proposal
	for _, model := range []func(responses *document.Node, code int, a *answer) *jsonvalue.Object{s.likeElsewhere, s.likeOtherErrors, s.asItCame, s.inOutline} {
		var steps []step
		found := false
		for _, code := range seen {
			a := about.evidence.answers[code]
			response := model(responses, code, a)
			found = found || response != nil
			if response == nil {
				response = s.inOutline(responses, code, a)
			}
			if response == nil {
				return proposals // Nothing is known about the body.
			}
			steps = append(steps, insertStatus(about.pointer, code, response))
		}
		if found {
			proposals = append(proposals, proposal{title, steps})
		}
	}
	return proposals
}

func join(codes []int) string {
	written := make([]string, len(codes))
	for i, code := range codes {
		written[i] = strconv.Itoa(code)
	}
	return strings.Join(written, ", ")
}

// insertStatus inserts a response where its status belongs among others.
func insertStatus(responses string, code int, response *jsonvalue.Object) step {
	status := strconv.Itoa(code)
	return insert(jsonvalue.Pointer(responses, status), response, func(keys []string) (string, bool) {
		for _, other := range keys {
			if !strings.HasPrefix(other, "x-") && other > status { // "4XX" and "default" come later, too.
				return other, true
			}
		}
		return "", false
	})
}

// likeElsewhere returns the reference that most other operations have for a status, or nil if no
// operation has one.
func (s *Suggester) likeElsewhere(responses *document.Node, code int, _ *answer) *jsonvalue.Object {
	uses := map[string]int{}
	for _, item := range s.tree.Root().Get(pathsField).Fields() {
		for _, operation := range item.Target().Fields() {
			if ref := refFrom(responses.File(), operation.At("responses", strconv.Itoa(code))); ref != "" {
				uses[ref]++
			}
		}
	}
	most := slices.SortedFunc(maps.Keys(uses), func(a, b string) int {
		return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(a, b))
	})
	if len(most) == 0 {
		return nil
	}
	return reference(most[0])
}

// refFrom returns the $ref of a node as it is written in a file, or an empty string if the node has
// none.
func refFrom(file *document.File, n *document.Node) string {
	ref := n.Ref()
	if ref == "" || n.File() == file {
		return ref
	}
	to, err := n.Resolve(ref)
	if err != nil {
		return ""
	}
	return file.RefTo(to)
}

func reference(ref string) *jsonvalue.Object { return object("$ref", ref) }

// likeOtherErrors returns a response like the one that the operation has for the nearest error
// status. If that response is a reference, it returns the reference. Otherwise it returns its
// schema with a description of the new status and the headers of the answer. It returns nil if the
// operation has no such response.
func (s *Suggester) likeOtherErrors(responses *document.Node, code int, a *answer) *jsonvalue.Object {
	if code < http.StatusBadRequest {
		return nil
	}
	var nearest *document.Node
	distance := 0
	for status, response := range responses.Fields() {
		other, err := strconv.Atoi(strings.ReplaceAll(status, "XX", "00"))
		if err != nil || other < http.StatusBadRequest {
			continue
		}
		if away := max(other-code, code-other); nearest == nil || away < distance {
			nearest, distance = response, away
		}
	}
	if ref := nearest.Ref(); ref != "" {
		return reference(ref)
	}
	name, ref := firstSchema(nearest.Get("content"))
	if ref == "" {
		return nil
	}
	response := s.described(responses, code, a)
	response.Set("content", object(name, object("schema", reference(ref))))
	return response
}

// described returns the beginning of a response: what its status means, and the headers of an
// answer that another response of the operation declares.
func (s *Suggester) described(responses *document.Node, code int, a *answer) *jsonvalue.Object {
	response := object("description", describeStatus(code))
	if headers := headersLike(responses, a); len(headers.Members) > 0 {
		response.Set("headers", headers)
	}
	return response
}

// asItCame returns a response as an answer shows it, including the properties of objects. It
// returns nil if the answer shows no more than [Suggester.inOutline] does.
func (s *Suggester) asItCame(responses *document.Node, code int, a *answer) *jsonvalue.Object {
	schemas := s.bodySchemas(a.mediaType, &a.body)
	if !a.hasBody || len(schemas) < 2 {
		return nil
	}
	response := s.described(responses, code, a)
	response.Set("content", object(a.mediaType, object("schema", schemas[0])))
	return response
}

// inOutline returns a response as an answer shows it, without the properties of objects. It returns
// nil if nothing is known about the answer's body.
func (s *Suggester) inOutline(responses *document.Node, code int, a *answer) *jsonvalue.Object {
	response := s.described(responses, code, a)
	if !a.hasBody {
		return response
	}
	schemas := s.bodySchemas(a.mediaType, &a.body)
	if len(schemas) == 0 {
		return nil
	}
	response.Set("content", object(a.mediaType, object("schema", schemas[len(schemas)-1])))
	return response
}

// bodySchemas returns schemas for bodies of a media type, the most exact first. It returns nil if
// nothing is known about the bodies.
func (s *Suggester) bodySchemas(mediaType string, types *valueTypes) []*jsonvalue.Object {
	switch {
	case mediaType == "":
		return nil
	case !isJSON(mediaType):
		return []*jsonvalue.Object{object(typeKeyword, openapi3.TypeString)}
	case len(types.names) == 0:
		return nil
	default:
		return s.schemasOf(types)
	}
}

// headersLike returns declarations for the headers of an answer, as the operation's other responses
// declare them.
func headersLike(responses *document.Node, a *answer) *jsonvalue.Object {
	found, declared := object(), map[string]bool{}
	for _, response := range responses.Fields() {
		for name, header := range response.Target().Get("headers").Fields() {
			if canonical := http.CanonicalHeaderKey(name); a.headers[canonical] && !declared[canonical] {
				declared[canonical] = true
				var like any = header
				if header.File() != responses.File() { // A reference in the header may lead elsewhere from this file.
					like = reference(responses.File().RefTo(header))
				}
				found.Set(name, like)
			}
		}
	}
	return found
}

func describeStatus(code int) string {
	if text := http.StatusText(code); text != "" {
		return text + "."
	}
	return fmt.Sprintf("The status %d.", code)
}

// addMediaTypes declares the undocumented media types of the messages. If a new media type and the
// first declared media type are both JSON, the new one gets the schema of the declared one.
// Otherwise it gets a schema for the bodies of the messages. If a media type may be a secret, there
// is no proposal, because no edit without this type removes all findings.
func (s *Suggester) addMediaTypes(about *subject) []proposal {
	if about.evidence.secret {
		return nil
	}
	bodies := about.evidence.bodies
	seen := slices.Sorted(maps.Keys(bodies))
	first, ref := firstSchema(s.tree.Find(about.pointer))
	if len(seen) == 0 || first == "" {
		return nil
	}
	title := "add the media type " + seen[0]
	if len(seen) > 1 {
		title = "add the media types " + strings.Join(seen, ", ")
	}
	same := func(name string) *jsonvalue.Object {
		if !isJSON(name) || !isJSON(first) || ref == "" {
			return nil
		}
		return reference(ref)
	}
	exact := func(name string) *jsonvalue.Object { return nth(s.bodySchemas(name, bodies[name]), 0) }
	outline := func(name string) *jsonvalue.Object { return nth(s.bodySchemas(name, bodies[name]), 1) }
	var proposals []proposal
	for _, model := range []func(name string) *jsonvalue.Object{same, exact, outline} {
		var steps []step
		for _, name := range seen {
			if schema := model(name); schema != nil {
				steps = append(steps, insert(jsonvalue.Pointer(about.pointer, name), object("schema", schema), atEnd))
			}
		}
		if len(steps) == len(seen) {
			proposals = append(proposals, proposal{title, steps})
		}
	}
	return proposals
}

// nth returns the schema with this index, or nil if there is none.
func nth(schemas []*jsonvalue.Object, i int) *jsonvalue.Object {
	if i >= len(schemas) {
		return nil
	}
	return schemas[i]
}

// firstSchema returns the first media type of a content field, and the $ref of its schema. Both may
// be empty.
func firstSchema(content *document.Node) (mediaType, ref string) {
	for name, media := range content.Fields() {
		return name, media.Get("schema").Ref()
	}
	return "", ""
}

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}
