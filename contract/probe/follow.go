package probe

import (
	"context"
	"maps"
	"net/http"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// follow checks the effects of a request. It checks what the request created and deletes it, so
// that the server is in the same state for the next request. It also checks what the request
// deleted. It adds its findings to the list.
func (w *worker) follow(ctx context.Context, x *contract.Exchange, findings *[]contract.Finding) error {
	if x.Response == nil || x.Response.Status >= http.StatusBadRequest {
		return nil
	}
	if err := w.followLocation(ctx, x, findings); err != nil {
		return err
	}
	if err := w.followLinks(ctx, x, findings); err != nil {
		return err
	}
	switch w.plan.operation.Method {
	case http.MethodPost:
		w.followCreation(ctx, x)
	case http.MethodDelete:
		return w.followDeletion(ctx, x, findings)
	}
	return nil
}

// maxLocated limits how often the Location of an operation is followed.
const maxLocated = 3

// followLocation sends a GET to the Location of a response.
func (w *worker) followLocation(ctx context.Context, x *contract.Exchange, findings *[]contract.Finding) error {
	to, ok := w.location(x)
	if w.located > maxLocated || !ok || x.Response.Status != http.StatusCreated && x.Response.Status != http.StatusSeeOther {
		return nil
	}
	if _, documented := w.contract.Find(http.MethodGet, to); !documented {
		return nil
	}
	w.located++
	request := authenticated(contract.Request{Method: http.MethodGet, URL: to, Header: http.Header{}}, w.user)
	answer, err := w.send(ctx, w.plan.operation, request)
	if err != nil || answer.Response == nil {
		return err
	}
	if status := answer.Response.Status; isGone(answer) {
		w.located = 0 // The search for the smallest request follows it again.
		at := contract.Location{In: contract.InHeader, Name: locationHeader}
		*findings = append(*findings, w.finding(x, "location", at, "the address of something that a GET finds", "a "+strconv.Itoa(status)+" there"))
	}
	return nil
}

// followCreation deletes the resource that a POST created.
func (w *worker) followCreation(ctx context.Context, x *contract.Exchange) {
	o := w.plan.operation
	for _, item := range w.itemsBelow(o.Path) {
		if r := w.madeBy(ctx, x, item, w.valuesIn(x.Request.URL.EscapedPath()), nil); r != nil {
			w.remove(ctx, r)
			return
		}
	}
}

// followDeletion sends a GET for the deleted resource.
func (w *worker) followDeletion(ctx context.Context, x *contract.Exchange, findings *[]contract.Finding) error {
	o := w.plan.operation
	r := w.resources[o.Path]
	if r == nil || x.Response.Status >= http.StatusMultipleChoices || !maps.Equal(w.valuesIn(x.Request.URL.EscapedPath()), r.values) {
		return nil // The path leads to another resource, or to none.
	}
	r.gone = true
	get := w.operation(ctx, http.MethodGet, o.Path)
	if get == nil || x.Response.Status == http.StatusAccepted {
		return nil
	}
	base, ok := get.Base()
	if !ok {
		return nil
	}
	answer, err := w.send(ctx, get, authenticated(base.With(r.values).Anonymous().Request, w.user))
	if err != nil || !succeeded(answer) {
		return err
	}
	*findings = append(*findings, w.finding(x, "deleted", inStatus, "a GET of what was deleted to get a 404", "a "+strconv.Itoa(answer.Response.Status)))
	w.after = []step{{Exchange: answer}}
	return nil
}
