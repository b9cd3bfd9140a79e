package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

// judge returns the findings in an exchange. found has the findings of the check. failed is the
// error if there is no response. Without a test case, judge looks only at the response.
func (w *worker) judge(tc *testCase, x *contract.Exchange, found []contract.Finding, failed error) []contract.Finding {
	if tc == nil {
		return nil
	}
	if failed != nil {
		return []contract.Finding{w.unanswered(x, failed)}
	}
	var findings []contract.Finding
	for _, f := range found {
		if f.Side != contract.RequestSide {
			findings = append(findings, w.withoutCredentials(f, x))
		}
	}
	status := x.Response.Status
	switch {
	case status >= http.StatusInternalServerError:
		findings = append(findings, w.finding(x, "server-error", inStatus, "an answer of the API, whatever the request", strconv.Itoa(status)))
	case tc.want == refuse && succeeded(x):
		findings = append(findings, w.wronglyAccepted(tc, x))
	case tc.deleted && succeeded(x):
		findings = append(findings, w.finding(x, "deleted", inStatus, "a 4xx for what was deleted before", strconv.Itoa(status)))
	case tc.want == accept && w.refuses(tc, x):
		expected := "a success: the request agrees with the document; it has " + tc.Name
		findings = append(findings, w.finding(x, "refused", inStatus, expected, strconv.Itoa(status)))
	}
	if w.shows(x) {
		findings = append(findings, w.finding(x, "secret", contract.Location{In: contract.InBody}, "no secret of the request in the response", "one"))
	}
	return findings
}

var inStatus = contract.Location{In: contract.InStatus}

// finding returns a finding of the probe. Its place is the operation of the exchange.
func (w *worker) finding(x *contract.Exchange, rule string, at contract.Location, expected, actual string) contract.Finding {
	o := w.operationOf(x)
	f := contract.Finding{
		Rule: contract.Rule{Side: contract.ProbeSide, Keyword: rule}, Severity: contract.Violation, Side: contract.ResponseSide,
		Operation: o.Method + " " + o.Path, At: at, Document: w.placeOf(o.Place()),
		Expected: expected, Actual: actual, Source: x.Source,
	}
	if x.Response != nil {
		f.Status = x.Response.Status
	}
	return w.withoutCredentials(f, x)
}

// operationOf returns the operation of an exchange.
func (w *worker) operationOf(x *contract.Exchange) *derive.Operation {
	if found, ok := w.contract.Find(x.Request.Method, x.Request.URL); ok {
		if o := w.find(found.Method, found.Path); o != nil {
			return o
		}
	}
	return w.plan.operation
}

// wronglyAccepted returns the finding that the server accepted an invalid request.
func (w *worker) wronglyAccepted(tc *testCase, x *contract.Exchange) contract.Finding {
	expected := fmt.Sprintf("a 4xx: the document asks for %s, and the request has %s", tc.broken.Expected, tc.broken.Actual)
	f := w.finding(x, "accepted", tc.broken.At, expected, strconv.Itoa(x.Response.Status))
	f.Document = tc.broken.Document
	return f
}

// unclear are statuses with which a server may refuse a valid request. The reasons are who sends
// the request, how often it is sent, and which resources exist.
var unclear = []int{
	http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusConflict, http.StatusPreconditionFailed,
	http.StatusLocked, http.StatusFailedDependency, http.StatusTooEarly, http.StatusPreconditionRequired, http.StatusTooManyRequests,
}

// refuses reports whether the server refuses a request because of its content.
func (w *worker) refuses(tc *testCase, x *contract.Exchange) bool {
	status := x.Response.Status
	switch {
	case status < http.StatusBadRequest, status >= http.StatusInternalServerError, slices.Contains(unclear, status):
		return false
	case tc.exists:
		return true
	case status == http.StatusNotFound, status == http.StatusGone:
		r := w.resources[itemOf(w.plan.operation.Path)]
		return itemOf(w.plan.operation.Path) == "" || r != nil && r.isMade && !r.gone && !w.isAboutPath(tc)
	default:
		return true
	}
}

// isAboutPath reports whether a test case has path values of its own.
func (w *worker) isAboutPath(tc *testCase) bool {
	values := map[string]string{}
	if r := w.resources[itemOf(w.plan.operation.Path)]; r != nil {
		values = r.values
	}
	base, _ := w.plan.operation.Base()
	return tc.With(values).Request.URL.Path != base.With(values).Request.URL.Path
}

// unanswered returns the finding that the server did not answer.
func (w *worker) unanswered(x *contract.Exchange, failed error) contract.Finding {
	var timeout net.Error
	if errors.Is(failed, context.DeadlineExceeded) || errors.As(failed, &timeout) && timeout.Timeout() {
		return w.finding(x, "timeout", contract.Location{}, fmt.Sprintf("an answer within %v", w.timeout), "none")
	}
	return w.finding(x, "connection", contract.Location{}, "an answer", "a connection that broke off")
}

// shows reports whether the response contains a secret of the request. A secret is ignored if the
// request also has it elsewhere, such as in the name of a resource.
func (w *worker) shows(x *contract.Exchange) bool {
	var open strings.Builder
	if value, ok := decoded(x.Request.Body); ok {
		w.writeOpen(&open, value)
	}
	secrets := slices.DeleteFunc(w.contract.Secrets(x), func(s string) bool { return len(s) < secret.Shortest || strings.Contains(open.String(), s) })
	if len(secrets) == 0 || x.Response.BodyOmitted {
		return false
	}
	return secret.Mentions(&message.Body{Header: x.Response.Header, Text: x.Response.Body}, secrets)
}

// writeOpen writes the strings in a value whose names don't say that they are secrets.
func (w *worker) writeOpen(b *strings.Builder, value any) {
	switch value := value.(type) {
	case string:
		b.WriteString(value + "\n")
	case []any:
		for _, item := range value {
			w.writeOpen(b, item)
		}
	case map[string]any:
		for name, each := range value {
			if !slices.Contains(w.contract.SecretNames(), name) {
				w.writeOpen(b, each)
			}
		}
	}
}
