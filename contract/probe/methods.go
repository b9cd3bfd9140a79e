package probe

import (
	"context"
	"net/http"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The keywords of the rules about methods.
const (
	allowRule = "allow"
	headRule  = "head"
)

// runMethods sends a method that the document doesn't have for the path. It does so once for each
// path. It also compares the answers to HEAD and GET.
func (w *worker) runMethods(ctx context.Context) error {
	if err := w.tryOtherMethod(ctx); err != nil || w.plan.operation.Method != http.MethodGet {
		return err
	}
	return w.compareHead(ctx)
}

// tryOtherMethod sends a method that the document doesn't have for the path. The server must refuse
// the method and list the methods that it has.
func (w *worker) tryOtherMethod(ctx context.Context) error {
	for _, pl := range w.plans { // Only the first operation of each path does this.
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
	for _, f := range w.judgeMethod(x) {
		w.noteAbout(x, f, "another method")
	}
	return nil
}

// judgeMethod returns the findings in the response to a method that the document doesn't have for
// the path.
func (w *worker) judgeMethod(x *contract.Exchange) []contract.Finding {
	method, status := x.Request.Method, x.Response.Status
	switch {
	case status == http.StatusMethodNotAllowed && x.Response.Header.Get("Allow") == "":
		return []contract.Finding{w.finding(x, allowRule, contract.Location{In: contract.InHeader, Name: "Allow"}, "the methods of the path beside a 405 for "+method, "none")}
	case status < http.StatusMultipleChoices:
		return []contract.Finding{w.finding(x, allowRule, contract.Location{In: contract.InMethod}, "a 405 for "+method+", which the document doesn't have", strconv.Itoa(status))}
	}
	return nil
}

// sendBase sends the operation's smallest request with another method.
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
		request.Header.Del(contentType)
	}
	return w.send(ctx, w.plan.operation, request)
}
