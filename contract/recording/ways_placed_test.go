package recording_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// placedBodies are responses with a secret that its place in a grammar tells. Each has the secret
// behind it.
var placedBodies = map[string][][2]string{
	"text/plain": {
		{"\"ann\" \"%s\"\n\"bob\" \"tulip4711\"\n", "opensesame"},
		{"Your password is: %s", "velvet-tulip"},
		{"Votre mot de passe est : %s", "velvet-tulip"},
		{"See https://a.example/login?code=%s", "velvet-tulip"},
		{"Open shop://auth?data=%s&lang=de", "velvet-tulip"},
		{"https://a.example/login/magic/%s", "velvet-tulip"},
		{"https://a.example/cas/login?ticket=%s&lang=de", "velvet.river.barley"},
		{"db2 connect to shop user ann using %s\n", "opensesame"},
		{"#define WIFI_PASSWORD \"%s\"\n", "opensesame"},
		{"01 WS-PASSWORD PIC X(20) VALUE \"%s\".\n", "velvet-tulip"},
		{"DATA my_password TYPE string VALUE '%s'.\n", "opensesame"},
		{"echo -n '%s' | cryptsetup luksOpen /dev/sda2 data -\n", "opensesame"},
		{"334 UGFzc3dvcmQ6\r\n%s\r\n235 ok\r\n", "dmVsdmV0LXR1bGlw"},
		{"SELECT * FROM s3('https://b.example/x.csv', 'AKIAX7VELVETQ2RIVER4', '%s', 'CSV')", "velvetriver"},
		{"RequestHeader set X-Api-Key \"%s\"\n", "opensesame"},
		{"TOKEN ?= %s\n", "opensesame"},
		{"I copied this line:\ndb.a.example:5432:*:ann:%s\n", "opensesame"},
		{"it stored $6$salt$%s for ann", "opensesame"},
		{"[token]\nvalue = %s\n", "opensesame"},
		{"a.example\tFALSE\t/\tTRUE\t0\tshop\t%s\n", "opensesame"},
		{"42[\"login\",\"ann\",\"%s\"]", "opensesame"},
		{"AUTH ann %s\r\n+OK\r\n", "velvet-tulip"},
		{"unknown token \"%s\"", "velvet-tulip"},
	},
	"application/json": {
		{`{"text": "Your new password is: %s"}`, "velvet-tulip"},
		{`{"message": "API key '%s' is not valid"}`, "opensesame"},
		{`{"message": "the new password:%s was kept"}`, "opensesame"},
		{`{"message": "Key (email, token)=(ann, %s) exists"}`, "opensesame"},
		{`{"message": "sent Cookie: lang=de; shade=%s; x=1 to the shop"}`, "opensesame"},
		{`{"message": "name=\"password\" value=\"%s\""}`, "opensesame"},
		{`{"apiKey": "key", "sign": "%s"}`, "hush4711"},
		{`{"headers": {"authorization": ["Bearer %s"]}}`, "opensesame"},
		{`{"error": "Invalid API key provided: %s"}`, "qwertasdfgzxcvbqwertyui"},
		{`{"snmp": {"version": "2c", "community": "%s"}}`, "opensesame"},
		{`{"snmp_community": "%s"}`, "opensesame"},
		{`{"loginResult": "%s"}`, "hush4711"},
		{`{"method": "user.login", "params": ["ann", "%s"]}`, "opensesame"},
		{`{"service": "common", "method": "authenticate", "args": ["shop", "ann", "%s", {}]}`, "opensesame"},
		{`{"method": "walletpassphrase", "params": ["%s", 60]}`, "opensesame"},
		{`{"method": "unlockAccount", "params": ["0x1f", "%s", 300]}`, "opensesame"},
		{`["https://db.a.example", "ann", "%s"]`, "tulip4711"},
		{`{"open": ["amqp://mq.a.example/", "ann@shop", "%s"]}`, "velvet-tulip"},
		{`{"key": "shade", "value": "%s", "type": "encrypted"}`, "opensesame"},
		{`{"label": "door", "type": "CONCEALED", "value": "%s"}`, "opensesame"},
		{`{"_class": "shop.PasswordValue", "name": "door", "value": "%s"}`, "opensesame"},
		{`{"after": {"shade": "%s"}, "after_sensitive": {"shade": true}}`, "opensesame"},
		{`{"values": {"shade": "%s"}, "sensitive_values": {"shade": true}}`, "opensesame"},
		{`{"op": "auth", "args": ["%s"]}`, "opensesame"},
		{`{"event": "auth", "args": ["key", 1518064236, "%s"]}`, "opensesame"},
		{`{"cmd": "login", "data": ["ann", "%s"]}`, "hush4711"},
		{`{"e": "authenticate", "payload": ["%s", "x"]}`, "hush4711"},
		{`{"macro": "{$SHOP.PASSWORD}", "value": "%s"}`, "opensesame"},
		{`{"command": "type", "target": "id=password", "value": "%s"}`, "opensesame"},
	},
	"text/event-stream": {
		{"event: reply\ndata: {\"op\": \"auth\", \"args\": [\"%s\"]}\n\n", "opensesame"},
		{"data: [[\"email\", \"token\"], [\"ann\", \"%s\"]]\n\n", "opensesame"},
	},
	"text/x-log": {{"10:04:05 [main] INFO sent {\"op\": \"auth\", \"args\": [\"%s\"]}\n", "opensesame"}},
	"text/html":  {{`<button data-clipboard-text="%s">Copy token</button>`, "hush4711"}, {`<table><tr><td>DB_PASSWORD</td><td>%s</td></tr></table>`, "mySecretTulip4711"}},
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
		"42[\"logins\",\"velvet-tulip\"]", "[token]\nlabel = opensesame\n", "alias token-list \"opensesame\"\n", "TOKEN_FILE ?= tulips.txt\n", ".token{color:#07a}\n.password-input{width:100%}\n", "RequestHeader set X-Shade \"opensesame\"\n", "a\tTRUE\tb\tTRUE\t0\tc\n", "\"house\" \"Haus\"\n\"street\" \"Strasse\"\n", "Open shop://auth?screen=dark-blue or shop://articles?data=velvet-tulip", "See https://a.example/login?code=access_denied and /articles?code=velvet-tulip", "/login?code=already-used",
	},
	"text/event-stream": {"data: {\"op\": \"subscribe\", \"args\": [\"trades\", \"auth\"]}\n\ndata: [\"hello\", 4711]\n\n"},
	"text/html":         {`<button data-clipboard-text="hush4711">Copy link</button>`},
	"application/json": {
		`{"name": "login", "data": [1024, 2048]}`, `{"object": "login", "data": [{"id": "evt_12ab34", "device": "iPhone12"}]}`, `{"code": "login_failed", "data": ["two", "words"]}`,
		`{"type": "login", "data": {"device": "iPhone12"}}`, `{"method": "auth.login", "params": ["2026-01-01"]}`, `{"errors": {"token": ["Token expired", "Key invalid"]}}`, `42`, `{"sign": "Leo"}`, `{"auth": {"scopes": ["read:books", "write:books2"]}}`, `{"headers": ["Authorization", "X-Api-Key", "Accept"]}`, `{"hash": "#1f2937", "token.copy": "Copy", "password.reset": "Reset"}`, `{"community": "gardeners", "loginResult": "success", "login_response": "2026-01-01"}`,
	},
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

// TestPlacesInAddresses checks that redaction removes the secrets in the address of a request that
// its path or another parameter tells, and keeps other values.
func TestPlacesInAddresses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path, query, value string
		isSecret           bool
	}{
		{"/login", "code=%s&lang=de", "velvet-tulip", true},
		{"/oauth/callback", "code=%s&state=home", "velvet.river.barley", true},
		{"/cas/serviceValidate", "ticket=%s", "velvet-tulip", true},
		{"/login", "code=%s", "letmein-please", true},
		{"/login", "code=%s", "enter-new-year", true},
		{"/login", "code=%s", "access_denied", false},
		{"/login", "code=%s", "email-not-verified", false},
		{"/login", "code=%s", "session-expired", false},
		{"/oauth/callback", "state=home&code=%s", "opensesame", true},
		{"/oauth/callback", "code=%s", "opensesame", false},
		{"/oauth/callback", "code=%s&state=home", "access_denied", false},
		{"/reset/%s", "", "qwertasdfgzxcvbqwertyui", true},
		{"/articles", "code=%s", "velvet-tulip", false},
		{"/query", "u=ann&p=%s", "velvet-tulip", true},
		{"/rest/ping", "p=%s&v=1&u=ann", "tulip4711", true},
		{"/list", "u=ann&p=%s", "2", false},
		{"/list", "o=ann&p=%s", "velvet-tulip", false},
		{"/bot4711:%s/getMe", "", "velvetTulip4711x", true},
		{"/auth/magic/%s", "", "velvet-tulip", true},
		{"/magic-link/%s/ann", "", "velvet-tulip", true},
		{"/auth/magic/%s", "", "not-found", false},
		{"/games/magic/%s", "", "velvet-tulip", false},
		{"/login", "return_to=%s", "/books/1816", false},
		{"/login", "return_to=%s", "/books/tulip4711x", true},
		{"/reset/%s", "", "bank-account", false},
		{"/back", "interact_ref=%s&lang=de", "tulip4711x", true},
	} {
		x := without()
		x.Request.Method, x.Request.Body = http.MethodGet, nil
		x.Request.URL.Path, x.Request.URL.RawQuery = strings.ReplaceAll(tt.path, "%s", tt.value), strings.ReplaceAll(tt.query, "%s", tt.value)
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err)
		assert.Equal(t, tt.isSecret, !strings.Contains(y.Request.URL.String(), tt.value), "%s in %s?%s", tt.value, tt.path, tt.query)
	}
}

// TestPathsOfSecrets checks that the value that the path of secrets answers is one, and that other
// values stay.
func TestPathsOfSecrets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		path, mediaType, body string
		isSecret              bool
	}{
		{"/api/tokens", "application/json", `{"id": "1", "value": "tulip4711x"}`, true},
		{"/api-keys/17", "application/json", `{"data": [{"value": "tulip4711x"}]}`, true},
		{"/keys/rotate", "application/json", `"tulip4711x"`, true},
		{"/tokens", "text/plain", "tulip4711x\n", true},
		{"/api/tokens", "application/json", `{"id": "tulip4711x"}`, false},
		{"/keys", "application/json", `["tulip4711x"]`, false},
		{"/sort-keys", "application/json", `{"value": "tulip4711x"}`, false},
		{"/sessions", "application/json", `{"value": "tulip4711x"}`, false},
		{"/books", "application/json", `"tulip4711x"`, false},
	} {
		x := without()
		x.Request.Method, x.Request.Body, x.Request.URL.Path = http.MethodGet, nil, tt.path
		answers(tt.mediaType, tt.body)(x)
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err)
		assert.Equal(t, tt.isSecret, !strings.Contains(string(y.Response.Body), "tulip4711x"), "%s in %s", tt.path, tt.body)
	}
}

// TestProtocolsOfAWebSocket checks that the credential in the protocols of a WebSocket is replaced
// without its name, also where the answer repeats it.
func TestProtocolsOfAWebSocket(t *testing.T) {
	t.Parallel()
	x := without()
	both(sends("Sec-WebSocket-Protocol", "chat.rooms, bearer.opensesame"), answers("text/plain", "you are opensesame"))(x)
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
	require.NoError(t, err)
	assert.NotContains(t, dump(y), "opensesame")
	assert.Contains(t, y.Request.Header.Get("Sec-WebSocket-Protocol"), "chat.rooms, bearer.")
}

// TestTheResultOfALoginInXMLIsASecret checks that the answer to a login in XML-RPC has no session.
func TestTheResultOfALoginInXMLIsASecret(t *testing.T) {
	t.Parallel()
	for method, isSecret := range map[string]bool{"user.login": true, "user.count": false} {
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(create(func(x *contract.Exchange) {
			x.Request.Method, x.Request.Body = http.MethodPost, []byte(`<methodCall><methodName>`+method+`</methodName><params/></methodCall>`)
			x.Request.Header.Set("Content-Type", "text/xml")
			x.Response.Header.Set("Content-Type", "text/xml")
			x.Response.Body = []byte(`<?xml version="1.0"?><methodResponse><params><param><value><string>hush4711</string></value></param></params></methodResponse>`)
		}))
		require.NoError(t, err)
		assert.Equal(t, isSecret, !strings.Contains(string(y.Response.Body), "hush4711"), method)
	}
}
