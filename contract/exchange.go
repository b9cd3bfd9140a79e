package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Exchange is one HTTP request and its response, as they were sent.
type Exchange struct {
	Request Request
	// Response is nil if there is none: a page of documentation, for example, may show only a
	// request. Then only the request is checked.
	Response *Response
	Source   Source
	// Session names the session that the exchange belongs to, or is empty if the recording doesn't
	// say. Then its recording is the session. No finding shows it.
	Session string
}

// Request is an HTTP request, the first half of an [Exchange].
type Request struct {
	Method string
	// URL must not be nil. Its path and query are checked. Its host is not, because self-hosted
	// deployments have their own.
	URL    *url.URL
	Header http.Header
	Body   []byte
	// BodyOmitted reports whether there was a body that was not recorded. Then everything but the
	// body is checked, and a finding says so.
	BodyOmitted bool
	// HeaderOmitted reports whether header fields that were sent may be missing, because the
	// recorder, such as a log, doesn't keep all of them. CredentialsOmitted reports whether the
	// recorder leaves out the credentials in the header, as browsers do. [Contract.Check] takes the
	// header as it is.
	HeaderOmitted, CredentialsOmitted bool
}

// Response is an HTTP response, the second half of an [Exchange].
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// BodyOmitted reports whether there was a body that was not recorded. Then everything but the
	// body is checked, and a finding says so.
	BodyOmitted bool
	// HeaderOmitted is as in [Request].
	HeaderOmitted bool
}

// Source says where an exchange comes from. If the recording doesn't say the value of a field, the
// field is zero.
type Source struct {
	// File is the name of the recording, and Entry is the index of the exchange in it, from 0. A
	// finding shows them as FILE#ENTRY. File is empty if the exchange is not from a recording. The
	// exchanges of one recording, in order, are one session, unless they name another one.
	File  string
	Entry int
	// Provenance says who answered, or is empty if the recording doesn't say.
	Provenance Provenance
	// Page is the address of the web page that the exchange was transcribed from, or empty.
	Page string
	// Recorded is the time at which the request was sent.
	Recorded time.Time
	// Version is the API version that served the request, according to the response.
	Version string
	// Document is the sha256, in hexadecimal, of the document that the exchange was checked against
	// when it was recorded.
	Document string
	// Operation is the [Operation.Digest] of the operation that the exchange was checked against
	// when it was recorded.
	Operation string
	// Redaction names the rules that replaced the secrets before the exchange was written, or is
	// empty if the exchange was not redacted.
	Redaction string
}

// String returns FILE#ENTRY, or an empty string if the exchange is not from a recording.
func (s Source) String() string {
	if s.File == "" {
		return ""
	}
	return fmt.Sprintf("%s#%d", s.File, s.Entry)
}

// Provenance says who answered a request. Only [Live] is evidence of what the API's own server
// does.
type Provenance string

// The provenances, from the weakest to the strongest.
const (
	// Test says that a test played the other side, for a client or for a server. It is no evidence
	// about the API.
	Test Provenance = "test"
	// Sandbox says that this project's stand-in answered.
	Sandbox Provenance = "sandbox"
	// Documented says that nobody answered: the exchange was transcribed from the vendor's pages.
	Documented Provenance = "documented"
	// Live says that the API's own server answered.
	Live Provenance = "live"
)

// Provenances returns all provenances, in the order in which reports show them.
func Provenances() []Provenance {
	return []Provenance{Documented, Sandbox, Live, Test}
}
