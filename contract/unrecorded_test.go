package contract_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// unrecorded lists sessions that no recording has. Some are right and some are wrong, and each must
// have exactly the listed findings. Each finding is "severity rule at". Without these sessions, no
// test would notice some mistakes in openapi.yaml. The target mutate of the Makefile shows which.
func unrecorded() map[string]struct {
	session []*contract.Exchange
	want    []string
} {
	const list, one = "/api/organizations", "/api/organizations/" + organizationID
	type exchanges = []*contract.Exchange
	get := func(status int, answer string) *contract.Exchange { return call("GET", one, "", status, answer) }
	first := func(id string) *contract.Exchange {
		return call("GET", list, "", 200, fmt.Sprintf(`{"data": [{"id": %q}]}`, id))
	}
	update := call("PUT", one, `{"name": "New"}`, 200, organization(organizationID, `, "name": "New"`))
	still := func(setting string) *contract.Exchange {
		return get(200, organization(organizationID, `, "name": "New", `+setting+`: "old"`))
	}
	updated := func(setting string) *contract.Exchange {
		return call("PUT", one, `{"name": "New"}`, 200, organization(organizationID, `, "name": "New", `+setting+`: "old"`))
	}
	const logging = "/api/organization/record-logging"
	setLogging := func(body, answer string) *contract.Exchange {
		return as(call("PUT", logging, body, 200, answer), "user")
	}
	getLogging := func(user, answer string) *contract.Exchange { return as(call("GET", logging, "", 200, answer), user) }
	on, off := `{"data": {"enabled": true}}`, `{"data": {"enabled": false}}`
	deleted := call("DELETE", one, "", 204, "")
	unversioned := get(200, organization(organizationID, ""))
	unversioned.Response.Header.Del("X-Polytomic-Version")
	another := first(other)
	another.Request.Header.Set("Authorization", "Bearer partner-key-2")
	return map[string]struct {
		session []*contract.Exchange
		want    []string
	}{
		"an organization without properties": {exchanges{get(200, `{"data": {}}`)}, nil},
		"an organization of nulls": {
			exchanges{get(200, `{"data": {"id": null, "name": null, "issuer": null, "sso_domain": null, "sso_org_id": null}}`)},
			[]string{
				"violation response.nullable /data/id", "violation response.nullable /data/issuer", "violation response.nullable /data/name",
				"violation response.nullable /data/sso_domain", "violation response.nullable /data/sso_org_id",
			},
		},
		"an organization of other types": {
			exchanges{get(200, `{"data": {"id": 1, "name": true, "issuer": {}, "sso_domain": [], "sso_org_id": 1.5}}`)},
			[]string{
				"violation response.type /data/id", "violation response.type /data/issuer", "violation response.type /data/name",
				"violation response.type /data/sso_domain", "violation response.type /data/sso_org_id",
			},
		},
		"an answer that is null":           {exchanges{get(200, `null`)}, []string{"violation response.nullable body"}},
		"an answer that is a list":         {exchanges{get(200, `[]`)}, []string{"violation response.type body"}},
		"an answer without data":           {exchanges{get(200, `{}`)}, []string{"violation response.required body"}},
		"an answer with data and a status": {exchanges{get(200, `{"data": {}, "status": 404}`)}, []string{"drift response.property-undeclared /status"}},
		"a list that is null":              {exchanges{call("GET", list, "", 200, `null`)}, []string{"violation response.nullable body"}},
		"a list without its envelope":      {exchanges{call("GET", list, "", 200, `[]`)}, []string{"violation response.type body"}},
		"an error that is null":            {exchanges{get(404, `null`)}, []string{"violation response.nullable body"}},
		"an error that is a string":        {exchanges{get(404, `"not found"`)}, []string{"violation response.type body"}},
		"an error of nulls": {
			exchanges{get(404, `{"key": null, "message": null, "metadata": null, "status": null}`)},
			[]string{
				"violation invariant.error-status ", "violation response.nullable /key", "violation response.nullable /message",
				"violation response.nullable /metadata", "violation response.nullable /status",
			},
		},
		"an error of other types": {
			exchanges{get(404, `{"key": 1, "message": [], "metadata": "id", "status": "404"}`)},
			[]string{
				"violation invariant.error-status ", "violation response.type /key", "violation response.type /message",
				"violation response.type /metadata", "violation response.type /status",
			},
		},
		"an error with a fractional status": {
			exchanges{get(404, `{"status": 404.5}`)}, []string{"violation invariant.error-status ", "violation response.type /status"},
		},
		"a request with an undeclared property": {
			exchanges{call("POST", list, `{"name": "New", "nam": "New"}`, 200, organization(other, `, "name": "New"`))},
			[]string{"drift request.property-undeclared /nam"},
		},
		"versions": {exchanges{
			versioned("2020-10-30"), versioned("2019-12-31"), versioned("2025-09-18"), versioned("2025-11-29"), versioned("2025-01-01"), versioned("2024-08-09"),
			versioned("2023-02-20"),
		}, nil},
		"versions with other characters around them": {
			exchanges{versioned("v2025-09-18"), versioned("2025-09-18T00:00:00Z")},
			[]string{
				"violation request.pattern header X-Polytomic-Version", "violation response.pattern header X-Polytomic-Version",
				"violation request.pattern header X-Polytomic-Version", "violation response.pattern header X-Polytomic-Version",
			},
		},
		"an older version that another served": {
			exchanges{
				served(versioned("2024-02-08"), "2025-09-18"), served(versioned("2023-04-25"), "2025-09-18"), served(versioned("2022-12-12"), "2025-09-18"),
				served(versioned("2021-05-23"), "2025-09-18"),
			},
			slices.Repeat([]string{"violation invariant.served-version "}, 4),
		},
		"the lowest status of an error, and another in it": {exchanges{get(400, `{"status": 401}`)}, []string{"violation invariant.error-status "}},
		"deleted, and a status just below those of errors": {exchanges{deleted, get(399, "")}, []string{"violation invariant.deleted-is-gone ", "violation response.status status"}},
		"deleted, and all that is listed":                  {exchanges{deleted, first(organizationID)}, []string{"violation invariant.deleted-is-not-listed "}},
		"an update that leaves each setting as it was": {
			exchanges{updated(`"issuer"`), updated(`"sso_domain"`), updated(`"sso_org_id"`)}, slices.Repeat([]string{"violation invariant.omitted-setting-is-gone "}, 3),
		},
		"an update, and each setting after it": {
			exchanges{update, still(`"issuer"`), still(`"sso_domain"`), still(`"sso_org_id"`)}, slices.Repeat([]string{"violation invariant.cleared-setting-stays-cleared "}, 3),
		},
		"record logging without properties": {exchanges{getLogging("user", `{"data": {}}`), setLogging(`{"enabled": true}`, `{"data": {}}`)}, nil},
		"record logging of nulls": {
			exchanges{getLogging("user", `{"data": {"enabled": null, "deliveryConnectionId": null, "deliveryConnectionName": null, "deliveryPrefix": null}}`)},
			[]string{
				"violation response.nullable /data/deliveryConnectionId", "violation response.nullable /data/deliveryConnectionName",
				"violation response.nullable /data/deliveryPrefix", "violation response.nullable /data/enabled",
			},
		},
		"record logging of other types": {
			exchanges{getLogging("user", `{"data": {"enabled": "true", "deliveryConnectionId": 1, "deliveryConnectionName": [], "deliveryPrefix": {}}}`)},
			[]string{
				"violation response.type /data/deliveryConnectionId", "violation response.type /data/deliveryConnectionName",
				"violation response.type /data/deliveryPrefix", "violation response.type /data/enabled",
			},
		},
		"record logging that is null":      {exchanges{getLogging("user", `{"data": null}`)}, []string{"violation response.nullable /data"}},
		"record logging without data":      {exchanges{getLogging("user", `{}`)}, []string{"violation response.required body"}},
		"record logging in an object more": {exchanges{getLogging("user", `{"data": {"level": "all"}}`)}, []string{"drift response.property-undeclared /data/level"}},
		"an update of record logging with another property": {
			exchanges{setLogging(`{"enabled": true, "delivery_prefix": "a"}`, on)}, []string{"drift request.property-undeclared /delivery_prefix"},
		},
		"an update of record logging that says the opposite": {
			exchanges{setLogging(`{"enabled": false}`, on), setLogging(`{"enabled": true}`, off)}, slices.Repeat([]string{"violation invariant.updated-record-logging "}, 2),
		},
		"an update of record logging that was not made": {
			exchanges{setLogging(`{"enabled": true}`, on), getLogging("user", off)}, []string{"violation invariant.updated-record-logging-stays "},
		},
		"an update of record logging, and no answer to it after that": {
			exchanges{setLogging(`{"enabled": true}`, on), getLogging("user", `{"data": {}}`)}, nil,
		},
		"an update of record logging, and the opposite in a failure": {
			exchanges{setLogging(`{"enabled": true}`, on), as(call("GET", logging, "", 500, off), "user")}, []string{"drift response.property-undeclared /data"},
		},
		"an update of record logging that is refused, with the setting before it": {
			exchanges{as(call("PUT", logging, `{"enabled": true}`, 409, off), "user")}, []string{"drift response.property-undeclared /data"},
		},
		"record logging in no envelope": {
			exchanges{getLogging("user", `null`), getLogging("user", `[]`), getLogging("user", `{"data": {}, "more": 1}`)},
			[]string{"violation response.nullable body", "violation response.type body", "drift response.property-undeclared /more"},
		},
		"an update, and another organization after it": {
			exchanges{update, call("GET", list+"/"+other, "", 200, organization(other, `, "name": "Other", "issuer": "old"`))}, nil,
		},
		"record logging of another caller": {exchanges{setLogging(`{"enabled": true}`, on), getLogging("another", off)}, nil},
		"an update of record logging that keeps what was left out": {
			exchanges{
				setLogging(`{"enabled": true}`, `{"data": {"deliveryConnectionId": "c"}}`), setLogging(`{"enabled": true}`, `{"data": {"deliveryPrefix": "p"}}`),
				setLogging(`{"enabled": true, "deliveryConnectionId": null, "deliveryPrefix": "p"}`, `{"data": {"deliveryConnectionId": "c", "deliveryPrefix": "p"}}`),
				setLogging(`{"enabled": true, "deliveryConnectionId": "c", "deliveryPrefix": null}`, `{"data": {"deliveryConnectionId": "c", "deliveryPrefix": "p"}}`),
			},
			slices.Repeat([]string{"violation invariant.omitted-delivery-is-gone "}, 4),
		},
		"an update of record logging with empty settings": {
			exchanges{setLogging(`{"enabled": true}`, `{"data": {"deliveryConnectionId": "", "deliveryPrefix": ""}}`)}, nil,
		},
		"an outcome of a key that another update had": {exchanges{
			withKey(call("PUT", one, `{"name": "Newer"}`, 200, organization(organizationID, `, "name": "New", "issuer": "old"`))), get(200, organization(organizationID, `, "name": "New", "issuer": "old"`)),
			withKey(setLogging(`{"enabled": false}`, `{"data": {"enabled": true, "deliveryPrefix": "p"}}`)), getLogging("user", on),
		}, nil},
		"idempotency keys":         {exchanges{keyed("AZaz09_-")}, nil},
		"no version in the answer": {exchanges{unversioned}, []string{"violation response.header-required header X-Polytomic-Version"}},
		"a failure that lists another first": {
			exchanges{first(organizationID), call("GET", list, "", 500, fmt.Sprintf(`{"data": [{"id": %q}]}`, other))},
			[]string{"drift response.property-undeclared /data"},
		},
		"another first for another partner": {exchanges{first(organizationID), another}, nil},
		"a first without an id":             {exchanges{call("GET", list, "", 200, `{"data": [{}]}`), first(organizationID)}, nil},
		"a failure that lists what was deleted": {
			exchanges{deleted, call("GET", list, "", 500, fmt.Sprintf(`{"data": [{"id": %q}]}`, organizationID))},
			[]string{"drift response.property-undeclared /data"},
		},
		"nothing to list after all was deleted": {exchanges{deleted, call("GET", list, "", 200, `{"data": null}`)}, nil},
		"an update, and no name after it":       {exchanges{update, get(200, organization(organizationID, ""))}, nil},
		"an update, and another name in a failure": {
			exchanges{update, get(404, organization(organizationID, `, "name": "Old"`))}, []string{"drift response.property-undeclared /data"},
		},
		"an update that is refused, with the name before it": {
			exchanges{call("PUT", one, `{"name": "New"}`, 409, organization(organizationID, `, "name": "Old"`))},
			[]string{"drift response.property-undeclared /data"},
		},
	}
}

// versioned returns an exchange that requests a version and is answered in the same version.
func versioned(version string) *contract.Exchange {
	return served(asked(call("GET", "/api/organizations", "", 200, `{"data": []}`), version), version)
}

// as returns the exchange as another user sends it. The user's API key is made from the user's
// name.
func as(x *contract.Exchange, user string) *contract.Exchange {
	x.Request.Header.Set("Authorization", "Bearer key-of-"+user)
	return x
}

// withKey returns an exchange whose request has an idempotency key.
func withKey(x *contract.Exchange) *contract.Exchange {
	x.Request.Header.Set("Idempotency-Key", idempotencyKey)
	return x
}

// keyed returns an exchange with an idempotency key.
func keyed(key string) *contract.Exchange {
	x := call("POST", "/api/organizations", `{"name": "New"}`, 200, organization(other, `, "name": "New"`))
	x.Request.Header.Set("Idempotency-Key", key)
	return x
}

// The values barely miss a pattern: they have the character before or after a range, or the number
// before the first or after the last allowed one.
func TestValuesJustOutsideAPattern(t *testing.T) {
	var session []*contract.Exchange
	var want []string
	for _, version := range []string{
		"202/-09-18", "202:-09-18", "2025-00-18", "2025-0:-18", "2025-1/-18", "2025-13-18", "2025-09-00", "2025-09-0:", "2025-09-1/", "2025-09-1:", "2025-09-32",
	} {
		session = append(session, versioned(version))
		want = append(want, "violation request.pattern header X-Polytomic-Version", "violation response.pattern header X-Polytomic-Version")
	}
	for _, key := range []string{"1234567/", "1234567:", "1234567@", "1234567[", "1234567`", "1234567{"} {
		session = append(session, keyed(key))
		want = append(want, "violation request.pattern header Idempotency-Key")
	}
	assert.Equal(t, want, findings(t, session))
}

// findings returns the findings of a session, each as "severity rule at". It also keeps the
// exchanges for the target mutate of the Makefile.
func findings(t *testing.T, exchanges []*contract.Exchange) []string {
	t.Helper()
	return findingsOf(t, loadContract(t), exchanges)
}

// findingsOf is like findings, for another contract.
func findingsOf(t *testing.T, c *contract.Contract, exchanges []*contract.Exchange) []string {
	t.Helper()
	session := c.Session()
	var all []string
	for _, x := range exchanges {
		for _, f := range session.Check(x) {
			all = append(all, fmt.Sprintf("%s %s %s", f.Severity, f.Rule.String(), f.At.String()))
		}
	}
	keep(t, c, exchanges...)
	return all
}

func TestUnrecordedSessions(t *testing.T) {
	for name, tt := range unrecorded() {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, findings(t, tt.session))
		})
	}
}
