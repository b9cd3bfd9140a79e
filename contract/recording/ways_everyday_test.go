package recording_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// plainHush is a secret that is found in the tables below only by its position. It has no signs, so
// it fits between brackets and slashes.
const plainHush = "Hush4711barley"

// everydayBodies are responses as servers, programs and people write them. %s stands for the
// secret.
//
//nolint:gosmopolitan // They are in the languages of those who write them.
var everydayBodies = map[string][]string{
	"application/json": {
		`{"tokens": [{"name": "ci", "value": "%s"}]}`, `{"tokens": ["%s"]}`, `{"session": {"user": {"id": "%s"}}}`, `{"required": ["api_key", "%s"]}`,
		`{"device_code": "%s", "verification_uri": "https://a.example/device"}`, `{"backup_codes": ["%s"]}`, `{"mother_maiden_name": "%s"}`, `{"p\u0430ssword": "%s"}`,
		`{"query": "query($p: String = \"%s\") { login(password: $p) { id } }"}`, `{"password": {"type": ["string", "null"], "default": "%s"}}`,
		`{"clientCredentials": {"tokenUrl": "https://a.example/token", "x": "%s"}}`, `{"text": "*Password:* %s"}`, `{"log": "login ann/%s"}`,
		`{"name": "token", "description": "use key %s to log in"}`, `{"password": "$%s"}`, `{"password": "(%s)"}`, `{"kty": "EC", "x": "abc", "d": "%s"}`,
		`{"method": "execute_kw", "params": ["db", 2, "%s", "res.partner"]}`, `{"api_key_checksum": "%s"}`, `{"commit": "sk_live_%s"}`,
	},
	"text/plain": {
		"kty: oct\nk: %s\n", "query($p: String = \"%s\") { login(password: $p) { id } }", "Set-Item -Path Env:TOKEN -Value \"%s\"", "-p%s mysql",
		"authenticating me with %s", "Logged in as me with '%s'", "Open the app: shop://auth/back?x=%s", "login me/%s", "me / %s (password)", "%s (API key)", "U: me P: %s", "u/p: me/%s", "user/password = me/%s", "me/%s@//db.example:1521/shop",
		"token(%s)", "token<%s>", "token[%s]", "token{%s}", "sip:me:%s@pbx.example", "AGE-SECRET-KEY-1%s",
		"parameters: $1 = 'me', $2 = '%s' STATEMENT: UPDATE u SET password = $2 WHERE id = $1", "    DefaultPassword    REG_SZ    %s\n",
		"reg add HKLM\\Software /v Password /t REG_SZ /d %s", "ConvertTo-SecureString \"%s\" -AsPlainText -Force", "curl_setopt($c, CURLOPT_USERPWD, \"me:%s\");",
		"C: AUTH LOGIN\nS: 334 UGFzc3dvcmQ6\nC: %s\n", "*2\r\n$4\r\nAUTH\r\n$14\r\n%s\r\n", "$8\r\npassword\r\n$14\r\n%s\r\n", "variable \"token\" {\n  description = \"A token.\"\n  default     = \"%s\"\n}\n",
		"name,key,value\nx,api_token,%s\n", "if (token === '%s') return;", "if password == \"%s\" {", "while key != %s", "password = config.get(\"db\", \"%s\")", "PASSWORD=$(echo %s)",
		"password: os.environ.get(\"PASSWORD\", \"%s\")", "- name: password\n  schema:\n    type: string\n    example: %s\n", "password:\n  type: string\n  x-example: %s\n",
		"password:\n  type: string\n  description: Use %s to log in\n", "The password of the user on this machine: %s", "Session 3: %s", "Token economy: %s", "Secret sauce: the %s one",
		"1. rk3a-mb%s\nKeep these recovery codes safe: %s", "Your pass=\nword: %s", "pass\u200bword: %s", "p\u0430ssword: %s", "ｐａｓｓｗｏｒｄ＝%s", "Mot de passe\u00a0: %s", "\u202bססמה: %s\u202c",
		"pw is %s", "jwt %s", "csrf %s mismatch", "session %s closed", "Password must not be %s", "your password starts with %s", "char pw[] = \"%s\";", "CREATE USER a IDENTIFIED WITH x BY '%s'",
		"Código de acceso: %s", "Su código de verificación es %s", "Clé d'API : %s", "Bestätigungscode: %s", "Codice di verifica: %s", "Dein Passwort ist %s", "Toegangscode: %s", "Hasło: %s",
		"Heslo: %s", "Jelszó: %s", "Parolă: %s", "Geslo: %s", "Lozinka: %s", "Parool: %s", "Salasana: %s", "Lykilorð: %s", "Slaptažodis: %s", "Şifreniz: %s", "Kata sandi: %s", "Mật khẩu: %s",
		"Ваш код подтверждения: %s", "Вашият парола %s", "Лозинка: %s", "Κωδικός πρόσβασης: %s", "პაროლი: %s", "Գաղտնաբառ: %s", "סיסמא שלך היא %s", "رمز عبور: %s", "كلمة المرور: %s",
		"रहस्य पासवर्ड: %s", "পাসওয়ার্ড: %s", "கடவுச்சொல்: %s", "รหัสผ่าน: %s", "您的验证码是：%s", "認証コードは %s です", "인증번호: %s",
	},
	"text/xml": {
		`<methodCall><methodName>wp.getPosts</methodName><params><param><value><string>me</string></value></param><param><value><string>%s</string></value></param></params></methodCall>`,
		`<methodCall><methodName>metaWeblog.newPost</methodName><params><param><value>me</value></param><param><value>%s</value></param></params></methodCall>`,
	},
	"text/html": {`<p>Token: <your-token> or</p><api-key>%s</api-key>`, `<path d="M1 2" token="%s"/>`},
}

// TestEverydayWaysToSayASecret checks that redaction removes the secret from everydayBodies.
func TestEverydayWaysToSayASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range everydayBodies {
		for _, body := range all {
			y := redactedAnswer(t, mediaType, strings.ReplaceAll(body, "%s", plainHush))
			assert.NotContains(t, string(y.Response.Body), plainHush, body)
			assert.False(t, y.Response.BodyOmitted, body)
		}
	}
}

// TestTypedCodes checks that redaction removes codes that people type. They have other characters
// than plainHush.
func TestTypedCodes(t *testing.T) {
	t.Parallel()
	for code, bodies := range map[string][]string{
		"482913":              {"482913 is your verification code.", "Use 482913 as your one time password.", "Il tuo codice di verifica è 482913"},
		"QX7V ELVE TRIV ERQX": {"Scan the image, or enter this key by hand: QX7V ELVE TRIV ERQX"},
		"rk3am-berca":         {"Your backup codes:\n\n- rk3am-berca\n- stle9-rk3am\n", "1. rk3am-berca\n2. stle9-rk3am\nKeep these recovery codes safe.\n"},
		"4829#":               {"Door code: 4829#"},
		"CVV 482":             {"Card 4111 1111 1111 1111 CVV 482"},
		"correct horse":       {"pass: correct horse battery staple", "key: correct horse battery staple", "Password for Ann: correct horse barley"},
		"amber castle":        {`{"seed": "amber castle velvet river amber castle velvet river amber castle velvet river"}`},
	} {
		for _, body := range bodies {
			assert.NotContains(t, string(redactedAnswer(t, "text/plain", body).Response.Body), code, body)
		}
	}
}

// redactedAnswer returns an exchange with a response after redaction.
func redactedAnswer(t *testing.T, mediaType, body string) *contract.Exchange {
	t.Helper()
	x := without()
	answers(mediaType, body)(x)
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Seed: []byte("seed")}).Redact(x)
	require.NoError(t, err, body)
	return y
}
