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

// APIVersion is the version of the API that this package is written for. Requests ask for this
// version, unless [WithAPIVersion] sets another one.
const APIVersion = "2025-09-18"

// defaultBaseURL is the address of the vendor's service.
const defaultBaseURL = "https://app.polytomic.com"

// Client calls the API with one credential. Make it with [New]. It is safe for concurrent use. Use
// one Client for the whole program, because it reuses its connections.
//
// Each method returns the payload of the response, without the envelope around it. It returns an
// [Error] for a response outside 2xx, a [DecodeError] for a response of 2xx whose body is not what
// the API documents, a [VersionError] for a response from another version of the API, or an error
// of the context. Any other error is one line. It is about a request that was refused before it was
// sent, or that got no response. With a VersionError, a method also returns the payload if it could
// decode the payload. After a create or an update that the API has carried out, a method returns
// what it could decode, such as the ID, with any error.
//
// The strings of a response share memory, so a program that keeps one organization keeps up to 2
// KiB of the rest of the response in memory.
type Client struct { //nolint:recvcheck // Format has a value receiver, so that a copy of a Client prints the same.
	// The settings are behind a function. Otherwise fmt and debuggers would find the values of
	// WithHeader by reflection and print them.
	config func() *settings
}

// settings has the values of the options, and what is derived from these values.
type settings struct {
	baseURL          *url.URL
	plainHTTP        bool
	httpClient       *http.Client
	credential       Credential
	apiVersion       []string // The slice has one value, because a header has a slice of values.
	versionWarning   bool
	timeout          time.Duration
	retry            RetryPolicy
	idempotencyKey   string
	userAgent        []string
	header           http.Header
	maxResponseBytes int64
	responseInto     **http.Response
	logger           *slog.Logger

	// sender sends requests. It is httpClient or a copy of it; see prepare.
	sender *http.Client
	// gunzips reports whether requests ask for gzip and this package decompresses the responses.
	gunzips bool
	// requestHeader has the headers that don't depend on the call.
	requestHeader http.Header
	// redacts removes the key and the values of header from a text.
	redacts *redactor
}

// New returns a client that calls the API with the credential. It sends no request yet. It returns
// an error if the credential or an option is invalid.
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

// Format implements [fmt.Formatter]. For every verb, it prints the base URL. It prints neither the
// credential nor the values of [WithHeader], which may be credentials too. If the base URL has one
// of them by mistake, it prints [redacted] there.
func (c Client) Format(f fmt.State, _ rune) {
	base := nilError
	if c.config != nil {
		s := c.config()
		base = s.redacts.redact(s.baseURL.String(), false)
	}
	_, _ = fmt.Fprintf(f, "organizations.Client(%s)", base)
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
	return s.checkPlainHTTP()
}

// operation describes an operation of the document.
type operation struct {
	id          string
	method      string
	path        string
	credentials credentialKind
	// idempotencyKey reports whether the operation takes an idempotency key. Without
	// [WithIdempotencyKey], the client sends a key only with a POST.
	idempotencyKey bool
	// payload is the property of the response that the method returns. It is empty if the method
	// returns none.
	payload string
	// nullable reports whether the payload may be null.
	nullable bool
}

// expand replaces the path parameters in the operation's path with the values, which must be UUIDs.
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

// call carries out an operation and decodes the body of the response into the payload into. If into
// is nil, call ignores the body.
func (c *Client) call(ctx context.Context, o *operation, path []string, request any, into payload, opts []Option) error {
	x, err := c.newExchange(ctx, o, path, request, opts)
	if err != nil {
		return fmt.Errorf("%s: %w", o.id, err)
	}
	ctx, cancel := x.within(ctx)
	defer cancel()
	x.into = into
	_, b, err := x.send(ctx) //nolint:bodyclose // finish closes the body.
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
