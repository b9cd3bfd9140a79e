package recording_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// linkedBodies are more responses in which the secret can be recognized by its position; see
// bodies. The name of the secret is at another place than the secret.
var linkedBodies = map[string]map[string]string{
	"application/json": {
		"a link under a name":                `{"password_url": "https://a.example/x/%p"}`,
		"a link under a name, another":       `{"secretLink": "https://a.example/x/%p"}`,
		"a link under a name, with a query":  `{"credentials_uri": "https://a.example/x?y=%p"}`,
		"a link under a name, a path":        `{"token_href": "/x/%p/"}`,
		"a link under a name, a fragment":    `{"apiKeyUrl": "https://a.example/x#%p"}`,
		"a variable of GraphQL":              `{"query": "mutation($p:String){login(password:$p)}", "variables": {"p": "%s"}}`,
		"a variable of GraphQL, first":       `{"variables": {"p": "%s"}, "query": "mutation($p: String!) { login(input: {user: \"a\", apiKey: $p}) { id } }"}`,
		"a variable of GraphQL, in a batch":  `[{"query": "{ a }"}, {"query": "query Q($x: ID) { me(token: $x) { id } }", "variables": {"x": "%s"}}]`,
		"a named parameter of SQL":           `{"sql": "UPDATE u SET password = :p WHERE id = :i", "params": {"p": "%s", "i": 1}}`,
		"a named parameter of SQL Server":    `{"sql": "SELECT 1 FROM u WHERE token=@t", "parameters": {"t": "%s"}}`,
		"a named parameter of Python":        `{"sql": "SELECT 1 FROM u WHERE token = %(t)d", "args": {"t": "%s"}}`,
		"a head of ids":                      `{"head": {"c1": "api key"}, "rows": [{"c1": "%s"}]}`,
		"a head of ids, after the rows":      `{"rows": [{"c1": "x", "c2": "%s"}], "header": {"c1": "id", "c2": "Password"}}`,
		"a head of words":                    `{"labels": {"first": "User", "second": "Password"}, "values": {"second": "%s"}}`,
		"a head with its columns described":  `{"columns": [{"field": "c1", "headerName": "API key"}], "rows": [{"c1": "%s"}]}`,
		"a head with its columns in a title": `{"columns": [{"dataIndex": "a", "title": "Token"}], "dataSource": [{"a": "%s"}]}`,
		"a head with more columns than rows": `{"cols": [{"prop": "a", "label": "Password"}, {"prop": "b", "label": "Name"}], "data": [{"a": "%s", "b": "x", "c": 1}]}`,
		"a head whose columns have keys":     `{"columns": [{"key": "first", "title": "Name"}, {"key": "second", "title": "Password"}], "rows": [{"key": "r1", "second": "%s"}]}`,
	},
	"text/plain": {
		"a link under a name": "PASSWORD_LINK=https://a.example/x/%p\n",
	},
}

func TestLinkedWaysToSayASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range linkedBodies {
		for name, body := range all {
			body = strings.NewReplacer("%s", hush, "%p", url.PathEscape(hush)).Replace(body)
			t.Run(mediaType+", "+name, func(t *testing.T) {
				t.Parallel()
				saysNothing(t, answers(mediaType, body))
			})
		}
	}
}

// TestLinkedPositionsOfNoSecret checks that other values stay readable if a secret is named at
// another place.
func TestLinkedPositionsOfNoSecret(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"token_url": "https://a.example/oauth2/token", "password_reset_url": "https://a.example/users/password/edit"}`,
		`{"auth_uri": "https://a.example/o/oauth2/auth", "secret_url": "https://a.example/secrets/248df4b7-aa70-47b8-a036-33ac447e668d"}`,
		`{"query": "query($id: ID) { user(id: $id, hasPassword: true) { name } }", "variables": {"id": "user-12345"}}`,
		`{"head": {"c1": "api key", "c2": "name"}, "rows": [{"c2": "Acme 2024"}]}`,
		`{"token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"]}`,
		`{"properties": {"token": {"type": "string", "description": "The token, as the page shows it."}}}`,
		`{"securitySchemes": {"partnerKey": {"type": "http", "scheme": "bearer"}, "k": {"type": "apiKey", "in": "header", "name": "X-Api-Key"}}}`,
		`[{"name": "max_tokens", "value": 4096}]`, `{"dependencies": {"jsonwebtoken": "~9.0.2"}}`,
		`{"sql": "UPDATE u SET name = $1 WHERE id = $2", "params": ["acme-2026", 1]}`,
		`{"query": "query($id: ID) { user(id: $id) { name } }", "variables": "{\"id\": \"user-12345\"}"}`,
		`{"labels": {"name": "Password", "id": "Id"}, "rows": [{"name": "Acme Inc"}]}`,
		`{"columns": [{"field": "c1", "headerName": "API key"}, {"field": "c2", "headerName": "Created"}], "rows": [{"c2": "2026-01-01"}]}`,
	} {
		x := without()
		answers("application/json", body)(x)
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err, body)
		assert.Equal(t, body, string(y.Response.Body))
	}
}
