package position_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// naming says that the usual names of secrets are certain.
func naming(name string) position.Secrecy {
	if suspect.IsSecretName(name) {
		return position.Certain
	}
	return position.NoSecret
}

// search is a function with a text, and the secrets that it finds there.
type search struct {
	find func(text string) []position.Span
	text string
	want []string
}

func named(text string) []position.Span { return position.Named(text, naming, true, nil) }

func commands(text string) []position.Span { return position.InCommands(text, naming) }

// Each function finds the secrets at the positions that it knows, and nothing else.
func TestPositions(t *testing.T) {
	t.Parallel()
	checkSearches(t, map[string]search{
		"option":                  {commands, "mysql -u root -phush4711 shop", []string{"hush4711"}},
		"option with a user":      {commands, "curl -u ann:hush4711 https://a.example/", []string{"hush4711"}},
		"option with a long name": {commands, "tool --password hush4711 --verbose", []string{"hush4711"}},
		"option of no secret":     {commands, "tool --color always", nil},
		"line":                    {named, "host: a.example\npassword: hush4711\n", []string{"hush4711"}},
		"line with a word":        {named, "password: opensesame\n", []string{"opensesame"}},
		"element":                 {named, "<user><name>ann</name><password>hush4711</password></user>", []string{"hush4711"}},
		"form":                    {named, "name=ann&password=hush4711", []string{"hush4711"}},
		"table":                   {named, "name\tpassword\nann\thush4711\nbob\thush4712\n", []string{"hush4711", "hush4712"}},
		"SQL":                     {named, "INSERT INTO users (name, password) VALUES ('ann', 'hush4711')", []string{"hush4711"}},
		"call":                    {named, `login("ann", "hush4711x9")`, []string{"hush4711x9"}},
		"no name of a secret":     {named, "host: a.example\nname: ann\n", nil},
		"address":                 {position.InLinks, "open https://a.example/reset/4f9a8b7c6d5e now", []string{"4f9a8b7c6d5e"}},
		"address without a code":  {position.InLinks, "open https://a.example/reset/help now", nil},
		"user at a host":          {position.Users, "ann:hush4711x@a.example/shop", []string{"hush4711x"}},
	})
}

func TestFurtherPositions(t *testing.T) {
	t.Parallel()
	checkSearches(t, map[string]search{
		"option behind a name":    {commands, "Set-Item -Path Env:TOKEN -Value hush4711", []string{"hush4711"}},
		"option before a program": {commands, "-phush4711 mysql", []string{"hush4711"}},
		"key of JOSE":             {named, "kty: RSA\nn: abc\nd: hush4711\n", []string{"hush4711"}},
		"short name of no key":    {named, "n: abc\nd: hush4711\n", nil},
		"default of a variable":   {named, `query($p: ID = "hush4711") { me(token: $p) { id } }`, []string{"hush4711"}},
		"brackets":                {named, "token(Hush4711x)", []string{"Hush4711x"}},
		"brackets of a call":      {named, "token(request)", nil},
		"name in brackets":        {named, "ann / hush4711 (password)", []string{"hush4711"}},
		"product in front":        {named, "Tool/1.2.3 (token)", nil},
		"groups":                  {named, "enter this secret by hand: QX7V ELVE TRIV", []string{"QX7V ELVE TRIV"}},
		"groups of an account":    {named, "transfer it to: QX7V ELVE TRIV", nil},
		"comparison":              {named, `if (password === "opensesame") {`, []string{"opensesame"}},
		"comparison of a parser":  {named, `if (token === "function") {`, nil},
		"expression":              {named, `password := decode("opensesame")`, []string{"opensesame"}},
		"expression with a key":   {named, `token := r.Header.Get("Authorization")`, nil},
		"block":                   {named, "variable \"token\" {\n  description = \"A token.\"\n  default = \"hush\"\n}\n", []string{"hush"}},
		"schema":                  {named, "password:\n  type: string\n  title: The password\n  x-example: hush\n", []string{"hush"}},
		"sentence":                {named, "Session 3: How to write", nil},
		"pair":                    {position.InPairs, "u/p: ann/hush4711", []string{"hush4711"}},
		"pair with and":           {position.InPairs, "first\nlogin and password: ann / hush4711\nlast", []string{"hush4711"}},
		"pair of other words":     {position.InPairs, "page and password: ann / hush4711", nil},
		"pair with short names":   {position.InPairs, "U: ann P: hush4711", []string{"hush4711"}},
		"pair of Oracle":          {position.InPairs, "ann/hush4711@//db.example:1521/shop", []string{"hush4711"}},
		"pair of counts":          {position.InPairs, "U: 12 P: 7", nil},
		"digest":                  {position.Fingerprints, "sha256:e3b0c44298fc1c149afbf4c8996fb924", []string{"e3b0c44298fc1c149afbf4c8996fb924"}},
		"digest of a file":        {position.Fingerprints, "e3b0c44298fc1c149afbf4c8996fb924  a.txt\n", []string{"e3b0c44298fc1c149afbf4c8996fb924"}},
		"no digest":               {position.Fingerprints, "sha256:sk_live_4f9a8b7c6d5e4f3a2b1c", nil},
	})
}

func checkSearches(t *testing.T, searches map[string]search) {
	t.Helper()
	for name, tt := range searches {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, found := range tt.find(tt.text) {
				if secret := tt.text[found.Start:found.End]; len(got) == 0 || got[len(got)-1] != secret {
					got = append(got, secret)
				}
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

// A pair of the Basic scheme is written as it was read, in either alphabet, with or without
// padding.
func TestBasicPair(t *testing.T) {
	t.Parallel()
	for credential, want := range map[string]string{"YW5uOmh1c2g=": "hush", "YW5uOmh1c2g": "hush", "YW5uOj4-Pw": ">>?", "YW5uOmjp": "hé"} {
		pair, ok := position.ParseBasic(credential)
		assert.True(t, ok, credential)
		assert.Equal(t, "ann", pair.Name, credential)
		assert.Equal(t, want, pair.Password, credential)
		assert.Equal(t, credential, pair.Encode())
	}
	_, ok := position.ParseBasic("no base64!")
	assert.False(t, ok)
}

// TestPlain checks what a reader sees of a text.
func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"password: hush": "password: hush", "pass\u200bword\u00a0: x": "password : x", "\uff50\uff57\uff1d\uff58": "pw=x", "p\u0430ss": "pass", "\u043f\u0430\u0440": "\u043f\u0430\u0440",
		"pass=\r\nword": "password", "a=\nb=": "ab=", "\xffp\u0430ss": "\xffp\u0430ss", "": "",
	} {
		assert.Equal(t, want, position.PlainOf(text).Text, text)
	}
}

// TestOriginalOfPlain checks that each character of the plain form is found in the text.
func TestOriginalOfPlain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{"a", "\u200b", "\uff50", "\u0430", "=\n", "=\r\n", "\u00a0", "\U0001f600", "\u0645", " ", "=", "p\u0430"})).Draw(t, "pieces")
		text := strings.Join(pieces, "")
		plain := position.PlainOf(text)
		end := 0
		for i, c := range plain.Text {
			at := plain.Original([]position.Span{{Start: i, End: i + utf8.RuneLen(c)}})[0]
			if at.Start < end || at.End <= at.Start || at.End > len(text) || !utf8.ValidString(text[at.Start:at.End]) {
				t.Fatalf("%q: %d is at %v", text, i, at)
			}
			if other := position.PlainOf(text[at.Start:at.End]).Text; other != string(c) && suspect.Latin("a"+other) != "a"+string(c) {
				t.Fatalf("%q: %q is at %q", text, c, text[at.Start:at.End])
			}
			end = at.End
		}
	})
}

// TestParameters checks the parameters of a credential, in the syntax of RFC 9110 and as a form.
func TestParameters(t *testing.T) {
	t.Parallel()
	for credential, want := range map[string]string{
		`a="b c", d=e`: "a:b c d:e", "sr=a%2Fb&Sig=c%3D&se=1": "sr:a%2Fb sig:c%3D se:1", "a=b&c/d": "a:b&c/d", "a=b&c=": "a:b c:", "token": "",
	} {
		names, values := position.Parameters(credential)
		var got []string
		for i, name := range names {
			got = append(got, name+":"+credential[values[i].Start:values[i].End])
		}
		assert.Equal(t, want, strings.Join(got, " "), credential)
	}
}

// TestCredentials checks which parts of a credential are secret.
func TestCredentials(t *testing.T) {
	t.Parallel()
	for credential, want := range map[string]string{
		"Token barley; realm=a": "barley", "Token barley, Bearer corn": "barley corn", `Token barley; sig="corn"`: "barley corn", "ApiKey ann:barley": "barley", "Bearer barley": "barley",
		`Custom realm="a", sig=barley`: "barley", "barley, corn": "barley, corn", "Token barley;": "barley;", "Token barley; corn": "barley; corn",
	} {
		assert.Equal(t, want, strings.Join(position.CredentialSecrets(credential, strings.HasPrefix(credential, "Custom")), " "), credential)
	}
}

// TestValuesInsideValuesAreCounted checks that a search takes what it reads of each value, also if
// each is inside the one before, and that it reads nothing more when that is too much.
func TestValuesInsideValuesAreCounted(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"token=x", "token:xyzxyzxyz,", "token!=x", "[token] => x", "token:xyztoken="} {
		t.Run(unit, func(t *testing.T) {
			t.Parallel()
			text := strings.Repeat(unit, 200)
			limit := 4 * len(text)
			left := limit
			position.Named(text, naming, true, func(bytes int) bool {
				left -= bytes
				return left >= 0
			})
			assert.Negative(t, left)
			assert.Greater(t, left, limit-8*len(text), "it reads on")
		})
	}
}
