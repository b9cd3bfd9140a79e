// Package recording reads recorded exchanges, whatever recorded them, and writes recordings that hold no secret.
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
// What a file is, its content tells and never its name. Each may be compressed with gzip and begin with a byte order mark.
//
// HAR 1.2, as browsers, proxies and load generators write it. It is read entry by entry, so a file of any size needs the memory
// of its largest entry. These fields are read beyond the standard's:
//
//	_provenance  who answered: documented, sandbox, live or test; an entry without it counts as nobody's word
//	_source      the address of the page that a documented entry is transcribed from
//	_version     the version of the API that served the request
//	_document    the sha256 of the document that the exchange was checked against, in hexadecimal
//	_operation   the [contract.Operation.Digest] of the operation that it was checked against
//	_redaction   the rules by which secrets were replaced: [Policy], [PrivatePolicy], or those of another tool
//
//	_omitted     in content and postData: there was a body, and it was not kept
//
// startedDateTime is when the request was sent. A documented entry has the status 0 where the page documents no response, and one of a
// test where that looks at the request alone. A request body may stand in postData.params alone. A body of which the file has the size and not the text counts as omitted. The pseudo-headers of HTTP/2 are passed over, and so is the body of a 304, which is
// the cache's. Browsers leave credentials out of an export unless they are told to export sensitive data; then each
// request that needs one lacks it.
//
// JSON lines: one exchange a JSON object, each on a line as a rule.
//
//	{"request": {"method": "GET", "url": "https://api.example/a", "headers": {"Accept": "*/*"}},
//	 "response": {"status": 200, "headers": {"Vary": ["Origin", "Accept"]}, "body": "{}"},
//	 "provenance": "live", "recorded": "2026-11-20T10:00:00Z"}
//
// A header is a string or a list of them. A body is text in body or any bytes in bodyBase64, as it was on the wire; without either
// there was none, unless bodyOmitted is true: then there was one and it was not kept. The fields provenance, page, recorded, version, document, operation and redaction are optional and mean what those of HAR do.
// Other names are refused, but for those that begin with an underscore. A line may also hold an entry of a HAR file.
//
// Cassettes of go-vcr, versions 1 (go-vcr v1 and v2) and 2 (go-vcr v3 and v4), in YAML. A cassette is read into memory whole.
//
// In the exchanges, bodies are as the application sees them: what the header Content-Encoding says of gzip, deflate, br and zstd is undone.
package recording
