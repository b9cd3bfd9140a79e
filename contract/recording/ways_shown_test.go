package recording_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// shownWords and shownCode are secrets: words that are joined, and a code that somebody typed.
const (
	shownWords = "amber-barley-river"
	shownCode  = "Gr4niTor!8kq"
)

// shownBodies are responses with a secret at a place that a grammar says is that of a secret. %s
// stands for the secret.
var shownBodies = map[string][]string{
	"text/event-stream": {
		"event: password\ndata: %s\n\n", "data: %s\nevent: token\n\n", "id: 1\ndata: {\"password\":\ndata: \"%s\"}\n\n", "event: ping\n\nevent: api_key\ndata: %s", ": no data\r\nevent: access_token\r\ndata: %s\r\n\r\n",
	},
	"application/javascript": {
		"start({'apiKey': `%s`})", "headers.append(`X-Api-Key`, `%s`)", "open(url, 'me', \"%s\") // no\nDriverManager.getConnection(url, \"me\", \"%s\");",
	},
	"text/plain": {
		"Password . . . : %s\n", "TOKEN=$(cat <<EOF\n%s\nEOF\n)\n", "PASSWORD\n--------\n%s\n", "Hi,\n\nyour password is\n\n  %s\n\nBye", "-----BEGIN TOKEN-----\n%s\n-----END TOKEN-----\n",
		"a: me:%s@tcp(db:3306)/app", "db at me:%s@db.example:5432", "docker login -u me --password %s registry.example", "app --api-key %s run", "vault login %s", "bad Authorization header \"Token %s\"",
	},
	"application/json": {
		`{"activation": {"key": "%s"}}`, `{"keys": [{"name": "main api key", "key": "%s"}]}`, `{"object": "api_key", "value": "%s"}`, `{"apikeys": [{"id": 1, "key": "%s"}]}`,
		`{"image": "registry.example/mysql:8", "args": ["-p", "%s"]}`, `{"command": ["/bin/mysqldump"], "args": ["--quiet", "-p", "%s"]}`,
		`{"message": "db.example:5432:app:me:%s"}`, `{"message": "machine a.example login me password %s"}`, "{\"message\": \"**Password:** `%s`\"}", `{"message": "user=me:%s"}`,
		`{"message": "The password for me was changed from %s to another one"}`, `{"message": "The password for me was changed from another to %s"}`,
		`{"invalid-params": [{"name": "password", "reason": "%s is too short"}]}`, `{"invalid-params": [{"name": "token", "reason": "The value %s was taken"}]}`, `{"message": "**Password**: %s and more"}`, `{"link": "https://a.example/reset/%s"}`,
	},
	"text/html":       {"<p>Your new password is</p><pre>%s</pre>", "<p>Your password is</p><p><code>%s</code></p>"},
	"application/xml": {"<a><![CDATA[<password>%s</password>]]></a>", "<!DOCTYPE x [<!ENTITY password \"%s\">]><x>&password;</x>"},
}

// TestShownWaysToSayASecret checks that redaction removes the secrets from shownBodies.
func TestShownWaysToSayASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range shownBodies {
		for _, body := range all {
			var said []string
			for _, secret := range []string{shownWords, shownCode} {
				if y := redactedAnswer(t, mediaType, strings.ReplaceAll(body, "%s", secret)); strings.Contains(string(y.Response.Body), secret) {
					said = append(said, secret)
				}
			}
			assert.Empty(t, said, body)
		}
	}
}

// TestBytesOfASecret checks that redaction finds a secret in an array of its bytes.
func TestBytesOfASecret(t *testing.T) {
	t.Parallel()
	for body, isSecret := range map[string]bool{
		`{"password": [%s]}`: true, `{"secret": {"type": "Buffer", "data": [%s]}}`: true, `{"sizes": [%s]}`: false, `{"pass": [%s]}`: false, `{"token": ["a", %s]}`: false,
	} {
		bytes := everyByte(shownWords, "%d", ", ")
		body = strings.ReplaceAll(body, "%s", bytes)
		y := redactedAnswer(t, "application/json", body)
		assert.False(t, y.Response.BodyOmitted)
		assert.Equal(t, isSecret, !strings.Contains(string(y.Response.Body), bytes), body)
		assert.Len(t, strings.Split(string(y.Response.Body), ","), len(strings.Split(body, ",")))
	}
	binary := everyByte("\x00\xf3\x91k\x1f\xc8\x7f\xee\x02", "%d", ",")
	assert.NotContains(t, string(redactedAnswer(t, "application/json", `{"secret": {"type": "Buffer", "data": [`+binary+`]}}`).Response.Body), binary)
	assert.Contains(t, string(redactedAnswer(t, "application/json", `{"pixels": [`+binary+`]}`).Response.Body), binary)
	bytes := everyByte(`{"password": "`+shownCode+`"}`, "%d", ",")
	assert.NotContains(t, string(redactedAnswer(t, "application/json", `{"body": [`+bytes+`]}`).Response.Body), bytes)
}

// TestAUuencodedFileIsLeftOut checks that a file in this encoding is not recorded.
func TestAUuencodedFileIsLeftOut(t *testing.T) {
	t.Parallel()
	for body, isFile := range map[string]bool{"a file:\nbegin 644 x\n$<&%S<P``\n`\nend\n": true, "begin 644 of them\nnow\n": false} {
		assert.Equal(t, isFile, redactedAnswer(t, "text/plain", body).Response.BodyOmitted, body)
	}
}

// identifiedSecrets are sentences in which a UUID is a secret or, if not, the identifier of one.
var identifiedSecrets = map[string]bool{
	"Invalid API key provided: %s": true, "Your new password is %s": true, "tool --password %s": true, "bad password %s": true, "machine a.example login me password %s": true,
	"The API key %s has expired": false, "session %s is closed": false, "secret %s was deleted": false, "The password of %s must be changed.": false, "tool --org %s": false,
}

func TestIdentifiedSecrets(t *testing.T) {
	t.Parallel()
	const id = "248df4b7-aa70-47b8-a036-33ac447e668d"
	for text, isSecret := range identifiedSecrets {
		text = strings.ReplaceAll(text, "%s", id)
		y := redactedAnswer(t, "application/json", `{"message": "`+text+`"}`)
		assert.Equal(t, isSecret, !strings.Contains(string(y.Response.Body), id), text)
	}
}

// addressedSecrets are targets and headers, and whether words and a code in them are secrets.
var addressedSecrets = map[string][2]bool{
	"/auth/callback/%s": {false, true}, "/reset/%s": {true, true}, "/password/reset/%s": {true, true}, "/verify-email/%s": {true, true}, "/invite/%s": {true, true}, "/tokens/%s": {true, true}, "/users/me/password/%s": {true, true},
	"/x?key=%s": {true, true}, "/x?ticket=%s": {true, true}, "/x?user=me:%s": {true, true}, "/posts/%s": {}, "/x?page=%s": {}, "/secrets/%s": {false, true}, "/share/%s": {false, true},
}

func TestAddressedSecrets(t *testing.T) {
	t.Parallel()
	for target, isSecret := range addressedSecrets {
		for i, secret := range []string{shownWords, shownCode} {
			address, err := url.Parse(strings.ReplaceAll(target, "%s", url.PathEscape(secret)))
			require.NoError(t, err)
			for place, change := range map[string]func(*contract.Exchange){
				"URL":      func(x *contract.Exchange) { x.Request.URL = address },
				"Location": func(x *contract.Exchange) { x.Response.Header.Set("Location", address.String()) },
			} {
				if place == "Location" && strings.Contains(target, "?") {
					continue // Only the words of a query are judged, and not those of an address in a text.
				}
				x := without()
				change(x)
				y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
				require.NoError(t, err)
				said := strings.Contains(y.Request.URL.String()+y.Response.Header.Get("Location"), url.PathEscape(secret))
				assert.Equal(t, isSecret[i], !said, place+" "+target+" "+secret)
			}
		}
	}
}

// unshownBodies are responses like those in shownBodies, without a secret.
var unshownBodies = map[string][]string{
	"text/event-stream": {"event: message\ndata: amber-barley-river\n\n", "event: token\ndata: Hello\n\nevent: session\ndata: opened\n\n", "event: list\ndata: [\"password\",\ndata: \"name\"]\n\n"},
	"application/javascript": {
		"const url = `https://a.example/${path}`;", "set({'color': `blue`})", "set({password: `${input}`})", "log(`password`, `username`, `email`)", "getConnection(url, options)",
	},
	"text/plain": {
		"Security key . . . : Present\nHost name . . . : amber-barley-river\n", "FILE=$(cat <<EOF\namber\nEOF\n)\n", "TITLE\n-----\namber-barley-river\n", "Passwords\n---------\nChoose\n", "Use `password` and `username` here.",
		"-----BEGIN CERTIFICATE-----\nMIIBIjANBg\n-----END CERTIFICATE-----\n", "docker run -p 8080:80 --name amber-barley-river a", "tool --password-file amber-barley-river.txt run", "a.go:12:5: undefined: barley\na.go:1234:5:error:unused-import",
		"cc:amber-barley-river@db.example:5432", "The password was changed from plain to hashed", "me@tcp(db:3306)/app",
	},
	"application/json": {
		`{"image": "nginx", "args": ["-p", "80"]}`, `{"image": "mysql:8", "args": ["--verbose", "amber-barley-river"]}`, `{"args": ["-p", "Hall4711"]}`, `{"key": "color", "value": "navy-blue-dark"}`, `{"key": "amber-barley-river"}`,
		`{"activation": {"key": "name"}}`, `{"ticket": {"key": "title"}}`, `{"fields": [{"name": "API key", "key": "stripe_api_key"}]}`, `{"fields": [{"name": "primary key", "key": "amber-barley-river"}]}`, `{"object": "list", "value": "amber-barley-river"}`,
		`{"translations": [{"key": "home.title.main-page-top", "text": "Home"}]}`, `{"pixels": [137, 80, 78, 71, 13, 10, 26, 10, 0]}`, `{"bytes": [72, 97, 108, 108, 111, 33, 33]}`, `{"reason": "amber-barley-river is too short"}`,
		`{"a": "/tokens/count", "b": "/invite/accept", "c": "/login/forgot-your-password", "d": "/callback/google-oauth2", "e": "/design-tokens/amber-barley-river"}`, `{"message": "user=github:12345678"}`, `{"user": "team:amber"}`,
		`{"valueFrom": {"secretKeyRef": {"name": "db", "key": "db-root-password"}}}`,
	},
	"application/xml": {"<a><![CDATA[<name>amber</name>]]></a>", "<!DOCTYPE x [<!ENTITY name \"amber\">]><x>&name;</x>"},
	"text/html":       {"<p>Your new password is</p><pre>required</pre>"},
}

// TestUnshownBodies checks that redaction doesn't change unshownBodies.
func TestUnshownBodies(t *testing.T) {
	t.Parallel()
	for mediaType, all := range unshownBodies {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
