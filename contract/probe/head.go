package probe

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// maxHeads is how often HEAD must be answered otherwise than the GET before and after it. The first
// time may be chance: what a GET returns may change between two requests.
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
		if get, err = w.sendBase(ctx, http.MethodGet); err != nil || !succeeded(get) {
			return err
		}
		if len(w.judgeHead(get, head)) == 0 || changed(before, get, findings[0].At) {
			return nil
		}
		if i == maxHeads-1 {
			w.trail = slices.Concat(trail, []step{{Exchange: before}})
			w.noteAbout(head, findings[0], "HEAD instead of GET")
			return nil
		}
	}
}

// changed reports whether two answers to GET differ in what a finding is about.
func changed(before, after *contract.Exchange, at contract.Location) bool {
	if at.In != contract.InHeader {
		return before.Response.Status != after.Response.Status
	}
	return headerOf(before, at.Name) != headerOf(after, at.Name)
}

const contentType = "Content-Type"

// contentHeaders are the headers about content that a server may send in the answer to HEAD only if
// they are those of a GET (RFC 9110, sections 8.6 and 9.3.2). It may leave out all of them.
var contentHeaders = []string{contentType, "Content-Length", "Content-Encoding", "Content-Language", "Content-Location", "Etag", "Last-Modified"}

// judgeHead returns in what the answer to HEAD is not that to a GET. Not every server has HEAD.
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

// headerOf returns a header of a response as it is compared. A GET without a Content-Length has one
// that is the length of its body.
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
