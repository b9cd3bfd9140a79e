package recording_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// handedOut are responses that hand out a secret to a person or to a program, and the secret.
var handedOut = []struct{ mediaType, body, secret string }{
	// Messages to a person. A code for a person is often in groups.
	{"application/json", `{"sms": "Enter 184711 to sign in to Bookshop."}`, "184711"},
	{"application/json", `{"text": "Your login code is 184 711."}`, "184 711"},
	{"text/plain", "Use 1847-1100 to verify your phone", "1847-1100"},
	{"text/plain", "The passphrase was \"four blue boots dance\".", "four blue boots dance"},
	{"text/plain", "Backup codes\n\n1. 1816 4711   2. 2093 5520\n", "2093 5520"},
	{"text/html", `<p>No camera? Type this key:</p><p><code>KRUG S4ZA ORUG K3TP</code></p>`, "KRUG S4ZA ORUG K3TP"},
	{"application/json", `{"qr": "WIFI:T:WPA;S:reading room;P:silentpages;;"}`, "silentpages"},
	{"application/json", `{"security_questions": [{"question": "First book?", "answer": "Persuasion"}]}`, "Persuasion"},
	// A quote in a quoted value, and the value that a validator refuses.
	{"text/plain", `could not connect: host=db user=ann password='open \'sesame 1816' sslmode=require`, "sesame 1816"},
	{"text/plain", "1 validation error for Account\npasscode\n  String is too short [type=string_too_short, input_value='sesame1816']\n", "sesame1816"},
	// An object with the value, a list of keys, and a name in base64, which is /shop/db/password.
	{"application/json", `{"name": "SHOP_DB_PASSWORD", "property": {"source": "environment", "value": "persuasion"}}`, "persuasion"},
	{"application/json", `{"keys": [{"name": "first", "value": "sesame1816"}]}`, "sesame1816"},
	{"application/json", `{"kvs": [{"key": "L3Nob3AvZGIvcGFzc3dvcmQ=", "value": "cGVyc3Vhc2lvbg=="}]}`, "cGVyc3Vhc2lvbg=="},
}

func TestSecretsThatAreHandedOut(t *testing.T) {
	t.Parallel()
	for _, way := range handedOut {
		y := redactedAnswer(t, way.mediaType, way.body)
		assert.NotContains(t, string(y.Response.Body), way.secret, way.body)
	}
}

// TestKeysOfServices checks keys that only their first word gives away, and whose other characters
// may be in order, as in examples.
func TestKeysOfServices(t *testing.T) {
	t.Parallel()
	const hexadecimal, letters = "0123456789abcdef", "AbCdEfGhIjKlMnOpQrStUv"
	for prefix, rest := range map[string]string{
		"shpat_": hexadecimal + hexadecimal, "dapi": hexadecimal + hexadecimal, "dop_v1_": hexadecimal + hexadecimal, "NRAK-": "ABCDEFGHIJKLMNOPQRSTUVW1",
		"hf_": letters, "pscale_tkn_": letters, "dp.pt.": letters, "npm_": letters + "1", "whsec_": letters, "xkeysib-": hexadecimal + hexadecimal,
	} {
		y := redactedAnswer(t, "text/plain", "it ran with "+prefix+rest+" again")
		assert.NotContains(t, string(y.Response.Body), rest, prefix)
	}
	for _, ordinary := range []string{
		"npm-package-lock-version-2", "hf_hub_download", "live-update-2026-11-28", "doOnSubscribeOrNextOrError", "20261128100000000000000000000000", "lin-regression-of-1816",
		"AVeryLongNameOfAClassInAProgram", "github_actions_deployment_2026",
	} {
		assertKept(t, "text/plain", "it ran with "+ordinary+" again")
	}
}

// namedButKept are responses that name a secret and hold none.
var namedButKept = map[string][]string{
	"application/json": {
		// What is wrong, what is possible, and where the secret is.
		`{"type": "invalid-token", "instance": "/shelves/17"}`,
		`{"mfa": {"methods": ["totp", "sms"]}}`, `{"credentials": "same-origin"}`,
		`{"env": [{"name": "DB_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "shop", "key": "db"}}}]}`,
		// The parts of a text of a language model, and a list of settings.
		`{"content": [{"token": "Emma", "logprob": -0.25}]}`, `{"token": " the", "index": 3}`, `{"keys": [{"name": "greeting", "value": "Hello"}]}`,
		`{"question": "Which city?", "answer": "Bath"}`,
	},
	"text/html": {
		`<input type="password" name="password" minlength="12" size="40">`, `<p>A <b>password</b>, also called a <b>passcode</b>, is a text that proves who somebody is.</p>`,
		`<script src="/a.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"></script>`,
	},
	"text/css":         {".token.keyword{color:#07a}"},
	"application/yaml": {"SHOP_PASSWORD_FILE: /run/secrets/shop\nsecrets:\n  shop_password:\n    file: ./shop.txt\n"},
	"text/plain": {
		"java.lang.IllegalStateException: no token\n\tat a.example.TokenShelf.take(TokenShelf.java:16)\n\tat a.example.PasswordShelf.put(PasswordShelf.java:17)\n",
		"Send `X-Api-Key: YOUR_API_KEY`.\n", "token = newToken(); use(token)\n", "Use 16 shelves for the books",
		"Backup codes\n\nThe shelf of 1816  and the others\n",
	},
}

func TestNamesWithoutASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range namedButKept {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
