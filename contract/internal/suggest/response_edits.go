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
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// addStatuses declares the statuses that came: as other operations do, as the operation does for
// its other errors, or as they came.
func (s *Suggester) addStatuses(about *subject) []proposal {
	responses := s.tree.Find(about.pointer)
	seen := slices.Sorted(maps.Keys(about.evidence.answers))
	title := "add the status " + join(seen)
	if len(seen) > 1 {
		title = "add the statuses " + join(seen)
	}
	var proposals []proposal
	for _, model := range []func(responses *document.Node, code int, a *answer) *jsonvalue.Object{s.likeElsewhere, s.likeOtherErrors, s.asItCame} {
		var steps []step
		found := false
		for _, code := range seen {
			a := about.evidence.answers[code]
			response := model(responses, code, a)
			found = found || response != nil
			if response == nil {
				response = s.asItCame(responses, code, a)
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
	return stepAt(jsonvalue.Pointer(responses, status), func(d *edit.Document, at string) ([]byte, error) {
		parent, _ := jsonvalue.CutPointer(at)
		for other := range d.Tree().Find(parent).Fields() {
			if !strings.HasPrefix(other, "x-") && other > status { // "4XX" and "default" follow, too.
				return d.InsertBefore(at, other, response)
			}
		}
		return d.Insert(at, response)
	})
}

// likeElsewhere returns the reference that most other operations have for a status; nil where none
// has one.
func (s *Suggester) likeElsewhere(responses *document.Node, code int, _ *answer) *jsonvalue.Object {
	uses := map[string]int{}
	for _, o := range s.contract.Operations() {
		item := s.tree.Root().At("paths", o.Path).Target()
		if ref := refFrom(responses.File(), item.At(strings.ToLower(o.Method), "responses", strconv.Itoa(code))); ref != "" {
			uses[ref]++
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

// refFrom returns the $ref of a node as it is written in a file; empty if the node has none.
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

// likeOtherErrors returns the response that the operation has for the nearest error status: the
// reference to it or, if it is written out, its schema with a description of the new status and the
// headers that came. It returns nil where there is none.
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

// asItCame returns what an answer shows of a response.
func (s *Suggester) asItCame(responses *document.Node, code int, a *answer) *jsonvalue.Object {
	response := s.described(responses, code, a)
	if a.hasBody && a.mediaType != "" {
		media := object()
		if len(a.body.names) > 0 {
			media.Set("schema", a.body.schema())
		}
		response.Set("content", object(a.mediaType, media))
	}
	return response
}

// headersLike returns the headers of an answer as the operation's other responses declare them.
func headersLike(responses *document.Node, a *answer) *jsonvalue.Object {
	found, declared := object(), map[string]bool{}
	for _, response := range responses.Fields() {
		for name, header := range response.Target().Get("headers").Fields() {
			if canonical := http.CanonicalHeaderKey(name); a.headers[canonical] && !declared[canonical] {
				declared[canonical] = true
				var like any = header
				if header.File() != responses.File() { // A reference in it may lead elsewhere from here.
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

// addMediaTypes declares the media types that came, with the schema of the first declared one if
// both are JSON.
func (s *Suggester) addMediaTypes(about *subject) []proposal {
	at := about.pointer
	seen := slices.Sorted(maps.Keys(about.evidence.mediaTypes))
	first, ref := firstSchema(s.tree.Find(at))
	if len(seen) == 0 || seen[0] == "" || first == "" {
		return nil
	}
	var same, open []step
	for _, name := range seen {
		media := object()
		if !isJSON(name) {
			media.Set("schema", object(typeKeyword, openapi3.TypeString))
		} else if ref != "" && isJSON(first) {
			same = append(same, insert(jsonvalue.Pointer(at, name), object("schema", reference(ref))))
		}
		open = append(open, insert(jsonvalue.Pointer(at, name), media))
	}
	title := "add the media type " + seen[0]
	if len(seen) > 1 {
		title = "add the media types " + strings.Join(seen, ", ")
	}
	proposals := []proposal{{title, open}}
	if len(same) == len(seen) {
		proposals = []proposal{{title, same}, {title, open}}
	}
	return proposals
}

// firstSchema returns the first media type of a content, and the $ref of its schema; each is empty
// where there is none.
func firstSchema(content *document.Node) (mediaType, ref string) {
	for name, media := range content.Fields() {
		return name, media.Get("schema").Ref()
	}
	return "", ""
}

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}
