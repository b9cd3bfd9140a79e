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
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// addStatuses declares the statuses that came: as other operations do, as the operation does for its other errors, or as they came.
func (s *Suggester) addStatuses(w *wish) []proposal {
	responses := w.subject.document
	seen := slices.Sorted(maps.Keys(w.evidence.answers))
	title := "add the status " + join(seen)
	if len(seen) > 1 {
		title = "add the statuses " + join(seen)
	}
	var proposals []proposal
	for _, like := range []func(at string, code int, a *answer) *yaml.Node{s.likeElsewhere, s.likeOtherErrors} {
		var steps []step
		found := false
		for _, code := range seen {
			response := like(responses, code, w.evidence.answers[code])
			found = found || response != nil
			if response == nil {
				response = s.asItCame(responses, w.evidence.answers[code], code)
			}
			steps = append(steps, s.insertStatus(responses, code, response))
		}
		if found {
			proposals = append(proposals, proposal{title, steps})
		}
	}
	var steps []step
	for _, code := range seen {
		steps = append(steps, s.insertStatus(responses, code, s.asItCame(responses, w.evidence.answers[code], code)))
	}
	return append(proposals, proposal{title, steps})
}

func join(codes []int) string {
	texts := make([]string, len(codes))
	for i, code := range codes {
		texts[i] = strconv.Itoa(code)
	}
	return strings.Join(texts, ", ")
}

// insertStatus inserts a response where its status belongs among others.
func (s *Suggester) insertStatus(responses string, code int, response *yaml.Node) step {
	at := edit.Pointer(responses, strconv.Itoa(code))
	return func(d *edit.Document) ([]byte, error) {
		n := d.Node(responses)
		for i := 0; n != nil && i+1 < len(n.Content); i += 2 {
			if key := n.Content[i].Value; !strings.HasPrefix(key, "x-") && key > strconv.Itoa(code) { // "4XX" and "default" follow too.
				return d.InsertBefore(at, key, response)
			}
		}
		return d.Insert(at, response)
	}
}

// likeElsewhere returns the reference that most other operations have for a status.
func (s *Suggester) likeElsewhere(_ string, code int, _ *answer) *yaml.Node {
	uses := map[string]int{}
	for _, o := range s.contract.Operations() {
		at := edit.Pointer("/paths", o.Path, strings.ToLower(o.Method), "responses", strconv.Itoa(code))
		if ref := s.document.Node(at + "/$ref"); ref != nil {
			uses[ref.Value]++
		}
	}
	most := slices.SortedFunc(maps.Keys(uses), func(a, b string) int {
		return cmp.Or(cmp.Compare(uses[b], uses[a]), cmp.Compare(a, b))
	})
	if len(most) == 0 {
		return nil
	}
	return mapping("$ref", most[0])
}

// likeOtherErrors returns the response that the operation has for the nearest error status; if it is written out, with a description of its own
// and the headers that came.
func (s *Suggester) likeOtherErrors(responses string, code int, a *answer) *yaml.Node {
	n := s.document.Node(responses)
	if n == nil || code < 400 {
		return nil
	}
	var nearest *yaml.Node
	distance := 0
	for i := 0; i+1 < len(n.Content); i += 2 {
		other, err := strconv.Atoi(strings.ReplaceAll(n.Content[i].Value, "XX", "00"))
		if err != nil || other < 400 {
			continue
		}
		if away := max(other-code, code-other); nearest == nil || away < distance {
			nearest, distance = n.Content[i+1], away
		}
	}
	if nearest == nil {
		return nil
	}
	if ref := child(nearest, "$ref"); ref != nil {
		return mapping("$ref", ref.Value)
	}
	content := child(nearest, "content")
	if content == nil || len(content.Content) == 0 {
		return nil
	}
	schema := child(content.Content[1], "schema")
	if schema == nil || child(schema, "$ref") == nil {
		return nil
	}
	response := s.described(responses, a, code)
	declared := mapping(content.Content[0].Value, mapping("schema", mapping("$ref", child(schema, "$ref").Value)))
	response.Content = append(response.Content, scalar("content"), declared)
	return response
}

// described returns the beginning of a response: what its status means, and the headers of an answer that another response of the operation
// declares.
func (s *Suggester) described(responses string, a *answer, code int) *yaml.Node {
	response := mapping("description", describeStatus(code))
	if headers := s.headersLike(responses, a); len(headers.Content) > 0 {
		response.Content = append(response.Content, scalar("headers"), headers)
	}
	return response
}

// asItCame returns what an answer shows of a response.
func (s *Suggester) asItCame(responses string, a *answer, code int) *yaml.Node {
	response := s.described(responses, a, code)
	if a.hasBody && a.mediaType != "" {
		media := mapping()
		if len(a.body.types) > 0 {
			media = mapping("schema", a.body.schema())
		}
		response.Content = append(response.Content, scalar("content"), mapping(a.mediaType, media))
	}
	return response
}

// headersLike returns the headers of an answer as the operation's other responses declare them.
func (s *Suggester) headersLike(responses string, a *answer) *yaml.Node {
	found, declared := mapping(), map[string]bool{}
	n := s.document.Node(responses)
	for i := 1; n != nil && i < len(n.Content); i += 2 {
		headers := child(s.resolve(n.Content[i]), "headers")
		for j := 0; headers != nil && j+1 < len(headers.Content); j += 2 {
			if name := http.CanonicalHeaderKey(headers.Content[j].Value); a.headers[name] && !declared[name] {
				declared[name] = true
				found.Content = append(found.Content, headers.Content[j], headers.Content[j+1])
			}
		}
	}
	return found
}

// resolve follows a reference within the document.
func (s *Suggester) resolve(n *yaml.Node) *yaml.Node {
	if ref := child(n, "$ref"); ref != nil {
		if target := s.document.Node(strings.TrimPrefix(ref.Value, "#")); target != nil {
			return target
		}
	}
	return n
}

func describeStatus(code int) string {
	if text := http.StatusText(code); text != "" {
		return text + "."
	}
	return fmt.Sprintf("The status %d.", code)
}

// addMediaType declares the media type that came, with the schema of the one that is declared if both are JSON.
func (s *Suggester) addMediaType(w *wish) []proposal {
	at := w.subject.document
	declared := s.document.Node(at)
	seen := slices.Sorted(maps.Keys(w.evidence.mediaTypes))
	if len(seen) == 0 || seen[0] == "" || declared == nil || len(declared.Content) < 2 {
		return nil
	}
	var same, open []step
	for _, name := range seen {
		media := mapping()
		if !isJSON(name) {
			media = mapping("schema", mapping(typeKeyword, openapi3.TypeString))
		} else if schema := child(declared.Content[1], "schema"); schema != nil && child(schema, "$ref") != nil && isJSON(declared.Content[0].Value) {
			same = append(same, insert(edit.Pointer(at, name), mapping("schema", mapping("$ref", child(schema, "$ref").Value))))
		}
		open = append(open, insert(edit.Pointer(at, name), media))
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

func isJSON(mediaType string) bool {
	return mediaType == "application/json" || strings.HasSuffix(mediaType, "+json")
}

// child returns the value of a key.
func child(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
