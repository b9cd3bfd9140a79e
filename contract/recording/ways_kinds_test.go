package recording_test

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// bodies are responses in which the secret can be recognized by its position. %s stands for the
// secret, and %p for the secret in a path.
//
//nolint:gosmopolitan // They are in the languages of those who write them.
var bodies = map[string]map[string]string{
	"application/json": {
		"a table with columns and rows":     `{"columns": ["id", "password"], "rows": [[1, "%s"]]}`,
		"a table with its rows first":       `{"rows": [[1, "%s"]], "columns": ["id", "password"]}`,
		"a table with its head in a row":    `[["id", "password"], [1, "%s"], [2, "%s"]]`,
		"a table with columns of objects":   `{"columns": [{"name": "id", "type": "int"}, {"name": "password", "type": "text"}], "rows": [[1, "%s"]]}`,
		"a table with a schema":             `{"schema": {"fields": [{"name": "id"}, {"name": "password"}]}, "rows": [{"f": [{"v": "1"}, {"v": "%s"}]}]}`,
		"a table with one row":              `{"fields": ["id", "token"], "values": [1, "%s"]}`,
		"a table with labels":               `{"values": [["User name", "API key"], ["me", "%s"]]}`,
		"a patch":                           `[{"op": "replace", "path": "/user/password", "value": "%s"}]`,
		"a patch below the name":            `[{"op": "add", "path": "/credentials/0/value", "value": "%s"}]`,
		"a path with dots":                  `[{"path": "user.password", "value": "%s"}]`,
		"a path in brackets":                `[{"path": "$.user['password']", "value": "%s"}]`,
		"a path in a list":                  `{"detail": [{"loc": ["body", "password"], "msg": "too short", "input": "%s"}]}`,
		"a path in a list, deeper":          `{"detail": [{"loc": ["body", "password"], "msg": "bad", "ctx": {"given": "%s"}}]}`,
		"a pointer in a source":             `{"errors": [{"source": {"pointer": "/data/attributes/password"}, "meta": {"value": "%s"}}]}`,
		"a pointer beside a sentence":       `{"errors": [{"source": {"pointer": "/data/attributes/password"}, "detail": "%s is too short"}]}`,
		"a display name":                    `{"displayName": "Password", "value": "%s"}`,
		"a label of several words":          `{"label": "Your new password", "text": "%s"}`,
		"a name and a value of a parameter": `{"parameterName": "password", "parameterValue": "%s"}`,
		"an element with an attribute":      `{"@name": "password", "#text": "%s"}`,
		"an element with attributes":        `{"$": {"name": "password"}, "_": "%s"}`,
		"a difference":                      `{"kind": "E", "path": ["user", "password"], "lhs": "%s", "rhs": "a"}`,
		"a key of JOSE":                     `{"kty": "oct", "k": "%s"}`,
		"a private key of JOSE":             `{"keys": [{"kty": "RSA", "n": "abc", "e": "AQAB", "d": "%s"}]}`,
		"a name of two words in a pair":     `{"settings": [["smtp", "a"], ["smtp password", "%s"]]}`,
		"an INSERT":                         `{"query": "INSERT INTO users (name, password) VALUES ('a', '%s')"}`,
		"a duplicate of MySQL":              `{"error": "Duplicate entry '%s' for key 'users.api_token_unique'"}`,
		"a command":                         `{"cmd": "sshpass -p '%s' ssh a@b"}`,
		"columns of a fixed width":          `{"out": "user      password              note\nme        %s  a\n"}`,
		"a table in two objects":            `[{"columns": ["password"]}, {"rows": [["%s"]]}]`,
		"parameters of an INSERT":           `{"sql": "INSERT INTO u (id,password) VALUES (?,?)", "params": [1, "%s"]}`,
		"arguments of a command":            `{"cmd": ["sshpass", "-p", "%s", "ssh"]}`,
		"a question":                        `{"question": "Password", "answer": "%s"}`,
		"an element in lists":               `["password", {"x": 1}, "%s"]`,
		"a webhook":                         `{"webhook": "https://hooks.slack.com/services/T000/B000/%p"}`,
		"a link in a mail":                  `{"html": "<a href=\"https://a.example/users/confirm/%p\">x</a>"}`,
	},
	"text/plain": {
		"SQL, an INSERT with commas":          "INSERT INTO `users` (`id`, `name`, `password`) VALUES (1, 'a, b', '%s'),(2,'b','x')",
		"SQL, an INSERT of two rows":          "INSERT INTO users (name,password) VALUES ('a','b'),('c(d','%s');",
		"SQL, a COPY":                         "COPY users (name, password) FROM stdin;\nme\t%s\n\\.\n",
		"SQL, an INSERT of a query":           `INSERT INTO "users" ("name","password") SELECT 'a','%s'`,
		"SQL, an UPDATE of a row":             "UPDATE users SET (name, password) = ('a', '%s')",
		"SQL, an alias":                       "MERGE INTO t USING (SELECT '%s' AS password) s ON 1=1",
		"a key that is there":                 "E11000 dup key: { : \"%s\" } index: token_1",
		"a command, chpasswd":                 "echo me:%s | chpasswd",
		"a row of dots":                       "Password ..... %s",
		"a dash":                              "Password — %s",
		"a code of one time":                  "your one-time code is %s",
		"a sentence in Chinese":               "密码是 %s",
		"YAML, a key in a list":               "- ? token\n  : %s",
		"YAML, a list at the margin":          "password:\n- %s",
		"SQL, LIKE":                           "SELECT * FROM users WHERE token LIKE '%s%'",
		"SQL, IN":                             "SELECT * FROM users WHERE token IN ('a','%s')",
		"SQL, a function":                     "SET PASSWORD FOR 'bob'@'%' = PASSWORD('%s')",
		"SQL, a duplicate":                    "Cannot insert duplicate key in object 'dbo.tokens'. The duplicate key value is (%s).",
		"a command, mysql":                    "mysql -u root -p%s db",
		"a command, sshpass":                  "sshpass -p %s ssh a@b",
		"a command, curl with cookies":        "curl -b 'a=b; c=%s' https://a",
		"a command, curl with a user":         "curl -sSu 'a:%s' https://a",
		"a command, redis":                    "redis-cli -h a -a %s ping",
		"a command, docker":                   "docker login -u me -p %s reg",
		"a command, Windows":                  "xfreerdp /u:me /p:%s /v:h",
		"a command, a pipe":                   "echo %s | docker login --password-stdin",
		"a command, smbclient":                "smbclient //h/s -U me%%s",
		".pgpass":                             "localhost:5432:db:me:%s\n",
		".htpasswd":                           "# users\nme:%s\n",
		".htpasswd with a hash":               "me:$apr1$ab$opensesamebarley9\n",
		".netrc with an account":              "machine h login me account %s password a1",
		"a router":                            "snmp-server community %s RO\n",
		"an agent of SNMP":                    "rocommunity %s default\n",
		"columns of a fixed width":            "user      password              note\nme        %s  a\n",
		"columns that end together":           "      user              password\n        me  %s\n",
		"columns with a blank":                "user password\nme %s\n",
		"columns with frames":                 "====  ====================\nuser  password\n====  ====================\nme    %s\n",
		"columns with frames of boxes":        "┌──────┬──────────┐\n│ user │ password │\n├──────┼──────────┤\n│ me   │ %s │\n└──────┴──────────┘\n",
		"a title":                             "## Password\n\n%s\n",
		"a title and a block":                 "Your token:\n\n```\n%s\n```\n",
		"a name in bold":                      "- **API key**: `%s`\n",
		"YAML, a key on its own line":         "? password\n: %s\n",
		"YAML, a key in a block":              "? |\n  password\n: %s\n",
		"YAML, an alias":                      "a: &p %s\npassword: *p\n",
		"a table with a broken line":          "name,note,password\nme,\"two\nlines\",%s\n",
		"a table with a broken head":          "name,\"pass\nword\"\nme,%s\n",
		"a table with a broken value":         "name,password\nme,\"a\n%s\"\n",
		"a table with old line ends":          "name,password\rme,%s\r",
		"a table on its side":                 "name,me\npassword,%s\n",
		"a link to reset":                     "Go to https://a.example/reset/%p now",
		"a webhook of Slack":                  "https://hooks.slack.com/services/T000/B000/%p",
		"a webhook of Discord":                "https://discord.com/api/webhooks/123456789/%p",
		"a webhook of Teams":                  "https://x.webhook.office.com/webhookb2/a@b/IncomingWebhook/%p/c",
		"a bot of Telegram":                   "https://api.telegram.org/bot123456:%p/sendMessage",
		"a user at a host without its scheme": "git clone user:%s@host:repo",
	},
	"text/html": {
		"a table with its head in a row": "<table><tr><th>User</th><th>Password</th></tr><tr><td>me</td><td>%s</td></tr></table>",
		"a table with a head and a body": "<table><thead><tr><th>User</th><th>API key</th></tr></thead><tbody><tr><td>me</td><td><code>%s</code></td></tr></tbody></table>",
		"a table without ends":           "<table><tr><td>User<td>Password<tr><td>me<td>%s</table>",
		"a head with an element":         "<tr><th><span>Password</span></th><td>%s</td></tr>",
		"a head with words":              "<tr><th scope=row><b>Your password:</b></th><td><p>%s</p></td></tr>",
		"a label":                        `<div><label for="f1">Password</label></div><div><input id="f1" type=text value="%s"></div>`,
		"a label behind its field":       `<input id="f1" value="%s"><label for="f1">Password</label>`,
		"a label around its field":       `<label>Password <input value="%s"></label>`,
		"a placeholder":                  `<input placeholder="Password" value="%s">`,
		"a field that a browser fills":   `<input autocomplete="current-password" value="%s">`,
		"a class":                        `<span class="password">%s</span>`,
		"an option":                      `<select name=token><option value="%s" selected>a</select>`,
		"a name in bold":                 "<p><strong>Password:</strong> %s</p>",
		"two elements":                   "<div class=row><div>Password</div><div>%s</div></div>",
		"a link":                         `<a href="https://a.example/reset/%p">Reset</a>`,
	},
}

func TestPositionsInBodies(t *testing.T) {
	t.Parallel()
	for mediaType, all := range bodies {
		for name, body := range all {
			said := hush
			if mediaType == "text/html" {
				said = html.EscapeString(hush)
			}
			body = strings.NewReplacer("%s", said, "%p", url.PathEscape(hush)).Replace(body)
			t.Run(mediaType+", "+name, func(t *testing.T) {
				t.Parallel()
				saysNothing(t, answers(mediaType, body))
			})
		}
	}
}

// saysNothing redacts an exchange and checks that the result doesn't hold the secret.
func saysNothing(t *testing.T, change func(*contract.Exchange)) {
	t.Helper()
	x := without()
	change(x)
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
	require.NoError(t, err)
	assertSaysNothing(t, dump(y))
	assert.False(t, y.Response.BodyOmitted || y.Request.BodyOmitted)
}

// TestNumbersSaidBackInBase16 checks that a key that is a number is also removed in base 16.
func TestNumbersSaidBackInBase16(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"0x34a31c95", "34A31C95", "0X34A31C95"} {
		y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(create(says("X-Api-Key", "883104917", "you are "+number)))
		require.NoError(t, err)
		assert.NotContains(t, string(y.Response.Body), number)
	}
}

// credentials are credentials that a server repeats decoded, or without their surrounding parts.
func TestCredentialsSaidBackDecoded(t *testing.T) {
	t.Parallel()
	raw := base64.RawURLEncoding.EncodeToString([]byte(hush))
	payload := base64.RawURLEncoding.EncodeToString([]byte(`{"a": {"b": ["` + hush + `"]}}`))
	const signature = ".ZxYw1A.abcDEF-ghi_JKL"
	for name, tt := range map[string]struct{ header, value string }{
		"hexadecimal":                   {"Authorization", "Bearer " + hex.EncodeToString([]byte(hush))},
		"hexadecimal with colons":       {"X-Api-Key", everyByte(hush, "%02x", ":")},
		"base64 twice":                  {"Authorization", "Bearer " + base64Of(base64Of(hush))},
		"base64 in hexadecimal":         {"Authorization", "Bearer " + hex.EncodeToString([]byte(base64Of(hush)))},
		"behind a version":              {"Authorization", "Bearer v2.local." + raw},
		"behind a kind":                 {"Authorization", "Bearer mac_" + raw},
		"in the payload of a web token": {"Authorization", "Bearer " + base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + payload + ".c2lnbmF0dXJl"},
		"a signed cookie of Express":    {"Cookie", "sid=s%3A" + url.QueryEscape(hush) + ".abcDEFghiJKLmnopQRS123"},
		"a signed cookie of Rails":      {"Cookie", "sid=" + raw + "--0123456789abcdef0123456789abcdef01234567"},
		"a signed cookie of Flask":      {"Cookie", "session=" + payload + signature},
		"a packed cookie of Flask":      {"Cookie", "session=." + base64.RawURLEncoding.EncodeToString([]byte(zlibOf(`{"u": "`+hush+`"}`))) + signature},
		"two credentials":               {"Authorization", "Bearer abcdefgh12, Basic " + base64Of("me:"+hush)},
		"a protocol of Kubernetes":      {"Sec-Websocket-Protocol", "base64url.bearer.authorization.k8s.io." + raw + ", v4.channel.k8s.io"},
		"a number in base 58":           {"X-Api-Key", "2Z3isBoz6G6d4eHoSceSTGfzv1gC"},
		"base 85":                       {"X-Api-Key", "DfB9*/Q65%@;TR&6=FnNAU,ph"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			saysNothing(t, says(tt.header, tt.value, "you are "+hush))
		})
	}
}

func TestLinksInHeaders(t *testing.T) {
	t.Parallel()
	path, query := url.PathEscape(hush), url.QueryEscape(hush)
	for _, location := range []string{
		"/reset/" + path, "https://a.example/reset-password/" + path + "?a=b", "/verify-email/" + path, "/users/activate/" + path, "/invite/" + path,
		"/magic-link/" + path, "/unsubscribe/" + path, "/app#/reset/" + path, "/confirm?" + query, "/a?ticket=" + query, "/cb?state=" + query, "/login?t=" + query,
		"/join?invitation=" + query, "/a?mode=reset&oobCode=" + query, "/sessions/" + path, "/a?x[token]=" + query, "/sso?SAMLart=" + query,
	} {
		t.Run(location, func(t *testing.T) {
			t.Parallel()
			saysNothing(t, answersHeader("Location", location))
			saysNothing(t, answersHeader("Link", "<"+location+">; rel=next"))
		})
	}
	saysNothing(t, func(x *contract.Exchange) { x.Request.URL.RawQuery = "ticket=" + query })
	saysNothing(t, func(x *contract.Exchange) {
		x.Request.URL.Path = "/reset/" + hush
		x.Request.URL.RawPath = "/reset/" + path
	})
}

//nolint:gosmopolitan // They are the names in their languages.
func TestNamesOfASecret(t *testing.T) {
	t.Parallel()
	for name := range strings.FieldsSeq(`nonce salt private ticket access refresh 2fa mfa clave geheimnis motdepasse apiauth passw0rd p4ssw0rd t0ken pa$$word
		id_token_hint password_hint chave segredo chiave sleutel hemlighet adgangskode klucz kulcs ключ секрет токен 密钥 令牌 トークン 암호 סיסמה รหัสผ่าน
		basicauth pwhash bindpw connstr activation_code one_time_code webhook_url seed recovery_phrase cvv identifiants zugangsdaten`) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			saysNothing(t, answers("application/json", `{"`+name+`": "`+hush+`"}`))
			saysNothing(t, answers("text/plain", "a = b\n"+name+" = "+hush+"\n"))
			saysNothing(t, answersHeader("Location", "/a?x=1&"+url.QueryEscape(name)+"="+url.QueryEscape(hush)))
		})
	}
}

func TestPartsWithOldLineEnds(t *testing.T) {
	t.Parallel()
	const part = "--x\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x\nContent-Disposition: form-data; name=\"password\"\n\n" + hush + "\n--x--\n"
	saysNothing(t, sendsBody("multipart/form-data; boundary=x", strings.ReplaceAll(part, "\n", "\r")))
	saysNothing(t, sendsBody("multipart/form-data; boundary=x", strings.ReplaceAll(part, "\n\n", "\n \n")))
	saysNothing(t, sendsBody("multipart/form-data; boundary=x", strings.ReplaceAll(part, `name="password"`, `name="f"; filename="private.key"`)))
}

// TestPositionsOfNoSecret checks that a value stays readable if its position only resembles the
// position of a secret.
func TestPositionsOfNoSecret(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"columns": ["id", "name"], "rows": [[1, "acme-2026"]]}`, `[["id", "path"], [1, "/a/b2c3d4e5"]]`, `{"path": "/oauth/token", "method": "POST", "status": 200}`,
		`{"path": "/user/name", "value": "acme-2026"}`, `{"loc": ["body", "name"], "input": "acme-2026"}`, `{"access": "read_write", "refresh": "daily", "private": true}`,
		`{"ticket": {"id": "248df4b7-aa70-47b8-a036-33ac447e668d", "opened": "2026-11-20T10:00:00Z"}}`, `{"type": "ticket", "id": "1", "subject": "abc-12345"}`,
		`{"label": "Forgot your password?", "href": "/forgot"}`, `{"code": "err_12345", "state": "open_2026"}`, `[{"0": "id", "1": "name"}, {"0": 1, "1": "acme-2026"}]`,
		`{"method": "orders.list", "params": ["me", "acme-2026"]}`, `{"sensitive": false, "value": "acme-2026"}`, `{"auth0_client_id": "acme-2026", "bypass2": "acme-2026"}`,
		`{"url": "https://a.example/t/how-to-log-in/12345"}`, `{"left": "name", "right": "acme-2026"}`, `{"q": "What is new?", "a": "acme-2026"}`, `{"k": "abc12345", "d": "abc12345", "n": "x"}`,
	} {
		assertKept(t, "application/json", body)
	}
	for _, body := range []string{
		"INSERT INTO users (name, note) VALUES ('a', 'b12345678')", "mysql -h db1.example -P 3306", "curl -b jar1.txt https://a.example", "docker run -p 8080:80 web",
		"id   path\n1    /a/b2c3d4e5\n", "? name\n: acme-2026\n", "see https://a.example/docs/v2.1-beta3/reset", "mailto:robert77@a.example", "10:30:00 at port 8080",
		"http://a.example:8080/x@2", "see /reset and /invite/me", "# Name\n\nacme-2026\n",
		"AUTHORS me robert77\n", "connect to 10.0.0.1/24 at port 8080", "users: 12 / 4000", `see \\server\share\b2c3d4`, "• Name • acme-2026\n", "see https://a.example/v/1.2.3-beta4",
	} {
		assertKept(t, "text/plain", body)
	}
	assertKept(t, "text/html", `<table><tr><th>Id</th><th>Path</th></tr><tr><td>1</td><td>/a/b2c3d4e5</td></tr></table><label for="n">Name</label><input id="n" value="acme-2026">`)
}

// assertKept checks that redaction doesn't change a body.
func assertKept(t *testing.T, mediaType, body string) {
	t.Helper()
	x := without()
	answers(mediaType, body)(x)
	x.Response.Status = http.StatusBadRequest
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
	require.NoError(t, err, body)
	assert.Equal(t, body, string(y.Response.Body))
}
