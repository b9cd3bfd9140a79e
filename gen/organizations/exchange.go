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
	"net"
	"net/http"
	"net/url"
	"reflect"
	"time"

	"github.com/go-json-experiment/json"
)

// exchange is one call: a request, the same in each attempt, and what the attempts so far came to.
type exchange struct {
	settings  *settings
	operation *operation
	url       url.URL
	header    http.Header
	body      []byte
	secret    string // of the body
	into      any    // what an attempt decodes the answer into; nil where the body means nothing, or is a stream's to read

	started  time.Time
	attempts int
	// lost says that an attempt may have been carried out though no answer of the API came back.
	lost bool
}

// These are shared by all requests; net/http doesn't change them.
var (
	acceptJSON      = []string{"application/json"}
	contentTypeJSON = []string{"application/json"}
)

// newExchange checks everything that can be checked before anything is sent.
func (c *Client) newExchange(o *operation, path []string, body any, opts []Option) (*exchange, error) {
	x := &exchange{settings: &c.settings, operation: o, started: time.Now()}
	if len(opts) > 0 {
		s := c.settings
		if err := s.applyAll(opts); err != nil {
			return nil, err
		}
		x.settings = &s
	}
	s := x.settings
	if s.credential.kind&o.credentials == 0 {
		return nil, wrongCredential(s.credential.kind, o.credentials)
	}
	if s.idempotencyKey != "" && !o.idempotencyKey {
		return nil, errors.New("WithIdempotencyKey: the operation takes no idempotency key")
	}
	x.url = *s.baseURL
	var err error
	if x.url.Path, err = o.expand(s.baseURL.Path, path); err != nil {
		return nil, err
	}
	if x.url.RawPath != "" {
		x.url.RawPath, _ = o.expand(s.baseURL.RawPath, path)
	}
	if body != nil {
		if x.body, err = json.Marshal(body); err != nil {
			return nil, fmt.Errorf("the request can't be written as JSON: %w", err)
		}
		if holder, ok := body.(interface{ secret() string }); ok {
			x.secret = holder.secret()
		}
	}
	x.header = x.newHeader()
	return x, nil
}

// within bounds a context by [WithTimeout].
func (x *exchange) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if x.settings.timeout > 0 {
		return context.WithTimeout(ctx, x.settings.timeout)
	}
	return ctx, func() {}
}

// wrongCredential says which credential an operation takes. A key of one organization is most often meant for get-current, which took over
// from list what it once did for users.
func wrongCredential(got, want credentialKind) error {
	if got == 0 {
		return errors.New("the client has no credential; make it with New")
	}
	err := fmt.Errorf("the credential is %v, and the operation takes %v", got, want)
	if want == partnerKey {
		return fmt.Errorf("%w; for the organization of the credential itself call GetCurrentOrganization", err)
	}
	return err
}

func (x *exchange) newHeader() http.Header {
	s := x.settings
	header := make(http.Header, 6+len(s.header))
	maps.Copy(header, s.header)
	authorization, _ := s.credential.key()
	values := [...]string{authorization, s.apiVersion}
	header["Authorization"] = values[0:1:1]
	header[versionHeader] = values[1:2:2]
	header["Accept"] = acceptJSON
	header["User-Agent"] = s.userAgent
	if x.body != nil {
		header["Content-Type"] = contentTypeJSON
	}
	if x.operation.idempotencyKey {
		key := s.idempotencyKey
		if key == "" {
			key = rand.Text() // 26 letters and digits.
		}
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
	if x.settings.httpClient.Jar != nil {
		request.Header = x.header.Clone() // The client adds cookies to it, at each attempt.
	}
	if x.body != nil {
		request.ContentLength = int64(len(x.body))
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(x.body)), nil }
		request.Body, _ = request.GetBody()
	}
	return request.WithContext(ctx)
}

// attempt sends the request once. It returns a response of 2xx with its body open, decoded where x.into says so, or an error and no open body.
func (x *exchange) attempt(ctx context.Context) (*http.Response, error) {
	x.attempts++
	s := x.settings
	response, err := s.httpClient.Do(x.newRequest(ctx))
	if err != nil {
		x.lost = x.lost || !neverSent(err)
		err = x.connectionError(err)
		x.log(ctx, slog.LevelDebug, "request failed", slog.Any("error", err))
		return nil, err
	}
	x.log(ctx, slog.LevelDebug, "response", slog.Int("status", response.StatusCode))
	if s.responseInto != nil {
		kept := *response
		kept.Request = nil // It has the key, and the secret in its body.
		*s.responseInto = &kept
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return x.refused(response)
	}
	if err = x.checkVersion(ctx, response); err == nil {
		err = x.decode(response)
	}
	if err != nil {
		finish(response.Body)
		return nil, err
	}
	return response, nil
}

// decode reads the body of a response of 2xx into what the call returns.
func (x *exchange) decode(response *http.Response) error {
	if x.into == nil {
		return nil
	}
	if x.attempts > 1 {
		reflect.ValueOf(x.into).Elem().SetZero() // An attempt before this may have left the part of an answer.
	}
	err := decode(&limitedReader{source: response.Body, left: x.settings.maxResponseBytes}, x.into)
	if a, ok := x.into.(answer); ok && err == nil && !a.found() {
		err = errMissing
	}
	if err == nil {
		return nil
	}
	e := x.decodeError(response, err)
	x.lost = x.lost || e.lost
	return e
}

// refused turns a response outside 2xx into an error, but for a DELETE that finds gone what a lost attempt deleted.
func (x *exchange) refused(response *http.Response) (*http.Response, error) {
	refusal := x.refusal(response)
	finish(response.Body)
	if response.StatusCode == http.StatusNotFound && x.operation.method == http.MethodDelete && x.lost {
		response.Body = http.NoBody
		return response, nil
	}
	switch response.StatusCode {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		x.lost = true
	}
	return nil, refusal
}

// checkVersion compares the version that served a request with the one asked for.
func (x *exchange) checkVersion(ctx context.Context, response *http.Response) error {
	served, requested := x.redact(response.Header.Get(versionHeader)), x.settings.apiVersion
	if served == requested || served == "" {
		return nil
	}
	err := &VersionError{Requested: requested, Served: served, Method: x.operation.method, Path: x.url.Path}
	if x.settings.versionWarning {
		x.log(ctx, slog.LevelWarn, "another version of the API answered", slog.String("requested", requested), slog.String("served", served))
		return nil
	}
	return err
}

// connectionError is a request that got no response.
type connectionError struct {
	text string
	err  error
}

func (e *connectionError) Error() string { return e.text }
func (e *connectionError) Unwrap() error { return e.err }

// neverSent reports whether a request failed for want of a connection, so that nobody can have carried it out.
func neverSent(err error) bool {
	failure, ok := errors.AsType[*net.OpError](err)
	return ok && (failure.Op == "dial" || failure.Op == "proxyconnect")
}

// connectionError describes why there is no response, without the secrets that a transport may put into its words.
func (x *exchange) connectionError(err error) error {
	if inner, ok := errors.AsType[*url.Error](err); ok {
		err = inner.Err // The outer text says the method and the URL once more.
	}
	text := x.redact(err.Error())
	if text != err.Error() {
		err = nil // What holds a secret is not handed on.
	}
	return &connectionError{text: fmt.Sprintf("%s %s: %s", x.operation.method, x.url.Path, oneLine(text)), err: err}
}

func (x *exchange) log(ctx context.Context, level slog.Level, message string, attribute ...slog.Attr) {
	if !x.settings.logger.Enabled(ctx, level) {
		return
	}
	x.settings.logger.LogAttrs(ctx, level, message, append([]slog.Attr{
		slog.String("operation", x.operation.id), slog.String("method", x.operation.method), slog.String("path", x.url.Path),
		slog.Int("attempt", x.attempts),
	}, attribute...)...)
}
