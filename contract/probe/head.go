package probe

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// maxHeads is how many answers to HEAD must differ from the GET before and after them. A single
// difference may be chance, because the resource may change between two requests.
const maxHeads = 3

// compareHead compares the answers to HEAD and GET.
func (w *worker) compareHead(ctx context.Context) error {
	get, err := w.sendBase(ctx, http.MethodGet)
	if err != nil || !succeeded(get) {
		return err
	}
	for i := 0; ; i++ {
		before, trail := get, w.trail
		head, err := w.sendBase(ctx, http.MethodHead)
		if err != nil || head.Response == nil {
			return err
		}
		findings := w.judgeHead(before, head)
		if len(findings) == 0 {
			return nil
		}
		// Another worker may change the resource before each HEAD and undo the change after it. More
		// requests each time break such a rhythm.
		for range i + 1 {
			if get, err = w.sendBase(ctx, http.MethodGet); err != nil || !succeeded(get) {
				return err
			}
			if len(w.judgeHead(get, head)) == 0 || changed(before, get, findings[0].At) {
				return nil
			}
		}
		if i == maxHeads-1 {
			w.trail = slices.Concat(trail, []step{{Exchange: before}})
			w.noteAbout(head, findings[0], "HEAD instead of GET")
			return nil
		}
	}
}

// changed reports whether two answers to GET differ at the location of a finding.
func changed(before, after *contract.Exchange, at contract.Location) bool {
	if at.In != contract.InHeader {
		return before.Response.Status != after.Response.Status
	}
	return headerOf(before, at.Name) != headerOf(after, at.Name)
}

const (
	contentType   = "Content-Type"
	contentLength = "Content-Length"
)

// contentHeaders are headers about content. A server may leave them out of the answer to HEAD. If
// it sends them, they must be the same as for GET (RFC 9110, sections 8.6 and 9.3.2).
var contentHeaders = []string{contentType, contentLength, "Content-Encoding", "Content-Language", "Content-Location", "Etag", "Last-Modified"}

// judgeHead returns the differences between the answers to HEAD and GET. A server without HEAD has
// no finding.
func (w *worker) judgeHead(get, head *contract.Exchange) []contract.Finding {
	status := head.Response.Status
	if status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented {
		return nil
	}
	if want := get.Response.Status; status != want {
		return []contract.Finding{w.finding(head, headRule, inStatus, "the status of a GET, which is "+strconv.Itoa(want), strconv.Itoa(status))}
	}
	for _, name := range contentHeaders {
		want, got := headerOf(get, name), headerOf(head, name)
		if got == "" || got == want {
			continue
		}
		expected := "the " + name + " of a GET, which is " + strconv.Quote(want)
		if want == "" {
			expected = "no " + name + ", as in the answer to a GET"
		}
		at := contract.Location{In: contract.InHeader, Name: name}
		return []contract.Finding{w.finding(head, headRule, at, expected, strconv.Quote(got))}
	}
	return nil
}

// headerOf returns a response header for the comparison. If a GET has no Content-Length, headerOf
// returns the length of the body.
func headerOf(x *contract.Exchange, name string) string {
	value := x.Response.Header.Get(name)
	switch name {
	case contentType:
		plain, _, _ := strings.Cut(value, ";")
		return strings.ToLower(strings.TrimSpace(plain))
	case "Content-Length":
		if value == "" && x.Request.Method == http.MethodGet && !x.Response.BodyOmitted {
			return strconv.Itoa(len(x.Response.Body))
		}
	}
	return value
}
