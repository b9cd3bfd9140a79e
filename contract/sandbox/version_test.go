package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

const versionHeader = "X-Polytomic-Version"

// apiVersion says how a version of the API differs from other versions, as the vendor's pages and
// SDKs show it. The tests don't read these facts from the document.
type apiVersion struct {
	name string
	// update is the method that updates an organization. payload is the property that has the
	// result.
	update, payload string
	// issuer reports whether organizations of this version have the settings of OpenID Connect.
	issuer bool
	// unauthorized is the body of a 401. It is empty if nobody knows the body.
	unauthorized string
}

// refusals returns the two statuses with which the version refuses to create an organization. The
// first is for a name that is taken, and the second for a wrong value in the body.
func (v apiVersion) refusals() (conflict, invalid int) {
	if v.name == "2021-05-23" { // The vendor's page lists neither 409 nor 422.
		return 400, 400
	}
	return 409, 422
}

const in2024 = `{"code": 401, "context": {"header": "Authorization"}, "error": "the credential is missing or unknown", "status": "Unauthorized"}`

var (
	newest        = apiVersion{"2025-09-18", http.MethodPut, "data", true, ""}
	olderVersions = []apiVersion{
		{"2024-02-08", http.MethodPut, "data", true, in2024},
		{"2023-04-25", http.MethodPatch, "data", true, ""},
		{"2022-12-12", http.MethodPatch, "data", true, ""},
		{"2021-05-23", http.MethodPatch, "result", false, ""},
	}
	everyVersion = append([]apiVersion{newest}, olderVersions...)
)

func TestVersions(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, test := range []struct {
		name, asked string
		status      int
		served, key string
	}{
		{"no version means the current one", "", 200, "2025-09-18", ""},
		{"the current one", "2025-09-18", 200, "2025-09-18", ""},
		{"the one before it", "2024-02-08", 200, "2024-02-08", ""},
		{"the third", "2023-04-25", 200, "2023-04-25", ""},
		{"the fourth", "2022-12-12", 200, "2022-12-12", ""},
		{"the oldest", "2021-05-23", 200, "2021-05-23", ""},
		{"a date without a version", "2025-09-19", 400, "2025-09-18", "version_unknown"},
		{"not a date", "latest", 400, "2025-09-18", "bad_request"},
		{"not a day", "2025-09-32", 400, "2025-09-18", "bad_request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := p.sendBy(unchecked, "GET", list, "", versionHeader, test.asked)
			require.Equal(t, test.status, got.status, got.body)
			assert.Equal(t, []string{test.served}, got.header.Values(versionHeader))
			if test.key != "" {
				assert.Equal(t, test.key, got.apiError(t).Key)
			}
		})
	}
	t.Run("two", func(t *testing.T) {
		assert.Equal(t, 400, p.send("GET", list, "", versionHeader, "2025-09-18", versionHeader, "2024-02-08").status)
	})
	t.Run("errors name the version too", func(t *testing.T) {
		assert.Equal(t, "2024-02-08", p.send("GET", item(unknownID), "", versionHeader, "2024-02-08").header.Get(versionHeader))
	})
	t.Run("a caller without a credential learns nothing about versions", func(t *testing.T) {
		assert.Equal(t, 401, p.send("GET", list, "", "Authorization", "", versionHeader, "latest").status)
	})
}

// oldClient is a client of an older version that uses only net/http. Its exchanges are checked
// against the document of the version.
type oldClient struct {
	t       *testing.T
	url     string
	http    http.Client
	key     string
	version apiVersion
}

// do sends a request and returns the status and the body.
func (c *oldClient) do(method, path, body string) (status int, got string) {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(body))
	require.NoError(c.t, err)
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("X-Polytomic-Version", c.version.name)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	require.NoError(c.t, err)
	defer func() { require.NoError(c.t, response.Body.Close()) }()
	data, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	assert.Equal(c.t, c.version.name, response.Header.Get("X-Polytomic-Version"))
	return response.StatusCode, string(data)
}

// A client that was written for an older version finds everything as it was: the property with the
// result, the method that updates, and a list of what its key may see.
func TestOldClients(t *testing.T) {
	t.Parallel()
	for _, v := range olderVersions {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			client := &oldClient{t, p.URL, http.Client{Transport: p.transport}, partner, v}
			holds := func(want, body string) {
				t.Helper()
				assert.JSONEq(t, fmt.Sprintf(`{%q: %s}`, v.payload, want), body)
			}

			status, body := client.do("POST", list, `{"name": "Acme", "sso_domain": "acme.example"}`)
			require.Equal(t, 200, status, body)
			var created map[string]organizations.Organization
			require.NoError(t, json.Unmarshal([]byte(body), &created))
			id := created[v.payload].ID
			acme := `{"id": "` + id + `", "name": "Acme", "sso_domain": "acme.example"}`
			holds(acme, body)
			_, body = client.do("GET", item(id), "")
			holds(acme, body)

			const customer = `{"id": "` + sandbox.DefaultChildID + `", "name": "Example Customer", "sso_domain": "customer.example", "sso_org_id": "org_01HXYZ"}`
			_, body = client.do("GET", list, "")
			holds(`[{"id": "`+sandbox.DefaultOwnerID+`", "name": "Example Partner"}, `+customer+`, `+acme+`]`, body)

			status, body = client.do(v.update, item(id), `{"name": "Acme International", "sso_domain": "acme.example", "sso_org_id": "org_1"}`)
			require.Equal(t, 200, status, body)
			holds(`{"id": "`+id+`", "name": "Acme International", "sso_domain": "acme.example", "sso_org_id": "org_1"}`, body)

			user := &oldClient{t, p.URL, http.Client{Transport: p.transport}, user, v}
			_, body = user.do("GET", list, "")
			holds(`[`+customer+`]`, body)
			_, body = user.do("GET", item(sandbox.DefaultChildID), "")
			holds(customer, body)
			for _, hidden := range []string{id, sandbox.DefaultOwnerID, unknownID} {
				status, _ = user.do("GET", item(hidden), "")
				assert.Equal(t, 404, status, "a user gets what a list shows")
			}

			require.NoError(t, p.Client.DeleteOrganization(t.Context(), sandbox.DefaultChildID))
			_, body = user.do("GET", list, "")
			holds(`null`, body)
			status, body = client.do("DELETE", item(id), "")
			assert.Equal(t, 204, status, body)
			status, _ = client.do("DELETE", item(id), "")
			assert.Equal(t, 404, status)
		})
	}
}

// Each refusal has a status that the document of the version lists, and a body that agrees with the
// document.
func TestRefusalsOfOlderVersions(t *testing.T) {
	t.Parallel()
	for _, v := range olderVersions {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			conflict, invalid := v.refusals()
			for _, test := range []struct {
				name, credential, method, path, body string
				status                               int
			}{
				{"no credential", "", "GET", list, "", 401},
				{"an unknown key", bearer("nobody"), v.update, item(unknownID), `{"name": "Acme"}`, 401},
				{"a partner acting as an organization", basic(sandbox.DefaultChildID, partner), "GET", list, "", 401},
				{"a user creates", bearer(user), "POST", list, `{"name": "Acme"}`, 401},
				{"a user updates", bearer(user), v.update, item(sandbox.DefaultChildID), `{"name": "Acme"}`, 403},
				{"a user deletes", bearer(user), "DELETE", item(sandbox.DefaultChildID), "", 403},
				{"an unknown organization", bearer(partner), "GET", item(unknownID), "", 404},
				{"an update of an unknown organization", bearer(partner), v.update, item(unknownID), `{"name": "Acme"}`, 403},
				{"a name that is taken", bearer(partner), "POST", list, `{"name": "Example Customer"}`, conflict},
				{"no name", bearer(partner), "POST", list, `{}`, invalid},
				{"an update to a name that is taken", bearer(partner), v.update, item(sandbox.DefaultChildID), `{"name": "Example Partner"}`, 409},
				{"an update to an empty name", bearer(partner), v.update, item(sandbox.DefaultChildID), `{"name": ""}`, 422},
				{"not JSON", bearer(partner), "POST", list, `{`, 400},
				{"a body for a deletion", bearer(partner), "DELETE", item(unknownID), `{}`, 400},
			} {
				got := p.send(test.method, test.path, test.body, "Authorization", test.credential, versionHeader, v.name)
				assert.Equal(t, test.status, got.status, "%s: %s", test.name, got.body)
				if test.status != 401 || v.unauthorized == "" {
					assert.Equal(t, test.status, got.apiError(t).Status, test.name)
				}
			}
			if v.unauthorized != "" {
				assert.JSONEq(t, v.unauthorized, p.send("GET", list, "", "Authorization", "", versionHeader, v.name).body)
			}
		})
	}
}

// A version doesn't have paths that a later version added, nor the method with which another
// version updates.
func TestOperationsThatAVersionLacks(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, v := range olderVersions {
		for _, operation := range []struct{ method, path string }{{"GET", present}, {"GET", logging}, {"PUT", logging}} {
			got := p.sendBy(unchecked, operation.method, operation.path, "", "Authorization", bearer(user), versionHeader, v.name)
			assert.Equal(t, 404, got.status)
			assert.Equal(t, v.name, got.header.Get(versionHeader))
			assert.Equal(t, "version "+v.name+" of the API doesn't have this path; 2025-09-18 does", got.apiError(t).Message)
		}
	}
	for _, v := range everyVersion {
		other := map[string]string{http.MethodPut: http.MethodPatch, http.MethodPatch: http.MethodPut}[v.update]
		got := p.sendBy(unchecked, other, item(sandbox.DefaultChildID), `{"name": "Acme"}`, versionHeader, v.name)
		assert.Equal(t, 405, got.status)
		assert.Contains(t, got.header.Get("Allow"), v.update)
	}
}

// A PATCH keeps the settings that it leaves out, including settings that the version doesn't have.
func TestAPatchKeepsWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	for _, v := range olderVersions[1:] {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			before, err := p.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{
				Name: "Acme", Issuer: "https://login.example", SSODomain: "acme.example", SSOOrgID: "org_1", ClientID: "client",
				ClientSecret: organizations.NewSecret("hush-hush-hush"),
			})
			require.NoError(t, err)
			p.beginSession() // In 2025-09-18, an update clears the settings that it leaves out.
			for _, body := range []string{`{}`, `{"sso_domain": ""}`, `{"name": "Beta"}`} {
				assert.Equal(t, 200, p.send(http.MethodPatch, item(before.ID), body, versionHeader, v.name).status)
			}
			var after map[string]organizations.Organization
			got := p.sendBy(unchecked, "GET", item(before.ID), "")
			require.NoError(t, json.Unmarshal([]byte(got.body), &after))
			assert.Equal(t, organizations.Organization{ID: before.ID, Name: "Beta", Issuer: before.Issuer, SSOOrgID: "org_1"}, after["data"])
			assert.True(t, p.HasClientSecret(before.ID, "hush-hush-hush"))
		})
	}
	t.Run("unless it sends an empty secret", func(t *testing.T) {
		t.Parallel()
		p := start(t)
		before, err := p.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme", ClientSecret: organizations.NewSecret("hush-hush-hush")})
		require.NoError(t, err)
		assert.Equal(t, 200, p.send(http.MethodPatch, item(before.ID), `{"client_secret": ""}`, versionHeader, "2023-04-25").status)
		assert.True(t, p.HasClientSecret(before.ID, ""))
	})
}

// Each request with an idempotency key gets the outcome of the first request, in the form of its
// own version. Up to 2024-02-08, updates and deletions take no key.
func TestKeysInOlderVersions(t *testing.T) {
	t.Parallel()
	p := start(t)
	body := `{"name": "Acme", "issuer": "https://login.example"}`
	first := p.send("POST", list, body, "Idempotency-Key", someKey).organization(t)
	for _, v := range olderVersions {
		got := p.sendBy(p.transport, "POST", list, `{"name": "Acme"}`, "Idempotency-Key", someKey, versionHeader, v.name)
		require.Equal(t, 200, got.status)
		assert.Equal(t, v.name, got.header.Get(versionHeader), "every answer names the version of its request")
		var replayed map[string]organizations.Organization
		require.NoError(t, json.Unmarshal([]byte(got.body), &replayed))
		want := first
		if !v.issuer {
			want.Issuer = ""
		}
		assert.Equal(t, map[string]organizations.Organization{v.payload: want}, replayed, v.name)

		for _, name := range []string{"One", "Two"} {
			got := p.sendBy(unchecked, v.update, item(first.ID), `{"name": "`+name+`"}`, versionHeader, v.name, "Idempotency-Key", someKey, "Idempotency-Key", "!")
			assert.Equal(t, 200, got.status, got.body)
			assert.Contains(t, got.body, name, "the key means nothing")
		}
	}
	created := p.send("POST", list, `{"name": "Old"}`, "Idempotency-Key", "another-key", versionHeader, "2021-05-23")
	again := p.send("POST", list, `{"name": "Old"}`, "Idempotency-Key", "another-key")
	assert.Equal(t, strings.Replace(created.body, "result", "data", 1), again.body)
}

// A fault that stands for an answer of the API uses the form of the request's version. The status
// is the Status of the fault.
func TestFaultsInOlderVersions(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, v := range olderVersions {
		fault := func(status int) reply {
			return p.sendBy(unchecked, "POST", list, `{"name": "Acme"}`, versionHeader, v.name, sandbox.FaultHeader, fmt.Sprintf(`{"kind": "status", "status": %d}`, status))
		}
		for _, status := range []int{400, 401, 403, 409, 422, 500, 503} {
			got := fault(status)
			assert.Equal(t, status, got.status)
			assert.Equal(t, v.name, got.header.Get(versionHeader))
		}
		if v.unauthorized != "" {
			assert.JSONEq(t, v.unauthorized, fault(401).body)
		}
		assert.Equal(t, 500, p.send("POST", list, `{"name": "Acme"}`, versionHeader, v.name, sandbox.FaultHeader, `{"kind": "status", "status": 500}`).status)
	}
}

// This module's client gets from older versions what the documentation of WithAPIVersion says.
func TestTheClientWithOlderVersions(t *testing.T) {
	t.Parallel()
	p := start(t)
	for _, v := range olderVersions {
		asked := organizations.WithAPIVersion(v.name)
		all, err := p.Client.ListOrganizations(t.Context(), asked)
		if v.payload != newest.payload {
			require.Error(t, err, "no call returns an organization")
			continue
		}
		require.NoError(t, err)
		assert.Len(t, all, 2)
		created, err := p.Client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"}, asked)
		require.NoError(t, err)
		if v.update == newest.update {
			_, err = p.Client.UpdateOrganization(t.Context(), created.ID, organizations.UpdateOrganizationRequest{Name: "Beta"}, asked)
			require.NoError(t, err)
		}
		require.NoError(t, p.Client.DeleteOrganization(t.Context(), created.ID, asked))
		_, err = p.Client.GetOrganization(t.Context(), created.ID, asked)
		require.ErrorIs(t, err, organizations.ErrNotFound)
	}
	_, err := p.client(organizations.PartnerKey("nobody-knows-it")).ListOrganizations(t.Context(), organizations.WithAPIVersion("2024-02-08"))
	failed, ok := errors.AsType[*organizations.Error](err)
	require.True(t, ok)
	assert.Equal(t, 401, failed.StatusCode)
	assert.Empty(t, failed.Key)
}
