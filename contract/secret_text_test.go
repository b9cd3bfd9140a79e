package contract_test

import (
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestTextsThatNameASecretAreNotShown checks that no report quotes a text that says what a password
// is, and that it does quote other texts.
func TestTextsThatNameASecretAreNotShown(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("texts.yaml", []byte(`
openapi: 3.0.3
info: {title: Texts, version: "1"}
paths:
  /a: {get: {responses: {"200": {description: Fine., content: {text/plain: {schema: {type: string, pattern: "^ok$"}}}}}}}
`))
	require.NoError(t, err)
	for _, tt := range []struct {
		body   string
		hidden string
	}{
		{"name,password\nann,hush4711\n", "hush4711"},
		{"DB_HOST=db.example\nDB_PASSWORD=hush4711\n", "hush4711"},
		{"[client]\nuser = ann\npassword = hush4711\n", "hush4711"},
		{"machine a.example login ann password hush4711", "hush4711"},
		{"db.example:5432:shop:ann:hush4711\n", "hush4711"},
		{"ann:$apr1$l0ngs4lt$abcdefghijklmnopqrstu0\n", "abcdefghijkl"},
		{"mysql -u ann -phush4711 shop", "hush4711"},
		{"pass\u200bword: hush4711", "hush4711"},
		{`Token("hush4711")`, "hush4711"},
		{`[{name,"ann"},{password,"hush4711"}]`, "hush4711"},
		{"password%20%27hush4711%27", "hush4711"},
		{"Slot=1;Key=\"hush4711\"", "hush4711"},
		{"\x01\x02ann\x00hush4711", "hush4711"},
		{"The shop is closed: come back tomorrow", ""},
		{"id,name\n1,Ann\n", ""},
		{`Size("4711")`, ""},
		{`[{name,"ann"},{city,"Ulm"}]`, ""},
		{"one\ttwo\r\n", ""},
	} {
		x := &contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte(tt.body)},
		}
		findings := c.Check(x)
		require.NotEmpty(t, findings, tt.body)
		shown := fmt.Sprintf("%+v", findings)
		if tt.hidden == "" {
			assert.NotContains(t, shown, "not shown", tt.body)
		} else {
			assert.NotContains(t, shown, tt.hidden, tt.body)
		}
	}
}

// TestEncodedKeysAreNotShown checks that no report quotes the key of a request in an encoding,
// neither as a value nor as a name, and that it does quote another string in the same encoding.
func TestEncodedKeysAreNotShown(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("texts.yaml", []byte(`
openapi: 3.0.3
info: {title: Texts, version: "1"}
security: [{key: []}]
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
paths:
  /a:
    get:
      responses:
        "200": {description: Fine., content: {application/json: {schema: {type: object, additionalProperties: false, properties: {a: {type: string, maxLength: 2}}}}}}
`))
	require.NoError(t, err)
	shown := func(key, body string) string {
		header := http.Header{"Content-Type": {"application/json"}}
		findings := c.Check(&contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}, Header: http.Header{"Authorization": {"Bearer " + key}}},
			Response: &contract.Response{Status: http.StatusOK, Header: header, Body: []byte(body)},
		})
		require.NotEmpty(t, findings, body)
		return fmt.Sprintf("%+v", findings)
	}
	const key = "hush4711and815xQ"
	for name, encode := range map[string]func(string) string{
		"ascii85": func(text string) string {
			encoded := make([]byte, ascii85.MaxEncodedLen(len(text)))
			return string(encoded[:ascii85.Encode(encoded, []byte(text))])
		},
		"base32": func(text string) string { return base32.StdEncoding.EncodeToString([]byte(text)) },
		"base32 in groups": func(text string) string {
			var groups []string
			for group := range slices.Chunk([]byte(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(text))), 4) {
				groups = append(groups, string(group))
			}
			return strings.Join(groups, "-")
		},
		"base36":      func(text string) string { return new(big.Int).SetBytes([]byte(text)).Text(36) },
		"base62":      func(text string) string { return new(big.Int).SetBytes([]byte(text)).Text(62) },
		"decimal":     func(text string) string { return new(big.Int).SetBytes([]byte(text)).String() },
		"hexadecimal": func(text string) string { return hex.EncodeToString([]byte(text)) },
		"base64":      func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) },
		"quoted-printable": func(text string) string {
			return strings.ToUpper(strings.ReplaceAll(fmt.Sprintf("% x", text), " ", "="))
		},
		"backwards": func(text string) string {
			letters := []byte(text)
			slices.Reverse(letters)
			return string(letters)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			encoded := encode(key)
			for _, body := range []any{map[string]any{"a": encoded}, map[string]any{encoded: 1}, map[string]any{"a": "it is " + encoded + "."}} {
				quoted, err := json.Marshal(body)
				require.NoError(t, err)
				said := shown(key, string(quoted))
				assert.NotContains(t, said, encoded, string(quoted))
				assert.NotContains(t, said, strconv.Quote(encoded), string(quoted))
			}
		})
	}
	assert.Contains(t, shown(key, `{"a": "the shop is closed"}`), "the shop is closed")
	assert.Contains(t, shown(key, `{"shop is closed": 1}`), "shop is closed")
}
