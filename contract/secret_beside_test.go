package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// complaining is a document with which each string of a body is a finding.
const complaining = `
openapi: 3.1.0
info: {title: Complaints, version: "1"}
paths:
  /a:
    post: {responses: {"200": {description: Fine., content: {'*/*': {schema: {$ref: '#/components/schemas/None'}}}}}}
components:
  schemas:
    None:
      type: [object, array]
      additionalProperties: {$ref: '#/components/schemas/None'}
      items: {$ref: '#/components/schemas/None'}
`

// findingsIn returns the findings in a POST to a path, as text.
func findingsIn(t *testing.T, path, request string, header http.Header, response string) string {
	t.Helper()
	c, err := contract.Parse("complaining.yaml", []byte(complaining))
	require.NoError(t, err)
	u, err := url.Parse(path)
	require.NoError(t, err)
	header = header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/json")
	findings := c.Check(&contract.Exchange{
		Request:  contract.Request{Method: http.MethodPost, URL: u, Header: header, Body: []byte(request)},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(response)},
	})
	require.NotEmpty(t, findings)
	return fmt.Sprintf("%+v", findings)
}

// TestASecretThatIsNamedBesideItIsNotShown checks that no finding quotes a value if something near
// it says that it is a secret.
func TestASecretThatIsNamedBesideItIsNotShown(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"key": "DB_PASSWORD", "value": "hush4711"}`,
		`{"variable": "API_TOKEN", "old": "hush4711"}`,
		`{"Parameter": {"Type": "SecureString", "Value": "hush4711"}}`,
		`{"name": "projects/1/secrets/db/versions/1", "payload": {"data": "hush4711"}}`,
		`{"key": "main", "value": "hush4711", "masked": true}`,
		`{"outputs": {"main": {"value": "hush4711", "sensitive": true}}}`,
		`{"kind": "Secret", "data": {"main": "hush4711"}}`,
		`{"loc": ["body", "password"], "input": "hush4711"}`,
		`{"field": "login.credentials.password", "rejectedValue": "hush4711"}`,
		`{"op": "replace", "path": "/users/1/password", "value": "hush4711"}`,
		`[["Host", "a.example"], ["X-Api-Key", "hush4711"]]`,
		`["Host", "a.example", "X-Api-Key", "hush4711"]`,
		`["mysqldump", "--password", "hush4711"]`,
		`{"columns": ["email", "password"], "rows": [["ann@a.example", "hush4711"]]}`,
		`{"kty": "oct", "k": "hush4711"}`,
		`{"tokenName": "main", "value": "hush4711"}`,
		`{"path": "/password", "message": "It is 'hush4711'."}`,
		`{"keys": [{"name": "main", "value": "hush4711"}]}`,
		`{"security_questions": [{"question": "Where were you born?", "answer": "hush4711"}]}`,
		`{"kvs": [{"key": "L3Nob3AvcGFzc3dvcmQ=", "value": "hush4711"}]}`,
		`{"columns": [{"name": "email"}, {"name": "password"}], "rows": [["ann@a.example", "hush4711"]]}`,
		`{"schema": {"fields": [{"name": "password"}]}, "rows": [{"f": [{"v": "hush4711"}]}]}`,
		`{"rows": [["ann", "hush4711"]], "meta": {"columns": ["name", "api_key"]}}`,
		`{"password": "hush4711", "links": {"next": "https://a.example/hush4711/start"}}`,
		`{"first": "hush4711", "login": {"password": "hush4711"}}`,
		`{"query": "mutation($p: String) {login(password: $p) {id}}", "variables": {"p": "hush4711"}}`,
		`{"query": "SELECT * FROM users WHERE password = ?", "params": ["hush4711"]}`,
		`{"columns": [{"field": "c1", "headerName": "API key"}], "rows": [{"c1": "hush4711"}]}`,
		`{"method": "auth.login", "params": ["ann", "hush4711"]}`,
		`{"type": "invitation", "button": "https://a.example/z/hush4711tulip"}`,
		`{"path": "/pin", "message": "It is 'hush47'."}`,
		`{"pin": "hush4711", "log": ["the answer was hush4711"]}`,
		`{"message": "token hush4711 was wrong", "value": "hush4711"}`,
		`{"message": "hush4711 is new, but the token hush4711 was wrong", "value": "hush4711"}`,
		`{"input": "hush4711", "error": {"detail": "Invalid password: hush4711"}}`,
	} {
		assert.NotContains(t, findingsIn(t, "/a", "", nil, body), "hush4711", body)
	}
	for _, body := range []string{
		`{"key": "color", "value": "hush4711"}`,
		`{"message": "color hush4711 was wrong", "value": "hush4711"}`,
		`{"message": "book hush4711 has no token", "value": "hush4711"}`,
		`{"kind": "Pod", "data": {"main": "hush4711"}}`,
		`{"field": "login.name", "rejectedValue": "hush4711"}`,
		`["Host", "hush4711"]`,
		`{"columns": ["email", "city"], "rows": [["ann@a.example", "hush4711"]]}`,
		`{"value": "hush4711", "sensitive": false}`,
		`{"message": "The password is too short", "value": "hush4711"}`,
		`{"keys": [{"name": "main", "label": "hush4711"}]}`,
		`{"tokenName": "main", "label": "hush4711"}`,
		`{"colorName": "main", "value": "hush4711"}`,
		`{"kvs": [{"key": "L3Nob3AvY29sb3I=", "value": "hush4711"}]}`,
		`{"fields": [{"name": "password"}], "title": "hush4711"}`,
		`{"fields": [{"name": "password", "value": ""}], "titles": ["hush4711"]}`,
		`{"meta": {"columns": ["name", "city"]}, "rows": [["ann", "hush4711"]]}`,
		`{"token": {"symbol": "hush4711"}}`,
		`{"properties": {"token": {"type": "string", "format": "hush4711"}}}`,
		`{"env": {"valueFrom": {"secretKeyRef": {"name": "hush4711", "key": "main"}}}}`,
	} {
		assert.Contains(t, findingsIn(t, "/a", "", nil, body), "hush4711", body)
	}
}

// TestANameThatLooksLikeASecretIsNotShown checks the names in the findings about properties and
// parameters.
func TestANameThatLooksLikeASecretIsNotShown(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("names.yaml", []byte(`
openapi: 3.1.0
info: {title: Names, version: "1"}
paths:
  /a:
    get:
      responses: {"200": {description: Fine., content: {application/json: {schema: {type: object, propertyNames: {maxLength: 3}, additionalProperties: {type: integer}}}}}}
`))
	require.NoError(t, err)
	shown := func(name string) string {
		findings := c.Check(&contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a", RawQuery: name}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"` + name + `": "b"}`)},
		})
		require.Len(t, findings, 3)
		return fmt.Sprintf("%+v", findings)
	}
	const key = "ghp_h7sh4711Tul1pRi" + "verW1ndowQu4rtz8Sto"
	assert.NotContains(t, shown(key), key)
	assert.Contains(t, shown("password"), `the name "password"`)
	assert.Contains(t, shown("password"), "At:/password")
}

// TestASecretNumberIsNotShown checks that no finding shows a number whose name says that it is a
// secret, unless it is so short that it counts something.
func TestASecretNumberIsNotShown(t *testing.T) {
	t.Parallel()
	assert.NotContains(t, findingsIn(t, "/a", "", nil, `{"pin": 8315, "passcode": 471188}`), "8315")
	assert.NotContains(t, findingsIn(t, "/a", "", nil, `{"pin": 8315, "passcode": 471188}`), "471188")
	assert.Contains(t, findingsIn(t, "/a", "", nil, `{"pin": 831, "size": 4711}`), "the number 831")
	assert.Contains(t, findingsIn(t, "/a", "", nil, `{"pin": 831, "size": 4711}`), "the number 4711")
}

// TestASecretInASentenceIsNotShown checks that a short secret that a sentence names is not shown
// elsewhere, and that looking for it has a limit.
func TestASecretInASentenceIsNotShown(t *testing.T) {
	t.Parallel()
	assert.NotContains(t, findingsIn(t, "/a", "", nil, `{"message": "token ab12cd was wrong", "value": "ab12cd"}`), "ab12cd")
	assert.NotContains(t, findingsIn(t, "/a", `{"note": "the token ab12cd is new"}`, nil, `{"value": "ab12cd"}`), "ab12cd")
	sentences := func(length int) string {
		return `{"value": "tulip", "text": "The ` + strings.Repeat("tulip is a flower, and a ", length) + `"}`
	}
	assert.Contains(t, findingsIn(t, "/a", "", nil, sentences(10)), `the string "tulip"`)
	assert.NotContains(t, findingsIn(t, "/a", "", nil, sentences(10_000)), `the string "tulip"`)
}

// TestWhatDescribesASecretIsShown checks that a finding shows what only describes a secret.
func TestWhatDescribesASecretIsShown(t *testing.T) {
	t.Parallel()
	shown := findingsIn(t, "/a", "", nil, `{"secrets": [{"name": "tulip", "updated_at": "2026-11-28", "text": "hush"}, {"name": "hush4711"}]}`)
	assert.Contains(t, shown, `the string "tulip"`)
	assert.Contains(t, shown, `the string "2026-11-28"`)
	assert.NotContains(t, shown, "hush")
	shown = findingsIn(t, "/a", "", nil, `{"path": "/password", "message": "It is too short.", "rule": "length", "input": "hush"}`)
	assert.Contains(t, shown, "It is too short.")
	assert.Contains(t, shown, `the string "length"`)
	assert.NotContains(t, shown, "hush")
	shown = findingsIn(t, "/a", "", nil, `{"otp": "required", "auth": "basic", "column": "token", "table": "visits"}`)
	for _, word := range []string{"required", "basic", "visits"} {
		assert.Contains(t, shown, `the string "`+word+`"`)
	}
}

// TestASecretThatItsPlaceTellsIsNotShown checks that no finding shows a word whose place tells that
// it is a secret.
func TestASecretThatItsPlaceTellsIsNotShown(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"method": "user.login", "params": ["ann", "opensesame"]}`, `{"method": "walletpassphrase", "params": ["opensesame", 60]}`, `{"open": ["https://db.a.example", "ann", "open-sesame"]}`,
		`{"after": {"shade": "opensesame"}, "after_sensitive": {"shade": true}}`, `{"key": "shade", "value": "opensesame", "type": "encrypted"}`,
	} {
		assert.NotContains(t, strings.ReplaceAll(findingsIn(t, "/a", "", nil, body), "-", ""), "opensesame", body)
	}
}

// TestASecretInAnUnknownPathIsNotShown checks the findings about paths that the document doesn't
// have.
func TestASecretInAnUnknownPathIsNotShown(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/password/reset/3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c":       "/password/reset/[redacted]",
		"/b;jsessionid=hush4711/c":                               "/b;jsessionid=[redacted]/c",
		"/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/getMe": "/[redacted]/getMe",
		"/reset-password/ann/tulip-4711":                         "/reset-password/ann/[redacted]",
		"/books/17/authors":                                      "/books/17/authors",
		"/orgs/248df4b7-aa70-47b8-a036-33ac447e668d":             "/orgs/248df4b7-aa70-47b8-a036-33ac447e668d",
	} {
		assert.Contains(t, findingsIn(t, path, "", nil, ""), "Operation:POST "+want+" ", path)
	}
}

// TestWhatALoginAnswersIsNotShown checks the findings about an answer whose request says what it
// is.
func TestWhatALoginAnswersIsNotShown(t *testing.T) {
	t.Parallel()
	const answer = `{"result": "hush4711"}`
	assert.NotContains(t, findingsIn(t, "/a", `{"method": "user.login", "params": []}`, nil, answer), "hush4711")
	assert.Contains(t, findingsIn(t, "/a", `{"method": "user.list", "params": []}`, nil, answer), "hush4711")
}

// TestAPartOfACredentialIsNotShown checks that no finding shows the secret in a credential.
func TestAPartOfACredentialIsNotShown(t *testing.T) {
	t.Parallel()
	for _, credential := range []string{
		`Digest username="ann", response="hush4711"`, "ApiKey ann:hush4711", "Token hush4711", "Basic aHVzaDQ3MTE6",
	} {
		shown := findingsIn(t, "/a", "", http.Header{"X-Shop-Authorization": {credential}}, `["it was hush4711"]`)
		assert.NotContains(t, shown, "hush4711", credential)
	}
}

// TestNoStringOfAVeryLargeMessageIsShown checks that a finding shows no string of a message that is
// too large to be searched for what it says about its secrets.
func TestNoStringOfAVeryLargeMessageIsShown(t *testing.T) {
	t.Parallel()
	body := func(items int) string { return `["tulip"` + strings.Repeat(",[]", items) + "]" }
	assert.Contains(t, findingsIn(t, "/a", "", nil, body(1000)), "tulip")
	assert.NotContains(t, findingsIn(t, "/a", "", nil, body(800_000)), "tulip")
}
