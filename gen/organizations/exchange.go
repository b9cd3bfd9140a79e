package organizations

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
)

// exchange is one call. It has the request, which is the same in each attempt, and the results of
// the attempts so far.
type exchange struct {
	settings  *settings
	operation *operation
	url       url.URL
	header    http.Header
	request   any     // The model that body is the JSON of.
	body      []byte  // The body of the request.
	into      payload // An attempt decodes the response into it. It is nil if the client ignores the body, or if a stream reads it.
	streams   bool
	redacts   *redactor

	started  time.Time
	attempts int
	// connections is how many connections the transport asked for in the current attempt.
	connections atomic.Int64
	guard       guard
	// lost reports whether the API may have carried out an attempt whose response didn't arrive.
	lost bool
}

// All requests share these header values, because net/http doesn't change them.
var (
	acceptJSON      = []string{mediaTypeJSON}
	contentTypeJSON = []string{mediaTypeJSON}
)

const mediaTypeJSON = "application/json"

// newExchange prepares a call. It returns an error for everything that can be checked before
// anything is sent.
func (c *Client) newExchange(ctx context.Context, o *operation, path []string, request any, opts []Option) (*exchange, error) {
	if c == nil || c.config == nil {
		return nil, errors.New("the client has no credential; make it with New")
	}
	if isNil(ctx) {
		return nil, errors.New("the context is nil")
	}
	x := &exchange{settings: c.config(), operation: o, request: request, started: time.Now()}
	if len(opts) > 0 {
		s := *x.settings
		if err := s.applyAll(opts); err != nil {
			return nil, err
		}
		if s.httpClient != x.settings.httpClient || s.baseURL.Scheme != x.settings.baseURL.Scheme {
			s.prepare(false)
		}
		s.setRequestHeader()
		x.settings = &s
	}
	s := x.settings
	if s.credential.kind&o.credentials == 0 {
		return nil, wrongCredential(s.credential.kind, o.credentials)
	}
	if s.idempotencyKey != "" && !o.idempotencyKey {
		return nil, errors.New("WithIdempotencyKey: the operation takes no idempotency key")
	}
	if err := x.setURL(path); err != nil {
		return nil, err
	}
	if request != nil {
		var err error
		if x.body, err = json.Marshal(request, revealed); err != nil {
			return nil, fmt.Errorf("the request can't be written as JSON: %s", x.line(err.Error()))
		}
	}
	x.header = x.newHeader()
	return x, nil
}

// setURL sets the URL of the request. It puts the values of the path parameters into the path.
func (x *exchange) setURL(path []string) error {
	for _, value := range path {
		if err := x.checkNotSecret("id", value); err != nil {
			return err
		}
	}
	base := x.settings.baseURL
	x.url = *base
	var err error
	if x.url.Path, err = x.operation.expand(base.Path, path); err != nil {
		return err
	}
	if x.url.RawPath != "" {
		x.url.RawPath, err = x.operation.expand(base.RawPath, path)
	}
	return err
}

// within returns a context that also ends in two other cases: after the timeout of [WithTimeout],
// or if the transport sends a request too often.
func (x *exchange) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if x.settings.timeout <= 0 {
		return x.traced(ctx)
	}
	ctx, cancel := context.WithTimeout(ctx, x.settings.timeout)
	ctx, release := x.traced(ctx)
	return ctx, func() {
		release()
		cancel()
	}
}

// wrongCredential returns an error that says which credential the operation takes. A caller with
// the key of one organization most often wants GetCurrentOrganization. In older versions of the
// API, ListOrganizations returned that organization to a user.
func wrongCredential(got, want credentialKind) error {
	err := fmt.Errorf("the credential is %v, and the operation takes %v", got, want)
	if want == partnerKey {
		return fmt.Errorf("%w; for the organization of the credential itself call GetCurrentOrganization", err)
	}
	return err
}

// newHeader returns the headers of the call's requests.
func (x *exchange) newHeader() http.Header {
	header := maps.Clone(x.settings.requestHeader)
	if x.body != nil {
		header["Content-Type"] = contentTypeJSON
	}
	key := x.settings.idempotencyKey
	if key == "" && x.operation.idempotencyKey && x.operation.method == http.MethodPost {
		key = rand.Text() // The key has 26 letters and digits.
	}
	if key != "" {
		header[idempotencyHeader] = []string{key}
	}
	return header
}

// newRequest returns the request for one attempt.
func (x *exchange) newRequest(ctx context.Context) *http.Request {
	request := &http.Request{
		Method: x.operation.method, URL: &x.url, Host: x.url.Host, Header: x.header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}
	if x.settings.sender.Jar != nil {
		request.Header = x.header.Clone() // The HTTP client adds cookies to the header at each attempt.
	}
	if x.body != nil {
		request.ContentLength = int64(len(x.body))
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(x.body)), nil }
		request.Body, _ = request.GetBody()
	}
	return request.WithContext(ctx)
}

// attempt sends the request once. If it succeeds, it returns the response, which has a status of
// 2xx and which x.into has decoded, and the open body. Otherwise it closes the body and returns an
// error.
func (x *exchange) attempt(ctx context.Context) (*http.Response, *body, error) {
	x.attempts++
	x.connections.Store(0)
	response, err := do(x.settings.sender, x.newRequest(ctx), &x.guard)
	if err != nil {
		if x.connections.Load() > maxConnections {
			err = errResent // The transport may have put it into other words.
		}
		x.lost = x.lost || !neverSent(err)
		err = x.connectionError(err)
		x.log(ctx, slog.LevelDebug, "request failed", slog.Any("error", err))
		return nil, nil, err
	}
	if x.settings.gunzips {
		gunzip(response)
	}
	b := &body{source: response.Body, limit: x.settings.maxResponseBytes, ended: response.Body == http.NoBody, abandoned: &x.guard.abandoned}
	x.log(ctx, slog.LevelDebug, "response", slog.Int("status", response.StatusCode))
	x.show(response, b)
	if !isSuccess(response) {
		return x.refused(response, b)
	}
	if err := x.accept(ctx, response, b); err != nil {
		b.finish()
		return nil, nil, err
	}
	return response, b, nil
}

// show stores the response for a caller who uses [WithResponseInto]. It leaves out the request, and
// the secrets that the server wrote into the headers. The body of a response of 2xx fills while the
// client reads it. It stays empty if a loop reads the response. The method refused sets the body of
// a response outside 2xx.
func (x *exchange) show(response *http.Response, b *body) {
	if x.settings.responseInto == nil {
		return
	}
	shown := &http.Response{
		Status: x.line(response.Status), StatusCode: response.StatusCode,
		Proto: response.Proto, ProtoMajor: response.ProtoMajor, ProtoMinor: response.ProtoMinor,
		Header: x.redactHeader(response.Header), Body: http.NoBody, ContentLength: response.ContentLength,
		Uncompressed: response.Uncompressed, TLS: response.TLS,
	}
	if isSuccess(response) && !x.streams {
		b.kept = new(keptBody)
		shown.Body = b.kept
	}
	*x.settings.responseInto = shown
}

func isSuccess(response *http.Response) bool {
	return response.StatusCode >= 200 && response.StatusCode <= 299
}

// accept decodes a response of 2xx. If another version of the API served the response, accept
// returns an error. It still decodes what it can, because the API has carried out the request.
func (x *exchange) accept(ctx context.Context, response *http.Response, b *body) error {
	versionErr := x.checkVersion(ctx, response)
	if versionErr != nil && x.streams {
		return versionErr
	}
	switch err := x.decode(response, b); {
	case err == nil && versionErr == nil:
		return nil
	case err == nil:
		return versionErr
	case versionErr == nil || err.lost:
		return withCause(ctx, err)
	default:
		return fmt.Errorf("%w; %w", versionErr, err)
	}
}

// withCause adds the error of the context to the error of a connection that was closed because the
// context ended.
func withCause(ctx context.Context, err *DecodeError) error {
	if err.lost && ctx.Err() != nil && !errors.Is(err, ctx.Err()) {
		return fmt.Errorf("%w; the last attempt: %w", context.Cause(ctx), err)
	}
	return err
}

// decode lets x.into decode the body of a response of 2xx.
func (x *exchange) decode(response *http.Response, b *body) *DecodeError {
	if x.into == nil {
		return nil
	}
	d := newDecoder(b)
	err := x.into.decode(d, x.operation)
	if err == nil {
		d.release()
		return nil
	}
	e := x.decodeError(response, err)
	x.lost = x.lost || e.lost
	return e
}

// refused returns the error for a response outside 2xx. A DELETE that gets 404 after a lost attempt
// has succeeded: the lost attempt deleted the organization.
func (x *exchange) refused(response *http.Response, b *body) (*http.Response, *body, error) {
	refusal := x.refusal(response, b)
	b.finish()
	if x.settings.responseInto != nil {
		(*x.settings.responseInto).Body = io.NopCloser(bytes.NewReader(refusal.Body))
	}
	if response.StatusCode == http.StatusNotFound && x.operation.method == http.MethodDelete && x.lost {
		return response, &body{source: http.NoBody, ended: true}, nil
	}
	switch response.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		x.lost = true
	}
	return nil, nil, refusal
}

// checkVersion compares the version that served a request with the requested one.
func (x *exchange) checkVersion(ctx context.Context, response *http.Response) error {
	served, requested := x.servedVersion(response), x.settings.apiVersion[0]
	if served == requested || served == "" {
		return nil
	}
	if x.settings.versionWarning {
		x.log(ctx, slog.LevelWarn, "another version of the API answered", slog.String("requested", requested), slog.String("served", served))
		return nil
	}
	return &VersionError{Requested: requested, Served: served, Method: x.operation.method, Path: x.path()}
}

func (x *exchange) log(ctx context.Context, level slog.Level, message string, attribute ...slog.Attr) {
	if !x.settings.logger.Enabled(ctx, level) {
		return
	}
	x.settings.logger.LogAttrs(ctx, level, message, append([]slog.Attr{
		slog.String("operation", x.operation.id), slog.String("method", x.operation.method), slog.String("path", x.path()),
		slog.Int("attempt", x.attempts),
	}, attribute...)...)
}
