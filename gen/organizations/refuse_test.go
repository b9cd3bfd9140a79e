package organizations_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestShortKeysAreRefused(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"o", "key", "1234567"} {
		for _, credential := range []organizations.Credential{
			organizations.PartnerKey(key), organizations.UserKey(key), organizations.OrganizationKey(id, key),
		} {
			_, err := organizations.New(credential)
			require.EqualError(t, err, "organizations: the key has fewer than 8 characters")
		}
	}
	for _, credential := range []organizations.Credential{
		organizations.PartnerKey("12345678"), organizations.UserKey("12345678"), organizations.OrganizationKey(id, "12345678"),
	} {
		_, err := organizations.New(credential)
		require.NoError(t, err)
	}
}

// If a caller passes a key as the wrong argument, no error shows the argument.
func TestAKeyInTheWrongPlaceIsNotPrinted(t *testing.T) {
	t.Parallel()
	const asUUID = "0a1b2c3d-aaaa-4bbb-8ccc-0123456789ab"
	other := "another-s3cr3t-key"
	for _, key := range []string{secret, asUUID} {
		p := always(200, `{"data": {}}`)
		client := newClientWith(t, organizations.PartnerKey(key), p, organizations.WithHeader("X-Gateway", other+"-of-the-gateway"))
		ctx := context.Background()
		for _, wrong := range []string{key, strings.ToUpper(key), "Bearer " + key, key + "\n", other, id[:35] + "\u00e9", other + "-of-the-gateway"} {
			_, getErr := client.GetOrganization(ctx, wrong)
			_, updateErr := client.UpdateOrganization(ctx, wrong, organizations.UpdateOrganizationRequest{Name: "a"})
			_, baseErr := organizations.New(organizations.PartnerKey(key), organizations.WithBaseURL(wrong))
			_, plainErr := organizations.New(organizations.PartnerKey(key), organizations.WithBaseURL("http://"+key))
			_, versionErr := organizations.New(organizations.PartnerKey(key), organizations.WithAPIVersion(wrong))
			_, headerErr := organizations.New(organizations.PartnerKey(key), organizations.WithHeader(wrong+":", "a"))
			_, agentErr := organizations.New(organizations.PartnerKey(key), organizations.WithUserAgent(wrong+"\r"))
			_, idempotencyErr := client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "a"}, organizations.WithIdempotencyKey(wrong+" "))
			_, organizationErr := organizations.New(organizations.OrganizationKey(wrong, key))
			for _, err := range []error{getErr, updateErr, client.DeleteOrganization(ctx, wrong), baseErr, plainErr, versionErr, headerErr, agentErr, idempotencyErr, organizationErr} {
				if err == nil && strings.EqualFold(wrong, asUUID) {
					continue // OrganizationKey accepts any UUID, and nothing prints the UUID.
				}
				require.Error(t, err)
				text := strings.ToLower(err.Error())
				assert.NotContains(t, text, strings.ToLower(key))
				assert.NotContains(t, text, other)
				assert.NotContains(t, text, "\n")
			}
		}
		assert.Empty(t, p.requests)
	}
	_, err := newClientWith(t, organizations.PartnerKey(asUUID), always(200, "")).GetOrganization(context.Background(), asUUID)
	require.EqualError(t, err, "getOrganization: id is the key, not an identifier")
}

// A zero Client and nil arguments give errors.
func TestTheZeroClientAndNil(t *testing.T) {
	t.Parallel()
	var none *organizations.Client
	for _, client := range []*organizations.Client{none, {}, new(organizations.Client)} {
		for _, opts := range [][]organizations.Option{
			nil,
			{nil},
			{organizations.WithTransport(http.DefaultTransport)},
			{organizations.WithHTTPClient(http.DefaultClient)},
			{organizations.WithBaseURL("https://a.example")},
			{organizations.WithHeader("X-A", "b")},
			{organizations.WithTimeout(1)},
			{organizations.WithLogger(slog.Default())},
		} {
			for _, f := range callAll(context.Background(), client, opts...) {
				require.EqualError(t, f.err, f.operation+": the client has no credential; make it with New")
			}
		}
	}
	for _, nobody := range []context.Context{nil, (*nilContext)(nil)} {
		for _, f := range callAll(nobody, newClient(t, always(200, `{}`))) {
			require.EqualError(t, f.err, f.operation+": the context is nil")
		}
	}
	for _, f := range callAll(context.Background(), newClient(t, always(200, `{}`)), nil) {
		require.EqualError(t, f.err, f.operation+": an option is nil")
	}
}

// nilContext is a context if it is not nil.
type nilContext struct{ context.Context }

// A nil pointer to an error prints as fmt prints nil.
func TestNilErrors(t *testing.T) {
	t.Parallel()
	for _, err := range []error{(*organizations.Error)(nil), (*organizations.DecodeError)(nil), (*organizations.VersionError)(nil)} {
		assert.Equal(t, "<nil>", err.Error())
		require.NotErrorIs(t, err, organizations.ErrNotFound)
		require.NoError(t, errors.Unwrap(err))
	}
	var nowhere *organizations.Secret
	require.EqualError(t, nowhere.UnmarshalText([]byte(secret)), "organizations: the Secret to read into is nil")
}

// failure is the error of a call, with the operationId of the called operation.
type failure struct {
	operation string
	err       error
}

// callAll calls the method of each operation, and the iterator, with zero values as arguments.
func callAll(ctx context.Context, c *organizations.Client, opts ...organizations.Option) []failure {
	var failures []failure
	for _, err := range c.Organizations(ctx, opts...) {
		failures = append(failures, failure{"listOrganizations", err})
	}
	client := reflect.ValueOf(c)
	for i := range client.NumMethod() {
		name, method := client.Type().Method(i).Name, client.Method(i)
		if returns := method.Type().NumOut(); returns == 0 || method.Type().Out(returns-1) != reflect.TypeFor[error]() {
			continue // The method doesn't call an operation.
		}
		arguments := make([]reflect.Value, method.Type().NumIn()-1, method.Type().NumIn()-1+len(opts))
		for j := range arguments {
			arguments[j] = reflect.New(method.Type().In(j)).Elem()
			if arguments[j].Kind() == reflect.String {
				arguments[j].SetString(id)
			}
		}
		if ctx != nil {
			arguments[0].Set(reflect.ValueOf(ctx))
		}
		for _, o := range opts {
			value := reflect.New(reflect.TypeFor[organizations.Option]()).Elem()
			if o != nil {
				value.Set(reflect.ValueOf(o))
			}
			arguments = append(arguments, value)
		}
		results := method.Call(arguments)
		err, _ := reflect.TypeAssert[error](results[len(results)-1])
		failures = append(failures, failure{strings.ToLower(name[:1]) + name[1:], err})
	}
	return failures
}

// roundTripper makes a transport of a function.
type roundTripper func(r *http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestATypedNilNamesItself(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]organizations.Option{
		"WithTransport: the transport is nil":                                   organizations.WithTransport(nil),
		"WithTransport: the transport is a nil *http.Transport":                 organizations.WithTransport((*http.Transport)(nil)),
		"WithTransport: the transport is a nil *organizations_test.peer":        organizations.WithTransport((*peer)(nil)),
		"WithTransport: the transport is a nil organizations_test.roundTripper": organizations.WithTransport(roundTripper(nil)),
		"WithHTTPClient: the client is a nil *http.Client":                      organizations.WithHTTPClient(nil),
		"WithHTTPClient: the transport is a nil *http.Transport":                organizations.WithHTTPClient(&http.Client{Transport: (*http.Transport)(nil)}),
		"WithHTTPClient: the jar is a nil *cookiejar.Jar":                       organizations.WithHTTPClient(&http.Client{Jar: (*cookiejar.Jar)(nil)}),
		"WithLogger: the logger is nil, or has no handler":                      organizations.WithLogger(nil),
		"WithLogger: the logger is nil, or has no handler ":                     organizations.WithLogger(&slog.Logger{}),
		"WithLogger: the logger is nil, or has no handler  ":                    organizations.WithLogger(slog.New((*slog.JSONHandler)(nil))),
		"WithResponseInto: the pointer is nil":                                  organizations.WithResponseInto(nil),
	} {
		want = strings.TrimSpace(want)
		_, err := organizations.New(organizations.PartnerKey(secret), o)
		require.EqualError(t, err, "organizations: "+want)
		_, err = newClient(t, always(200, `{}`)).GetOrganization(context.Background(), id, o)
		require.EqualError(t, err, "getOrganization: "+want)
	}
}

// A transport may return neither a response nor an error, or a response that lacks parts.
func TestATransportThatGivesNothing(t *testing.T) {
	t.Parallel()
	for _, response := range []*http.Response{nil, {}, {StatusCode: 200}, {StatusCode: 404}, {StatusCode: 500, Body: http.NoBody}, {StatusCode: -1}, {StatusCode: 307}} {
		p := &peer{answer: func(int) (*http.Response, error) { return response, nil }}
		var into *http.Response
		_, err := newClient(t, p).GetOrganization(context.Background(), id, organizations.WithResponseInto(&into))
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "\n")
	}
}

// If another version of the API carried out the request, the method returns the result together
// with the error.
func TestAResultOfAnotherVersionComesWithTheError(t *testing.T) {
	t.Parallel()
	want := organizations.Organization{ID: id, Name: "Acme"}
	answers := func(body string) *peer {
		return &peer{answer: func(int) (*http.Response, error) {
			return withHeader(says(200, body), "X-Polytomic-Version", "2024-02-08"), nil
		}}
	}
	ctx, body := context.Background(), `{"data": {"id": "`+id+`", "name": "Acme"}}`
	for name, call := range map[string]func(c *organizations.Client) (organizations.Organization, error){
		"create": func(c *organizations.Client) (organizations.Organization, error) {
			return c.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
		},
		"update": func(c *organizations.Client) (organizations.Organization, error) {
			return c.UpdateOrganization(ctx, id, organizations.UpdateOrganizationRequest{Name: "Acme"})
		},
		"get": func(c *organizations.Client) (organizations.Organization, error) { return c.GetOrganization(ctx, id) },
	} {
		p := answers(body)
		got, err := call(newClient(t, p))
		version, ok := errors.AsType[*organizations.VersionError](err)
		require.True(t, ok, name)
		assert.Equal(t, "2024-02-08", version.Served)
		assert.Equal(t, want, got, name)
		assert.Len(t, p.requests, 1)

		got, err = call(newClient(t, answers(`{"result": {"id": "`+id+`"}}`)))
		_, ok = errors.AsType[*organizations.VersionError](err)
		require.True(t, ok, name)
		_, ok = errors.AsType[*organizations.DecodeError](err)
		require.True(t, ok, "%s: it says why there is no organization", name)
		assert.Zero(t, got, name)
		assert.NotContains(t, err.Error(), "\n")
	}
	all, err := newClient(t, answers(`{"data": [{"name": "Owner"}]}`)).ListOrganizations(ctx)
	require.Error(t, err)
	assert.Len(t, all, 1)
	require.ErrorContains(t, newClient(t, answers("")).DeleteOrganization(ctx, id), "version 2025-09-18 was requested")
}

// If a response can't be decoded, the method doesn't return a part of it.
func TestAnErrorComesWithoutAPartOfAnOrganization(t *testing.T) {
	t.Parallel()
	got, err := newClient(t, always(200, `{"data": {"id": "`+id+`", "name": 5}}`)).GetOrganization(context.Background(), id)
	require.Error(t, err)
	assert.Zero(t, got)
}

// The API has carried out a create or an update whatever it says after the ID.
func TestTheIDOfWhatWasDoneIsNotLost(t *testing.T) {
	t.Parallel()
	const beginning = `{"data": {"id": "` + id + `"`
	for name, body := range map[string]string{
		"another type":    beginning + `, "name": 5}}`,
		"more":            beginning + `}} {}`,
		"no JSON":         beginning + `}, "meta": tru}`,
		"no UTF-8":        beginning + ", \"name\": \"\xff\"}}",
		"a name twice":    beginning + `, "id": "another"}}`,
		"a payload twice": beginning + `}, "data": {}}`,
		"it breaks off":   beginning + `, "na`,
		"too large":       beginning + `, "name": "` + strings.Repeat("a", 2000) + `"}}`,
		"a null payload":  beginning + `}, "data": null}`,
	} {
		client := newClient(t, always(201, body), organizations.WithMaxResponseBytes(1000))
		created, err := client.CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "Acme"})
		require.Error(t, err, name)
		assert.Equal(t, organizations.Organization{ID: id}, created, name)
		updated, err := client.UpdateOrganization(context.Background(), id, organizations.UpdateOrganizationRequest{Name: "Acme"})
		require.Error(t, err, name)
		assert.Equal(t, organizations.Organization{ID: id}, updated, name)
	}
}

// If an attempt is lost after the ID, and no other attempt succeeds, the ID is not lost. An attempt
// that succeeds keeps nothing of the lost one.
func TestTheIDOfALostAttemptIsNotLost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status int
		body   string
		want   organizations.Organization
	}{
		"refused": {409, `{}`, organizations.Organization{ID: "first"}},
		"done":    {201, `{"data": {"name": "Acme"}}`, organizations.Organization{Name: "Acme"}},
	} {
		p := &peer{answer: func(attempt int) (*http.Response, error) {
			if attempt > 1 {
				return says(tt.status, tt.body), nil
			}
			response := says(201, "")
			response.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"data": {"id": "first", `), iotest.ErrReader(io.ErrUnexpectedEOF)))
			return response, nil
		}}
		got, err := newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 2, InitialInterval: 1})).
			CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "Acme"})
		assert.Equal(t, tt.want, got, name)
		assert.Equal(t, name == "done", err == nil, name)
	}
}
