package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// other is the id of a second organization.
const other = "b2c6f3f0-1111-4222-8333-444455556666"

// call returns an exchange of this API that agrees with the document's schemas.
func call(method, path, sent string, status int, answer string) *contract.Exchange {
	x := &contract.Exchange{
		Request: contract.Request{
			Method: method, URL: &url.URL{Path: path}, Body: []byte(sent),
			Header: http.Header{"Authorization": {"Bearer partner-key-1"}, "X-Polytomic-Version": {"2025-09-18"}},
		},
		Response: &contract.Response{Status: status, Header: http.Header{"X-Polytomic-Version": {"2025-09-18"}}, Body: []byte(answer)},
		Source:   contract.Source{Provenance: contract.Test},
	}
	if sent != "" {
		x.Request.Header.Set("Content-Type", "application/json")
	}
	if answer != "" {
		x.Response.Header.Set("Content-Type", "application/json")
	}
	return x
}

func organization(id, more string) string {
	return fmt.Sprintf(`{"data": {"id": %q%s}}`, id, more)
}

func TestInvariantsOfTheDocument(t *testing.T) {
	const list, one = "/api/organizations", "/api/organizations/" + organizationID
	first := func(id string) *contract.Exchange {
		return call("GET", list, "", 200, fmt.Sprintf(`{"data": [{"id": %q}, {"id": %q}]}`, id, other))
	}
	update := call("PUT", one, `{"name": "New", "issuer": "https://i.example"}`, 200, organization(organizationID, `, "name": "New", "issuer": "https://i.example"`))
	deleted := call("DELETE", one, "", 204, "")
	secret := `{"name": "New", "client_secret": "s3cr3t-s3cr3t"}`
	for name, tt := range map[string]struct {
		session []*contract.Exchange
		want    []string
	}{
		"another version":               {[]*contract.Exchange{served(first(organizationID), "2024-02-08")}, []string{"invariant.served-version"}},
		"a version that doesn't exist":  {[]*contract.Exchange{asked(call("GET", list, "", 401, `{}`), "2025-09-19")}, nil},
		"another version of a refusal":  {[]*contract.Exchange{served(call("GET", list, "", 400, `{}`), "2024-02-08")}, nil},
		"status of an error":            {[]*contract.Exchange{call("GET", one, "", 404, `{"status": 404}`)}, nil},
		"another status in an error":    {[]*contract.Exchange{call("GET", one, "", 404, `{"status": 403}`)}, []string{"invariant.error-status"}},
		"same first":                    {[]*contract.Exchange{first(organizationID), first(organizationID)}, nil},
		"another first":                 {[]*contract.Exchange{first(organizationID), first(other)}, []string{"invariant.owner-stays-first"}},
		"another first after a failure": {[]*contract.Exchange{first(organizationID), call("GET", list, "", 500, `{}`), first(other)}, []string{"invariant.owner-stays-first"}},
		"another first of an empty list": {
			[]*contract.Exchange{first(organizationID), call("GET", list, "", 200, `{"data": null}`)}, nil,
		},
		"name that was sent": {[]*contract.Exchange{update}, nil},
		"another name": {
			[]*contract.Exchange{call("PUT", one, `{"name": "New"}`, 200, organization(organizationID, `, "name": "Old"`))},
			[]string{"invariant.updated-name"},
		},
		"no name": {
			[]*contract.Exchange{call("PUT", one, `{"name": "New"}`, 200, organization(organizationID, ""))}, nil,
		},
		"setting that stays": {
			[]*contract.Exchange{call("PUT", one, `{"name": "New"}`, 200, organization(organizationID, `, "name": "New", "issuer": "https://i.example"`))},
			[]string{"invariant.omitted-setting-is-gone"},
		},
		"update that lasts": {
			[]*contract.Exchange{update, call("GET", one, "", 200, organization(organizationID, `, "name": "New", "issuer": "https://i.example"`))}, nil,
		},
		"update that is lost": {
			[]*contract.Exchange{update, call("GET", one, "", 200, organization(organizationID, `, "name": "Old", "sso_domain": "a.example"`))},
			[]string{"invariant.cleared-setting-stays-cleared", "invariant.updated-name-stays"},
		},
		"deleted, and then not found": {[]*contract.Exchange{deleted, call("GET", one, "", 404, `{}`)}, nil},
		"deleted, but still there": {
			[]*contract.Exchange{deleted, call("GET", one, "", 200, organization(organizationID, ""))}, []string{"invariant.deleted-is-gone"},
		},
		"deleted, but still listed": {[]*contract.Exchange{deleted, first(organizationID)}, []string{"invariant.deleted-is-not-listed"}},
		"secret in another property": {
			[]*contract.Exchange{call("POST", list, secret, 200, organization(other, `, "name": "New", "issuer": "https://s3cr3t-s3cr3t.example"`))},
			[]string{"invariant.secret-stays-secret"},
		},
		"secret that is sent as a name too": {
			[]*contract.Exchange{call("POST", list, `{"name": "s3cr3t-s3cr3t", "client_secret": "s3cr3t-s3cr3t"}`, 200, organization(other, `, "name": "s3cr3t-s3cr3t"`))}, nil,
		},
		"key in an error": {
			[]*contract.Exchange{call("GET", one, "", 404, `{"message": "nothing for partner-key-1"}`)}, []string{"invariant.secret-stays-secret"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			session := loadContract(t).Session()
			var got []string
			for _, x := range tt.session {
				for _, f := range session.Check(x) {
					got = append(got, f.Rule.String())
					assert.NotContains(t, fmt.Sprintf("%+v", f), "s3cr3t-s3cr3t")
					assert.NotContains(t, fmt.Sprintf("%+v", f), "partner-key-1")
				}
			}
			assert.Equal(t, tt.want, got)
			keep(t, loadContract(t), tt.session...)
		})
	}
}

// TestCommonWordsAreNoSecrets: a response may hold a word that was sent as a credential by mistake.
func TestCommonWordsAreNoSecrets(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]int{"key": 0, "a1b2c3d": 0, "client_secret": 0, "a1b2c3d4": 1} {
		x := call("GET", "/api/organizations/"+organizationID, "", 404, fmt.Sprintf(`{"key": %q, "message": "no key"}`, key))
		x.Request.Header.Set("Authorization", "Bearer "+key)
		assert.Len(t, loadContract(t).Session().Check(x), want, key)
	}
}

func asked(x *contract.Exchange, version string) *contract.Exchange {
	x.Request.Header.Set("X-Polytomic-Version", version)
	return x
}

func served(x *contract.Exchange, version string) *contract.Exchange {
	x.Response.Header.Set("X-Polytomic-Version", version)
	return x
}

// The checks of a session give the same findings in whatever order they run.
func TestSessionChecksLaterAndAtTheSameTime(t *testing.T) {
	session := loadContract(t).Session()
	check := make(chan func() []contract.Finding, 200)
	for i := range 100 {
		id := organizationID
		if i == 50 {
			id = other
		}
		check <- session.Next(call("GET", "/api/organizations", "", 200, fmt.Sprintf(`{"data": [{"id": %q}]}`, id)))
	}
	close(check)
	found := make(chan int)
	for range 4 {
		go func() {
			n := 0
			for next := range check {
				n += len(next())
			}
			found <- n
		}()
	}
	total := 0
	for range 4 {
		total += <-found
	}
	assert.Equal(t, 2, total, "the one that differs, and the one after it")
}

func TestParseRefusesABadInvariant(t *testing.T) {
	for name, tt := range map[string]struct{ invariants, want string }{
		"no list":      {"{}", "a.yaml:3:1: x-invariants: x-invariants is not a list; write - id: ..., rule: ..., message: ..."},
		"no rule":      {"[{id: a, message: b}]", "a.yaml:3:16: x-invariants: an invariant needs an id, a rule and a message"},
		"another key":  {"[{id: a, rule: 'true', message: b, level: c}]", `a.yaml:3:50: x-invariants: "level" is not part of an invariant; write id, when, rule and message, each a string`},
		"no text":      {"[{id: a, rule: true, message: b}]", `a.yaml:3:24: x-invariants: "rule" is not part of an invariant; write id, when, rule and message, each a string`},
		"bad id":       {"[{id: A b, rule: 'true', message: b}]", `a.yaml:3:17: x-invariants: "A b" can't be an id; write words in lower case, joined by -`},
		"id twice":     {"[{id: a, rule: 'true', message: b}, {id: a, rule: 'true', message: b}]", "a.yaml:3:52: x-invariants: the id a is taken by the invariant at a.yaml:3:16; choose another"},
		"bad syntax":   {"[{id: a, rule: '1 +', message: b}]", "a.yaml:3:24: x-invariants: not a CEL expression: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}, at its line 1, column 4"},
		"unknown name": {"[{id: a, rule: reply.status == 200, message: b}]", "a.yaml:3:24: x-invariants: not a CEL expression: undeclared reference to 'reply', at its line 1, column 1"},
		"bad when":     {"[{id: a, when: size(), rule: 'true', message: b}]", "a.yaml:3:24: x-invariants: not a CEL expression: found no matching overload for 'size' applied to '()', at its line 1, column 5"},
		"no answer":    {"[{id: a, rule: '1', message: b}]", "a.yaml:3:24: x-invariants: the expression has the type int; it should have the type bool"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := contract.Parse("a.yaml", []byte("openapi: 3.0.3\ninfo: {title: A, version: '1'}\nx-invariants: "+tt.invariants+"\npaths: {}\n"))
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestInvariantsAreListed(t *testing.T) {
	var ids []string
	for _, i := range loadContract(t).Invariants() {
		ids = append(ids, i.ID)
		assert.NotEmpty(t, i.Message)
		assert.Equal(t, "openapi.yaml", i.Document.File)
	}
	assert.Equal(t, []string{
		"cleared-setting-stays-cleared", "deleted-is-gone", "deleted-is-not-listed", "error-status", "omitted-delivery-is-gone", "omitted-setting-is-gone",
		"owner-stays-first", "secret-stays-secret", "served-version", "updated-name", "updated-name-stays", "updated-record-logging",
		"updated-record-logging-stays",
	}, ids)
}
