package recording_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// secret is the secret in all tests. No redacted exchange may hold it.
const secret = "s3cr3t-Partner-Key+01/23"

const organizationID = "248df4b7-aa70-47b8-a036-33ac447e668d"

// parseContract parses the document once for all tests.
var parseContract = sync.OnceValues(func() (*contract.Contract, error) { return contract.Parse("openapi.yaml", polytomic.OpenAPI()) })

func loadContract(tb testing.TB) *contract.Contract {
	tb.Helper()
	c, err := parseContract()
	require.NoError(tb, err)
	return c
}

// create returns an exchange with changes. Its only secret is the credential.
func create(change func(x *contract.Exchange)) *contract.Exchange {
	x := &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodPost,
			URL:    &url.URL{Scheme: "https", Host: "app.polytomic.com", Path: "/api/organizations"},
			Header: http.Header{"Authorization": {"Bearer " + secret}, "Content-Type": {"application/json"}},
			Body:   []byte(`{"name": "Acme"}`),
		},
		Response: &contract.Response{
			Status: 200,
			Header: http.Header{"Content-Type": {"application/json"}, "X-Polytomic-Version": {"2025-09-18"}},
			Body:   []byte(`{"data": {"id": "` + organizationID + `", "name": "Acme"}}`),
		},
		Source: contract.Source{Provenance: contract.Live},
	}
	if change != nil {
		change(x)
	}
	return x
}

// assertNowhere checks that no encoded form of a secret is in a file.
func assertNowhere(t *testing.T, secret, text string) {
	t.Helper()
	for _, plain := range []string{text, unescape(text)} {
		lower := strings.ToLower(plain)
		assert.NotContains(t, lower, strings.ToLower(secret))
		assert.NotContains(t, lower, strings.ToLower(url.QueryEscape(secret)))
		assert.NotContains(t, lower, strings.ToLower(url.PathEscape(secret)))
		assert.NotContains(t, lower, hex.EncodeToString([]byte(secret)))
		for _, before := range []string{"", ":", "::"} {
			encoded := base64.StdEncoding.EncodeToString([]byte(before + secret))
			assert.NotContains(t, lower, strings.ToLower(encoded))
			assert.NotContains(t, plain, encoded[4:len(encoded)-4]) // In another case, nobody can decode a part.
		}
	}
}

// unescape undoes the escapes of JSON.
func unescape(text string) string {
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`, `\/`, `/`, `\u002b`, `+`, `\u002B`, `+`, `\u002f`, `/`, `\u002F`, `/`).Replace(text)
}

// dump returns all texts of an exchange.
func dump(x *contract.Exchange) string {
	text := fmt.Sprintf("%s %s %v %s", x.Request.Method, x.Request.URL, x.Request.Header, x.Request.Body)
	if x.Response != nil {
		text += fmt.Sprintf(" %d %v %s", x.Response.Status, x.Response.Header, x.Response.Body)
	}
	return text
}

func TestRedactLeavesNoSecret(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	pair := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	body := func(text string) func(*contract.Exchange) {
		return func(x *contract.Exchange) { x.Response.Body = []byte(text) }
	}
	sent := func(text string) func(*contract.Exchange) {
		return func(x *contract.Exchange) { x.Request.Body = []byte(text) }
	}
	header := func(name, value string) func(*contract.Exchange) {
		return func(x *contract.Exchange) {
			x.Request.Header.Del("Authorization")
			x.Request.Header[name] = []string{value}
		}
	}
	text := func(mediaType, text string) func(*contract.Exchange) {
		return func(x *contract.Exchange) {
			x.Request.Header.Del("Authorization")
			x.Response.Header.Set("Content-Type", mediaType)
			x.Response.Body = []byte(text)
		}
	}
	for name, change := range map[string]func(*contract.Exchange){
		"bearer":                   nil,
		"basic of an organization": header("Authorization", "Basic "+pair(organizationID+":"+secret)),
		"basic with another name":  header("Authorization", "Basic "+pair(secret+":")),
		"another scheme":           header("Authorization", "Key "+secret),
		"no scheme":                header("Authorization", secret),
		"proxy":                    header("Proxy-Authorization", "Basic "+pair("proxy:"+secret)),
		"cookie":                   header("Cookie", "a=b; session="+secret),
		"header by name":           header("X-Api-Key", secret),
		"header by look":           header("X-Custom", "Bearer "+secret),
		"JSON web token":           header("X-Custom", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzZWNyZXQifQ."+base64.RawURLEncoding.EncodeToString([]byte(secret))),
		"set cookie": func(x *contract.Exchange) {
			x.Response.Header.Set("Set-Cookie", `session="`+secret+`"; Path=/; HttpOnly`)
		},
		"query by name": func(x *contract.Exchange) { x.Request.URL.RawQuery = "a=1&api_key=" + url.QueryEscape(secret) },
		"query echoed":  func(x *contract.Exchange) { x.Request.URL.RawQuery = "q=" + url.QueryEscape("x"+secret+"y") },
		"path":          func(x *contract.Exchange) { x.Request.URL = x.Request.URL.JoinPath(url.PathEscape(secret)) },
		"userinfo":      func(x *contract.Exchange) { x.Request.URL.User = url.UserPassword("me", secret) },
		"redirect": func(x *contract.Exchange) {
			x.Response.Header.Set("Location", "https://a.example/?token="+url.QueryEscape(secret))
		},
		"write-only":                sent(`{"name": "Acme", "client_secret": "` + secret + `"}`),
		"write-only, escaped":       sent(`{"name": "Acme", "client_secret": "` + strings.ReplaceAll(secret, "/", `\/`) + `"}`),
		"write-only, echoed":        body(`{"data": {"client_secret": "` + secret + `"}}`),
		"write-only, of objects":    sent(`{"name": "Acme", "client_secret": {"deep": ["` + secret + `"]}}`),
		"write-only, broken":        sent(`{"name": "Acme", "client_secret": "` + secret),
		"password in a response":    body(`{"data": {"dbPassword": "` + secret + `"}}`),
		"echoed":                    body(`{"data": {"name": "no ` + secret + ` here"}}`),
		"echoed escaped":            body(`{"data": {"name": "no ` + strings.ReplaceAll(secret, "+", `\u002b`) + ` here"}}`),
		"echoed in base64":          body(`{"data": {"name": "` + pair(secret) + `"}}`),
		"echoed in base64 of more":  body(`{"data": {"name": "x ` + pair(`{"key": "`+secret+`"}`) + `"}}`),
		"echoed percent-encoded":    body(`{"data": {"name": "` + url.QueryEscape(secret) + `"}}`),
		"echoed in hexadecimal":     body(`{"data": {"name": "` + hex.EncodeToString([]byte(secret)) + `"}}`),
		"echoed in JSON in JSON":    body(`{"data": {"name": "{\"a\": \"` + secret + `\"}"}}`),
		"echoed as a name":          body(`{"data": {"` + secret + `": 1}}`),
		"echoed in two values":      body(`{"data": {}} "` + secret + `"`),
		"echoed in a broken body":   body(`{"data": "` + secret),
		"URL in a text":             text("text/plain", "see https://me:"+url.QueryEscape(secret)+"@a.example/"),
		"form":                      text("application/x-www-form-urlencoded", "a=b&password="+url.QueryEscape(secret)),
		"XML":                       text("application/xml", "<a><password>"+secret+"</password></a>"),
		"YAML":                      text("application/yaml", "password: "+secret+"\nname: x\n"),
		"parts of a form":           text("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n"+secret+"\r\n--x--\r\n"),
		"private key":               text("text/plain", "-----BEGIN PRIVATE KEY-----\n"+secret+"\n-----END PRIVATE KEY-----"),
		"key of a kind":             text("text/plain", "use sk_live_"+regexp.MustCompile(`\W`).ReplaceAllString(secret, "")),
		"what looks like nothing":   text("text/plain", "it is xK9mP2qR7vT4wY8zB3nC6d"),
		"what looks like base64":    text("text/plain", "it is "+base64.StdEncoding.EncodeToString([]byte("\x01\xfe\x93\x12\xaa\x04\xff\x81\x77\x00\xcd\x10\x9e\x02\xfb\x31\x55\xc8\x19\xee\xa4\x0d\x6b\x90"))),
		"no answer that was needed": func(x *contract.Exchange) { x.Response, x.Source.Provenance = nil, contract.Documented },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := create(change)
			original := dump(x)
			y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
			require.NoError(t, err)
			assert.Equal(t, original, dump(x), "the exchange itself stays")
			redacted := dump(y)
			assert.NotEqual(t, original, redacted)
			for _, secret := range []string{
				secret, regexp.MustCompile(`\W`).ReplaceAllString(secret, ""), "xK9mP2qR7vT4wY8zB3nC6d", "Af6TEqoE/4F3AM0QngL7MVXIGe6kDWuQ",
				base64.RawURLEncoding.EncodeToString([]byte(secret)),
			} {
				assertNowhere(t, secret, redacted)
			}
			assert.Equal(t, recording.Policy, y.Source.Redaction)
			assert.Equal(t, verdict(c, x), verdict(c, y))
			if !strings.HasSuffix(name, "escaped") { // The other strings are written without escapes.
				assert.Len(t, redacted, len(original), "the shape stays")
			}
		})
	}
}

func verdict(c *contract.Contract, x *contract.Exchange) []string {
	var found []string
	for _, f := range c.Check(x) {
		found = append(found, fmt.Sprintf("%s %s %s %d %s", f.Severity, f.Rule.String(), f.Operation, f.Status, f.Document))
	}
	slices.Sort(found)
	return found
}

// Strings that are not secrets stay unchanged, byte for byte.
func TestRedactLeavesTheRest(t *testing.T) {
	t.Parallel()
	x := create(func(x *contract.Exchange) {
		x.Request.URL, _ = url.Parse("https://app.polytomic.com/api/organizations/" + organizationID + "?b=2&a=%2F+x&a=")
		x.Request.Header = http.Header{
			"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(organizationID+":"+secret))},
			"Accept":        {"application/json, */*;q=0.1"}, "Idempotency-Key": {"my-key-2025-11-20"}, "User-Agent": {"polytomic-organizations-go/1.2.3 (linux; amd64)"},
			"Content-Type": {"application/json"},
		}
		x.Request.Body = []byte("{ \"name\" :\t\"Acme\\u0020Inc\", \"name\": \"Acme\", \"n\": 1.50, \"token_type\": \"bearer\"}\n")
		x.Response.Header.Set("Date", "Fri, 20 Nov 2026 10:00:00 GMT")
		x.Response.Header.Set("Access-Control-Allow-Credentials", "true")
		x.Response.Body = []byte(`{"data":{"id":"` + organizationID + `","name":"Acme","sso_domain":"acme.example","key":"not_found","total_tokens":12}}`)
	})
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
	require.NoError(t, err)
	assert.Equal(t, string(x.Request.Body), string(y.Request.Body))
	assert.Equal(t, string(x.Response.Body), string(y.Response.Body))
	assert.Equal(t, x.Response.Header, y.Response.Header)
	assert.Equal(t, x.Request.URL, y.Request.URL)
	pair, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(y.Request.Header.Get("Authorization"), "Basic "))
	require.NoError(t, err)
	assert.Regexp(t, "^"+organizationID+`:[a-z]\d[a-z]{2}\d[a-z]-[A-Z][a-z]{6}-[A-Z][a-z]{2}\+\d{2}/\d{2}$`, string(pair))
	y.Request.Header.Set("Authorization", x.Request.Header.Get("Authorization"))
	assert.Equal(t, x.Request.Header, y.Request.Header)
}

func TestRedactKeepsTheShapeOfSecrets(t *testing.T) {
	t.Parallel()
	r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Seed: []byte("seed")})
	for value, want := range map[string]string{
		secret:                                 `^[a-z]\d[a-z]{2}\d[a-z]-[A-Z][a-z]{6}-[A-Z][a-z]{2}\+\d{2}/\d{2}$`,
		"sk_live_4eC39HqLyjWDarjtT1zdp7dc":     `^sk_live_\d[a-z][A-Z]\d{2}[A-Z][a-z][A-Z][a-z]{2}[A-Z]{2}[a-z]{4}[A-Z]\d[a-z]{3}\d[a-z]{2}$`,
		"0f8fad5b-d9cb-469f-a165-70867728950e": `^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$`,
		"0123456789abcdef0123456789abcdef":     `^0\d{9}[a-f]{6}\d{10}[a-f]{6}$`,
		"pässwörd-ßß\u65e5\u672c":              `^[a-z][\x{c0}-\x{ff}][a-z]{3}[\x{c0}-\x{ff}][a-z]{2}-[\x{c0}-\x{ff}]{2}\p{Han}{2}$`,
	} {
		y, err := r.Redact(create(func(x *contract.Exchange) {
			x.Request.Header.Del("Authorization")
			x.Request.Body = []byte(`{"name": "Acme", "client_secret": "` + value + `"}`)
		}))
		require.NoError(t, err, value)
		found := regexp.MustCompile(`"client_secret": "(.*)"`).FindSubmatch(y.Request.Body)
		require.NotNil(t, found, string(y.Request.Body))
		assert.Regexp(t, want, string(found[1]))
		assert.NotEqual(t, value, string(found[1]))
		assert.Len(t, string(found[1]), len(value))
	}
}

func TestRedactReplacesTheSameByTheSameInOneRecording(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	bearer := func(r *recording.Redactor, path string) string {
		y, err := r.Redact(create(func(x *contract.Exchange) { x.Request.URL.Path = path }))
		require.NoError(t, err)
		return y.Request.Header.Get("Authorization")
	}
	one, another := recording.NewRedactor(c, recording.RedactorOptions{}), recording.NewRedactor(c, recording.RedactorOptions{})
	assert.Equal(t, bearer(one, "/api/organizations"), bearer(one, "/api/organization"))
	assert.NotEqual(t, bearer(one, "/api/organizations"), bearer(another, "/api/organizations"))
	seeded, again := recording.NewRedactor(c, recording.RedactorOptions{Seed: []byte("seed")}), recording.NewRedactor(c, recording.RedactorOptions{Seed: []byte("seed")})
	assert.Equal(t, bearer(seeded, "/api/organizations"), bearer(again, "/api/organizations"))
}

// A text inside another one is looked at as a part of it and by itself.
func TestRedactReplacesANestedSecretOnce(t *testing.T) {
	t.Parallel()
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(create(func(x *contract.Exchange) {
		x.Response.Body = []byte(`{"password": "hushTulip4711", "body": "{\"password\": \"hushTulip4711\", \"x\": \"kX3vd9Qw2mLp7ZcT8bNa\"}", "x": "kX3vd9Qw2mLp7ZcT8bNa"}`)
	}))
	require.NoError(t, err)
	for _, name := range []string{"password", "x"} {
		found := regexp.MustCompile(`"`+name+`\\?": \\?"(\w+)`).FindAllSubmatch(y.Response.Body, -1)
		require.Len(t, found, 2, string(y.Response.Body))
		assert.Equal(t, string(found[0][1]), string(found[1][1]), name)
	}
}

// A secret from one exchange is also replaced in later exchanges.
func TestRedactRemembersSecrets(t *testing.T) {
	t.Parallel()
	r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{})
	_, err := r.Redact(create(nil))
	require.NoError(t, err)
	y, err := r.Redact(create(func(x *contract.Exchange) {
		x.Request.Header.Del("Authorization")
		x.Response.Body = []byte(`{"data": {"name": "` + secret + `"}}`)
	}))
	require.NoError(t, err)
	assertNowhere(t, secret, dump(y))
}

func TestRedactRefusesWhatItCannotRedact(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a:
    post:
      parameters:
        - {name: word, in: query, schema: {type: string, enum: [opensesame]}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                word: {type: string, format: password, enum: [opensesame]}
                name: {type: string}
      responses:
        "200": {description: OK.}
`))
	require.NoError(t, err)
	post := func(body string) *contract.Exchange {
		return &contract.Exchange{
			Request: contract.Request{
				Method: http.MethodPost, URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/a"},
				Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body),
			},
			Response: &contract.Response{Status: 200, Header: http.Header{}},
		}
	}
	host := post(`{"word": "opensesame2"}`)
	host.Request.URL.Host = "opensesame2.example"
	query := post(`{"word": "opensesame2"}`)
	query.Request.URL.RawQuery = "word=opensesame"
	y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(query)
	require.EqualError(t, err, "a POST request is not recorded: redaction would make a finding: violation request.enum POST /a 200 at query word a.yaml:8:58")
	assert.Nil(t, y)

	y, err = recording.NewRedactor(c, recording.RedactorOptions{}).Redact(post(`{"word": "opensesame"}`))
	require.NoError(t, err)
	assert.True(t, y.Request.BodyOmitted, "its findings would change")
	assertNowhere(t, "opensesame", dump(y))
	y, err = recording.NewRedactor(c, recording.RedactorOptions{}).Redact(host)
	require.NoError(t, err)
	assertNowhere(t, "opensesame2", dump(y))
}

// TestRedactOmitsWhatItCannotSearch checks that a body is left out if it can't be searched for
// secrets.
func TestRedactOmitsWhatItCannotSearch(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for name, tt := range map[string]struct{ mediaType, body string }{
		"bytes":              {"application/json", "\x89PNG\xff"},
		"an image":           {"image/png", "text"},
		"gzip":               {"text/plain", "\x1f\x8btext"},
		"a PDF":              {"text/plain", "%PDF-1.7 text"},
		"encrypted":          {"text/plain", "-----BEGIN PGP MESSAGE-----\nabc\n"},
		"an unknown charset": {"text/plain; charset=x-none", "\xe4"},
		"control characters": {"text/plain", "\x00\x01\x02abc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(create(func(x *contract.Exchange) {
				x.Response.Header.Set("Content-Type", tt.mediaType)
				x.Response.Body = []byte(tt.body)
			}))
			require.NoError(t, err)
			assert.True(t, y.Response.BodyOmitted)
			assert.Empty(t, y.Response.Body)
		})
	}
}

// FuzzRedact checks that a secret is gone from the redacted exchange whatever is around it, or that
// Redact returns an error.
func FuzzRedact(f *testing.F) {
	f.Add(`{"name": "Acme", "client_secret": "hunter2hunter2"}`, `{"data": {"name": "hunter2hunter2"}}`, "a=hunter2hunter2")
	f.Add(`{"client_secret": "hunter2hunter2"`, `<token>hunter2hunter2</token>`, "%68unter2hunter2")
	f.Add(`{}`, `{"message": "AHVUDGVYMMH1BNRLCJI="}`, "a=%2568unter2hunter2")
	f.Add(`{}`, "hun\r\n ter2hunter2", "")
	f.Add(`"hunter2hunter2"`, `{"aHVudGVyMmh1bnRlcjI=": "\u0068unter2hunter2"}`, "")
	f.Add(`"x hunter2hunter2 y"`, `{"message": "no hunter2hunter2 here"}`, "a=x+hunter2hunter2+y")
	c := loadContract(f)
	f.Fuzz(func(t *testing.T, sent, received, query string) {
		x := create(func(x *contract.Exchange) {
			x.Request.Header.Set("Authorization", "Bearer hunter2hunter2")
			x.Request.URL.RawQuery = query
			x.Request.Body, x.Response.Body = []byte(sent), []byte(received)
		})
		original := dump(x)
		y, err := recording.NewRedactor(c, recording.RedactorOptions{Seed: []byte("seed")}).Redact(x)
		assert.Equal(t, original, dump(x))
		if err != nil {
			assert.Nil(t, y)
			assert.NotContains(t, err.Error(), "hunter2hunter2")
			return
		}
		assertNowhere(t, "hunter2hunter2", dump(y))
	})
}
