package contract_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// The constants are parts of the documented recordings, exactly as the files write them.
const (
	versionHeader = `{
              "name": "X-Polytomic-Version",
              "value": "2025-09-18"
            }`
	typeHeader = `{
              "name": "Content-Type",
              "value": "application/json"
            }`
	requestType = `{
              "name": "Content-Type",
              "value": "application/json"
            }
          ],
          "queryString"`
	credential = `{
              "name": "Authorization",
              "value": "Bearer <token>"
            }`
	ok         = `"status": 200,`
	anything   = `"text": "{\"data\"`
	single     = `{\"id\":\"string\"`
	sentName   = `{\"name\":\"My Organization\"}`
	returnName = `\"name\":\"My Organization\",`
)

// broken lists wrong copies of recordings. Each entry names the parts to replace, their
// replacements, and all findings that the copy must have. Each finding is "severity rule at | the
// line of the document".
var broken = []struct {
	name, file string
	edits      []string
	want       []string
}{
	{
		"wrong type of a property", "getOrganization",
		[]string{returnName, `\"name\":5,`},
		[]string{"violation response.type /data/name | type: string"},
	},
	{
		"wrong type deep in a list", "listOrganizations",
		[]string{single, `{\"id\":\"a\"},{\"id\":[]`},
		[]string{"violation response.type /data/1/id | type: string"},
	},
	{
		"null where the document has a string", "getOrganization",
		[]string{returnName, `\"name\":null,`},
		[]string{"violation response.nullable /data/name | name:"},
	},
	{
		"list that is not a list", "listOrganizations",
		[]string{`\"data\":[`, `\"data\":{\"a\":1},\"more\":[`},
		[]string{
			"violation response.type /data | type: array",
			"drift response.property-undeclared /more | properties:",
		},
	},
	{
		"single that is a list", "getOrganization",
		[]string{`\"data\":{`, `\"data\":[],\"more\":{`},
		[]string{
			"violation response.type /data | type: object",
			"drift response.property-undeclared /more | properties:",
		},
	},
	{
		"envelope without data", "listOrganizations",
		[]string{`\"data\":`, `\"result\":`},
		[]string{
			"violation response.required body | required: [data]",
			"drift response.property-undeclared /result | properties:",
		},
	},
	{
		"single that is null", "getOrganization",
		[]string{anything, `"text": "{\"data\":null,\"x\"`},
		[]string{
			"violation response.nullable /data | Organization:",
			"drift response.property-undeclared /x | properties:",
		},
	},
	{
		"secret in a response", "createOrganization",
		[]string{returnName, returnName + `\"client_secret\":\"hunter2\",`},
		[]string{"violation response.writeOnly /data/client_secret | writeOnly: true"},
	},
	{
		"undeclared property in a response", "getCurrentOrganization",
		[]string{returnName, returnName + `\"plan\":\"pro\",`},
		[]string{"drift response.property-undeclared /data/plan | properties:"},
	},
	{
		"undocumented status", "listOrganizations",
		[]string{ok, `"status": 429,`},
		[]string{"violation response.status status | responses:"},
	},
	{
		"undocumented redirect", "listOrganizations",
		[]string{ok, `"status": 302,`},
		[]string{"violation response.status status | responses:"},
	},
	{
		"status of another operation", "updateOrganization",
		[]string{ok, `"status": 404,`},
		[]string{"violation response.status status | responses:"},
	},
	{
		"error with the body of a success", "getOrganization",
		[]string{ok, `"status": 404,`},
		[]string{"drift response.property-undeclared /data | properties:"},
	},
	{
		"missing version header", "getOrganization",
		[]string{versionHeader, `{"name": "Date", "value": "Thu, 18 Sep 2025 00:00:00 GMT"}`},
		[]string{"violation response.header-required header X-Polytomic-Version | required: true"},
	},
	{
		"version header that is no date", "getOrganization",
		[]string{`"value": "2025-09-18"`, `"value": "latest"`},
		[]string{"violation response.pattern header X-Polytomic-Version | pattern: " + datePattern},
	},
	{
		"version header twice", "getOrganization",
		[]string{versionHeader, versionHeader + "," + versionHeader},
		[]string{"violation response.header-repeated header X-Polytomic-Version | ServedVersion:"},
	},
	{
		"undeclared header in a response", "getOrganization",
		[]string{versionHeader, versionHeader + `, {"name": "X-Debug", "value": "1"}`},
		[]string{"drift response.header-undeclared header X-Debug | headers:"},
	},
	{
		"no media type", "listOrganizations",
		[]string{typeHeader, `{"name": "Server", "value": "x"}`},
		[]string{"violation response.media-type header Content-Type | content:"},
	},
	{
		"HTML from a gateway", "listOrganizations",
		[]string{`"value": "application/json"`, `"value": "text/html"`},
		[]string{"violation response.media-type header Content-Type | content:"},
	},
	{
		"invalid JSON", "listOrganizations",
		[]string{anything, `"text": "{data`},
		[]string{"violation response.json body | application/json:"},
	},
	{
		"bytes after the JSON value", "getOrganization",
		[]string{`\"123456\"}}`, `\"123456\"}}{}`},
		[]string{"violation response.json body | application/json:"},
	},
	{
		"the same name twice", "getOrganization",
		[]string{returnName, returnName + returnName},
		[]string{"violation response.duplicate-name /data/name | application/json:"},
	},
	{
		"wrong path", "listOrganizations",
		[]string{`/api/organizations"`, `/api/organization/list"`},
		[]string{"violation request.path path | /api/organizations/{id}:"},
	},
	{
		"wrong method", "updateOrganization",
		[]string{`"PUT"`, `"PATCH"`},
		[]string{"violation request.method method | /api/organizations/{id}:"},
	},
	{
		"id that is no UUID", "getOrganization",
		[]string{`/248df4b7-aa70-47b8-a036-33ac447e668d"`, `/acme"`},
		[]string{"violation request.format path id | format: uuid"},
	},
	{
		"no credential", "listOrganizations",
		[]string{credential, `{"name": "Accept", "value": "*/*"}`},
		[]string{"violation request.security header Authorization | security:"},
	},
	{
		"credential of another scheme", "listOrganizations",
		[]string{"Bearer <token>", "Basic YTpi"},
		[]string{"violation request.security header Authorization | security:"},
	},
	{
		"basic credential without a colon", "getCurrentOrganization",
		[]string{"Bearer <token>", "Basic YWI="},
		[]string{"violation request.security header Authorization | security:"},
	},
	{
		"request without its name", "createOrganization",
		[]string{sentName, `{}`},
		[]string{"violation request.required body | required: [name]"},
	},
	{
		"request with an empty name", "createOrganization",
		[]string{sentName, `{\"name\":\"\"}`},
		[]string{"violation request.minLength /name | minLength: 1"},
	},
	{
		"request with an undeclared property", "updateOrganization",
		[]string{sentName, `{\"name\":\"My Organization\",\"nam\":\"b\"}`},
		[]string{"drift request.property-undeclared /nam | properties:"},
	},
	{
		"request that is no JSON", "createOrganization",
		[]string{sentName, `name=Acme`},
		[]string{"violation request.json body | application/json:"},
	},
	{
		"request without a body", "createOrganization",
		[]string{`"text": "{\"name\":\"My Organization\"}"`, `"text": ""`},
		[]string{"violation request.body-required body | required: true"},
	},
	{
		"request of another media type", "createOrganization",
		[]string{requestType, strings.Replace(requestType, "application/json", "text/plain", 1)},
		[]string{"violation request.media-type header Content-Type | content:"},
	},
	{
		"body where none is declared", "getOrganization",
		[]string{`"bodySize": 0`, `"bodySize": 2, "postData": {"text": "{}"}`},
		[]string{"violation request.body-undeclared body | get:"},
	},
	{
		"undeclared query parameter", "listOrganizations",
		[]string{`/api/organizations"`, `/api/organizations?page=2"`},
		[]string{"drift request.query-undeclared query page | parameters:"},
	},
	{
		"idempotency key on GET", "getOrganization",
		[]string{credential, credential + `, {"name": "Idempotency-Key", "value": "12345678"}`},
		[]string{"drift request.header-undeclared header Idempotency-Key | parameters:"},
	},
	{
		"idempotency key too short", "createOrganization",
		[]string{credential, credential + `, {"name": "idempotency-key", "value": "1234567"}`},
		[]string{"violation request.minLength header Idempotency-Key | minLength: 8"},
	},
	{
		"idempotency key with a space", "createOrganization",
		[]string{credential, credential + `, {"name": "idempotency-key", "value": "1234 5678"}`},
		[]string{"violation request.pattern header Idempotency-Key | pattern: ^[A-Za-z0-9_-]+$"},
	},
	{
		"all at once", "getOrganization",
		[]string{returnName, `\"name\":1,\"issuer\":2,\"x\":3,`},
		[]string{
			"violation response.duplicate-name /data/issuer | application/json:",
			"violation response.type /data/issuer | type: string",
			"violation response.type /data/name | type: string",
			"drift response.property-undeclared /data/x | properties:",
		},
	},
	{
		"truncated JSON", "getOrganization",
		[]string{`\"123456\"}}"`, `\"1234"`},
		[]string{"violation response.json /data/sso_org_id | application/json:"},
	},
	{
		"empty body where one is documented", "getOrganization",
		[]string{anything, `"text": "", "_text": "{\"data\"`},
		[]string{"violation response.body-required body | content:"},
	},
	{
		"body on 204", "deleteOrganization",
		[]string{`"status": 0,`, `"status": 204,`, `"headers": [],`, `"headers": [` + versionHeader + `],`, `"size": 0,`, `"size": 2, "text": "{}",`},
		[]string{`violation response.body-forbidden body | "204":`},
	},
	{
		"body where the document has none", "deleteOrganization",
		[]string{`"status": 0,`, `"status": 200,`, `"headers": [],`, `"headers": [` + versionHeader + `],`, `"size": 0,`, `"size": 2, "text": "{}",`},
		[]string{`drift response.body-undeclared body | "200":`},
	},
	{
		"malformed request that was accepted", "createOrganization",
		[]string{sentName, `{}`},
		[]string{"violation request.required body | required: [name]"},
	},
	{
		"malformed request that was rejected", "createOrganization",
		[]string{sentName, `{}`, ok, `"status": 422,`, anything, `"text": "{\"key\":\"unprocessable_entity\"}", "_text": "{\"data\"`},
		[]string{"rejected request.required body | required: [name]"},
	},
}

func TestBrokenRecordingsAreCaught(t *testing.T) {
	c := loadContract(t)
	lines := strings.Split(string(polytomic.OpenAPI()), "\n")
	for _, tt := range broken {
		t.Run(tt.name, func(t *testing.T) {
			file := "testdata/recordings/documented/" + tt.file + ".har"
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			text := string(data)
			for i := 0; i < len(tt.edits); i += 2 {
				require.Contains(t, text, tt.edits[i], "the recording has no such piece")
			}
			exchanges, err := recording.ParseHAR(file, []byte(strings.NewReplacer(tt.edits...).Replace(text)))
			require.NoError(t, err)
			require.Len(t, exchanges, 1)

			var got []string
			for _, f := range c.Check(&exchanges[0]) {
				line := strings.TrimSpace(lines[f.Document.Line-1])
				line = strings.TrimPrefix(line, "- ")
				got = append(got, string(f.Severity)+" "+f.Rule.String()+" "+f.At.String()+" | "+line)
				assert.Equal(t, file+"#0", f.Source.String())
				assert.NotContains(t, f.Message(), "hunter2")
			}
			assert.Equal(t, tt.want, got)
			exchanges[0].Source.Provenance = contract.Test
			keep(t, c, &exchanges[0])
		})
	}
}

// A message must say what was found, but must not show a secret.
func TestFindingsKeepSecrets(t *testing.T) {
	const secret = "s3cr3t-partner-key"
	c := loadContract(t)
	exchange := func(body, answer string) *contract.Exchange {
		x := loadRecordings(t)[0]
		for _, candidate := range loadRecordings(t) {
			if candidate.Request.Method == http.MethodPost {
				x = candidate
			}
		}
		x.Request.Header.Set("Authorization", "Bearer "+secret)
		x.Request.Body = []byte(body)
		x.Response.Body = []byte(answer)
		return &x
	}
	for name, x := range map[string]*contract.Exchange{
		"echoed credential":     exchange(`{"name":"a"}`, `{"data":{"name":"a"},"status":"`+secret+`","metadata":"`+secret+`"}`),
		"credential in a type":  exchange(`{"name":"a"}`, `{"data":"`+secret+`"}`),
		"echoed client secret":  exchange(`{"name":"a","client_secret":"`+secret+`2"}`, `{"data":"`+secret+`2"}`),
		"client secret of type": exchange(`{"name":"a","client_secret":["`+secret+`"]}`, `{"data":{}}`),
		"credential in JSON":    exchange(`{"name":"a"`+secret, `{"data":{}}`),
		"credential as a name":  exchange(`{"name":"a"}`, `{"data":{"`+secret+`":1}}`),
		"deep":                  exchange(`{"name":"a"}`, strings.Repeat("[", 9000)),
		"credential as a key":   exchange(`{"name":"a"}`, `{"data":`+secret),
	} {
		x.Source.File = ""
		findings := c.Check(x)
		assert.NotEmpty(t, findings, name)
		for _, f := range findings {
			assert.NotContains(t, f.Message()+f.At.String()+f.Operation, secret, name)
			assert.Less(t, len(f.At.String()), 600)
		}
	}
}
