package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// placedBodies are responses with a secret that its place in a grammar tells. Each has the secret
// behind it.
var placedBodies = map[string][][2]string{
	"text/plain": {
		{"Your password is: %s", "velvet-tulip"}, {"Votre mot de passe est : %s", "velvet-tulip"},
		{"See https://a.example/login?code=%s", "velvet-tulip"}, {"https://a.example/cas/login?ticket=%s&lang=de", "velvet.river.barley"},
		{"334 UGFzc3dvcmQ6\r\n%s\r\n235 ok\r\n", "dmVsdmV0LXR1bGlw"}, {"SELECT * FROM s3('https://b.example/x.csv', 'AKIAX7VELVETQ2RIVER4', '%s', 'CSV')", "velvetriver"},
		{"AUTH ann %s\r\n+OK\r\n", "velvet-tulip"}, {"unknown token \"%s\"", "velvet-tulip"},
	},
	"application/json": {
		{`{"text": "Your new password is: %s"}`, "velvet-tulip"}, {`{"snmp": {"version": "2c", "community": "%s"}}`, "opensesame"}, {`{"snmp_community": "%s"}`, "opensesame"},
		{`{"loginResult": "%s"}`, "hush4711"},
	},
	"text/html": {{`<table><tr><td>DB_PASSWORD</td><td>%s</td></tr></table>`, "mySecretTulip4711"}},
	"text/xml": {
		{`<methodCall><methodName>auth.login</methodName><params><param><value>ann</value></param><param><value>%s</value></param></params></methodCall>`, "velvet-tulip"},
		{`<s:Body><LoginResponse><LoginResult>%s</LoginResult></LoginResponse></s:Body>`, "velvet4711"},
	},
}

// TestPlaces checks that redaction removes the secrets from placedBodies.
func TestPlaces(t *testing.T) {
	t.Parallel()
	for mediaType, all := range placedBodies {
		for _, each := range all {
			body := strings.ReplaceAll(each[0], "%s", each[1])
			assert.NotContains(t, string(redactedAnswer(t, mediaType, body).Response.Body), each[1], body)
		}
	}
}

// otherPlaceBodies are responses that look like placedBodies and have no secret.
var otherPlaceBodies = map[string][]string{
	"text/plain": {
		"\"house\" \"Haus\"\n\"street\" \"Strasse\"\n", "See https://a.example/login?code=access_denied and /articles?code=velvet-tulip", "/login?code=already-used",
	},
	"application/json": {`{"community": "gardeners", "loginResult": "success", "login_response": "2026-01-01"}`},
}

// TestOtherPlaces checks that redaction doesn't change otherPlaceBodies.
func TestOtherPlaces(t *testing.T) {
	t.Parallel()
	for mediaType, all := range otherPlaceBodies {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
