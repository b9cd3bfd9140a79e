// Package recording reads recorded exchanges of many tools, and writes recordings that hold no
// secrets.
//
//	for x, err := range recording.Read(os.Stdin, "contract/testdata/recordings", "more.har.gz") {
//		if err != nil {
//			return err
//		}
//		findings := c.Check(x)
//	}
//
// # Formats
//
// The content of a file decides its format, and not its name. [Skipped] entries, such as aborted
// requests and answers from a browser's cache, hold no exchange. A file may be compressed with
// gzip, and may begin with a byte order mark. A file must be a file, not a pipe or a device; those
// can be read from the standard input.
//
// HAR 1.2, as browsers, proxies and load generators write it. It is read entry by entry, so a file
// of any size needs the memory of its largest entry. These fields are read besides those of the
// standard:
//
//	_provenance  who answered: documented, sandbox, live or test; without it, nobody knows
//	_source      the address of the page that a documented entry is transcribed from
//	_version     the version of the API that served the request
//	_document    the sha256 of the document that the exchange was checked against, in hexadecimal
//	_operation   the [contract.Operation.Digest] of the operation that it was checked against
//	_redaction   the rules by which secrets were replaced: [Policy], [PrivatePolicy], or those of another tool
//
//	_omitted     in content and postData: there was a body, and it was not recorded
//
// startedDateTime is when the request was sent. A documented entry has the status 0 if the page
// documents no response, and a test entry if the test looks at the request alone. A request body
// may be in postData.params alone. A body counts as omitted if the file has its size and not its
// text. The pseudo-headers of HTTP/2 are ignored, and so is the body of a 304, which is the
// cache's. Browsers leave credentials out of an export, unless their settings allow sensitive data.
// A body may be in a file that _file names, in the directory of the recording or below it, as
// Playwright writes it. A zip file has the HAR files in it, and their bodies.
//
// JSON lines: one exchange for each JSON object, usually one object for each line. The objects may
// also be in lists.
//
//	{"request": {"method": "GET", "url": "https://api.example/a", "headers": {"Accept": "*/*"}},
//	 "response": {"status": 200, "headers": {"Vary": ["Origin", "Accept"]}, "body": "{}"},
//	 "provenance": "live", "recorded": "2026-11-20T10:00:00Z"}
//
// A header is a string or a list of strings. A body is a string in body, or bytes in bodyBase64, as
// it was on the wire. Without either there was no body, unless bodyOmitted is true: then there was
// one, and it was not recorded. The fields provenance, page, recorded, version, document, operation
// and redaction are optional and mean what those of HAR do. The field session names the session of
// the exchange, which may go through several recordings; write a number, not a cookie. Other names
// are refused, unless they begin with an underscore. A line may also hold an entry of a HAR file.
//
// A line may also be a trace of Envoy's HTTP tap or a segment of one, what the plugins file-log and
// http-log of Kong write, a line of an access log in JSON with the names of the variables of nginx,
// or a stub that WireMock recorded.
//
// Cassettes of go-vcr, versions 1 (go-vcr v1 and v2) and 2 (go-vcr v3 and v4), and of VCR for Ruby,
// Python and R, in YAML or JSON. A cassette is read into memory whole.
//
// Postman collections 2.1, of which the saved responses are read, the list of stubs that WireMock
// exports, and simulations of Hoverfly of version 5. A stub that matches requests by a
// pattern doesn't say which request was sent, so it isn't read as an exchange.
//
// Logs and stubs leave out header fields, which HeaderOmitted and CredentialsOmitted of
// [contract.Request] and [contract.Response] say. What has no host has localhost.
//
// In the exchanges, bodies are as the application sees them: the codings gzip, deflate, br and zstd
// of the header Content-Encoding are undone.
package recording
