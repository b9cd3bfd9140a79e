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
	// Response is nil if there is no response. For example, a page of documentation may show only a
	// request. Without a response, only the request is checked.
	Response *Response
	Source   Source
	// Session is the name of the session that the exchange belongs to. It is empty if the recording
	// names no session. Exchanges without a name belong to the session of their recording. Findings
	// don't show the name.
	Session string
}

// Request is an HTTP request, the first half of an [Exchange].
type Request struct {
	Method string
	// URL is required: without it, no path of the document matches. Its path and query are checked.
	// Its host is not, because self-hosted deployments have their own.
	URL    *url.URL
	Header http.Header
	Body   []byte
	// BodyOmitted reports whether the request had a body that the recorder left out. The rest of
	// the request is checked, and a finding says that the body is not.
	BodyOmitted bool
	// HeaderOmitted reports whether the recorder, such as a log, leaves out header fields that were
	// sent. CredentialsOmitted reports whether the recorder leaves out the credentials in the
	// header, as browsers do. [Contract.Check] ignores both and checks the header fields that are
	// there.
	HeaderOmitted, CredentialsOmitted bool
}

// Response is an HTTP response, the second half of an [Exchange].
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// BodyOmitted reports whether the response had a body that the recorder left out. The rest of
	// the response is checked, and a finding says that the body is not.
	BodyOmitted bool
	// HeaderOmitted reports whether the recorder leaves out header fields that were sent.
	HeaderOmitted bool
}

// Source says where an exchange comes from. A field is zero if the recording doesn't say its value.
type Source struct {
	// File is the name of the recording, and Entry is the index of the exchange in it, from 0. A
	// finding shows them as FILE#ENTRY. File is empty if the exchange does not come from a
	// recording. The exchanges of one recording, in order, are one session, unless an exchange
	// names another session.
	File  string
	Entry int
	// Provenance says who answered the request. It is empty if the recording doesn't say who.
	Provenance Provenance
	// Page is the address of the web page that the exchange was transcribed from. It is empty for
	// other exchanges.
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
	// Redaction names the rules by which the recorder replaced secrets before it wrote the
	// exchange. It is empty if the recorder replaced nothing.
	Redaction string
}

// String returns FILE#ENTRY, or an empty string if the exchange does not come from a recording.
func (s Source) String() string {
	if s.File == "" {
		return ""
	}
	return fmt.Sprintf("%s#%d", s.File, s.Entry)
}

// Provenance says who answered a request. Only [Live] shows what the API's own server does.
type Provenance string

// The provenances, from the weakest to the strongest.
const (
	// Test says that a test took the place of the client or of the server. Such an exchange says
	// nothing about the API itself.
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
