package recording

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// kongLog is a log entry of Kong's plugins file-log and http-log. The entry has no bodies, unless
// another plugin adds them.
type kongLog struct {
	Request struct {
		Method  string    `json:"method"`
		URL     string    `json:"url"`
		Headers logHeader `json:"headers"`
		Body    *logText  `json:"body"`
	} `json:"request"`
	Response struct {
		Status  int       `json:"status"`
		Headers logHeader `json:"headers"`
		Body    *logText  `json:"body"`
	} `json:"response"`
	RequestBody  *logText `json:"request_body"`
	ResponseBody *logText `json:"response_body"`
	// Started is in milliseconds since 1970.
	Started float64 `json:"started_at"`
}

func decodeKongLog(in *input, value jsontext.Value) (*contract.Exchange, error) {
	var k kongLog
	if err := json.Unmarshal(value, &k, lenient); err != nil {
		return nil, err
	}
	l := logged{
		method: k.Request.Method, url: k.Request.URL, status: k.Response.Status,
		header: k.Request.Headers.header(), responseHeader: k.Response.Headers.header(),
		request: k.Request.Body.logged(), response: k.Response.Body.logged(),
	}
	if k.RequestBody != nil {
		l.request = k.RequestBody.logged()
	}
	if k.ResponseBody != nil {
		l.response = k.ResponseBody.logged()
	}
	x, err := l.exchange(in)
	if err != nil {
		return nil, err
	}
	if k.Started > 0 && k.Started < 1<<53 {
		x.Source.Recorded = time.UnixMilli(int64(k.Started)).UTC()
	}
	return x, nil
}

// accessLog is a line in an access log of nginx, Apache or another server that writes JSON. The
// names are those of nginx variables, with or without their prefixes. The variables http_NAME and
// sent_http_NAME are headers.
type accessLog struct {
	Request      string   `json:"request"`
	Method       string   `json:"request_method"`
	URI          string   `json:"request_uri"`
	Scheme       string   `json:"scheme"`
	Host         string   `json:"host"`
	Status       logText  `json:"status"`
	Time         string   `json:"time_iso8601"`
	RequestBody  *logText `json:"request_body"`
	ResponseBody *logText `json:"response_body"`
	ContentType  string   `json:"content_type"`
	Length       logText  `json:"content_length"`
	Others       others   `json:",embed"`
}

func statusOf(text string) int {
	status, err := strconv.Atoi(text)
	if err != nil {
		return 1 // The value is not a status. It doesn't mean an aborted request either.
	}
	return status
}

func decodeAccessLog(in *input, value jsontext.Value) (*contract.Exchange, error) {
	var a accessLog
	if err := json.Unmarshal(value, &a, lenient); err != nil {
		return nil, err
	}
	l := logged{
		method: a.Method, status: statusOf(string(a.Status)), header: a.header("http_"), responseHeader: a.header("sent_http_"),
		request: a.body(a.RequestBody), response: a.body(a.ResponseBody), headersOmitted: true, responseHeadersOmitted: true,
	}
	setLogged(l.header, "Content-Type", a.ContentType)
	setLogged(l.header, "Content-Length", string(a.Length))
	uri := a.URI
	if parts := strings.Fields(a.Request); len(parts) >= 2 { // As in GET /path HTTP/1.1.
		if l.method == "" {
			l.method = parts[0]
		}
		if uri == "" {
			uri = parts[1]
		}
	}
	host, scheme := a.Host, a.Scheme
	if host == "" {
		host = l.header.Get("Host")
	}
	if scheme == "" {
		scheme = httpScheme
	}
	switch {
	case !strings.HasPrefix(uri, "/"):
		l.url = uri
	case host == "":
		l.url = scheme + "://" + unknownHost + uri
	default:
		l.url = scheme + "://" + host + uri
	}
	x, err := l.exchange(in)
	if err != nil {
		return nil, err
	}
	x.Source.Recorded = parseTime(a.Time)
	return x, nil
}

// header returns the logged header fields whose names begin with the prefix.
func (a *accessLog) header(prefix string) http.Header {
	h := http.Header{}
	for name, value := range a.Others {
		var text string
		field, ok := strings.CutPrefix(name, prefix)
		if ok && field != "" && json.Unmarshal(value, &text) == nil {
			setLogged(h, strings.ReplaceAll(field, "_", "-"), text)
		}
	}
	return h
}

// setLogged sets a header field. For a field that was not sent, a log has a dash or an empty
// string.
func setLogged(h http.Header, name, value string) {
	if value != "" && value != "-" {
		h.Set(name, value)
	}
}

// body returns a body. For a body that was not sent or not logged, a log has a dash or an empty
// string.
func (a *accessLog) body(text *logText) loggedBody {
	if text != nil && *text == "-" {
		return loggedBody{recorded: true}
	}
	return text.logged()
}
