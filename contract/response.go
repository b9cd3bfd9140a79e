package contract

import (
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// checkResponse checks the response against the documented response for its status. The parameter
// documented is nil if the operation documents no such response.
func (v *validation) checkResponse(documented *message.Response) {
	o := v.read.Operation
	if documented == nil {
		severity := Violation
		if v.read.IsRevalidated() {
			severity = Drift // HTTP itself defines this answer, so few documents list it.
		}
		v.add(severity, Rule{ResponseSide, "status"}, Location{In: InStatus}, o.Node.Nearest("responses"), wording.List(o.Statuses(), " or "), strconv.Itoa(v.read.Status))
		return
	}
	v.checkResponseHeaders(documented)
	answer := v.source.Response
	body := Location{In: InBody}
	switch {
	case v.read.ForbidsBody():
		if len(answer.Body) > 0 || answer.BodyOmitted {
			v.violation(Rule{ResponseSide, "body-forbidden"}, body, documented.Node, "no body, because HTTP forbids one here", describeBody(answer))
		}
	case len(documented.Content) == 0:
		if len(answer.Body) > 0 || answer.BodyOmitted {
			v.drift(Rule{ResponseSide, "body-undeclared"}, body, documented.Node, "no body", describeBody(answer))
		}
	case answer.BodyOmitted:
		v.bodyUnchecked(ResponseSide, documented.Node.Nearest("content"))
	case len(answer.Body) == 0 && !v.mayBeEmpty(&v.read.Response, documented.Content):
		v.violation(Rule{ResponseSide, "body-required"}, body, documented.Node.Nearest("content"), "a body", none)
	default:
		v.checkBody(ResponseSide, &v.read.Response, documented.Node, documented.Content)
	}
}

// describeBody describes the length of a body.
func describeBody(answer *Response) string {
	if answer.BodyOmitted {
		return "a body that was not recorded"
	}
	return wording.Count(uint64(len(answer.Body)), "byte")
}

// checkResponseHeaders checks the declared headers, and adds a drift for each other header.
func (v *validation) checkResponseHeaders(documented *message.Response) {
	fields := v.read.ResponseFields()
	for _, p := range documented.Headers {
		v.checkParameter(ResponseSide, p, &fields)
	}
	v.undeclaredHeaders(ResponseSide, fields.Header, documented.Node, "headers", documented.DeclaresHeader)
}
