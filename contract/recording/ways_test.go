package recording_test

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/charmap"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// hush is the secret in the table of ways. It is not a word, and it doesn't look generated.
const hush = "open-Sesame&Barley/9"

// way is a way to say a secret.
type way struct {
	name string
	// change puts the secret into an exchange without secrets.
	change func(x *contract.Exchange)
	// omitted says that the body can't be searched.
	omitted bool
}

// ways are the ways in which an exchange can hold a secret: how a request sends it, how a response
// repeats a sent secret, and how a response shows a secret that was not sent.
var ways = []way{
	// These are credentials, by the grammar of RFC 9110 and of the schemes.
	{name: "bearer, said back", change: says("Authorization", "Bearer "+hush, "you are "+hush)},
	{name: "two spaces after the scheme", change: says("Authorization", "Bearer  "+hush, "you are "+hush)},
	{name: "a tab after the scheme", change: says("Authorization", "Bearer\t"+hush, "you are "+hush)},
	{name: "token with a parameter", change: says("Authorization", `Token token="`+hush+`"`, "you are "+hush)},
	{name: "token with two parameters", change: says("Authorization", `Token token="`+hush+`", email="a@b.example"`, "you are "+hush)},
	{name: "parameter without quotes", change: says("Authorization", "Custom realm=a, mac="+hush, "you are "+hush)},
	{name: "parameter with escapes", change: says("Authorization", `Custom mac="open\-Sesame&Barley\/9"`, "you are "+hush)},
	{name: "key with a user", change: says("Authorization", "ApiKey user1:"+hush, "you are "+hush)},
	{name: "no scheme", change: says("Authorization", hush, "you are "+hush)},
	{name: "unknown scheme", change: says("Authorization", "Frobnicate "+hush, "you are "+hush)},
	{name: "basic", change: says("Authorization", "Basic "+base64Of("me:"+hush), "you are "+hush)},
	{name: "basic without padding", change: says("Authorization", "Basic "+base64.RawStdEncoding.EncodeToString([]byte("mee:"+hush)), "you are "+hush)},
	{name: "basic in the other alphabet", change: says("Authorization", "basic "+base64.URLEncoding.EncodeToString([]byte("me??>:"+hush)), "you are "+hush)},
	{name: "basic in Latin-1", change: says("Authorization", "Basic "+base64Of("m\xe9:"+hush), "you are "+hush)},
	{name: "basic with the key as the user", change: says("Authorization", "Basic "+base64Of(hush+":"), "you are "+hush)},
	{name: "digest", change: says("Authorization", `Digest username="me", realm="a", response="`+hush+`"`, "you are "+hush)},
	{name: "proxy", change: says("Proxy-Authorization", "Bearer "+hush, "you are "+hush)},
	{name: "other header, X-Auth", change: says("X-Auth", hush, "you are "+hush)},
	{name: "other header with a scheme", change: says("X-Authorization", "Bearer "+hush, "you are "+hush)},
	{name: "other header, X-Session", change: says("X-Session", hush, "you are "+hush)},
	{name: "other header, X-Api-Key", change: says("X-Api-Key", hush, "you are "+hush)},
	// These are cookies (RFC 6265).
	{name: "cookie", change: says("Cookie", "a=b; s="+hush, "you are "+hush)},
	{name: "cookie in quotes", change: says("Cookie", `s="`+hush+`"`, "you are "+hush)},
	{name: "cookie, percent-encoded", change: says("Cookie", "s="+url.QueryEscape(hush), "you are "+hush)},
	{name: "cookie without a name", change: says("Cookie", hush, "you are "+hush)},
	{name: "cookie set", change: both(answersHeader("Set-Cookie", "s="+hush+"; Path=/"), answersHeader("X-Echo", hush))},
	{name: "cookie set without a name", change: both(answersHeader("Set-Cookie", hush+"; Path=/"), answersHeader("X-Echo", hush))},
	{name: "cookie set, percent-encoded", change: both(answersHeader("Set-Cookie", "s="+url.QueryEscape(hush)), answersHeader("X-Echo", hush))},
	// These are URLs.
	{name: "query", change: func(x *contract.Exchange) { x.Request.URL.RawQuery = "pw=" + url.QueryEscape(hush) }},
	{name: "query with a semicolon", change: func(x *contract.Exchange) { x.Request.URL.RawQuery = "a=1;token=" + url.QueryEscape(hush) }},
	{name: "fragment", change: answersHeader("Location", "https://a.example/#access_token="+url.QueryEscape(hush))},
	{name: "redirect", change: answersHeader("Location", "/next?sid="+url.QueryEscape(hush))},
	{name: "userinfo", change: answersHeader("Link", "<https://me:"+url.PathEscape(hush)+"@a.example/>; rel=next")},
	{name: "matrix parameter", change: answersHeader("Location", "/a;jsessionid="+url.PathEscape(hush))},
	// These are names in JSON.
	{name: "JSON, pass", change: answers("application/json", `{"pass": "`+hush+`"}`)},
	{name: "JSON, auth", change: answers("application/json", `{"auth": "`+hush+`"}`)},
	{name: "JSON, session", change: answers("application/json", `{"session": "`+hush+`"}`)},
	{name: "JSON, sid", change: answers("application/json", `{"sid": "`+hush+`"}`)},
	{name: "JSON, pw", change: answers("application/json", `{"pw": "`+hush+`"}`)},
	{name: "JSON, assertion", change: answers("application/json", `{"client_assertion": "`+hush+`"}`)},
	{name: "JSON, a list", change: answers("application/json", `{"tokens": ["`+hush+`"]}`)},
	{name: "JSON, deep", change: answers("application/json", `{"credentials": {"prod": {"value": "`+hush+`"}}}`)},
	{name: "JSON, name and value", change: answers("application/json", `[{"name": "DB_PASSWORD", "value": "`+hush+`"}]`)},
	{name: "JSON, value and name", change: answers("application/json", `[{"value": "`+hush+`", "key": "api_token"}]`)},
	{name: "JSON, pairs in lists", change: answers("application/json", `[["Host", "a"], ["Authorization", "Bearer `+hush+`"]]`)},
	{name: "JSON, headers in one list", change: answers("application/json", `{"rawHeaders": ["Host", "a", "X-Api-Key", "`+hush+`"]}`)},
	{name: "JSON, header in a string", change: answers("application/json", `{"curl": "curl -H 'Authorization: Bearer `+hush+`' https://a.example"}`)},
	{name: "JSON in a string", change: answers("application/json", `{"a": "{\"password\": \"`+hush+`\"}"}`)},
	{name: "JSON in a string in a string", change: answers("application/json", `{"a": "{\"b\": \"{\\\"password\\\": \\\"`+hush+`\\\"}\"}"}`)},
	{name: "JSON that is broken", change: answers("application/json", `{"password": "`+hush)},
	{name: "JSON, a form in a string", change: answers("application/json", `{"a": "x=1&password=`+url.QueryEscape(hush)+`"}`)},
	// These are other texts.
	{name: "XML, an element", change: answers("application/xml", "<a><pw>"+html.EscapeString(hush)+"</pw></a>")},
	{name: "XML, CDATA", change: answers("application/xml", "<a><password><![CDATA["+hush+"]]></password></a>")},
	{name: "XML, nested", change: answers("application/xml", "<credentials><db><value>"+html.EscapeString(hush)+"</value></db></credentials>")},
	{name: "XML, an attribute", change: answers("application/xml", `<db password="`+html.EscapeString(hush)+`"/>`)},
	{name: "XML, a pair of attributes", change: answers("application/xml", `<add key="DB_PASSWORD" value="`+html.EscapeString(hush)+`"/>`)},
	{name: "XML, a pair of elements", change: answers("application/xml", "<p><name>DB_PASSWORD</name><value>"+html.EscapeString(hush)+"</value></p>")},
	{name: "XML, a namespace", change: answers("application/xml", "<w:Password w:x='1'>"+html.EscapeString(hush)+"</w:Password>")},
	{name: "XML that is broken", change: answers("application/xml", "<a><token>"+html.EscapeString(hush))},
	{name: "INI", change: answers("text/plain", "[db]\nuser = me\npassword = "+hush+"\n")},
	{name: "environment", change: answers("text/plain", "A=1\nexport DB_PASSWORD='"+hush+"'\n")},
	{name: "YAML", change: answers("application/yaml", "db:\n  password: "+hush+"\n")},
	{name: "YAML, a block", change: answers("application/yaml", "db:\n  password: |\n    "+hush+"\n  user: me\n")},
	{name: "YAML, a list", change: answers("application/yaml", "tokens:\n  - "+hush+"\n")},
	{name: "header lines", change: answers("text/plain", "GET / HTTP/1.1\r\nAuthorization: Bearer "+hush+"\r\n\r\n")},
	{name: "form", change: answers("application/x-www-form-urlencoded", "a=b&pass="+url.QueryEscape(hush))},
	{name: "multipart", change: sendsBody("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"pw\"\r\n\r\n"+hush+"\r\n--x--\r\n")},
	{name: "multipart without its end", change: sendsBody("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"pw\"\r\n\r\n"+hush)},
	{name: "table", change: answers("text/csv", "user,password\nme,"+hush+"\nyou,x\n")},
	{name: "sentence", change: answers("text/plain", "Your password is "+hush+" from now on.")},
	{name: "command line", change: answers("text/plain", "mysql --password "+hush+" db")},
	// These are other structures.
	{name: "AWS", change: says("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/2026, SignedHeaders=host, Signature="+hush, "x "+hush)},
	{name: "more: env list", change: answers("application/json", `{"env": ["A=1", "DB_PASSWORD=`+hush+`"]}`)},
	{name: "JSON, k and v", change: answers("application/json", `[{"k": "password", "v": "`+hush+`"}]`)},
	{name: "HTML, a password field", change: answers("text/html", `<input type="password" name="x" value="`+hush+`">`)},
	{name: "HTML, a hidden field", change: answers("text/html", `<input type="hidden" name="csrf_token" value="`+hush+`">`)},
	{name: "HTML, meta", change: answers("text/html", `<meta name="csrf-token" content="`+hush+`">`)},
	{name: "HTML, a list of terms", change: answers("text/html", `<dl><dt>Password</dt><dd>`+hush+`</dd></dl>`)},
	{name: "HTML, a table", change: answers("text/html", `<tr><td>API key</td><td>`+hush+`</td></tr>`)},
	{name: "more: nested url", change: answersHeader("Location", "https://a/?next="+url.QueryEscape("https://b/?token="+url.QueryEscape(hush)))},
	{name: "more: html json", change: answers("text/html", `<div data-x="{&quot;password&quot;:&quot;`+hush+`&quot;}">`)},
	{name: "more: sse", change: answers("text/event-stream", "event: a\ndata: {\"token\": \""+hush+"\"}\n\n")},
	{name: "more: ndjson", change: answers("application/x-ndjson", "{\"a\":1}\n{\"secret\":\""+hush+"\"}\n")},
	{name: "more: graphql", change: sendsBody("application/json", `{"query": "mutation { login(user: \"a\", password: \"`+hush+`\") { id } }"}`)},
	{name: "more: toml", change: answers("text/plain", "[a]\nsecret = \"\"\"\n"+hush+"\n\"\"\"\n")},
	{name: "more: properties", change: answers("text/plain", "db.password="+hush+"\n")},
	{name: "more: prop colon", change: answers("text/plain", "db.password : "+hush+"\n")},
	{name: "more: js", change: answers("application/javascript", "const apiKey = '"+hush+"';")},
	{name: "more: js2", change: answers("application/javascript", "window.config = {token: `"+hush+"`}")},
	{name: "more: php", change: answers("text/plain", "'password' => '"+hush+"',")},
	{name: "more: py", change: answers("text/plain", "{'password': '"+hush+"'}")},
	{name: "more: go", change: answers("text/plain", `map[password:`+hush+` user:a]`)},
	{name: "more: struct", change: answers("text/plain", `{User:a Password:`+hush+` X:1}`)},
	{name: "more: ini spaces", change: answers("text/plain", "password = "+hush+" and more words\nuser = 1\n")},
	{name: "more: netrc", change: answers("text/plain", "machine a login b password "+hush+"\n")},
	{name: "more: curl -u", change: answers("text/plain", "curl -u me:"+hush+" https://a")},
	{name: "more: dsn", change: answers("text/plain", "postgres://me:"+url.PathEscape(hush)+"@db/x")},
	{name: "more: dsn2", change: answers("application/json", `{"dsn": "me:`+hush+`@tcp(db)/x"}`)},
	{name: "more: odbc", change: answers("text/plain", "Server=a;Uid=b;Pwd="+hush+";Database=c")},
	{name: "more: json headers obj", change: answers("application/json", `{"headers": {"Authorization": ["Bearer `+hush+`"], "Cookie": "a=`+hush+`"}}`)},
	{name: "more: set-cookie text", change: answers("text/plain", "Set-Cookie: s="+hush+"; Path=/")},
	{name: "more: xml attr pair 2", change: answers("application/xml", `<setting><id>client_secret</id><val>`+hush+`</val></setting>`)},
	{name: "more: xml soap", change: answers("text/xml", `<s:Envelope><wsse:Password Type="x">`+hush+`</wsse:Password></s:Envelope>`)},
	{name: "more: plist", change: answers("application/xml", `<dict><key>password</key><string>`+hush+`</string></dict>`)},
	{name: "more: csv quoted", change: answers("text/csv", "\"user\",\"api_key\"\n\"me\",\""+hush+"\"\n")},
	{name: "more: tsv", change: answers("text/tab-separated-values", "user\tsecret\nme\t"+hush+"\n")},
	{name: "more: md table", change: answers("text/markdown", "| user | password |\n|---|---|\n| me | "+hush+" |\n")},
	{name: "more: form nested", change: sendsBody("application/x-www-form-urlencoded", "user[name]=a&user[password]="+url.QueryEscape(hush))},
	{name: "more: query nested", change: func(x *contract.Exchange) { x.Request.URL.RawQuery = "filter[token]=" + url.QueryEscape(hush) }},
	{name: "more: multipart json", change: sendsBody("multipart/mixed; boundary=x", "--x\r\nContent-Type: application/json\r\n\r\n{\"password\": \""+hush+"\"}\r\n--x--")},
	{name: "more: bare next", change: says("X-Session-Token", hush, "x")},
	{name: "more: b64 json", change: answers("application/json", `{"state": "`+base64.StdEncoding.EncodeToString([]byte(`{"password":"`+hush+`"}`))+`"}`)},
	{name: "more: b64url json", change: answers("application/json", `{"state": "`+base64.RawURLEncoding.EncodeToString([]byte(`{"password":"`+hush+`"}`))+`"}`)},
	{name: "more: yaml list pair", change: answers("application/yaml", "env:\n- name: DB_PASSWORD\n  value: "+hush+"\n")},
	{name: "more: dockerfile", change: answers("text/plain", "ENV DB_PASSWORD "+hush+"\n")},
	{name: "more: sentence", change: answers("text/plain", "Use the token "+hush+" to log in")},
	{name: "more: sentence2", change: answers("application/json", `{"message": "Invalid password '`+hush+`' for user a"}`)},
	{name: "more: sentence3", change: answers("application/json", `{"message": "API key `+hush+` not found"}`)},
	{name: "more: sentence4", change: answers("application/json", `{"message": "Incorrect API key provided: `+hush+`."}`)},
	{name: "more: reverse pair", change: answers("application/json", `{"message": "`+hush+` is not a valid token"}`)},
	{name: "more: link header", change: answersHeader("Link", `<https://a/?cursor=1&access_token=`+url.QueryEscape(hush)+`>; rel="next"`)},
	{name: "more: refresh", change: answersHeader("Refresh", "0; url=/a?token="+url.QueryEscape(hush))},
	{name: "more: x-forward", change: says("X-Forwarded-Authorization", "Bearer "+hush, "x "+hush)},
	{name: "more: x-user", change: says("X-User-Credentials", "me:"+hush, "x "+hush)},
	{name: "more: x-amz", change: says("X-Amz-Security-Token", hush, "x "+hush)},
	{name: "more: websocket", change: says("Sec-WebSocket-Protocol", "bearer, "+hush, "x "+hush)},
	{name: "more: userinfo sent", change: both(func(x *contract.Exchange) { x.Request.URL.User = url.UserPassword("me", hush) }, answers("text/plain", "x "+hush))},
	{name: "more: sent json pass", change: both(sendsBody("application/json", `{"name":"A","pass":"`+hush+`"}`), answers("application/json", `{"message":"bad `+hush+`"}`))},
	{name: "more: sent form", change: both(sendsBody("application/x-www-form-urlencoded", "password="+url.QueryEscape(hush)), answers("application/json", `{"message":"bad `+hush+`"}`))},
	{name: "more: sent path", change: both(func(x *contract.Exchange) {
		x.Request.URL, _ = url.Parse("https://app.polytomic.com/reset/token/" + url.PathEscape(hush))
	}, answers("text/plain", "x "+hush))},
	// These are encodings of a sent secret.
	{name: "in base64", change: says("Authorization", "Bearer "+hush, "you are "+base64Of(hush))},
	{name: "in base64 after one byte", change: says("Authorization", "Bearer "+hush, "you are "+base64Of("\x01"+hush+"\x02"))},
	{name: "in base64 after two bytes", change: says("Authorization", "Bearer "+hush, "you are "+base64Of("\x01\x02"+hush+"\x02"))},
	{name: "in base64 in lines", change: says("Authorization", "Bearer "+hush, "you are\r\n"+inLines(base64Of("more text before "+hush), 10))},
	{name: "in base64 twice", change: says("Authorization", "Bearer "+hush, "you are "+base64Of(base64Of(hush)))},
	{name: "in base64 of UTF-16", change: says("Authorization", "Bearer "+hush, "you are "+base64Of(utf16Of(hush, "", 0)))},
	{name: "in base64 of gzip", change: says("Authorization", "Bearer "+hush, "you are "+base64Of(gzipOf(hush)))},
	{name: "in base32", change: says("Authorization", "Bearer "+hush, "you are "+base32.StdEncoding.EncodeToString([]byte(hush)))},
	{name: "percent-encoded twice", change: says("Authorization", "Bearer "+hush, "you are "+url.QueryEscape(url.QueryEscape("%"+hush)))},
	{name: "percent-encoded, all of it", change: says("Authorization", "Bearer "+hush, "you are "+everyByte(hush, "%%%02x", ""))},
	{name: "hexadecimal", change: says("Authorization", "Bearer "+hush, "you are "+hex.EncodeToString([]byte(hush)))},
	{name: "hexadecimal with colons", change: says("Authorization", "Bearer "+hush, "you are "+everyByte(hush, "%02X", ":"))},
	{name: "list of numbers", change: both(sends("Authorization", "Bearer "+hush), answers("application/json", `{"type": "Buffer", "data": [`+everyByte(hush, "%d", ", ")+`]}`))},
	{name: "escaped as JavaScript does", change: says("Authorization", "Bearer "+hush, "you are "+everyByte(hush, `\x%02x`, ""))},
	{name: "escaped as JSON may", change: both(sends("Authorization", "Bearer "+hush), answers("application/json", `{"a": "`+everyByte(hush, `\u%04x`, "")+`"}`))},
	{name: "entities", change: says("Authorization", "Bearer "+hush, "<p>"+everyByte(hush, "&#%d;", "")+"</p>")},
	{name: "entities, hexadecimal", change: says("Authorization", "Bearer "+hush, "<p>"+everyByte(hush, "&#x%x;", "")+"</p>")},
	{name: "tags between", change: says("Authorization", "Bearer "+hush, "<p>"+html.EscapeString(hush[:7])+"<wbr>"+html.EscapeString(hush[7:])+"</p>")},
	{name: "upper case", change: says("Authorization", "Bearer "+hush, "you are "+strings.ToUpper(hush))},
	{name: "in lines", change: says("Authorization", "Bearer "+hush, "you are "+inLines(hush, 6))},
	{name: "reversed", change: says("Authorization", "Bearer "+hush, "you are 9/yelraB&emaseS-nepo")},
	{name: "UTF-16 with a mark", change: both(sends("Authorization", "Bearer "+hush), answers("text/plain", utf16Of("you are "+hush, "\xff\xfe", 0)))},
	{name: "UTF-16 by its charset", change: both(sends("Authorization", "Bearer "+hush), answers("text/plain; charset=utf-16be", utf16Of("you are "+hush, "", 1)))},
	{name: "Latin-1", change: both(sends("Authorization", "Bearer "+hush), answers("text/plain; charset=iso-8859-1", "\xfcber "+hush))},
	{name: "as a name", change: both(sends("Authorization", "Bearer "+hush), answers("application/json", `{"`+hush+`": 1}`))},
	{name: "as the name of a header", change: both(sends("Authorization", "Bearer OpenSesame9Barley"), answersHeader("X-OpenSesame9Barley", "1"))},
	{name: "in a reason", change: both(sends("Authorization", "Bearer "+hush), answersHeader("Www-Authenticate", `Bearer error_description="no `+hush+`"`))},
	// These bodies can't be searched.
	{name: "an image", change: both(sends("Authorization", "Bearer "+hush), answers("image/png", "\x89PNG"+hush)), omitted: true},
	{name: "compressed in a text type", change: both(sends("Authorization", "Bearer "+hush), answers("text/plain", gzipOf(hush))), omitted: true},
}

// without is an exchange without secrets.
func without() *contract.Exchange {
	return create(func(x *contract.Exchange) {
		x.Request.Header.Del("Authorization")
		x.Response.Status = http.StatusOK
	})
}

// TestWaysToSayASecret checks that redaction removes the secret however the exchange holds it. The
// secret must not be left in any form that [disguises] decodes. The exchange must be recorded.
func TestWaysToSayASecret(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	require.GreaterOrEqual(t, len(ways), 60)
	for _, tt := range ways {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := without()
			tt.change(x)
			y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
			require.NoError(t, err)
			assertSaysNothing(t, dump(y))
			assert.Equal(t, tt.omitted, y.Response.BodyOmitted || y.Request.BodyOmitted, "a body is omitted only if it has to be: %s", y.Response.Body)
		})
	}
}

// assertSaysNothing searches a text and its decoded forms for the letters and digits of the secret.
func assertSaysNothing(t *testing.T, text string) {
	t.Helper()
	letters := func(text string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, strings.ToLower(text))
	}
	latin, _ := charmap.ISO8859_1.NewDecoder().String(text)
	path, _ := url.PathUnescape(text)
	for _, plain := range []string{text, latin, path, html.UnescapeString(text)} {
		assert.NotContains(t, letters(plain), letters(hush), text)
		assert.NotContains(t, letters(plain), hex.EncodeToString([]byte(hush)), text)
		assert.NotContains(t, letters(plain), "opensesame9barley", text)
		for before := range 3 {
			encoded := base64Of(strings.Repeat("a", before) + hush)
			assert.NotContains(t, letters(plain), letters(encoded[4:len(encoded)-4]), text)
		}
	}
}

// TestRedactLeavesHarmlessStrings checks that short strings and strings about a secret stay
// readable.
func TestRedactLeavesHarmlessStrings(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	x := create(func(x *contract.Exchange) {
		x.Request.Header = http.Header{
			"Authorization": {"Basic " + base64Of("admin:"+hush)}, "Content-Type": {"application/json"}, "Cookie": {"lang=en; theme=dark; a=b"},
		}
		x.Response.Body = []byte(`{"message": "dark mode, in en, by admin a", "token_type": "bearer", "session_state": "active", "max_tokens": 4096, "pass": true,
			"auth": {"type": "oauth", "password": "required"}, "key": "not_found", "author": "A. Author", "total_tokens": 123456, "pin": 12}`)
	})
	y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
	require.NoError(t, err)
	for _, kept := range []string{
		`"dark mode, in en, by admin a"`, `"token_type": "bearer"`, `"session_state": "active"`, `"max_tokens": 4096`, `"pass": true`,
		`"password": "required"`, `"key": "not_found"`, `"author": "A. Author"`, `"total_tokens": 123456`, `"pin": 12`,
	} {
		assert.Contains(t, string(y.Response.Body), kept)
	}
}

// TestRedactIsLinear checks that the time of redaction grows linearly with the body. If it doesn't,
// the test times out.
func TestRedactIsLinear(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for _, piece := range []string{
		"a", "A1b2C3d4-", "sk-abc12345 ", "password=", "password=a1b2c3d4&", "<pw>", "<a b=c>x", "<![CDATA[", "Cookie: a=b\n", "token:\n ", "a,token\n",
		"content-disposition: form-data; name=\"pw\"\r\n", "content-disposition: form-data; name=\"pw\"\r\n\r\nx", "%25", "\\u0061", "&amp;", "://a:b@", "YWJj",
		"{\"a\":", "[", "\"token\" ", "123,", "3a", "MFRGG", "\n", "secret is a1b2 ", "token:", "token of ",
	} {
		y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(create(func(x *contract.Exchange) {
			x.Response.Header.Set("Content-Type", "text/plain")
			x.Response.Body = []byte(strings.Repeat(piece, 8<<10/len(piece)) + secret)
		}))
		if err == nil {
			assertNowhere(t, secret, dump(y))
		}
	}
}

// TestRedactLongSecrets checks that a long secret takes little memory, and that no response repeats
// it.
func TestRedactLongSecrets(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0123456789abcdefghij-"+secret, 1_000)
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(create(func(x *contract.Exchange) {
		x.Request.Body = []byte(`{"name": "Acme", "client_secret": "` + long + `"}`)
		x.Response.Header.Set("X-Echo", long[1000:])
		x.Response.Body = []byte(`{"data": {"name": "` + long + `"}}`)
	}))
	require.NoError(t, err)
	assertNowhere(t, secret, dump(y))
}

// FuzzRedactSeesThroughTwoEncodings checks that redaction removes a secret that a response repeats
// in any two nested encodings.
func FuzzRedactSeesThroughTwoEncodings(f *testing.F) {
	encodings := []func(string) string{
		url.QueryEscape, url.PathEscape, base64Of,
		func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
		func(s string) string { return base64Of("\x01" + s + "\x02") },
		func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte("ab" + s)) },
		func(s string) string { return inLines(base64Of(s), 12) },
		func(s string) string { return hex.EncodeToString([]byte(s)) },
		func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
		func(s string) string { return everyByte(s, "%%%02x", "") },
		func(s string) string { return everyByte(s, "%%%02X", "") },
		func(s string) string { return everyByte(s, `\u%04x`, "") },
		func(s string) string { return everyByte(s, "&#%d;", "") },
		func(s string) string { return everyByte(s, "&#x%X;", "") },
		html.EscapeString,
		func(s string) string { return utf16Of(s, "", 0) },
		func(s string) string { return utf16Of(s, "", 1) },
		func(s string) string { return inLines(s, 5) },
		strings.ToUpper,
		func(s string) string { return s },
	}
	c := loadContract(f)
	for i := range encodings {
		f.Add(uint8(i), uint8(i*7+3), false, "you are ")
		f.Add(uint8(i*5+1), uint8(i), true, "")
	}
	f.Fuzz(func(t *testing.T, first, second uint8, inHeader bool, before string) {
		said := encodings[int(second)%len(encodings)](encodings[int(first)%len(encodings)](hush))
		x := without()
		sends("Authorization", "Bearer "+hush)(x)
		if inHeader {
			answersHeader("X-Echo", strings.NewReplacer("\r", "", "\n", "").Replace(before+said))(x)
		} else {
			answers("text/plain", before+"\n"+said)(x)
		}
		y, err := recording.NewRedactor(c, recording.RedactorOptions{Seed: []byte("seed")}).Redact(x)
		if err != nil {
			return // An error means that nothing is recorded.
		}
		plain := strings.ReplaceAll(string(y.Response.Body)+y.Response.Header.Get("X-Echo"), "\r\n", "")
		if len(said) > 12 && strings.Contains(plain, strings.ReplaceAll(said, "\r\n", "")) {
			t.Fatalf("it is left: %q", plain)
		}
		assertSaysNothing(t, dump(y))
	})
}
