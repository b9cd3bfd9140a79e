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
