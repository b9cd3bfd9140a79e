package organizations_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	id     = "248df4b7-aa70-47b8-a036-33ac447e668d"
	secret = "pk-s3cr3t-partner-key"
)

// peer is a transport that calls a function for each answer, and keeps the requests.
type peer struct {
	requests []*http.Request
	bodies   []string
	answer   func(n int) (*http.Response, error)
}

func (p *peer) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	p.requests = append(p.requests, r)
	body := ""
	if r.Body != nil {
		text, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		body = string(text)
	}
	p.bodies = append(p.bodies, body)
	response, err := p.answer(len(p.requests))
	if response != nil {
		response.Request = r
	}
	return response, err
}

// says returns a response with the status and a JSON body.
func says(status int, body string) *http.Response {
	return &http.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"application/json"}, "X-Polytomic-Version": {"2025-09-18"}},
		Body:       io.NopCloser(strings.NewReader(body)),
	}
}

func always(status int, body string) *peer {
	return &peer{answer: func(int) (*http.Response, error) { return says(status, body), nil }}
}

// fast is a policy whose waits are too short to notice.
var fast = organizations.RetryPolicy{MaxAttempts: 4, InitialInterval: time.Nanosecond, MaxInterval: time.Nanosecond}

func newClient(tb testing.TB, p http.RoundTripper, opts ...organizations.Option) *organizations.Client {
	tb.Helper()
	return newClientWith(tb, organizations.PartnerKey(secret), p, opts...)
}

func newClientWith(tb testing.TB, credential organizations.Credential, p http.RoundTripper, opts ...organizations.Option) *organizations.Client {
	tb.Helper()
	client, err := organizations.New(credential, append([]organizations.Option{organizations.WithTransport(p), organizations.WithRetry(fast)}, opts...)...)
	require.NoError(tb, err)
	return client
}

func TestMethodsReturnThePayload(t *testing.T) {
	want := organizations.Organization{ID: id, Name: "Acme", SSODomain: "acme.example", Additional: map[string]jsontext.Value{"plan": jsontext.Value(`"pro"`)}}
	single := `{"data": {"id": "` + id + `", "name": "Acme", "sso_domain": "acme.example", "issuer": null, "plan": "pro"}}`
	ctx := context.Background()

	p := always(200, `{"data": [{"name": "Owner"}, {"name": "Acme"}]}`)
	list, err := newClient(t, p).ListOrganizations(ctx)
	require.NoError(t, err)
	assert.Equal(t, []organizations.Organization{{Name: "Owner"}, {Name: "Acme"}}, list)
	assert.Equal(t, "GET https://app.polytomic.com/api/organizations", p.requests[0].Method+" "+p.requests[0].URL.String())

	list, err = newClient(t, always(200, `{"data": null}`)).ListOrganizations(ctx)
	require.NoError(t, err)
	assert.Nil(t, list)

	p = always(200, single)
	got, err := newClient(t, p).GetOrganization(ctx, id)
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.Equal(t, "GET https://app.polytomic.com/api/organizations/"+id, p.requests[0].Method+" "+p.requests[0].URL.String())
	assert.Equal(t, "Bearer "+secret, p.requests[0].Header.Get("Authorization"))
	assert.Equal(t, "2025-09-18", p.requests[0].Header.Get("X-Polytomic-Version"))
	assert.Empty(t, p.requests[0].Header.Get("Idempotency-Key"))

	p = always(200, single)
	got, err = newClient(t, p).CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.JSONEq(t, `{"name": "Acme"}`, p.bodies[0])
	assert.EqualValues(t, len(p.bodies[0]), p.requests[0].ContentLength)
	assert.Equal(t, "application/json", p.requests[0].Header.Get("Content-Type"))
	assert.Regexp(t, `^[A-Za-z0-9_-]{8,255}$`, p.requests[0].Header.Get("Idempotency-Key"))

	p = always(200, single)
	got, err = newClient(t, p).UpdateOrganization(ctx, id, organizations.UpdateOrganizationRequest{Name: "Acme", ClientSecret: organizations.NewSecret("x")})
	require.NoError(t, err)
	assert.Equal(t, want, got)
	assert.JSONEq(t, `{"name": "Acme", "client_secret": "x"}`, p.bodies[0])
	assert.Equal(t, "PUT", p.requests[0].Method)

	for _, status := range []int{200, 204} {
		p = always(status, "")
		require.NoError(t, newClient(t, p).DeleteOrganization(ctx, id))
		assert.Equal(t, "DELETE", p.requests[0].Method)
	}

	for _, credential := range []organizations.Credential{organizations.UserKey("user-key-1"), organizations.OrganizationKey(id, "partner-key")} {
		p = always(200, single)
		got, err = newClientWith(t, credential, p).GetCurrentOrganization(ctx)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	user, password, ok := p.requests[0].BasicAuth()
	assert.Equal(t, []any{id, "partner-key", true}, []any{user, password, ok})
}

func TestAWrongCredentialIsRefusedBeforeAnythingIsSent(t *testing.T) {
	p := always(200, `{"data": []}`)
	_, err := newClientWith(t, organizations.UserKey(secret), p).ListOrganizations(context.Background())
	require.EqualError(t, err, "listOrganizations: the credential is a user key, and the operation takes a partner key; for the organization of the credential itself call GetCurrentOrganization")
	_, err = newClient(t, p).GetCurrentOrganization(context.Background())
	require.EqualError(t, err, "getCurrentOrganization: the credential is a partner key, and the operation takes a user key or an organization-scoped key")
	_, err = (&organizations.Client{}).GetOrganization(context.Background(), id)
	require.EqualError(t, err, "getOrganization: the client has no credential; make it with New")
	assert.Empty(t, p.requests)
}

func TestAnIDThatIsNoUUIDIsRefusedBeforeAnythingIsSent(t *testing.T) {
	p := always(200, `{"data": {}}`)
	client := newClient(t, p)
	for _, bad := range []string{
		"", "../users", "%2e%2e", "..", ".", id + "/", id[:35], id + "0", "248df4b7-aa70-47b8-a036-33ac447e668\r", id[:34] + "\r\n",
		"{" + id[:34] + "}", "248df4b7aa7047b8a03633ac447e668d", "urn:uuid:" + id[:27], strings.Repeat("\x00", 36), "248df4b7-aa70-47b8-a036-33ac447e668g", "248df4b7/aa70-47b8-a036-33ac447e668d",
		strings.Repeat("a", 1<<20),
	} {
		_, err := client.GetOrganization(context.Background(), bad)
		require.ErrorContains(t, err, "getOrganization: id is not a UUID")
		assert.Less(t, len(err.Error()), 300)
		assert.NotContains(t, err.Error(), "\n")
		_, err = client.UpdateOrganization(context.Background(), bad, organizations.UpdateOrganizationRequest{Name: "a"})
		require.Error(t, err)
		require.Error(t, client.DeleteOrganization(context.Background(), bad))
	}
	assert.Empty(t, p.requests)
}

func TestErrors(t *testing.T) {
	page := "<html>" + strings.Repeat("x", 100) + secret + "</html>"
	for name, tt := range map[string]struct {
		status   int
		body     string
		header   http.Header
		sentinel error
		want     string
	}{
		"of the API":  {404, `{"key": "not_found", "message": "no such organization", "metadata": {"id": "x"}, "status": 404}`, nil, organizations.ErrNotFound, "404 Not Found: not_found: no such organization"},
		"empty one":   {422, `{}`, nil, organizations.ErrUnprocessableEntity, "422 Unprocessable Entity"},
		"conflict":    {409, `{"message": "line\nbreak"}`, nil, organizations.ErrConflict, "409 Conflict: line break"},
		"controls":    {409, "{\"message\": \"a\u2028b\u009bc\u202ed\u00e9\"}", nil, organizations.ErrConflict, "409 Conflict: a b c d\u00e9"},
		"HTML":        {403, page, http.Header{"Content-Type": {"text/html"}}, organizations.ErrForbidden, "403 Forbidden: the body is not an error of the API: 134 bytes of text/html"},
		"long":        {409, `{"message": "` + strings.Repeat("x", 5000) + `"}`, nil, organizations.ErrConflict, "409 Conflict: " + strings.Repeat("x", 300) + "..."},
		"no body":     {401, ``, nil, organizations.ErrUnauthorized, "401 Unauthorized: the body is empty"},
		"truncated":   {500, `{"key": "a`, nil, organizations.ErrInternalServerError, "500 Internal Server Error: the body is not an error of the API: 10 bytes of application/json"},
		"too large":   {400, strings.Repeat("x", 9000), nil, organizations.ErrBadRequest, "400 Bad Request: the body is too large for an error: over 8192 bytes of application/json"},
		"wrong type":  {400, `{"status": "400"}`, nil, organizations.ErrBadRequest, "400 Bad Request: the body is not an error of the API: 17 bytes of application/json"},
		"redirection": {304, ``, nil, nil, "304 Not Modified: the body is empty"},
		"echo":        {400, `{"message": "bad key ` + secret + `", "metadata": {"k": "` + secret + `"}}`, nil, organizations.ErrBadRequest, "400 Bad Request: bad key [redacted]"},
	} {
		t.Run(name, func(t *testing.T) {
			p := &peer{answer: func(int) (*http.Response, error) {
				response := says(tt.status, tt.body)
				if tt.header != nil {
					response.Header = tt.header
				}
				return response, nil
			}}
			_, err := newClient(t, p).GetOrganization(context.Background(), id)
			require.EqualError(t, err, "GET /api/organizations/"+id+": "+tt.want)
			var refusal *organizations.Error
			require.ErrorAs(t, err, &refusal)
			assert.Equal(t, tt.status, refusal.StatusCode)
			assert.LessOrEqual(t, len(refusal.Body), 8<<10)
			if tt.sentinel != nil {
				require.ErrorIs(t, err, tt.sentinel)
			}
			assert.NotContains(t, fmt.Sprintf("%v %+v %#v %s", err, err, err, refusal.Body), secret)
			assert.Len(t, p.requests, 1)
		})
	}
}

func TestErrorHoldsWhatTheAPISaid(t *testing.T) {
	_, err := newClient(t, always(409, `{"key": "conflict", "message": "taken", "metadata": {"field": "name"}}`)).
		CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a"})
	var refusal *organizations.Error
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, "conflict", refusal.Key)
	assert.Equal(t, "taken", refusal.Message)
	assert.Equal(t, map[string]any{"field": "name"}, refusal.Metadata)
	assert.Equal(t, "POST", refusal.Method)
	assert.Equal(t, "/api/organizations", refusal.Path)
	assert.Equal(t, "2025-09-18", refusal.Version)
	require.NotErrorIs(t, err, organizations.ErrNotFound)
}

func TestDecodeErrors(t *testing.T) {
	for name, tt := range map[string]struct{ body, want string }{
		"another type":   {`{"data": {"name": 5}}`, "200 OK: at /data/name: the API documents no JSON number there"},
		"not an object":  {`[]`, "200 OK: the API documents no JSON array there"},
		"missing":        {`{"result": {}}`, "200 OK: at /data: the property is missing"},
		"null":           {`{"data": null}`, "200 OK: at /data: the property is missing"},
		"duplicate name": {`{"data": {}, "data": {}}`, "200 OK: at /data: an object has the same name twice"},
		"no JSON":        {`<html>`, "200 OK: the body is not JSON, or breaks off: application/json, byte 0"},
		"breaks off":     {`{"data": {"na`, "200 OK: at /data: the body is not JSON, or breaks off: application/json, byte 13"},
		"more":           {`{"data": {}} {}`, "200 OK: the body is not JSON, or breaks off: application/json, byte 13"},
		"empty":          {``, "200 OK: the body is empty"},
		"too large":      {`{"data": {"name": "` + strings.Repeat("x", 100) + `"}}`, "200 OK: the body is larger than the 64 bytes that WithMaxResponseBytes allows"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newClient(t, always(200, tt.body), organizations.WithMaxResponseBytes(64)).GetOrganization(context.Background(), id)
			require.EqualError(t, err, "GET /api/organizations/"+id+": "+tt.want)
			var decode *organizations.DecodeError
			require.ErrorAs(t, err, &decode)
			assert.Equal(t, 200, decode.StatusCode)
		})
	}
	broken := errors.New("connection reset")
	p := &peer{answer: func(int) (*http.Response, error) {
		response := says(200, "")
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"data": {`), iotest.ErrReader(broken)))
		return response, nil
	}}
	_, err := newClient(t, p).GetOrganization(context.Background(), id)
	require.ErrorIs(t, err, broken)
	require.ErrorContains(t, err, "200 OK")
}

func TestAnAnswerOfAnotherVersionIsAnError(t *testing.T) {
	p := &peer{answer: func(int) (*http.Response, error) {
		response := says(200, `{"data": []}`)
		response.Header.Set("X-Polytomic-Version", "2021-05-23")
		return response, nil
	}}
	_, err := newClient(t, p).ListOrganizations(context.Background())
	var version *organizations.VersionError
	require.ErrorAs(t, err, &version)
	assert.Equal(t, "2021-05-23", version.Served)
	assert.Equal(t, "2025-09-18", version.Requested)
	assert.Len(t, p.requests, 1, "it is not tried again")

	var log bytes.Buffer
	_, err = newClient(t, p, organizations.WithVersionWarning(), organizations.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))).ListOrganizations(context.Background())
	require.NoError(t, err)
	assert.Contains(t, log.String(), "level=WARN")

	_, err = newClient(t, p).ListOrganizations(context.Background(), organizations.WithAPIVersion("2021-05-23"))
	require.NoError(t, err)
	assert.Equal(t, "2021-05-23", p.requests[2].Header.Get("X-Polytomic-Version"))
}

func TestOptionsOfACallWinOverThoseOfTheClient(t *testing.T) {
	p := always(200, `{"data": {}}`)
	client := newClient(t, p, organizations.WithUserAgent("a"), organizations.WithHeader("X-Trace", "1"), organizations.WithBaseURL("https://one.example/base/"))
	var response *http.Response
	_, err := client.CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a"},
		organizations.WithUserAgent("b"), organizations.WithHeader("x-trace", "2"), organizations.WithBaseURL("https://two.example"),
		organizations.WithIdempotencyKey("12345678"), organizations.WithResponseInto(&response))
	require.NoError(t, err)
	first := p.requests[0]
	assert.Equal(t, []string{"b"}, first.Header["User-Agent"])
	assert.Equal(t, []string{"2"}, first.Header["X-Trace"])
	assert.Equal(t, "12345678", first.Header.Get("Idempotency-Key"))
	assert.Equal(t, "https://two.example/api/organizations", first.URL.String())
	assert.Equal(t, "2025-09-18", response.Header.Get("X-Polytomic-Version"))

	_, err = client.GetOrganization(context.Background(), id)
	require.NoError(t, err)
	second := p.requests[1]
	assert.Equal(t, []string{"a"}, second.Header["User-Agent"])
	assert.Equal(t, []string{"1"}, second.Header["X-Trace"])
	assert.Equal(t, "https://one.example/base/api/organizations/"+id, second.URL.String())
}

func TestOptionsThatCannotBeAreRefusedByName(t *testing.T) {
	p := always(200, `{"data": {}}`)
	for name, o := range map[string]organizations.Option{
		"WithBaseURL: the string is not a URL":              organizations.WithBaseURL("https://a b:" + secret),
		"WithBaseURL: the URL doesn't begin with":           organizations.WithBaseURL("ftp://a.example"),
		"WithBaseURL: the URL has a user":                   organizations.WithBaseURL("https://u:" + secret + "@a.example"),
		"WithBaseURL: the URL has a query":                  organizations.WithBaseURL("https://a.example?x=" + secret),
		"WithBaseURL: http to a.example":                    organizations.WithBaseURL("http://a.example"),
		"WithTransport: the transport is nil":               organizations.WithTransport(nil),
		"WithHTTPClient: the client is a nil *http.Client":  organizations.WithHTTPClient(nil),
		"WithAPIVersion:":                                   organizations.WithAPIVersion("latest\r\n"),
		"WithTimeout:":                                      organizations.WithTimeout(0),
		"WithRetry:":                                        organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: -1}),
		"WithIdempotencyKey: the key has 7":                 organizations.WithIdempotencyKey("1234567"),
		"WithIdempotencyKey: the key has 256":               organizations.WithIdempotencyKey(strings.Repeat("a", 256)),
		"WithIdempotencyKey: the character at byte 4":       organizations.WithIdempotencyKey("1234 678"),
		"WithUserAgent:":                                    organizations.WithUserAgent("a\r\nb"),
		"WithHeader: the name is not the name of a header":  organizations.WithHeader("", "a"),
		"WithHeader: the name is not the name of a header ": organizations.WithHeader("Authorization: Bearer "+secret, "a"),
		"WithHeader: Authorization is set":                  organizations.WithHeader("authorization", secret),
		"WithHeader: Host is set":                           organizations.WithHeader("host", "a"),
		"WithHeader: Accept-Encoding is set":                organizations.WithHeader("accept-encoding", "gzip"), // With this header, nobody would decompress the response.
		"WithHeader: Proxy-Authorization is set":            organizations.WithHeader("proxy-authorization", secret),
		"WithHeader: Idempotency-Key is set":                organizations.WithHeader("idempotency-key", "a"),
		"WithHeader: the value of X-A":                      organizations.WithHeader("x-a", "a\r\nb: "+secret),
		"WithMaxResponseBytes:":                             organizations.WithMaxResponseBytes(0),
		"WithResponseInto:":                                 organizations.WithResponseInto(nil),
		"WithLogger:":                                       organizations.WithLogger(nil),
		"an option is nil":                                  nil,
	} {
		_, err := organizations.New(organizations.PartnerKey(secret), o)
		if !strings.HasPrefix(name, "WithIdempotencyKey") || err == nil {
			require.ErrorContains(t, err, strings.TrimSpace(name))
		}
		assert.NotContains(t, err.Error(), secret)
		_, err = newClient(t, p).CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a"}, o)
		require.ErrorContains(t, err, "createOrganization: "+strings.TrimSpace(name))
		assert.NotContains(t, err.Error(), "\n")
	}
	_, err := newClient(t, p).GetOrganization(context.Background(), id, organizations.WithIdempotencyKey("12345678"))
	require.ErrorContains(t, err, "getOrganization: WithIdempotencyKey: the operation takes no idempotency key")
	_, err = organizations.New(organizations.PartnerKey(secret), organizations.WithIdempotencyKey("12345678"))
	require.ErrorContains(t, err, "WithIdempotencyKey is for one call")
	assert.Empty(t, p.requests)
}

// The error for a body that breaks off differs from the error for a complete body.
func TestARefusalThatBreaksOff(t *testing.T) {
	p := &peer{answer: func(int) (*http.Response, error) {
		response := says(404, "")
		response.ContentLength = 100
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"key"`), iotest.ErrReader(errReset)))
		return response, nil
	}}
	_, err := newClient(t, p).GetOrganization(context.Background(), id)
	require.ErrorIs(t, err, organizations.ErrNotFound)
	require.ErrorContains(t, err, "404 Not Found: the body breaks off after 6 bytes")
}

func TestWithTransportKeepsTheClientAndItsJar(t *testing.T) {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	jar.SetCookies(&url.URL{Scheme: "https", Host: "app.polytomic.com"}, []*http.Cookie{{Name: "a", Value: "b"}})
	p := always(200, `{"data": {}}`)
	client := newClient(t, p, organizations.WithHTTPClient(&http.Client{Jar: jar}), organizations.WithTransport(p))
	_, err = client.GetOrganization(context.Background(), id)
	require.NoError(t, err)
	assert.Equal(t, "a=b", p.requests[0].Header.Get("Cookie"))
}

func TestWhereThereIsNoResponseItIsNil(t *testing.T) {
	response := &http.Response{}
	_, err := newClient(t, script(0)).GetOrganization(context.Background(), id, organizations.WithResponseInto(&response))
	require.EqualError(t, err, "GET /api/organizations/"+id+": connection reset by peer")
	assert.Nil(t, response)
}

// If nobody wants a body that never ends, the client stops reading it.
func TestABodyThatNobodyWantsIsNotReadForLong(t *testing.T) {
	body := &endless{n: 1_000_000}
	p := &peer{answer: func(int) (*http.Response, error) {
		response := says(200, "")
		response.Body = body
		return response, nil
	}}
	require.NoError(t, newClient(t, p).DeleteOrganization(context.Background(), id))
	assert.Less(t, body.at, 10_000)
}
