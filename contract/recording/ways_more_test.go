package recording_test

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// writings are ways to write a secret that a request sent. The tests search for each of them
// literally. No reader of the recording may be able to decode the secret.
var writings = map[string]string{
	"uuencoded in one line":             "4;W!E;BU397-A;64F0F%R;&5Y+SD",
	"uuencoded":                         "begin 644 x\n4;W!E;BU397-A;64F0F%R;&5Y+SD`\n`\nend",
	"entities without semicolons, hex":  everyByte(hush, "&#x%x", ""),
	"entities with very many zeros":     everyByte(hush, "&#x%060x;", ""),
	"octal numbers":                     everyByte(hush, "0o%o", " "),
	"octal numbers with zeros":          everyByte(hush, "%03o", " "),
	"octal escapes without zeros":       everyByte(hush, `\%o`, ""),
	"octal escapes in braces":           everyByte(hush, `\o{%o}`, ""),
	"binary":                            everyByte(hush, "%08b", " "),
	"binary without spaces":             everyByte(hush, "%08b", ""),
	"chr":                               everyByte(hush, "chr(%d)", "."),
	"CHAR":                              everyByte(hush, "CHAR(%d)", "+"),
	"numbers with indices":              indexed(`"%d":%d`, ","),
	"numbers with indices in lines":     indexed("[%d] => %d", "\n"),
	"characters of double width":        shifted('!', '~', 0xfee0),
	"bold characters of mathematics":    shifted('a', 'z', 0x1d41a-'a'),
	"characters in circles":             shifted('a', 'z', 0x24d0-'a'),
	"letters with accents between them": strings.Join(strings.Split(hush, ""), "\u0301"),
	"letters with letters between them": strings.Join(strings.Split(hush, ""), "x"),
	"letters with words between them":   strings.Join(strings.Split(hush, ""), " and "),
	"letters with numbers before them":  indexed("%d=%c", " "),
	"tags, which nobody sees":           shifted(' ', '~', 0xe0000),
	"with the highest bits set":         shifted('!', '~', 0x80),
	"decimal without spaces":            everyByte(hush, "%d", ""),
	"octal without spaces":              everyByte(hush, "%03o", ""),
	"Ascii85":                           `DfB9*/Q65%@;TR&6=FnNAU,ph`,
	"as a number in base 58":            "2Z3isBoz6G6d4eHoSceSTGfzv1gC",
	"as a decimal number":               new(big.Int).SetBytes([]byte(hush)).String(),
	"as a dump":                         "\n" + hex.Dump([]byte(hush)),
	"as a dump of characters":           "\n" + dumped(hush),
	"as a dump of words":                "\n0000000 706f 6e65 532d 7365 6d61 2665 6142 6c72\n0000010 7965 392f\n0000014",
	"Ascii85 of base64":                 ascii85Of(base64Of(hush)),
	"Ascii85 of hexadecimal":            ascii85Of(hex.EncodeToString([]byte(hush))),
	"Ascii85 in signs":                  "<~" + ascii85Of(base64Of("it is "+hush)) + "~>",
	"percent-encoded gzip":              url.QueryEscape(gzipOf(hush)),
	"hexadecimal gzip":                  everyByte(gzipOf("it is "+hush), "%02x ", ""),
	"a list of bytes of zlib":           everyByte(zlibOf(hush), "%d", ","),
	"the beginning of it":               hush[:14],
	"the end of it":                     hush[5:],
	"turned by half the alphabet":       "bcra-Frfnzr&Oneyrl/9",
}

// quotedWritings are more forms of a secret, which are looked for between the quotes of JSON.
var quotedWritings = []string{ascii85Of(hush), ascii85Of(base64Of(hush)), ascii85Of(gzipOf(hush)), ascii85Of(utf16Of(hush, "", 0)), "<~" + ascii85Of("me:"+hush) + "~>"}

func TestQuotedWaysToWriteASecret(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for _, written := range quotedWritings {
		quoted, err := json.Marshal(written)
		require.NoError(t, err)
		x := without()
		both(sends("Authorization", "Bearer "+hush), answers("application/json", `{"id":7,"a":`+string(quoted)+`,"b":["c"]}`))(x)
		y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err, written)
		assert.NotContains(t, string(y.Response.Body), strings.Trim(string(quoted), `"`))
	}
}

func ascii85Of(text string) string {
	encoded := make([]byte, ascii85.MaxEncodedLen(len(text)))
	return string(encoded[:ascii85.Encode(encoded, []byte(text))])
}

func zlibOf(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// dumped returns a text as od -c writes it.
func dumped(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i += 16 {
		fmt.Fprintf(&b, "%07o   %s\n", i, everyByte(text[i:min(len(text), i+16)], "%c", "   "))
	}
	return b.String()
}

func indexed(format, separator string) string {
	var all []string
	for i := range len(hush) {
		all = append(all, fmt.Sprintf(format, i, hush[i]))
	}
	return strings.Join(all, separator)
}

func shifted(from, to, by rune) string {
	return strings.Map(func(r rune) rune {
		if r >= from && r <= to {
			return r + by
		}
		return r
	}, hush)
}

func TestWaysToWriteASecret(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for name, written := range writings {
		x := without()
		says("Authorization", "Bearer "+hush, "you are "+written+" ok")(x)
		y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err, name)
		assert.NotContains(t, string(y.Response.Body), written, name)
	}
}

// places are exchanges in which only the name or the position of a value says that it is a secret.
var places = map[string]func(*contract.Exchange){
	"a call":                           answers("text/javascript", `localStorage.setItem("token", "`+hush+`")`),
	"a call that sets a header":        answers("text/javascript", `xhr.setRequestHeader("Authorization", "Bearer `+hush+`")`),
	"a constant of PHP":                answers("text/plain", `define('DB_PASSWORD', '`+hush+`');`),
	"a dump of PHP":                    answers("text/plain", "[\"password\"]=>\n  string(20) \""+hush+"\""),
	"a serialized array of PHP":        answers("text/plain", `a:1:{s:8:"password";s:20:"`+hush+`";}`),
	"a printed array of PHP":           answers("text/plain", "Array\n(\n    [password] => "+hush+"\n)"),
	"a duplicate of PostgreSQL":        answers("application/json", `{"detail": "Key (api_token)=(`+hush+`) already exists."}`),
	"an option of Rust":                answers("text/plain", `User { name: "a", password: Some("`+hush+`") }`),
	"a pair of Lisp":                   answers("text/plain", `(password . "`+hush+`")`),
	"a function of a shell":            answers("text/plain", `$password = ConvertTo-SecureString "`+hush+`" -AsPlainText`),
	"a default of GraphQL":             sendsBody("application/json", `{"query": "mutation($password: String = \"`+hush+`\") { x }"}`),
	"a block of GraphQL":               sendsBody("application/graphql", `mutation { login(password: """`+hush+`""") { id } }`),
	"SQL that creates a user":          answers("application/json", `{"query": "CREATE USER a IDENTIFIED BY '`+hush+`'"}`),
	"the protocol of Redis":            answers("text/plain", "AUTH "+hush+"\r\n"),
	"a password that is not escaped":   answers("text/plain", "index-url = https://me:"+hush+"@host/simple"),
	"a URL with a password alone":      answers("text/plain", "redis://:"+hush+"@h:1"),
	"YAML with an anchor":              answers("application/yaml", "password: &p "+hush),
	"a table below its title":          answers("text/csv", "# export\nuser,password\nme,"+hush+"\n"),
	"a table with quoted cells":        answers("text/csv", "note,password\n\"a \"\", b\","+hush+"\n"),
	"a table with a colon":             answers("text/csv", "a:b,password\nme,"+hush+"\n"),
	"a table in Markdown":              answers("text/markdown", "Intro\n\n| user | password |\n|---|---|\n| me | "+hush+" |\n"),
	"a table in a frame":               answers("text/plain", "+------+----------+\n| user | password |\n+------+----------+\n| me   | "+hush+" |\n"),
	"a row of a name and a value":      answers("text/plain", "-[ RECORD 1 ]----\nuser     | me\npassword | "+hush),
	"the line after":                   answers("text/plain", "Password:\n"+hush+"\n"),
	"the end of a sentence":            answers("text/plain", "Your password is\n"+hush),
	"a sentence with an owner":         answers("text/plain", "The password of admin is "+hush),
	"a sentence in HTML":               answers("text/html", `<p>Your password is <code>`+hush+`</code></p>`),
	"a sentence in German":             answers("text/plain", "Ihr Passwort lautet "+hush),
	"a sentence in French":             answers("text/plain", "Votre mot de passe est "+hush),
	"a part with spaces":               sendsBody("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name = \"password\"\r\n\r\n"+hush+"\r\n--x--"),
	"a part with a folded header":      sendsBody("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data;\r\n name=\"password\"\r\n\r\n"+hush+"\r\n--x--"),
	"a part with hyphens in it":        sendsBody("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nabc\r\n--"+hush+"\r\n--x--"),
	"a form with a name and a value":   sendsBody("application/x-www-form-urlencoded", "name=password&value=open-Sesame%26Barley%2F9"),
	"a code of OAuth":                  answersHeader("Location", "https://a/cb?code=open-Sesame%26Barley%2F9&state=x"),
	"Authentication":                   says("X-Authentication", "Bearer "+hush, "you are "+hush),
	"another header with a scheme":     says("X-Whatever", "Bearer "+hush, "you are "+hush),
	"a proof of possession":            says("Dpop", hush, "you are "+hush),
	"an old cookie":                    says("Cookie2", "a="+hush, "you are "+hush),
	"another cookie":                   says("X-Cookie", "a="+hush, "you are "+hush),
	"a very long name":                 answers("application/json", `{"`+strings.Repeat("x", 210)+`password": "`+hush+`"}`),
	"a name in another language":       answers("application/json", `{"Contraseña": "`+hush+`"}`),
	"a name in another script":         answers("application/json", `{"пароль": "`+hush+`", "パスワード": "`+hush+`"}`),
	"a name in double width":           answers("application/json", `{"ｐａｓｓｗｏｒｄ": "`+hush+`"}`),
	"a name without a word of its own": answers("application/json", `{"dbpass": "`+hush+`", "NEWPWD": "`+hush+`"}`),
}

func TestPlacesOfASecret(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for name, change := range places {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := without()
			change(x)
			y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
			require.NoError(t, err)
			assertSaysNothing(t, dump(y))
			assert.False(t, y.Response.BodyOmitted || y.Request.BodyOmitted)
		})
	}
}

// TestPlacesOfNoSecret checks that values stay readable if they only contain words such as secret.
func TestPlacesOfNoSecret(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	for _, body := range []string{
		"level, message\n1, all is well\n", "| name | count |\n|---|---|\n| a | 12345678 |\n", "Basic plan, 20 seats", "https://host:8080/a@b and https://a/b:c@d",
		"form.add('type', 'text'); compass = 'north', bypass: true", "the ticket 12345 of 2026-01-01 has the code 404", "chapters 1, 2, 3, 10, 200 and 300",
		"0101 rooms, 10 people", "a [1] => b",
	} {
		x := without()
		answers("text/plain", body)(x)
		answersHeader("X-Plan", "Basic subscription")(x)
		x.Response.Status = http.StatusBadRequest
		y, err := recording.NewRedactor(c, recording.RedactorOptions{}).Redact(x)
		require.NoError(t, err, body)
		assert.Equal(t, body, string(y.Response.Body))
		assert.Equal(t, "Basic subscription", y.Response.Header.Get("X-Plan"))
	}
}

// TestRedactKeepsFingerprints: the hash of a body and the number of a request are no secrets, and
// neither are the texts around the field of a password.
func TestRedactKeepsFingerprints(t *testing.T) {
	t.Parallel()
	const form = `<form><label for=p>Password</label><input id=p type=password placeholder="Your password"><button>Log in</button></form>`
	headers := map[string]string{
		"Etag": `"d41d8cd98f00b204e9800998ecf8427e"`, "Content-Md5": "Q2hlY2sgSW50ZWdyaXR5IQ==", "Cf-Ray": "8a1b2c3d4e5f6a7b-FRA",
		"Digest":      "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
		"Traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	}
	x := without()
	answers("text/html", form)(x)
	for name, value := range headers {
		answersHeader(name, value)(x)
	}
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
	require.NoError(t, err)
	assert.Equal(t, x.Response.Header, y.Response.Header)
	assert.Equal(t, form, string(y.Response.Body))
	saysNothing(t, both(sends("Authorization", "Bearer "+hush), answersHeader("Etag", `"`+hush+`"`)))
}
