package organizations

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// APIVersion is the version of the API that this package is written for. Requests ask for it,
// unless [WithAPIVersion] sets another one.
const APIVersion = "2025-09-18"

// defaultBaseURL is where the vendor's service is.
const defaultBaseURL = "https://app.polytomic.com"

// Client calls the API with one credential. Make it with [New]. It is safe for concurrent use. Keep
// it for the whole program: it reuses its connections.
//
// Each method returns the payload of the response, without the envelope around it. It returns an
// [Error] for a response outside 2xx, a [DecodeError] for a response of 2xx whose body is not what
// the API documents, a [VersionError] for a response from another version of the API, or an error
// of the context. Any other error is one line about a request that was refused before it was sent,
// or that got no response. With a VersionError, a method still returns the payload if it could be
// decoded.
//
// The strings of a response share memory: a program that keeps one organization also keeps up to 2
// KiB of the rest of the response.
type Client struct { //nolint:recvcheck // Format is for the value too, so that a copy prints the same.
	// The settings stand behind a function, since fmt and debuggers print every field that they
	// reach by reflection, and so would print the values of WithHeader.
	config func() *settings
}

// settings holds what the options set, and what is derived from that.
type settings struct {
	baseURL          *url.URL
	plainHTTP        bool
	httpClient       *http.Client
	credential       Credential
	apiVersion       []string // one value, as a header holds it
	versionWarning   bool
	timeout          time.Duration
	retry            RetryPolicy
	idempotencyKey   string
	userAgent        []string
	header           http.Header
	maxResponseBytes int64
	responseInto     **http.Response
	logger           *slog.Logger

	// sender sends requests: httpClient, or a copy of it; see prepare.
	sender *http.Client
	// gunzips says that requests ask for gzip and that this package decompresses the responses.
	gunzips bool
	// requestHeader has the headers that don't depend on the call.
	requestHeader http.Header
	// redacts removes the key and the values of header from a text.
	redacts *redactor
}

// New returns a client that calls the API with the credential. It sends nothing yet. It returns an
// error if the credential or an option is invalid.
func New(credential Credential, opts ...Option) (*Client, error) {
	if credential.err != nil {
		return nil, fmt.Errorf("organizations: %w", credential.err)
	}
	if credential.key == nil {
		return nil, errors.New("organizations: there is no credential; make one with PartnerKey, UserKey or OrganizationKey")
	}
	base, err := parseBaseURL(defaultBaseURL)
	if err != nil {
		return nil, err
	}
	s := &settings{
		baseURL:          base,
		httpClient:       guardRedirects(&http.Client{}),
		credential:       credential,
		apiVersion:       []string{APIVersion},
		retry:            RetryPolicy{}.withDefaults(),
		userAgent:        []string{defaultUserAgent()},
		maxResponseBytes: 64 << 20,
		logger:           slog.New(slog.DiscardHandler),
	}
	if err := s.applyAll(opts); err != nil {
		return nil, fmt.Errorf("organizations: %w", err)
	}
	if s.idempotencyKey != "" {
		return nil, errors.New("organizations: WithIdempotencyKey is for one call: with New, each call would return the outcome of the first")
	}
	s.prepare(true)
	s.setRequestHeader()
	return &Client{func() *settings { return s }}, nil
}

// Format implements [fmt.Formatter]: whatever the verb, it prints the base URL, and neither the
// credential nor the values of [WithHeader], which may be credentials too.
func (c Client) Format(f fmt.State, _ rune) {
	var base *url.URL
	if c.config != nil {
		base = c.config().baseURL
	}
	_, _ = fmt.Fprintf(f, "organizations.Client(%v)", base)
}

func (s *settings) applyAll(opts []Option) error {
	for _, o := range opts {
		if o == nil {
			return errors.New("an option is nil")
		}
		if err := o.apply(s); err != nil {
			return err
		}
	}
	if s.redacts == nil {
		s.redacts = s.newRedactor()
	}
	return checkPlainHTTP(s.baseURL, s.plainHTTP)
}

// operation describes an operation of the document.
type operation struct {
	id          string
	method      string
	path        string
	credentials credentialKind
	// idempotencyKey says that the operation takes an idempotency key. Without
	// [WithIdempotencyKey], only a POST is sent with a key.
	idempotencyKey bool
	// payload is the property of the response that the method returns; empty if it returns none.
	payload string
	// nullable says that the payload may be null.
	nullable bool
}

// expand puts the values of the path parameters, each of them a UUID, into the path of the
// operation.
func (o *operation) expand(base string, values []string) (string, error) {
	var b strings.Builder
	b.Grow(len(base) + len(o.path) + len(values)*36)
	b.WriteString(base)
	rest := o.path
	for _, value := range values {
		before, after, _ := strings.Cut(rest, "{")
		name, after, _ := strings.Cut(after, "}")
		if err := checkUUID(name, value); err != nil {
			return "", err
		}
		b.WriteString(before)
		b.WriteString(value)
		rest = after
	}
	b.WriteString(rest)
	return b.String(), nil
}

// call carries out an operation and decodes the body of the response into the payload into. If that
// is nil, the body is ignored.
func (c *Client) call(ctx context.Context, o *operation, path []string, request any, into payload, opts []Option) error {
	x, err := c.newExchange(ctx, o, path, request, opts)
	if err != nil {
		return fmt.Errorf("%s: %w", o.id, err)
	}
	ctx, cancel := x.within(ctx)
	defer cancel()
	x.into = into
	_, b, err := x.send(ctx) //nolint:bodyclose // finish closes it.
	if err != nil {
		return err
	}
	b.finish()
	return nil
}

// one carries out an operation whose payload is one model.
func one[T any, P pointer[T]](ctx context.Context, c *Client, o *operation, path []string, request any, opts []Option) (T, error) {
	var into single[T, P]
	err := c.call(ctx, o, path, request, &into, opts)
	return into.value, err
}

// all carries out an operation whose payload is a list of models.
func all[T any, P pointer[T]](ctx context.Context, c *Client, o *operation, path []string, request any, opts []Option) ([]T, error) {
	var into list[T, P]
	err := c.call(ctx, o, path, request, &into, opts)
	return into.values, err
}
