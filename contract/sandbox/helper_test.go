package sandbox_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// The constants are the second partner of the seed that tests start with.
const (
	otherKey     = "other-partner-key"
	otherUserKey = "other-user-key"
	otherOwnerID = "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a01"
	otherChildID = "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7a02"
	unknownID    = "6f1d4a10-9a4c-4f58-8c55-4f5b1e0c7aff"
)

func twoPartners() sandbox.Seed {
	seed := sandbox.DefaultSeed()
	seed.Partners = append(seed.Partners, sandbox.Partner{
		Key:   otherKey,
		Owner: sandbox.Organization{ID: otherOwnerID, Name: "Other Partner", UserKeys: []sandbox.Secret{otherUserKey}},
		Children: []sandbox.Organization{
			{ID: otherChildID, Name: "Example Customer"},
		},
	})
	return seed
}

var document = sync.OnceValues(func() (*contract.Contract, error) { return contract.ParseFS(polytomic.FS(), "openapi.yaml") })

func loadContract(tb tb) *contract.Contract {
	tb.Helper()
	c, err := document()
	require.NoError(tb, err)
	return c
}

// tb has the methods that tests and property tests share.
type tb interface {
	rapid.TB
	Cleanup(f func())
	Context() context.Context
}

// peer is a sandbox for a test that checks all exchanges against the document.
type peer struct {
	*sandbox.Server

	tb   tb
	next *http.Transport
	// transport fails the test on each finding. lenient doesn't fail if the request was wrong and
	// the sandbox refused it.
	transport, lenient http.RoundTripper
	keep               func(*contract.Exchange, []contract.Finding)
}

// start starts a sandbox with two partners. If the environment variable EVIDENCE names a directory,
// the sandbox records the exchanges of the test in it.
func start(tb tb, opts ...sandbox.Option) *peer {
	tb.Helper()
	return startKeeping(tb, os.Getenv("EVIDENCE"), opts...)
}

// startDerived is like start, for a test that derives its exchanges from the document or makes them
// at random. The sandbox records them in the directory that DERIVED_EVIDENCE names. Such exchanges
// repeat a mistake in the document, or miss it by chance, so they can't show that the document is
// right.
func startDerived(tb tb, opts ...sandbox.Option) *peer {
	tb.Helper()
	return startKeeping(tb, os.Getenv("DERIVED_EVIDENCE"), opts...)
}

func startKeeping(tb tb, dir string, opts ...sandbox.Option) *peer {
	tb.Helper()
	s := sandbox.New(tb, append([]sandbox.Option{sandbox.WithSeed(twoPartners())}, opts...)...)
	next := &http.Transport{}
	tb.Cleanup(next.CloseIdleConnections)
	p := &peer{Server: s, tb: tb, next: next, keep: recording.KeepTest(tb, loadContract(tb), dir, func(*contract.Exchange, []contract.Finding) {})}
	p.beginSession()
	p.Client = p.client(organizations.PartnerKey(string(sandbox.DefaultPartnerKey)))
	return p
}

// beginSession starts a new session: later exchanges are checked without the earlier ones.
func (p *peer) beginSession() {
	p.transport = p.checked(p.next, contract.FailTest(p.tb, contract.Strict()))
	p.lenient = p.checked(p.next, func(x *contract.Exchange, findings []contract.Finding) {
		for _, f := range findings {
			if f.Severity == contract.Violation || strings.HasPrefix(f.Rule.String(), "response.") {
				p.tb.Errorf("%s %s: %s at %s: %s", x.Request.Method, x.Request.URL, f.Rule.String(), f.At.String(), f.Message())
			}
		}
	})
}

// checked returns a transport that records each exchange and reports its findings.
func (p *peer) checked(next http.RoundTripper, report func(*contract.Exchange, []contract.Finding)) http.RoundTripper {
	return &contract.Transport{Contract: loadContract(p.tb), Next: next, Report: func(x *contract.Exchange, findings []contract.Finding) {
		p.keep(x, findings)
		report(x, findings)
	}}
}

// client returns a client with another credential.
func (p *peer) client(credential organizations.Credential) *organizations.Client {
	p.tb.Helper()
	client, err := organizations.New(credential,
		organizations.WithBaseURL(p.URL), organizations.WithTransport(p.transport), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}),
	)
	require.NoError(p.tb, err)
	return client
}

// reply is an answer with its complete body.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) apiError(tb tb) organizations.APIError {
	tb.Helper()
	var e organizations.APIError
	require.NoError(tb, json.Unmarshal([]byte(r.body), &e), r.body)
	return e
}

func (r reply) organization(tb tb) organizations.Organization {
	tb.Helper()
	var e server.OrganizationEnvelope
	require.NoError(tb, json.Unmarshal([]byte(r.body), &e), r.body)
	return e.Data
}

// send sends a request as the default partner, unless the headers have another credential. The
// headers are pairs of name and value; an empty value removes the header.
func (p *peer) send(method, path, body string, headers ...string) reply {
	p.tb.Helper()
	return p.sendBy(p.lenient, method, path, body, headers...)
}

func (p *peer) sendBy(transport http.RoundTripper, method, path, body string, headers ...string) reply {
	p.tb.Helper()
	request, err := http.NewRequestWithContext(p.tb.Context(), method, p.URL+path, strings.NewReader(body))
	require.NoError(p.tb, err)
	request.Header.Set("Authorization", bearer(string(sandbox.DefaultPartnerKey)))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		if name := http.CanonicalHeaderKey(headers[i]); i > 1 && headers[i-2] == headers[i] {
			request.Header.Add(name, headers[i+1])
		} else if headers[i+1] == "" {
			request.Header.Del(name)
		} else {
			request.Header.Set(name, headers[i+1])
		}
	}
	response, err := transport.RoundTrip(request)
	require.NoError(p.tb, err)
	defer func() { assert.NoError(p.tb, response.Body.Close()) }()
	data, err := io.ReadAll(response.Body)
	require.NoError(p.tb, err)
	return reply{status: response.StatusCode, header: response.Header, body: string(data)}
}

// unchecked sends requests without checking them against the document.
var unchecked = &http.Transport{DisableKeepAlives: true}

// toJSON returns the body of a request as JSON, or an empty string for nil.
func toJSON(tb tb, request any) string {
	tb.Helper()
	if request == nil {
		return ""
	}
	data, err := json.Marshal(request)
	require.NoError(tb, err)
	return string(data)
}

func bearer(key string) string { return "Bearer " + key }

func basic(organizationID, key string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(organizationID+":"+key))
}
