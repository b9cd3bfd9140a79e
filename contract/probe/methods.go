package probe

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// runMethods sends a method that the path doesn't have, once for each path, and compares the
// answers to HEAD and GET.
func (w *worker) runMethods(ctx context.Context) error {
	if err := w.tryOtherMethod(ctx); err != nil || w.plan.operation.Method != http.MethodGet {
		return err
	}
	return w.compareHead(ctx)
}

// tryOtherMethod sends a method that the document doesn't have for the path. The server must refuse
// it and say which ones there are.
func (w *worker) tryOtherMethod(ctx context.Context) error {
	for _, pl := range w.plans { // The first operation of a path does it for all.
		if pl.operation.Path == w.plan.operation.Path && pl.reason == "" {
			if pl.operation.Method != w.plan.operation.Method {
				return nil
			}
			break
		}
	}
	method := http.MethodTrace
	if w.writes() && w.find(http.MethodPatch, w.plan.operation.Path) == nil {
		method = http.MethodPatch
	}
	if w.find(method, w.plan.operation.Path) != nil {
		return nil
	}
	x, err := w.sendBase(ctx, method)
	if err != nil || x.Response == nil {
		return err
	}
	status := x.Response.Status
	switch {
	case status == http.StatusMethodNotAllowed && x.Response.Header.Get("Allow") == "":
		w.noteAbout(x, w.finding(x, "allow", contract.Location{In: contract.InHeader, Name: "Allow"}, "the methods of the path beside a 405 for "+method, "none"), "another method")
	case status < http.StatusMultipleChoices:
		w.noteAbout(x, w.finding(x, "allow", contract.Location{In: contract.InMethod}, "a 405 for "+method+", which the document doesn't have", strconv.Itoa(status)), "another method")
	}
	return nil
}

// compareHead compares the answers to HEAD and GET.
func (w *worker) compareHead(ctx context.Context) error {
	get, err := w.sendBase(ctx, http.MethodGet)
	if err != nil || !succeeded(get) {
		return err
	}
	head, err := w.sendBase(ctx, http.MethodHead)
	if err != nil || head.Response == nil {
		return err
	}
	const name = "HEAD instead of GET"
	status := head.Response.Status
	switch {
	case status == http.StatusMethodNotAllowed || status == http.StatusNotImplemented: // Not every server has HEAD.
	case status != get.Response.Status:
		w.noteAbout(head, w.finding(head, "head", inStatus, "the status of a GET, which is "+strconv.Itoa(get.Response.Status), strconv.Itoa(status)), name)
	case essence(head) != essence(get):
		at := contract.Location{In: contract.InHeader, Name: "Content-Type"}
		w.noteAbout(head, w.finding(head, "head", at, "the Content-Type of a GET, which is "+strconv.Quote(essence(get)), strconv.Quote(essence(head))), name)
	}
	return nil
}

func essence(x *contract.Exchange) string {
	plain, _, _ := strings.Cut(x.Response.Header.Get("Content-Type"), ";")
	return strings.TrimSpace(strings.ToLower(plain))
}

// sendBase sends the request of the operation with a method.
func (w *worker) sendBase(ctx context.Context, method string) (*contract.Exchange, error) {
	w.trail = nil
	values, _, err := w.bind(ctx, w.plan.operation.Path)
	if err != nil {
		return nil, err
	}
	base, _ := w.plan.operation.Base()
	request := authenticated(base.With(values).Anonymous().Request, w.user)
	request.Method = method
	if method == http.MethodTrace || method == http.MethodHead {
		request.Body = nil
		request.Header.Del("Content-Type")
	}
	return w.send(ctx, w.plan.operation, request)
}
