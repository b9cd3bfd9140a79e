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
	// The files and commands of mail programs, installers and networks, and what people write.
	"text/x-log": {
		"open a.example\nuser me %s\nbinary\n", "USER me\nPASS %s\n", "WiFi.begin(\"Net\", \"%s\");", "db.auth('me', '%w')", "EXEC sp_addlogin 'me', '%s'", "ALTER USER me IDENTIFIED BY %s;", "connect me/%s@x;\n",
		`Credentials("Realm", "a.example", "me", "%s")`, "set system login user me plain-text-password-value \"%s\"\n", "    Key Content            : %s\n", "schtasks /create /ru me /rp %s\n",
		"user me\npassword %s\n", "edit \"me\"\n set passwd %s\n", "[smtp.a.example]:587 me@a.example:%s\n", "rootpw --plaintext %s\n", "d-i passwd/root-password password %s\n", "client * %s *\n",
		`When I sign in as "me" with password "%w"`, `poll a.example user "me" password "%w"`, "login me with password %s\n", "type(By.id(\"password\"), \"%w\")", "get('#password').fill('%w')", "a:1\tpassword:%w\tb:2",
		"The login for the test shop is me / %s, thanks.", "Login: me / %s\n", "expected '%s' to equal 'other' (password)", "password mismatch: want \"%s\", got \"other\"", "AssertionError: password: expected 'other' to be '%s'",
		"# a share\nhttps://dav.a.example/files me %s\n\nhttps://b.example/webdav me \"%s\"\n", "auth users = you, me\n# me:%s\n",
		"The wifi password for guests is %s.\n", "Your sign-in phrase is: %w\n", "keytool -genkey -storepass %s -alias a", "vncserver -passwd %s :1", "psexec \\\\a -u me -p %s cmd",
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
		"730641":                {"*730641* is your code.", "Ihre TAN lautet 730641.", "mTAN: 730641, EUR 7", "Pickup code: 730641"},
		"velvetRiver":           {"password begins with velvetRiver", "The password was changed to velvetRiver.", "Invalid API Key provided: velvetRiver. See the docs."},
		"14-22-71":              {"The combination of the safe is 14-22-71."},
		"PIN code: 7306":        {"agent: PIN code: 7306"},
		"7, 9, 11, 13, 15":      {"network_key: [1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6]\n"},
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
		"Key       Value\n---       -----\ncolor     amber\n", "USER GUIDE\n\nPASS the test first.\n", "SyntaxError: the token 'function' is unknown here", "smtp.password=\nsmtp.host=a.example\n",
		"tests/test_auth.py::test_password PASSED [ 50%]\ntests/test_auth.py::test_token PASSED [100%]\n", "auth/token.go:12:  Refresh   85.7%\nauth/password.go:30:  Hash   100.0%\n",
		"username password firstName lastName", "The passwordField is on the loginForm", "login is open / closed.", "expected 'text' to equal 'password' (input type)", "expected token 'foo' but got 'bar'",
		"assert \"password\" in response, \"missing field\"", "expected error 'Invalid input' for an empty password", "https://a.example/x 200 1250ms\nhttps://a.example/y GET /y/index\n", "https://a.example is offline", "user: me\n# me:1000\n", "Authenticating user me using OAuth2",
		"if password is None:\n    raise ValueError(\"missing\")\n",
	},
	"text/calendar": {"BEGIN:VEVENT\nUID:20260101T100000Z-4F23B2@a.example\nSUMMARY:Key account review\nEND:VEVENT\n"},
	"text/xml": {
		`<testsuite name="auth" tests="2" failures="0"><testcase classname="Login" name="rejects a wrong password" time="0.1"/></testsuite>`,
		"<item><title>New session dates</title><link>https://a.example/2026/new-session</link><guid>urn:1</guid></item>",
	},
	"text/html": {
		"<dl><dt>Password</dt><dd>Choose one with at least twelve characters.</dd><dt>Username</dt><dd>Your mail address.</dd></dl>", "<p>Your plan is <b>basic</b>. Your password is <b>not stored</b>.</p>",
	},
	"application/json": {`{"type": "password.changed", "user": "ann"}`, `{"title": "Cookies", "ingredients": ["200 g flour", "2 eggs"]}`, `{"passes": 91, "pass_accuracy": 0.95}`},
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
