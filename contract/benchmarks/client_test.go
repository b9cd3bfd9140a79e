package benchmarks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/uuid"

	"github.com/orgcontract/polytomic-organizations/contract/benchmarks/ogen"
	"github.com/orgcontract/polytomic-organizations/contract/benchmarks/stock"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const (
	id      = "248df4b7-aa70-47b8-a036-33ac447e668d"
	version = "2025-09-18"
	key     = "test-key"
)

// client has the operations of one compared client. list returns the number of organizations, and
// get returns an error for a refusal.
type client struct {
	list func(ctx context.Context) (int, error)
	get  func(ctx context.Context) error
}

var errNotFound = errors.New("not found")

// peers lists the compared clients. Each is made for a base URL and an HTTP client.
var peers = []struct {
	name string
	make func(b *testing.B, baseURL string, h *http.Client) client
}{
	{"byhand", byHand},
	{"stock", oapiCodegen},
	{"ogen", ogenClient},
	{"ours", ours},
}

// byHand returns a client written by hand with net/http and encoding/json.
func byHand(_ *testing.B, baseURL string, h *http.Client) client {
	type organization struct {
		ID        string `json:"id"`
		Issuer    string `json:"issuer"`
		Name      string `json:"name"`
		SSODomain string `json:"sso_domain"`
		SSOOrgID  string `json:"sso_org_id"`
	}
	type apiError struct {
		Key      string         `json:"key"`
		Message  string         `json:"message"`
		Metadata map[string]any `json:"metadata"`
		Status   int            `json:"status"`
	}
	do := func(ctx context.Context, path string, into any) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, baseURL+path, nil)
		if err != nil {
			return err
		}
		request.Header.Set("Authorization", "Bearer "+key)
		request.Header.Set("X-Polytomic-Version", version)
		request.Header.Set("Accept", "application/json")
		response, err := h.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		if response.StatusCode != http.StatusOK {
			var refusal apiError
			if err := json.NewDecoder(response.Body).Decode(&refusal); err != nil {
				return err
			}
			return errNotFound
		}
		return json.NewDecoder(response.Body).Decode(into)
	}
	return client{
		list: func(ctx context.Context) (int, error) {
			var envelope struct {
				Data []organization `json:"data"`
			}
			err := do(ctx, "/api/organizations", &envelope)
			return len(envelope.Data), err
		},
		get: func(ctx context.Context) error {
			var envelope struct {
				Data organization `json:"data"`
			}
			return do(ctx, "/api/organizations/"+id, &envelope)
		},
	}
}

func oapiCodegen(b *testing.B, baseURL string, h *http.Client) client {
	c, err := stock.NewClientWithResponses(baseURL, stock.WithHTTPClient(h), stock.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", "Bearer "+key)
		return nil
	}))
	if err != nil {
		b.Fatal(err)
	}
	requested, parsed := version, uuid.MustParse(id)
	return client{
		list: func(ctx context.Context) (int, error) {
			r, err := c.ListOrganizationsWithResponse(ctx, &stock.ListOrganizationsParams{XPolytomicVersion: &requested})
			if err != nil {
				return 0, err
			}
			return len(*r.JSON200.Data), nil
		},
		get: func(ctx context.Context) error {
			r, err := c.GetOrganizationWithResponse(ctx, parsed, &stock.GetOrganizationParams{XPolytomicVersion: &requested})
			if err == nil && r.JSON200 == nil {
				return errNotFound
			}
			return err
		},
	}
}

type ogenSecurity struct{}

func (ogenSecurity) PartnerKey(context.Context, ogen.OperationName) (ogen.PartnerKey, error) {
	return ogen.PartnerKey{Token: key}, nil
}

func (ogenSecurity) UserKey(context.Context, ogen.OperationName) (ogen.UserKey, error) {
	return ogen.UserKey{}, nil
}

func (ogenSecurity) OrganizationKey(context.Context, ogen.OperationName) (ogen.OrganizationKey, error) {
	return ogen.OrganizationKey{}, nil
}

func ogenClient(b *testing.B, baseURL string, h *http.Client) client {
	c, err := ogen.NewClient(baseURL, ogenSecurity{}, ogen.WithClient(h))
	if err != nil {
		b.Fatal(err)
	}
	requested, parsed := ogen.NewOptString(version), uuid.MustParse(id)
	return client{
		list: func(ctx context.Context) (int, error) {
			r, err := c.ListOrganizations(ctx, ogen.ListOrganizationsParams{XPolytomicVersion: requested})
			if err != nil {
				return 0, err
			}
			return len(r.(*ogen.OrganizationListEnvelopeHeaders).Response.Data), nil
		},
		get: func(ctx context.Context) error {
			r, err := c.GetOrganization(ctx, ogen.GetOrganizationParams{ID: parsed, XPolytomicVersion: requested})
			if _, ok := r.(*ogen.GetOrganizationNotFound); ok {
				return errNotFound
			}
			return err
		},
	}
}

func ours(b *testing.B, baseURL string, h *http.Client) client {
	c, err := organizations.New(organizations.PartnerKey(key), organizations.WithBaseURL(baseURL), organizations.WithHTTPClient(h))
	if err != nil {
		b.Fatal(err)
	}
	return client{
		list: func(ctx context.Context) (int, error) {
			all, err := c.ListOrganizations(ctx)
			return len(all), err
		},
		get: func(ctx context.Context) error {
			_, err := c.GetOrganization(ctx, id)
			if errors.Is(err, organizations.ErrNotFound) {
				return errNotFound
			}
			return err
		},
	}
}

// listBody returns the JSON of a list of n organizations.
func listBody(n int) []byte {
	data := make([]map[string]string, n)
	for i := range data {
		data[i] = map[string]string{
			"id": uuid.NewSHA1(uuid.Nil, fmt.Append(nil, i)).String(), "name": fmt.Sprintf("Organization %d", i),
			"issuer": "https://login.example.com", "sso_domain": fmt.Sprintf("customer-%d.example.com", i), "sso_org_id": fmt.Sprintf("org_%08d", i),
		}
	}
	text, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		panic(err)
	}
	return text
}

var works = []struct {
	name   string
	status int
	body   []byte
	run    func(c client) error
}{
	{"list10000", 200, listBody(10_000), listing(10_000)},
	{"list100", 200, listBody(100), listing(100)},
	{"list1", 200, listBody(1), listing(1)},
	{"get", 200, []byte(`{"data": {"id": "` + id + `", "name": "Acme", "sso_domain": "acme.example", "sso_org_id": "org_1"}}`), func(c client) error { return c.get(context.Background()) }},
	{"error404", 404, []byte(`{"key": "not_found", "message": "no organization has this id", "metadata": {"id": "` + id + `"}, "status": 404}`), func(c client) error {
		if err := c.get(context.Background()); !errors.Is(err, errNotFound) {
			return fmt.Errorf("not a 404: %w", err)
		}
		return nil
	}},
}

func listing(n int) func(c client) error {
	return func(c client) error {
		got, err := c.list(context.Background())
		if err == nil && got != n {
			err = fmt.Errorf("listed %d of %d", got, n)
		}
		return err
	}
}

func header() http.Header {
	return http.Header{"Content-Type": {"application/json"}, "X-Polytomic-Version": {version}}
}

// memory is a transport that answers each request with the same bytes, without a network.
type memory struct {
	status int
	header http.Header
	body   []byte
}

func (m memory) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: m.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: m.header, Request: r,
		Body: io.NopCloser(bytes.NewReader(m.body)), ContentLength: int64(len(m.body)),
	}, nil
}

func BenchmarkMemory(b *testing.B) {
	for _, work := range works {
		for _, peer := range peers {
			b.Run("work="+work.name+"/client="+peer.name, func(b *testing.B) {
				c := peer.make(b, "https://app.polytomic.com", &http.Client{Transport: memory{work.status, header(), work.body}})
				b.ReportAllocs()
				for b.Loop() {
					if err := work.run(c); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkLoopback(b *testing.B) {
	for _, work := range works {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("X-Polytomic-Version", version)
			w.WriteHeader(work.status)
			_, _ = w.Write(work.body)
		}))
		for _, peer := range peers {
			b.Run("work="+work.name+"/client="+peer.name, func(b *testing.B) {
				c := peer.make(b, server.URL, server.Client())
				b.ReportAllocs()
				for b.Loop() {
					if err := work.run(c); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		server.Close()
	}
}
