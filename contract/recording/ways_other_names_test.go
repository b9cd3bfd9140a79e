package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// otherNameBodies are responses in which the name of a secret stands for something else: an action,
// a title, a type, a file, a row of a table, or a digest. They have no secret.
var otherNameBodies = map[string][]string{
	"text/plain": {
		"password must be snake_cased", "The token should be kebab-case-only here", // What a secret has to look like.
		"net user retention improved\nnet user losses fell\n",                                                                                       // A report, and no command of Windows.
		"id,title,price\n7,Password diary,4.20\n8,Key chain,12.00\n",                                                                                // Cells, and no head of a table.
		"ok  \ta.example/auth/token\t1.204s\nok  \ta.example/auth/password\t0.310s\n",                                                               // What tests took.
		"a.example/token v0.4.1 h1:NIvaJDMOsjHA8n1jAhLSgzrAzy1Hgr+hNrb57e+94F0=\n",                                                                  // The digest of a module.
		"IllegalStateException: password\n\tat com.shop.PasswordCheck.run(PasswordCheck.java:7)\n\tat com.shop.Main.main(Main.java:3)\n",            // Lines of a stack.
		"tags = [\"password\", \"token-rotation\"]\n",                                                                                               // Names, none of which is the value of another.
		"Password last set        2/3/2026 9:00:00 AM\nPassword expires         Never\nPassword required        Yes\n",                              // What a command says of an account.
		"@NotNull private String password;\npublic String getToken() { return token; }\n", "token: Optional[str] = None\n    password: SecretStr\n", // Programs.
		"csrf-token@3.1.0\npassword-hash@1.2.2\n", "Failed password for ann from 10.1.2.3 port 4711 ssh2\n",
		"; password = the password of the mailbox\n# token = the token from the portal\n",                                                      // Descriptions.
		"    Change password storage to argon2id\n",                                                                                            // An algorithm.
		"0000003f9ef0665a1e0b2c3d4e5f60718293a4b5c6d7e8f9 refs/heads/next\n9ef0665a1e0b2c3d4e5f60718293a4b5c6d7e8f9 HEAD\n",                    // Commits.
		"query Q($token: ID!, $password: String!) { check(token: $token, password: $password) { ok } }",                                        // Variables of GraphQL.
		"--x7\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nChange the password\r\n--x7--\r\n",                                      // The boundary behind the part of a form.
		"Resource: arn:aws:secretsmanager:us-east-2:210987654321:secret:shop/*\nAction: secretsmanager:ListSecretVersions\n",                   // A policy.
		"auth:\n  # password of the first user, random if empty\n  existingSecret: shop-login\npin:\n  shape: round_marker\n  label: Museum\n", // Parts of a chart, and of a map.
	},
	"text/csv":         {"name,last_password_change\nAnn,2026-02-03\n"},
	"application/yaml": {"dev:\n  user: ann\n  pass: \"{{ env_var('SHOP_PASSWORD') }}\"\n"},
	"text/calendar":    {"SUMMARY:All about passwords\nUID:20260203T040506Z-7@a.example\n"},
	"application/json": {
		`{"schema": "{\"fields\":[{\"name\":\"password\",\"kind\":\"string\"}]}"}`, `{"keyUsage": ["digitalSignature", "keyCertSign"]}`,
		// What else is beside a name, in a schema, in a list of names, and in what has another meaning.
		`{"name": "shop_password", "_class": "a.shop.PasswordDefinition", "type": "PasswordDefinition", "mode": "nullable"}`, `{"table": "visits", "column": "token"}`, `{"id": "garden_key", "rarity": "golden"}`,
		`{"plan": {"namespace": "shop.tokens", "best": {"stage": "scan", "index": "by_token"}}}`, `{"type": "string", "title": "Surname"}`,
		`{"properties": {"password": {"type": "string", "title": "Password"}, "surname": {"type": "string", "title": "Surname"}}, "required": ["password"]}`,
		`{"keywords": ["password", "gardening"]}`, `{"requiredActions": ["UPDATE_PASSWORD", "VERIFY_MAIL"], "roles": ["password-keeper", "token-gardener"]}`, `{"rows": [["password", "text"], ["token", "uuid"]]}`, `{"access_token": {"label": "second", "flags": ["bearer"]}}`,
		`{"pass": "17", "fail": "2"}`, `{"pass": {"kind": "boarding", "gate": "A7", "seat": "3F"}}`, `{"login.secret": "Geheimnis"}`,
		`{"method": "find", "params": ["ann", "opensesame"]}`, `["https://a.example/guide", "guide", "velvet-river"]`, `["https://a.example", "Ann and Bob", "velvet4711"]`, `{"method": "token.list", "params": ["opensesame"]}`,
		`{"after": {"shade": "amber"}, "after_sensitive": {"shade": false}}`, `{"type": "encryption", "value": "opensesame"}`,
		`{"extensions": {"sha256Hash": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}, "commit_ref": "9ef0665a1e0b2c3d4e5f60718293a4b5c6d7e8f9", "shasum": "9ef0665a1e0b2c3d4e5f60718293a4b5c6d7e8f9"}`,
		`{"password_hashing": "modern", "secret_sharing": "team", "token_scanner": "weekly"}`, `{"secret": "Webhook secret", "token": "Access token"}`, `{"ticket": "SHOP-118"}`, `{"session_id": "1733011200"}`,
		`{"Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"], "Resource": "arn:aws:secretsmanager:us-east-2:210987654321:secret:*"}`,
	},
	"application/xml": {
		`<dict><key>NSGardenIDUsageDescription</key><string>Open the garden without a password</string></dict>`,
		`<xs:element name="password" type="xs:string" minOccurs="1" maxOccurs="1"/>`,
		`<Contents><Key>guides/passwords.html</Key><ETag>"0cc175b9c0f1b6a831c399e269772661"</ETag><Size>4711</Size></Contents>`,
	},
	"text/html": {`A <em>password</em> keeper stores all your passwords`, `<a href="/p/shop-1.0.whl#sha256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855">shop-1.0.whl</a>`},
}

// TestOtherNames checks that redaction doesn't change otherNameBodies.
func TestOtherNames(t *testing.T) {
	t.Parallel()
	for mediaType, all := range otherNameBodies {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}

// sameNameBodies are responses that look like those in otherNameBodies and hold a secret. Each has
// the secret behind it.
var sameNameBodies = map[string][][2]string{
	"text/plain": {
		{"GET https://a.example\n[BasicAuth]\nann: %s\n", "opensesame"},
		{"password must be changed to %s", "velvet.river.barley"},
		{`C:\> net user ann %s`, "opensesame"},
		{"net user ann %s /add", "opensesame"},
		{"title,password\nDiary,%s\n", "opensesame"},
		{"password = %s\n", "the opensesame of tulip"},
		{"password = %s\n", "$tulip)"},
		{`tokens = ["token", "%s"]`, "secret-4711"},
		{"auth:\n  main: %s\n", "hush-4711-tulip"},
		{"auth:\n  password: %s\n", "opensesame"},
		{"secrets:\n  # was %s before\n  main: opened\n", "hush4711"},
		{"Votre nouveau mot de passe est : %s\n", "velvet-tulip"},
		{"refs/heads/next %s\n", "9ef0665a1e0b2c3d4e5f60718293a4b5c6d7e8f9"},
	},
	"application/json": {
		{`{"existing_password": "%s"}`, "opensesame"},
		{`{"token_signing": "%s"}`, "hush4711"},
		{`{"secret": "%s"}`, "My other sesame"},
		{`{"ticket": "%s"}`, "hush-4711"},
		{`{"session_id": "%s"}`, "9733011200"},
		{`{"sha256Hash": "%s"}`, "x7velvetQ2riverX7velvetQ2river44"},
		{`{"password": "%s"}`, "OpenSesameTulip"},
		{`{"connectionString": "%s"}`, "opensesame"},
	},
	"application/xml": {
		{`<field name="password" type="text" default="%s"/>`, "opensesame"},
		{`<Cell ProtectInMemory="True">%s</Cell>`, "opensesame"},
		{`<Row><Cell><Data>Name</Data></Cell><Cell><Data>Password</Data></Cell></Row><Row><Cell><Data>ann</Data></Cell><Cell><Data>%s</Data></Cell></Row>`, "tulip4711"},
		{`<Item><Key>shop/password</Key><Value>%s</Value></Item>`, "opensesame"},
	},
}

// TestSameNames checks that redaction removes the secrets from sameNameBodies.
func TestSameNames(t *testing.T) {
	t.Parallel()
	for mediaType, all := range sameNameBodies {
		for _, each := range all {
			body := strings.ReplaceAll(each[0], "%s", each[1])
			assert.NotContains(t, string(redactedAnswer(t, mediaType, body).Response.Body), each[1], body)
		}
	}
}
