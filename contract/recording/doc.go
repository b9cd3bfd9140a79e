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
// The format of a file follows from its content, not from its name. An entry is [Skipped] if it
// holds no exchange: for example an aborted request, or an answer from a browser's cache. A file
// may be compressed with gzip, and may begin with a byte order mark. A path must name a regular
// file. To read from a pipe or a device, use the standard input.
//
// HAR 1.2, as browsers, proxies and load generators write it. The reader decodes one entry at a
// time. Memory use depends on the largest entry and not on the size of the file. The reader also
// understands these fields, which the standard doesn't define:
//
//	_provenance  who answered: documented, sandbox, live or test; without it, nobody knows
//	_source      the address of the page that a documented entry is transcribed from
//	_version     the version of the API that served the request
//	_document    the sha256 of the document that the exchange was checked against, in hexadecimal
//	_operation   the [contract.Operation.Digest] of the operation that it was checked against
//	_redaction   the rules by which secrets were replaced: [Policy], [PrivatePolicy], or those of another tool
//
//	_omitted     in content and postData: there was a body, and it was not recorded; comment says why
//
// startedDateTime is the time at which the request was sent. A documented entry has the status 0 if
// the page shows no response. A test entry has the status 0 if the test has only the request. A
// request body may be in postData.params instead of postData.text. A body counts as omitted if the
// file has the size of the body but no text. The reader ignores the pseudo-headers of HTTP/2. It
// also ignores the body of a 304, because that body comes from the browser's cache. Browsers leave
// credentials out of an export, unless their settings allow sensitive data. Playwright can write
// bodies to files of their own, which the field _file names. These files must be in the directory
// of the recording or below it. A zip file contains HAR files and the files with their bodies.
//
// JSON lines: one exchange for each JSON object, usually one object for each line. The objects may
// also be in lists.
//
//	{"request": {"method": "GET", "url": "https://api.example/a", "headers": {"Accept": "*/*"}},
//	 "response": {"status": 200, "headers": {"Vary": ["Origin", "Accept"]}, "body": "{}"},
//	 "provenance": "live", "recorded": "2026-11-20T10:00:00Z"}
//
// A header is a string or a list of strings. A body is either a string in body, or base64 in
// bodyBase64. Both hold the bytes as they were sent. If both are missing, there was no body. If
// bodyOmitted is true, there was a body and it was not recorded. The fields provenance, page,
// recorded, version, document, operation and redaction are optional and mean the same as in HAR.
// The field session names the session to which the exchange belongs. A session may span several
// recordings. Use a number as the name, not a cookie. Any other field is an error, unless its name
// begins with an underscore. A line may also be an entry of a HAR file.
//
// A line may also come from another program: a trace or a trace segment of Envoy's HTTP tap, a log
// entry of Kong's plugins file-log and http-log, an access log line in JSON whose names are
// variables of nginx, or a stub that WireMock recorded.
//
// Cassettes of go-vcr, versions 1 (go-vcr v1 and v2) and 2 (go-vcr v3 and v4), and of VCR for Ruby,
// Python and R, in YAML or JSON. The reader holds the text of a cassette in memory, up to 64 MiB,
// and decodes a few interactions at a time.
//
// Postman collections 2.1: the reader takes their saved responses. Lists of stubs that WireMock
// exports, and simulations of Hoverfly of version 5: the reader takes the stubs that match one
// literal request. A stub that matches a pattern doesn't say which request was sent, so the reader
// skips the stub.
//
// Logs and stubs leave out header fields. HeaderOmitted and CredentialsOmitted of
// [contract.Request] and [contract.Response] report this. If a log names no host, the host is
// localhost.
//
// The exchanges have bodies as the application sees them: the reader undoes the codings gzip,
// deflate, br and zstd of the Content-Encoding header.
package recording
