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

// APIVersion is the version of the API that this package is written for, and that it asks for unless [WithAPIVersion] says otherwise.
const APIVersion = "2025-09-18"

// defaultBaseURL is where the vendor's service is.
const defaultBaseURL = "https://app.polytomic.com"

// Client calls the API with one credential. Make it with [New]. It is safe for concurrent use, and meant to be kept: its connections
// are used again.
//
// Each method returns what the API answered, without the envelope around it. Its errors are an [Error] for an answer outside 2xx, a
// [DecodeError] for one of 2xx that holds something else than documented, a [VersionError] for one of another version of the API, an
// error of the context, and others, of one line, for what was refused before it was sent or lost on the way.
type Client struct {
	settings settings
}

// settings is what options set.
type settings struct {
	baseURL          *url.URL
	plainHTTP        bool
	httpClient       *http.Client
	credential       Credential
	apiVersion       string
	versionWarning   bool
	timeout          time.Duration
	retry            RetryPolicy
	idempotencyKey   string
	userAgent        []string
	header           http.Header
	maxResponseBytes int64
	responseInto     **http.Response
	logger           *slog.Logger
}

// New returns a client that calls the API with the credential. It sends nothing yet.
func New(credential Credential, opts ...Option) (*Client, error) {
	if credential.key == nil {
		return nil, errors.New("organizations: there is no credential; make one with PartnerKey, UserKey or OrganizationKey")
	}
	if credential.err != nil {
		return nil, fmt.Errorf("organizations: %w", credential.err)
	}
	base, err := parseBaseURL(defaultBaseURL)
	if err != nil {
		return nil, err
	}
	c := &Client{settings: settings{
		baseURL:          base,
		httpClient:       guardRedirects(&http.Client{}),
		credential:       credential,
		apiVersion:       APIVersion,
		retry:            RetryPolicy{}.withDefaults(),
		userAgent:        []string{defaultUserAgent()},
		maxResponseBytes: 64 << 20,
		logger:           slog.New(slog.DiscardHandler),
	}}
	if err := c.settings.applyAll(opts); err != nil {
		return nil, fmt.Errorf("organizations: %w", err)
	}
	if c.settings.idempotencyKey != "" {
		return nil, errors.New("organizations: WithIdempotencyKey is for one call: with New, each create would return the outcome of the first")
	}
	return c, nil
}

// Format implements [fmt.Formatter]: whatever the verb, it prints where the client calls, and neither the credential nor the values of
// [WithHeader], which may be credentials too.
func (c *Client) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "organizations.Client(%v)", c.settings.baseURL)
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
	return checkPlainHTTP(s.baseURL, s.plainHTTP)
}

// operation is what the client knows of an operation of the document.
type operation struct {
	id          string
	method      string
	path        string
	credentials credentialKind
	// idempotencyKey says that the operation takes one.
	idempotencyKey bool
	// payload is the property of the answer that is returned; empty where nothing is.
	payload string
}

// expand puts the values of the path parameters, each of them a UUID, into the path of the operation.
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

// answer is where an answer is decoded into. It knows whether the payload was there.
type answer interface{ found() bool }

// call does the whole of an operation. Where into is nil, the body of the answer means nothing.
func (c *Client) call(ctx context.Context, o *operation, path []string, body, into any, opts []Option) error {
	x, err := c.newExchange(o, path, body, opts)
	if err != nil {
		return fmt.Errorf("%s: %w", o.id, err)
	}
	ctx, cancel := x.within(ctx)
	defer cancel()
	x.into = into
	response, err := x.send(ctx) //nolint:bodyclose // finish closes it.
	if err != nil {
		return err
	}
	finish(response.Body)
	return nil
}
