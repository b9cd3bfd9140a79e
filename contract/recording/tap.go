package recording

import (
	"errors"
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The types are the objects that Envoy's HTTP tap filter writes.
const (
	tapTraceName   = "http_buffered_trace"
	tapSegmentName = "http_streamed_trace_segment"
)

type (
	// tapTrace is an exchange.
	tapTrace struct {
		Trace struct {
			Request  *tapMessage `json:"request"`
			Response *tapMessage `json:"response"`
		} `json:"http_buffered_trace"`
	}
	tapMessage struct {
		Headers []tapHeader `json:"headers"`
		Body    *tapBody    `json:"body"`
	}
	tapHeader struct {
		Key   string  `json:"key"`
		Value string  `json:"value"`
		Raw   *string `json:"raw_value"`
	}
	tapBody struct {
		Bytes     *string `json:"as_bytes"`
		Text      *string `json:"as_string"`
		Truncated bool    `json:"truncated"`
	}
	// tapSegment is a part of an exchange. The parts of one exchange have the same id.
	tapSegment struct {
		Segment struct {
			ID              string      `json:"trace_id"`
			RequestHeaders  *tapMessage `json:"request_headers"`
			RequestChunk    *tapBody    `json:"request_body_chunk"`
			ResponseHeaders *tapMessage `json:"response_headers"`
			ResponseChunk   *tapBody    `json:"response_body_chunk"`
		} `json:"http_streamed_trace_segment"`
	}
)

func decodeTapTrace(in *input, value jsontext.Value) (*contract.Exchange, error) {
	var t tapTrace
	if err := json.Unmarshal(value, &t, lenient); err != nil {
		return nil, err
	}
	request, response := t.Trace.Request, t.Trace.Response
	if request == nil {
		return nil, errors.New("/http_buffered_trace: the trace has no request; remove it or record it again")
	}
	if response == nil || len(response.Headers) == 0 {
		return nil, skipError{Aborted}
	}
	sent, err := request.Body.decode()
	if err != nil {
		return nil, inPart("/http_buffered_trace/request/body", err)
	}
	received, err := response.Body.decode()
	if err != nil {
		return nil, inPart("/http_buffered_trace/response/body", err)
	}
	return tapExchange(in, request.Headers, response.Headers, sent, received)
}

// tapExchange returns an exchange. The method, the address and the status are in pseudo-headers.
func tapExchange(in *input, requestHeaders, responseHeaders []tapHeader, sent, received loggedBody) (*contract.Exchange, error) {
	h, pseudo := tapHeaders(requestHeaders)
	responseHeader, responsePseudo := tapHeaders(responseHeaders)
	scheme := pseudo[":scheme"]
	if scheme == "" {
		scheme = httpScheme
	}
	l := logged{
		method: pseudo[":method"], url: scheme + "://" + pseudo[":authority"] + pseudo[":path"], status: statusOf(responsePseudo[":status"]),
		header: h, responseHeader: responseHeader, request: sent, response: received,
	}
	return l.exchange(in)
}

// tapHeaders splits fields into the header and the pseudo-headers.
func tapHeaders(fields []tapHeader) (h http.Header, pseudo map[string]string) {
	h, pseudo = http.Header{}, map[string]string{}
	for _, field := range fields {
		value := field.Value
		if field.Raw != nil {
			if raw, err := decodeBase64(*field.Raw); err == nil {
				value = string(raw)
			}
		}
		if strings.HasPrefix(field.Key, ":") {
			pseudo[field.Key] = value
		} else {
			h.Add(field.Key, value)
		}
	}
	return h, pseudo
}

// decode returns the body. If there was no body, Envoy writes none.
func (b *tapBody) decode() (loggedBody, error) {
	body := loggedBody{recorded: true}
	switch {
	case b == nil:
		return body, nil
	case b.Bytes != nil:
		decoded, err := decodeBase64(*b.Bytes)
		if err != nil && !b.Truncated {
			return body, errors.New("/as_bytes: it is not base64; record the trace again")
		}
		body.bytes = decoded
	case b.Text != nil:
		body.bytes = []byte(*b.Text)
	}
	body.truncated = b.Truncated
	return body, nil
}

// tapStreams assembles traces from their segments. Segments of different traces may be mixed.
type tapStreams struct {
	byID  map[string]*tapStream
	order []*tapStream
	size  int
}

// tapStream has the segments of a trace that were read so far.
type tapStream struct {
	requestHeaders, responseHeaders []tapHeader
	sent, received                  loggedBody
}

// maxTapBytes limits the size of the segments that are kept until the end of the file. They have to
// be kept because no segment says that it is the last segment of its trace.
const maxTapBytes = 64 << 20

// add adds a segment.
func (s *tapStreams) add(value jsontext.Value) error {
	if s.size += len(value); s.size > maxTapBytes {
		return errors.New(": the streamed traces are longer than 64 MiB; record buffered traces, or one file for each")
	}
	var t tapSegment
	if err := json.Unmarshal(value, &t, lenient); err != nil {
		return err
	}
	segment := &t.Segment
	stream := s.byID[segment.ID]
	if stream == nil {
		stream = &tapStream{sent: loggedBody{recorded: true}, received: loggedBody{recorded: true}}
		if s.byID == nil {
			s.byID = map[string]*tapStream{}
		}
		s.byID[segment.ID] = stream
		s.order = append(s.order, stream)
	}
	if segment.RequestHeaders != nil {
		stream.requestHeaders = segment.RequestHeaders.Headers
	}
	if segment.ResponseHeaders != nil {
		stream.responseHeaders = segment.ResponseHeaders.Headers
	}
	if err := stream.sent.append(segment.RequestChunk); err != nil {
		return inPart("/http_streamed_trace_segment/request_body_chunk", err)
	}
	if err := stream.received.append(segment.ResponseChunk); err != nil {
		return inPart("/http_streamed_trace_segment/response_body_chunk", err)
	}
	return nil
}

// append appends a chunk. The chunk may be nil.
func (b *loggedBody) append(chunk *tapBody) error {
	more, err := chunk.decode()
	b.bytes = append(b.bytes, more.bytes...)
	b.truncated = b.truncated || more.truncated
	return err
}

// end yields the traces in the order of their first segments. n is the number of the first trace.
func (s *tapStreams) end(in *input, n int, yield yieldExchange) error {
	for i, stream := range s.order {
		x, err := (*contract.Exchange)(nil), error(skipError{Aborted})
		if len(stream.responseHeaders) > 0 {
			x, err = tapExchange(in, stream.requestHeaders, stream.responseHeaders, stream.sent, stream.received)
		}
		if err := in.give(n+i, "the trace", x, err, yield); err != nil {
			return err
		}
	}
	return nil
}
