package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// wordlessBodies are responses with joined words, with the commands and statements that may have a
// secret, and with the names of secrets for something else. They have no secret.
var wordlessBodies = map[string][]string{
	"text/plain": {
		"The password is case-sensitive, and auto-generated.\nIt is stored in user_service.", "password is too_short", "Secret web-tls-cert was created", "Use the --password option\n  --token string  the token to use\nsee --password instead\n",
		"The helm-secret value is required.\nset reset-password link\n", "service password-encryption\nPasswordAuthentication no\n", "net user me /delete\n", "htpasswd -v .htpasswd me\n", "[users]\nme = admin\n", "name,value\nsite,Acme\n",
		"CREATE TABLE `u` (`id` int, `name` varchar(50));\nINSERT INTO `u` VALUES (1,'Barley');\n", "map[user:[me] page:[about]]", "ENV STAGE production\n", "The user_token is in settings.local", "?code=404&state=closed",
		// Counts, sizes, fields of a message, packages, and the names of what runs.
		"day,failed_passwords,tokens_issued\n2026-01-01,4,88\n2026-01-02,2,71\n", "Type:  Opaque\n\nData\n====\npassword:  12 bytes\nusername:  5 bytes\n", "message Login {\n  string password = 2;\n  bytes session_token = 3;\n}\n",
		"require (\n\tgithub.com/golang-jwt/jwt/v5 v5.2.0\n\tgolang.org/x/crypto v0.17.0\n)\n", "a.example/b v1.6.0 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=\n", "NAME              READY\ntoken-service-0   1/1\n",
		"PermitRootLogin no\nPasswordAuthentication no\nPubkeyAuthentication yes\n", "  const token = await api.post('/login', { user, password });\n  localStorage.setItem('token', token);\n  return token;\n",
		"client_secret field\nset the password manually\nconfigure my_token support\n", "npm config set cache /tmp/x\n", "The net user count\n", "Login: GitHub / GitLab\n", "map[auth:[basic] tokens:[3]]\n", "session_timeout,30 minutes\n",
		"1) \"password\"\n2) \"string\"\n", "spark.ssl.enabled true\nspark.authenticate.secretBitLength 256\n", "(password \"required\")", "Enter your password below:\n\nContinue\n",
		"connect as user me with password authentication\n", "The password is set to expire\nPassword was reset to default\n", "login('username', 'password')", "authenticate('local', 'google')", "curl --user name --password prompt https://a.example\n", "openssl req -new -key my.key -out my.csr\n",
		"+ ami = \"ami-0c55b159cbfafe1f0\"\n",
	},
	"application/json": {
		`{"Variables": {"STAGE": "test", "SORT_KEY": "created_at", "LOOKUP_KEY": "first_name"}}`, `{"hosts": {"github.com": "main"}}`, `{"tokens": [{"token": "quick", "start_offset": 0, "end_offset": 5}]}`, `{"factorType": "token:software:totp"}`, `{"sid": "SMXXXXXXXXXXXXXXXXXXXX"}`,
		`{"packages": {"node_modules/jsonwebtoken": {"version": "9.0.2", "resolved": "https://a.example/jsonwebtoken-9.0.2.tgz", "license": "MIT"}}}`, `{"token.copy": "Copy the token now", "secret.hint": "Never share your secret"}`,
		`{"SecretList": [{"ARN": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf", "Name": "prod/db", "Tags": [{"Key": "team", "Value": "payments"}]}]}`,
		`{"value": [{"id": "https://a.example/secrets/db-password", "attributes": {"recoveryLevel": "Recoverable"}, "contentType": "text/plain"}]}`,
	},
	"application/yaml": {"properties:\n  password: {type: string, format: password, minLength: 8}\n  token: {type: string, description: The token of the session}\n"},
	"application/xml": {
		`<GetPasswordPolicyResult><PasswordPolicy><MinimumPasswordLength>14</MinimumPasswordLength><RequireSymbols>true</RequireSymbols></PasswordPolicy></GetPasswordPolicyResult>`,
		`<testcase name="refusesExpiredToken" classname="acme.TokenServiceTest" time="0.031"/>`,
	},
	"text/html": {`<table><tr><th>Password</th><td><a href="/change">Change</a></td></tr><tr><th>API keys</th><td>None yet</td></tr></table>`},
}

// TestWordlessBodies checks that redaction doesn't change wordlessBodies.
func TestWordlessBodies(t *testing.T) {
	t.Parallel()
	for mediaType, all := range wordlessBodies {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}

// wordfulBodies are responses that look like those in wordlessBodies and hold a secret. Each has
// the secret behind it.
var wordfulBodies = map[string][][2]string{
	"text/plain": {
		{"day,passwords\n2026-01-01,%s\n", "4711"},
		{"name,cvv\nAnn,%s\n", "471"},
		{"password:  %s bytes more\n", "hush4711"},
		{"  string password = %s;\n", "4711"},
		{"deploy token-%s-0\n", "hush4711tulip"},
		{"  const token = await api.post('/login', { user, password: '%s' });\n", "opensesame"},
		{"password: {type: string, example: %s}\n", "hush4711"},
	},
	"application/json": {
		{`{"type": "token:%s"}`, "sesame:hush4711"}, {`{"x.password": "%s"}`, "My password is sesame"}, {`{"secrets": {"version": "%s"}}`, "hush4711"}, {`{"SecretList": [{"Name": "db", "Value": "%s"}]}`, "opensesame"},
	},
	"application/xml": {{"<GetSecretValueResult><SecretString>%s</SecretString></GetSecretValueResult>", "opensesame"}, {`<field name="password" classname="x" value="%s"/>`, "opensesame"}},
	"text/html":       {{`<tr><th>Password</th><td><b>%s</b></td></tr>`, "opensesame"}},
}

// TestWordfulBodies checks that redaction removes the secrets from wordfulBodies.
func TestWordfulBodies(t *testing.T) {
	t.Parallel()
	for mediaType, all := range wordfulBodies {
		for _, each := range all {
			body := strings.ReplaceAll(each[0], "%s", each[1])
			assert.NotContains(t, string(redactedAnswer(t, mediaType, body).Response.Body), each[1], body)
		}
	}
}
