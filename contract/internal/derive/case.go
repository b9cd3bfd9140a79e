package derive

import (
	"cmp"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Case says which claim of a document a message keeps or breaks, and what a check of it must find.
type Case struct {
	Operation *Operation
	// Claim is the JSON pointer of the claim in the document.
	Claim string
	// Name says in a few words what the message does about the claim, such as "absent" or "just
	// beyond maxLength". Several cases of one claim may have the same name.
	Name string
	// Findings has all findings that a check must have, sorted. It is empty if the case keeps its
	// claim.
	Findings []Finding
}

// RequestCase is a request that keeps or breaks a claim. Its findings are those that the request
// has if the server accepts it.
type RequestCase struct {
	Case

	// Request has a URL on a host that does not exist. The URL begins with the path of the
	// operation's first server.
	Request contract.Request
	// draft is the request before its values were serialized.
	draft request
}

// ResponseCase is a response that keeps or breaks a claim.
type ResponseCase struct {
	Case

	Response contract.Response
}

// Exchange is the request and the response of a case.
type Exchange struct {
	contract.Exchange
	Case
}

// Finding is a finding that a check must have.
type Finding struct {
	Severity contract.Severity
	Rule     contract.Rule
	// At is the location in the message.
	At contract.Location
	// Document is the JSON pointer of the place in the document.
	Document string
}

// Compare orders findings by rule, place in the message, place in the document and severity.
func (f Finding) Compare(other Finding) int {
	return cmp.Or(
		cmp.Compare(f.Rule.Side, other.Rule.Side), cmp.Compare(f.Rule.Keyword, other.Rule.Keyword),
		cmp.Compare(f.At.In, other.At.In), cmp.Compare(f.At.Name, other.At.Name), cmp.Compare(f.At.Pointer, other.At.Pointer),
		cmp.Compare(f.Document, other.Document), cmp.Compare(f.Severity, other.Severity),
	)
}

// UnderivableClaim is a claim that no case breaks.
type UnderivableClaim struct {
	// Claim is the JSON pointer of the claim in the document.
	Claim string
	// Reason says why, in one line.
	Reason string
}

// violation returns a finding that says that a request or response contradicts the document.
func violation(side contract.Side, keyword string, at contract.Location, document string) Finding {
	return Finding{Severity: contract.Violation, Rule: contract.Rule{Side: side, Keyword: keyword}, At: at, Document: document}
}

// drift returns a finding that says that a request or response has something that the document does
// not mention.
func drift(side contract.Side, keyword string, at contract.Location, document string) Finding {
	return Finding{Severity: contract.Drift, Rule: contract.Rule{Side: side, Keyword: keyword}, At: at, Document: document}
}

// inHeader returns the location of a header.
func inHeader(name string) contract.Location {
	return contract.Location{In: contract.InHeader, Name: name}
}

// inBody returns the location of a value in a body.
func inBody(pointer string) contract.Location {
	return contract.Location{In: contract.InBody, Pointer: pointer}
}
