package probe

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// runCredentials sends the request of the operation without a credential, with a wrong one and with
// that of another user.
func (w *worker) runCredentials(ctx context.Context) error {
	if !w.plan.operation.NeedsCredential() {
		return nil
	}
	if err := w.tryAlternatives(ctx); err != nil {
		return err
	}
	base, _ := w.plan.operation.Base()
	wrong := base.Request.Header // That which the case was derived with.
	if len(w.header) > 0 {
		wrong = http.Header{}
		for name, values := range w.header {
			wrong.Set(name, w.forged(name, values[0]))
		}
	}
	for _, try := range []struct {
		who    string
		header http.Header
		skip   bool
	}{
		{"no credential", http.Header{}, false},
		{"a wrong credential", wrong, false},
		{"the credential of another user", w.other, len(w.other) == 0 || !strings.Contains(w.plan.operation.Path, "{")},
	} {
		if try.skip {
			continue
		}
		if err := w.tryCredential(ctx, try.who, try.header); err != nil {
			return err
		}
	}
	return nil
}

// tryAlternatives sends the request of the operation with each further value of the headers of the
// probe.
func (w *worker) tryAlternatives(ctx context.Context) error {
	base, _ := w.plan.operation.Base()
	for name, values := range w.header {
		for _, value := range values[1:] {
			header := w.header.Clone()
			header.Set(name, value)
			w.trail = nil
			bound, ok, err := w.bind(ctx, w.plan.operation.Path)
			tc := &testCase{RequestCase: base}
			if err != nil || !w.mayDelete(tc, ok) {
				return err
			}
			x, findings, err := w.exchange(ctx, tc, authenticated(base.With(bound).Anonymous().Request, header))
			if err == nil {
				err = w.follow(ctx, x, &findings)
			}
			if err != nil {
				return err
			}
			for _, f := range findings {
				w.note(tc, x, f)
			}
		}
	}
	return nil
}

// authorization is the name of the header that most credentials are in.
const authorization = "Authorization"

// forged returns a credential that looks like the given one. A header that is no credential stays.
func (w *worker) forged(name, value string) string {
	if name != authorization && name != "Cookie" && !w.plan.operation.IsCredential(name) {
		return value
	}
	scheme, credential, found := strings.Cut(value, " ")
	if !found {
		return w.renewed(value)
	}
	return scheme + " " + w.renewed(credential)
}

// tryCredential sends the request of the operation with a credential that the server must refuse.
func (w *worker) tryCredential(ctx context.Context, who string, header http.Header) error {
	w.trail = nil
	o := w.plan.operation
	base, _ := o.Base()
	tc := &testCase{RequestCase: base}
	tc.Name = who
	values, ok, err := w.bind(ctx, o.Path)
	if err != nil || !w.mayDelete(tc, ok) {
		return err
	}
	if who == "the credential of another user" {
		if r := w.resources[itemOf(o.Path)]; r == nil || !r.isMade {
			return nil
		}
	}
	x, findings, err := w.exchange(ctx, tc, authenticated(tc.With(values).Anonymous().Request, header))
	if err != nil {
		return err
	}
	if succeeded(x) {
		f := w.finding(x, securityRule, contract.Location{In: contract.InHeader, Name: "Authorization"}, "a 401 or 403 for "+who, strconv.Itoa(x.Response.Status))
		f.Document = w.placeOf(o.SecurityPlace())
		findings = append(findings, f)
	}
	if err := w.follow(ctx, x, &findings); err != nil {
		return err
	}
	for _, f := range findings {
		w.note(tc, x, f)
	}
	return nil
}
