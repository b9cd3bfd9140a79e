package contract_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
)

// in returns the exchanges, changed so that they request a version and are answered in it.
func in(version string, exchanges ...*contract.Exchange) []*contract.Exchange {
	for _, x := range exchanges {
		served(asked(x, version), version)
	}
	return exchanges
}

// withCredential replaces the credential of an exchange.
func withCredential(x *contract.Exchange, authorization string) *contract.Exchange {
	x.Request.Header.Set("Authorization", authorization)
	return x
}

// olderSessions lists sessions of the older versions. Some are right and some are wrong, and each
// must have exactly the listed findings. No recording has these versions. Without these sessions,
// no test would notice a mistake in an overlay. The target mutate of the Makefile uses them.
func olderSessions() map[string]struct {
	session []*contract.Exchange
	want    []string
} {
	const list, one = "/api/organizations", "/api/organizations/" + organizationID
	named := func(name string) string { return organization(organizationID, fmt.Sprintf(`, "name": %q`, name)) }
	result := func(more string) string { return fmt.Sprintf(`{"result": {"id": %q%s}}`, organizationID, more) }
	refused := func(body string) *contract.Exchange { return call("GET", one, "", 401, body) }
	without := func(header string) []*contract.Exchange {
		session := in("2024-02-08", call("GET", list, "", 200, `{"data": []}`))
		session[0].Request.Header.Del(header)
		return session
	}
	return map[string]struct {
		session []*contract.Exchange
		want    []string
	}{
		"2024 takes no key to update": {in("2024-02-08", withKey(call("PUT", one, `{"name": "A"}`, 200, named("A")))), []string{"drift request.header-undeclared header Idempotency-Key"}},
		"2024 without a version":      {without("X-Polytomic-Version"), []string{"violation request.header-required header X-Polytomic-Version"}},
		"2024 without a credential":   {without("Authorization"), []string{"violation request.security header Authorization"}},
		"2024 with a deployment key":  {in("2024-02-08", withCredential(call("GET", list, "", 200, `{"data": null}`), "Basic OmtleQ==")), nil},
		"2024 has no current one":     {in("2024-02-08", call("GET", "/api/organization", "", 200, named("A"))), []string{"violation request.path path"}},
		"2024 lists in any order": {
			in("2024-02-08",
				call("GET", list, "", 200, `{"data": [{"id": "a"}]}`),
				call("GET", list, "", 200, `{"data": [{"id": "b"}]}`),
			),
			nil,
		},
		"2024 may keep settings": {
			in("2024-02-08",
				call("PUT", one, `{"name": "New"}`, 200, organization(organizationID, `, "name": "New", "issuer": "old"`)),
				call("GET", one, "", 200, organization(organizationID, `, "name": "New", "issuer": "old"`)),
			),
			nil,
		},
		"2024 get fails":              {in("2024-02-08", call("GET", one, "", 500, `{}`)), []string{"violation response.status status"}},
		"2024 list is forbidden":      {in("2024-02-08", call("GET", list, "", 403, `{}`)), []string{"violation response.status status"}},
		"2024 refuses":                {in("2024-02-08", refused(`{"code": 401, "context": {"a": 1}, "error": "no", "status": "Unauthorized"}`)), nil},
		"2024 refuses without a word": {in("2024-02-08", refused(`{}`)), nil},
		"2024 refuses with null":      {in("2024-02-08", refused(`null`)), []string{"violation response.nullable body"}},
		"2024 refuses with a list":    {in("2024-02-08", refused(`[]`)), []string{"violation response.type body"}},
		"2024 refuses with more":      {in("2024-02-08", refused(`{"key": "a"}`)), []string{"drift response.property-undeclared /key"}},
		"2024 refuses with nulls": {
			in("2024-02-08",
				refused(`{"code": null, "context": null, "error": null, "status": null}`),
			),
			[]string{
				"violation response.nullable /code",
				"violation response.nullable /context",
				"violation response.nullable /error",
				"violation response.nullable /status",
			},
		},
		"2024 refuses with other types": {
			in("2024-02-08",
				refused(`{"code": "401", "context": [], "error": 1, "status": 401}`),
			),
			[]string{
				"violation response.type /code",
				"violation response.type /context",
				"violation response.type /error",
				"violation response.type /status",
			},
		},
		"2024 refuses with a fraction": {in("2024-02-08", refused(`{"code": 1.5}`)), []string{"violation response.type /code"}},
		"2024 errors with a status": {
			in("2024-02-08",
				call("GET", one, "", 404, `{"status": 403}`),
				call("GET", one, "", 400, `{"status": 403}`),
				call("GET", one, "", 404, `{}`),
				call("GET", one, "", 200, `{"data": {}, "status": 404}`),
			),
			[]string{"violation invariant.error-status ", "violation invariant.error-status ", "drift response.property-undeclared /status"},
		},

		"2023 patches a setting": {
			in("2023-04-25",
				call("PATCH", one, `{"issuer": "https://a.example"}`, 200, named("Old")),
				call("GET", one, "", 200, named("Old")),
			),
			nil,
		},
		"2023 patches a name": {
			in("2023-04-25",
				call("PATCH", one, `{"name": "New"}`, 200, named("New")),
				call("GET", one, "", 200, named("New")),
			),
			nil,
		},
		"2023 keeps the name": {
			in("2023-04-25",
				call("PATCH", one, `{"name": "New"}`, 200, named("Old")),
			),
			[]string{
				"violation invariant.updated-name ",
			},
		},
		"2023 forgets the name": {
			in("2023-04-25",
				call("PATCH", one, `{"name": "New"}`, 200, named("New")),
				call("GET", one, "", 200, named("Old")),
			),
			[]string{
				"violation invariant.updated-name-stays ",
			},
		},
		"2023 refuses a name": {
			in("2023-04-25",
				call("PATCH", one, `{"name": "New"}`, 409, named("Old")),
			),
			[]string{
				"drift response.property-undeclared /data",
			},
		},
		"2023 updates and shows no name": {
			in("2023-04-25",
				call("PATCH", one, `{"name": "New"}`, 200, organization(organizationID, "")),
				call("GET", one, "", 200, organization(organizationID, "")),
			),
			nil,
		},
		"2023 updates, and then fails": {
			in("2023-04-25",
				call("PATCH", one, `{"name": "New"}`, 200, named("New")),
				call("GET", one, "", 404, named("Old")),
			),
			[]string{
				"drift response.property-undeclared /data",
			},
		},
		"2023 updates one and shows another": {
			in("2023-04-25",
				call("PATCH", one, `{"name": "New"}`, 200, named("New")),
				call("GET", list+"/"+other, "", 200, organization(other, `, "name": "Other"`)),
			),
			nil,
		},
		"2023 refuses with anything": {in("2023-04-25", refused(`[1]`)), nil},
		"2023 has no PUT": {
			in("2023-04-25",
				call("PUT", one, `{"name": "New"}`, 200, named("New")),
			),
			[]string{
				"violation request.method method",
			},
		},

		"2021 shows a result": {
			in("2021-05-23",
				call("GET", one, "", 200, result(`, "name": "A"`)),
				call("GET", one, "", 200, `{"result": {}, "error": null}`),
			),
			nil,
		},
		"2021 shows no result": {
			in("2021-05-23",
				call("GET", one, "", 200, `{}`),
				call("GET", list, "", 200, `{}`),
			),
			[]string{
				"violation response.required body",
				"violation response.required body",
			},
		},
		"2021 shows data": {
			in("2021-05-23",
				call("GET", one, "", 200, named("A")),
				call("GET", list, "", 200, `{"result": [], "data": []}`),
			),
			[]string{
				"violation response.required body",
				"drift response.property-undeclared /data",
				"drift response.property-undeclared /data",
			},
		},
		"2021 lists": {
			in("2021-05-23",
				call("GET", list, "", 200, `{"result": [{"id": "a"}], "error": "b"}`),
				call("GET", list, "", 200, `{"result": null}`),
				call("GET", list, "", 200, `{"result": [1]}`),
			),
			[]string{
				"violation response.type /result/0",
			},
		},
		"2021 has no OpenID Connect": {
			in("2021-05-23",
				call("POST", list, `{"name": "A", "issuer": "i", "client_id": "c", "client_secret": "s3cr3t-s3cr3t"}`, 200, result(`, "issuer": "i"`)),
			),
			[]string{
				"drift request.property-undeclared /client_id",
				"drift request.property-undeclared /client_secret",
				"drift request.property-undeclared /issuer",
				"drift response.property-undeclared /result/issuer",
			},
		},
		"2021 fails with anything": {
			in("2021-05-23",
				call("POST", list, `{"name": "A"}`, 500, `{"key": 1, "status": 404}`),
				call("POST", list, `{"name": "A"}`, 500, `{"status": "x"}`),
			),
			nil,
		},
		"2021 lists no conflict": {
			in("2021-05-23",
				call("POST", list, `{"name": "A"}`, 409, `{}`),
				call("POST", list, `{"name": "A"}`, 422, `{}`),
			),
			[]string{
				"violation response.status status",
				"violation response.status status",
			},
		},
		"2021 lists what was deleted": {
			in("2021-05-23",
				call("DELETE", one, "", 204, ""),
				call("GET", list, "", 200, fmt.Sprintf(`{"result": [{"id": %q}]}`, organizationID)),
			),
			[]string{
				"violation invariant.deleted-is-not-listed ",
			},
		},
		"2021 lists others": {
			in("2021-05-23",
				call("DELETE", one, "", 204, ""),
				call("GET", list, "", 200, `{"result": [{"id": "a"}, {}]}`),
				call("GET", list, "", 200, `{"result": null}`),
				call("GET", list, "", 500, fmt.Sprintf(`{"result": [{"id": %q}]}`, organizationID)),
			),
			nil,
		},
		"2021 patches a name": {
			in("2021-05-23",
				call("PATCH", one, `{"name": "New"}`, 200, result(`, "name": "New"`)),
				call("GET", one, "", 200, result(`, "name": "New"`)),
				call("GET", one, "", 200, result("")),
			),
			nil,
		},
		"2021 patches a setting": {
			in("2021-05-23",
				call("PATCH", one, `{"sso_domain": "a.example"}`, 200, result(`, "name": "Old"`)),
				call("GET", one, "", 200, result(`, "name": "Old"`)),
			),
			nil,
		},
		"2021 keeps the name": {
			in("2021-05-23",
				call("PATCH", one, `{"name": "New"}`, 200, result(`, "name": "Old"`)),
				call("GET", one, "", 200, result(`, "name": "Old"`)),
			),
			[]string{
				"violation invariant.updated-name ",
				"violation invariant.updated-name-stays ",
			},
		},
		"2021 refuses, and shows no name": {
			in("2021-05-23",
				call("PATCH", one, `{"name": "New"}`, 409, result(`, "name": "Old"`)),
				call("PATCH", one, `{"name": "New"}`, 200, result("")),
				call("GET", one, "", 404, result(`, "name": "Old"`)),
				call("GET", list+"/"+other, "", 200, fmt.Sprintf(`{"result": {"id": %q, "name": "Other"}}`, other)),
			),
			nil,
		},
	}
}

func TestUnrecordedSessionsOfOlderVersions(t *testing.T) {
	c, err := contract.ParseFS(polytomic.FS(), "openapi.yaml")
	require.NoError(t, err)
	for name, tt := range olderSessions() {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, findingsOf(t, c, tt.session))
		})
	}
}
