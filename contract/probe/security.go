package probe

import (
	"context"
	"reflect"
	"strconv"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// runCredentials sends the operation's request without a credential, with a wrong credential and
// with the credential of another user.
func (w *worker) runCredentials(ctx context.Context) error {
	if !w.plan.operation.NeedsCredential() {
		return nil
	}
	if err := w.tryAlternatives(ctx); err != nil {
		return err
	}
	if err := w.tryCredential(ctx, "no credential", nil); err != nil {
		return err
	}
	if wrong, ok := w.forgedAll(); ok {
		if err := w.tryCredential(ctx, wrongOne, wrong); err != nil {
			return err
		}
	}
	if len(w.other) == 0 || !strings.Contains(w.plan.operation.Path, "{") {
		return nil
	}
	return w.tryCredential(ctx, anotherUsers, w.other)
}

// The constants say whose credentials a request has.
const (
	wrongOne     = "a wrong credential"
	anotherUsers = "the credential of another user"
)

// tryAlternatives sends the operation's request with each further value of the probe's credentials.
func (w *worker) tryAlternatives(ctx context.Context) error {
	base, _ := w.plan.operation.Base()
	for _, with := range w.user.alternatives() {
		w.trail = nil
		bound, ok, err := w.bind(ctx, w.plan.operation.Path)
		tc := &testCase{RequestCase: base}
		if err != nil || !w.mayDelete(tc, ok) {
			return err
		}
		x, findings, err := w.exchange(ctx, tc, authenticated(base.With(bound).Anonymous().Request, with))
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
	return nil
}

// authorization is the header of most credentials.
const authorization = "Authorization"

// forgedAll returns wrong credentials that look like the probe's credentials. It returns false if
// none of the probe's values is known to be a credential. If the probe has no values, the requests
// keep the credentials that were made up for the document.
func (w *worker) forgedAll() (credentials, bool) {
	forged := w.user
	for _, in := range sortedKeys(w.user) {
		for _, name := range sortedKeys(w.user[in]) {
			if value := w.user[in][name][0]; w.isCredential(in, name) {
				forged = forged.with(in, name, w.forged(name, value))
			}
		}
	}
	return forged, len(w.user) == 0 || !reflect.DeepEqual(forged, w.user)
}

// isCredential reports whether a value that was given to the probe authenticates a request.
func (w *worker) isCredential(in contract.In, name string) bool {
	return name == authorization || in == contract.InCookie || w.plan.operation.IsCredential(in, name)
}

// forged returns a wrong value that looks like the given value. It is shown in reports, so it keeps
// only the scheme of an Authorization header.
func (w *worker) forged(name, value string) string {
	scheme, credential, found := strings.Cut(value, " ")
	if !found || name != authorization {
		scheme, credential = "", value
	}
	credential = strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII {
			return 'x'
		}
		return r
	}, w.renewed(credential))
	return strings.TrimPrefix(scheme+" "+credential, " ")
}

// tryCredential sends the operation's request with a credential that the server must refuse.
func (w *worker) tryCredential(ctx context.Context, who string, with credentials) error {
	w.trail = nil
	o := w.plan.operation
	base, _ := o.Base()
	tc := &testCase{RequestCase: base}
	tc.Name = who
	values, ok, err := w.bind(ctx, o.Path)
	if err != nil || !w.mayDelete(tc, ok) {
		return err
	}
	if who == anotherUsers {
		if r := w.resources[itemOf(o.Path)]; r == nil || !r.isMade {
			return nil
		}
	}
	sent := tc.With(values)
	if who != wrongOne || len(with) > 0 {
		sent = sent.Anonymous()
	}
	x, findings, err := w.exchange(ctx, tc, authenticated(sent.Request, with))
	if err != nil {
		return err
	}
	findings = append(findings, w.judgeCredential(x, who)...)
	if err := w.follow(ctx, x, &findings); err != nil {
		return err
	}
	for _, f := range findings {
		w.note(tc, x, f)
	}
	return nil
}

// judgeCredential returns a finding if the server accepted a credential that it must refuse.
func (w *worker) judgeCredential(x *contract.Exchange, who string) []contract.Finding {
	if !succeeded(x) {
		return nil
	}
	f := w.finding(x, securityRule, w.credentialPlace(), "a 401 or 403 for "+who, strconv.Itoa(x.Response.Status))
	f.Document = w.placeOf(w.plan.operation.SecurityPlace())
	return []contract.Finding{f}
}

// credentialPlace returns the place of the probe's first credential in a request.
func (w *worker) credentialPlace() contract.Location {
	for _, in := range sortedKeys(w.user) {
		for _, name := range sortedKeys(w.user[in]) {
			if w.isCredential(in, name) {
				return contract.Location{In: in, Name: name}
			}
		}
	}
	return contract.Location{In: contract.InHeader, Name: authorization}
}
