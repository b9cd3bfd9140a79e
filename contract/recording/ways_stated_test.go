package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// statedBodies are responses with a statement whose grammar leaves no doubt, so that also a plain
// word is the secret. %s stands for a word, and %w for several.
var statedBodies = map[string][]string{
	"text/plain": {
		"USER me\n331 Go on\nPASS %s\n230 Welcome\n", "C: USER me\nS: +OK\nC: PASS %w\n", "x7 LOGIN me %s\nx7 OK\n", "x7 LOGIN \"me\" \"%w\"\n",
		"PRIVMSG NickServ :IDENTIFY me %s", "/msg nickserv identify %s", "kinit: Password for me@REALM: %s",
		"requirepass %s\n", "CONFIG SET masterauth %s\n", `1.2 [0 127.0.0.1:1] "AUTH" "me" "%s"`, `1.2 [0 127.0.0.1:1] "auth" "%w"`,
		"CREATE USER me IDENTIFIED BY '%s'", "ALTER USER me IDENTIFIED WITH plugin AS '%w'", "ALTER ROLE me WITH LOGIN PASSWORD '%s'",
		"CALL dbms.security.createUser('me', '%s', false)", "db.changeUserPassword(\"me\", \"%w\")", "url=jdbc:oracle:thin:me/%s@db:1521:X\n", "url=jdbc:oracle:oci8:me/%s@X\n",
		"enable secret 0 %s", "enable password level 7 0 %s", "username me password %s", "username me privilege 15 secret 0 %s", "snmp-server community %s RO",
		"AT+CWJAP=\"Net\",\"%s\"", "AT+CWSAP_CUR=\"Net\",\"%w\",5,3", "AT+CGAUTH=1,2,\"me\",\"%s\"", "AT+MQTTUSERCFG=0,1,\"id\",\"me\",\"%s\"",
		`net use Z: \\files\a %s /persistent:yes`, `net use \\files\a /user:X\me %s`, "ConvertTo-SecureString -String '%w' -AsPlainText",
		"{:user/name \"me\" :user/password \"%w\"}", "(login {:password \"%s\"})", "{b'authorization': b'Bearer %s'}", "(u\"password\", u\"%w\")", "Login { User = me, Password = %w }", "Login { Password = %w, User = me }",
		`Variable "$password" got invalid value "%s"`, `invalid value "%w" for flag -password: too short`, `invalid value "%s" for "password"`, "The token '%s' is expired.", "Password \"%s\" has been used already",
		"Unseal Key 2: %s\n", "Recovery Key 1: %s\n", "Key       Value\n---       -----\nuser      me\npassword  %s\n", "-[ RECORD 1 ]--\nname     | me\npassword | %w\n",
		"UPDATE u SET password = $1 WHERE id = $2 -- [\"%s\", 7]", "Your password is **%w**.",
	},
	"text/html": {"<p>Your password is <b>%w</b></p>", "<p>Ihr Passwort lautet: <code class=\"x\">%w</code></p>"},
}

// TestStatedWaysToSayASecret checks that redaction removes the secrets from statedBodies.
func TestStatedWaysToSayASecret(t *testing.T) {
	t.Parallel()
	const word, words = "barleycorn", "amber barley"
	for mediaType, all := range statedBodies {
		for _, body := range all {
			y := redactedAnswer(t, mediaType, strings.NewReplacer("%s", word, "%w", words).Replace(body))
			assert.NotContains(t, string(y.Response.Body), word, body)
			assert.NotContains(t, string(y.Response.Body), words, body)
			assert.False(t, y.Response.BodyOmitted, body)
		}
	}
}

// TestStatedCodes checks that redaction removes secrets that aren't a word.
func TestStatedCodes(t *testing.T) {
	t.Parallel()
	for code, bodies := range map[string][]string{
		"98,97,114,108,101,121": {"[{password,<<98,97,114,108,101,121>>}]"},
		"7306":                  {"The key box is on the left, and its code is 7306.", "Alarm in the hall, code: 7306"},
		"qx7v elve triv erqx":   {"<p>Enter this setup key: <code>qx7v elve triv erqx</code></p>"},
		"velvet":                {"Your recovery phrase:\n1. amber 2. castle 3. velvet 4. river 5. barley 6. corn\n", "Seed words\n1) amber\n2) castle\n3) velvet\n4) river\n5) barley\n6) corn\n"},
	} {
		for _, body := range bodies {
			assert.NotContains(t, string(redactedAnswer(t, "text/html", body).Response.Body), code, body)
		}
	}
}

// unstatedBodies are responses with words of such statements, and without a secret.
var unstatedBodies = map[string][]string{
	"text/plain": {
		"=== RUN   TestPassword\n--- PASS: TestPassword (0.00s)\n=== RUN   TestTokenRefresh\n--- PASS: TestTokenRefresh (0.01s)\nPASS\n", "# copy it\nDB_PASSWORD=\nLOG_LEVEL=info\n",
		"password=\nlevel=info\n", "func f() error {\n\tif password == \"\" {\n\t\treturn T{}, ErrEmpty\n\t}\n}\n", "Press LOGIN to go on", "enable password recovery\n",
		"The token 'password' is invalid.", "1. boil 2. salt 3. pepper 4. stir 5. serve 6. enjoy\n", "Alarm in the hall, code is unknown", "invalid value \"ten\" for flag -count: no number",
		"Key       Value\n---       -----\ncolor     amber\n",
	},
	"text/calendar": {"BEGIN:VEVENT\nUID:20260101T100000Z-4F23B2@a.example\nSUMMARY:Key account review\nEND:VEVENT\n"},
	"text/xml": {
		`<testsuite name="auth" tests="2" failures="0"><testcase classname="Login" name="rejects a wrong password" time="0.1"/></testsuite>`,
		"<item><title>New session dates</title><link>https://a.example/2026/new-session</link><guid>urn:1</guid></item>",
	},
	"application/json": {`{"title": "Cookies", "ingredients": ["200 g flour", "2 eggs"]}`, `{"passes": 91, "pass_accuracy": 0.95}`},
}

// TestUnstatedBodies checks that redaction doesn't change unstatedBodies.
func TestUnstatedBodies(t *testing.T) {
	t.Parallel()
	for mediaType, all := range unstatedBodies {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}
