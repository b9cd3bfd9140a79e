package contract

import (
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Exchange is one HTTP request and the response to it, as they were on the wire.
type Exchange struct {
	Request Request
	// Response is nil where there was none to see: a page that documents a request and no answer, for instance. Then
	// only the request is checked.
	Response *Response
	Source   Source
}

// Request is the request of an [Exchange].
type Request struct {
	Method string
	// URL is never nil. It is matched by path and query; its host is not looked at: self-hosted deployments have their own.
	URL    *url.URL
	Header http.Header
	Body   []byte
	// BodyOmitted says that there was a body and it was not kept. Then all but the body is checked, and a finding says so.
	BodyOmitted bool
}

// Response is the response of an [Exchange].
type Response struct {
	Status int
	Header http.Header
	Body   []byte
	// BodyOmitted says that there was a body and it was not kept. Then all but the body is checked, and a finding says so.
	BodyOmitted bool
}

// Source says where an exchange comes from. Of what a recording doesn't say, the field has its zero value.
type Source struct {
	// File is the name of the recording and Entry the exchange's place in it, from 0. A finding shows them as FILE#ENTRY.
	// File is empty for an exchange that is in no recording. The exchanges of one recording, in order, are one session.
	File  string
	Entry int
	// Provenance says who answered; it is empty where the recording doesn't say.
	Provenance Provenance
	// Page is the address of the page that the exchange is transcribed from, where it is.
	Page string
	// Recorded is when the request was sent.
	Recorded time.Time
	// Version is the version of the API that the response says served it.
	Version string
	// Document is the sha256, in hexadecimal, of the document that the exchange was checked against when it was recorded.
	Document string
	// Operation is the [Operation.Digest] of the operation that the exchange was checked against when it was recorded.
	Operation string
	// Redaction names the rules by which secrets were replaced before the exchange was written. It is empty for one that was
	// not redacted.
	Redaction string
}

// String returns FILE#ENTRY, or the empty string for an exchange that is in no recording.
func (s Source) String() string {
	if s.File == "" {
		return ""
	}
	return fmt.Sprintf("%s#%d", s.File, s.Entry)
}

// Provenance says who answered the request of an exchange. Only [Live] is evidence of what the vendor's server does.
type Provenance string

// The provenances, strongest last.
const (
	// Test says that a test of a client or of a server played the other side: nobody's word about the API.
	Test Provenance = "test"
	// Sandbox says that this project's stand-in answered.
	Sandbox Provenance = "sandbox"
	// Documented says that nobody answered; the exchange is transcribed from the vendor's pages.
	Documented Provenance = "documented"
	// Live says that the vendor's server answered.
	Live Provenance = "live"
)

// Provenances returns all provenances, in the order in which reports show them.
func Provenances() []Provenance {
	return []Provenance{Documented, Sandbox, Live, Test}
}
