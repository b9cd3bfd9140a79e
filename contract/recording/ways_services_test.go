package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// serviceBodies are responses in which services, forms and mails hand out a secret. %s stands for
// the secret.
var serviceBodies = map[string][]string{
	"application/json": {
		// Vault: the keys that unseal a server, and a secret of either version of its store.
		`{"keys": ["%s"], "keys_base64": ["AAAA"], "root_token": ""}`,
		`{"lease_id": "", "renewable": false, "data": {"smtp": "%s"}, "auth": null}`,
		`{"lease_id": "", "data": {"data": {"smtp": "%s"}, "metadata": {"version": 2}}}`,
		// The name of a member says that another one names a secret.
		`{"keys": [{"keyName": "primary", "value": "%s", "permissions": "Full"}]}`, `{"token_name": "deploy", "value": "%s"}`,
		`{"env": {"MODE": "live", "MAILER_KEY": "%s"}}`, `{"config": [{"k": "SHOP_SK", "v": "%s"}]}`, `{"error": "jwt malformed: %s"}`,
		`{"sms": "Your Bookshop code: %s"}`,
		`{"text": "Enter this code to log in:\n\n%s\n\nIt expires soon."}`,
	},
	"text/plain": {
		"Type the code on the other phone: %s", "Saw the header X-Auth-Token with value %s", "Go to https://app.example/done?state=1&session_state=%s",
	},
	"text/html": {
		`<form method="post"><input type="hidden" name="code" value="%s"></form>`, `<input value="%s" name="code" type="hidden"/>`,
	},
}

func TestServicesHandOutASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range serviceBodies {
		for _, body := range all {
			y := redactedAnswer(t, mediaType, strings.ReplaceAll(body, "%s", plainHush))
			assert.NotContains(t, string(y.Response.Body), plainHush, body)
		}
	}
}

// serviceAnswers are responses of services and frameworks without a secret.
var serviceAnswers = map[string][]string{
	"application/json": {
		// Messages about a secret.
		`{"errors": {"password": ["The password field is required.", "The password must be at least 12 characters."]}}`,
		`{"password": ["is too short (minimum is 10 characters)", "can't be blank"]}`, `{"token": "This field may not be null."}`,
		`{"new_password": "Confirm your new password", "forgotten_password": "Forgot your password?"}`,
		`{"old_password": ["Your old password was entered incorrectly. Please enter it again."], "password2": ["The two password fields didn’t match."]}`,
		`[{"key": "auth.login.title", "value": "Sign in"}, {"key": "auth.password.hint", "value": "At least eight characters"}]`, `{"cookies": {"policy": "strict"}}`,
		// Lists of what is possible, and of where something is.
		`{"grant_types_supported": ["password", "implicit"], "response_modes_supported": ["query", "fragment"]}`,
		`{"detail": [{"loc": ["body", "password"], "msg": "missing"}, {"loc": ["path", "shelf"], "msg": "missing"}]}`,
		// An attribute in a schema of SCIM, a label, and the parent of a trace.
		`{"name": "password", "type": "string", "mutability": "readWrite", "returned": "never", "uniqueness": "none"}`,
		`{"name": "auth", "color": "d73a4a"}`, `{"traceId": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}`,
		`{"lease_id": "", "lease_duration": 0, "data": {"keys": ["shop/", "mail"]}}`, `{"keyName": "width", "value": "full"}`,
	},
	"text/plain": {
		"\tat a.example.PasswordEncoder.encode(PasswordEncoder.java:31)\n", "    at checkToken (/srv/app/lib/session.js:7:12)\n", "\tat a.example.SecretStore.load(SecretStore.kt:44) ~[app.jar:1.2.3]\n",
		"   at Shop.Auth.Tokens.Check(String token) in /src/Auth/TokenService.cs:line 42", "#0 /srv/Auth/SessionGuard.php(412): Guard->login(Object(User))",
		"thread 'main' panicked at src/auth/token.rs:12:5:\n",
		"\"POST /oauth/token HTTP/1.1\" 200", "DETAIL: Key (email)=(ann1816@a.example) already exists.",
		"auth_session_seconds_sum 4711.25\npassword_resets_total 90210\n",
	},
	"application/xml": {`<Contents><Key>covers/1816/emma.jpg</Key><Size>434234</Size></Contents>`, `<Tag><Key>team</Key><Value>web2026</Value></Tag>`},
	"text/html":       {`<input type="hidden" name="code" value="add-book">`},
}

func TestOrdinaryServiceAnswers(t *testing.T) {
	t.Parallel()
	for mediaType, all := range serviceAnswers {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
