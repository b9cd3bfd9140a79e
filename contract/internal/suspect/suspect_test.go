package suspect_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

func TestNamesOfSecrets(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"client_secret": true, "X-Api-Key": true, "key": true, "accessToken": true, "pwd": true, "pass": true, "auth": true, "X-Auth": true,
		"session": true, "sid": true, "pw": true, "SAML_assertion": true, "DB_PASSWORD": true, "JSESSIONID": true,
		"name": false, "token_type": false, "Idempotency-Key": false, "": false, "author": false, "session_state": false, "passenger": false,
		"WWW-Authenticate": false, "inside": false, "power": false, "tokens_used": false, strings.Repeat("secret", 100): true, "contrase\u00f1a": true, "Ha\u0142o": false, "has\u0142o": true, "mot_de_passe": true, "dbpass": true, "userpwd": true, "bypass": false, "compass": false, "parolas": true, "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44": true,
		"p\u0430ssword": true, "mother_maiden_name": true, "code d'acc\u00e8s": true, "access_tokens": true, "max_tokens": false, "tokens_per_minute": false, "secretary": false,
		"tokenizer": false, "secretKeyRef": false, "cookies_accepted": false, "usercode": true,
		"secret_scanning": false, "password-hashing": false, "password_spring": true, "api_key_banking": true, "token_hosting": true,
	} {
		assert.Equal(t, want, suspect.IsSecretName(name) || suspect.IsKeyName(name), name)
	}
}

// TestHintsMissNoName checks that Hints finds every name of a secret.
func TestHintsMissNoName(t *testing.T) {
	t.Parallel()
	hints := suspect.NewHints([]string{"Special"})
	rapid.Check(t, func(t *rapid.T) {
		words := []string{
			"access", "code", "key", "account", "api", "app", "auth", "authorization", "client", "verifier", "connection", "string", "credential", "device",
			"jwt", "kennwort", "passcode", "passkey", "passphrase", "passwd", "passwort", "pin", "saml", "request", "sess", "session", "id", "signature", "ssh",
			"storage", "token", "assertion", "bearer", "cookies", "creds", "csrf", "dsn", "hmac", "otp", "psk", "pw", "pwd", "sas", "sid", "sig", "totp", "xsrf", "X",
		}
		name := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 3).Draw(t, "words"), rapid.SampledFrom([]string{"", "_", "-"}).Draw(t, "between"))
		if (suspect.IsSecretName(name) || suspect.IsKeyName(name)) && !hints.IsIn("a "+strings.ToUpper(name)+" b") {
			t.Fatalf("%s", name)
		}
	})
	assert.True(t, hints.IsIn("the special one"))
	assert.False(t, hints.IsIn("nothing of that"))
	assert.False(t, hints.IsIn("order 545, 5355"), "they would be sas and sess with letters for the digits")
	assert.True(t, hints.IsIn("order 545, s3ss"))
}

func TestHarmlessValues(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"": true, "Required": true, "bearer": true, "hunter2": false, "password1": false,
		"$TOKEN": true, "$token": true, "${db.password}": true, "{{ .Values.password }}": true, "{{ password }}": true, "%s": true, "getToken()": true,
		"${{ secrets.TOKEN }}": true, "$(cat key.txt)": true, "$(echo hush)": false, `os.environ["TOKEN"]`: true, "YOUR_API_KEY": true, "your4711": false, "[FILTERED]": true,
		"%TOKEN%": true, "%OPENSESAME%": false, "$OPENSESAME": false, "getopensesame()": false, "contrase\u00f1a": true,
		"Le mot de passe est trop court.": true, "Le mot de passe est sesame": false, "\u30d1\u30b9\u30ef\u30fc\u30c9\u306f8\u6587\u5b57\u4ee5\u4e0a\u3067\u3059\u3002": true, "\u30d1\u30b9\u30ef\u30fc\u30c9\u306f48151623\u3067\u3059\u3002": false,
		"not_found": true, "Too long": true, "must contain digits": true, "incorrect_pin": true, "letmein_pin": false,
		"settings.DB_PASSWORD": true, "config.secret": true, "open.secret": false, "my.pass": false,
		"$ecretWord": false, "$up3r": false, "$SUP3R": false, "%secret": false, "(hush)": false,
	} {
		assert.Equal(t, want, suspect.IsHarmlessValue(value), value)
	}
}

func TestIn(t *testing.T) {
	t.Parallel()
	const web = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"
	for text, want := range map[string]string{
		"tok_4f9a8b7c6d5e4f3a": "tok_4f9a8b7c6d5e4f3a", "sk_4f9a8b7c6d5e4f3a": "4f9a8b7c6d5e4f3a", "x-sk-4f9a8b7c6d5e4f3a": "4f9a8b7c6d5e4f3a",
		"Bearer abc123def456": "abc123def456", "a Bearer \t abc123def456, b": "abc123def456", "https://user:hush@example.com": "hush",
		"https://token4712@example.com/": "token4712", "a " + web + ".": web, "b.eyJ." + web: web,
		"-----BEGIN RSA PRIVATE KEY-----\nMIIabc\n-----END": "MIIabc", "-----BEGIN PRIVATE KEY-----\nMIIcut": "MIIcut",
		"248df4b7-aa70-47b8-a036-33ac447e668d": "", "cat": "", "": "", "2025-09-18": "", "basic authentication": "", "https://a.example/@b": "",
		"://://@": "", "eyJ.eyJ.eyJ": "", "-----BEGIN CERTIFICATE-----\nMIIabc\n-----END": "", "sk-sk-sk-": "",
	} {
		got := ""
		for found := range suspect.In(text) {
			got = text[found.Start:found.End]
			break
		}
		assert.Equal(t, want, got, text)
		assert.Equal(t, want != "", suspect.LooksSecret(text), text)
	}
}

// TestInIsLinear checks that In reads a text once. If In were slower, the test would time out.
func TestInIsLinear(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{"a", "eyJ.", "-eyJ", "://", "a://", "sk-", "sk_", "-----BEGIN ", "-----BEGIN PRIVATE KEY-----", "token ", "A1", "=", "@", " "} {
		for range suspect.In(strings.Repeat(piece, 1<<20/len(piece))) {
			continue
		}
	}
}

func BenchmarkLooksSecret(b *testing.B) {
	for name, piece := range map[string]string{"letters": "a", "words": "the quick brown fox ", "tokens": "eyJ.sk-a1 "} {
		b.Run(name, func(b *testing.B) {
			text := strings.Repeat(piece, 1<<20/len(piece))
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				suspect.LooksSecret(text)
			}
		})
	}
}

func TestOtherMeanings(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][3]bool{
		"Session 3": {true, true, false}, "Session chair": {true, true, true}, "Major key": {true, false, false}, "API key": {}, "Recovery key": {}, "Session value": {true, false, false}, "Session id": {},
		"Token economy": {false, true, true}, "Secret Santa": {false, true, true}, "Password for Ann": {false, true, false}, "New password": {}, "Pass phrase": {},
	} {
		assert.Equal(t, want[0], suspect.HasOtherMeaning(name), name)
		if want[0] {
			assert.Equal(t, want[1], suspect.IsInOtherName(name), name)
		}
		assert.Equal(t, want[2], suspect.IsAboutSecret(name), name)
	}
}

func TestFingerprints(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{"etag": true, "file_sha256": true, "gitCommit": true, "hash": false, "password_digest": false, "name": false} {
		assert.Equal(t, want, suspect.IsFingerprintName(name), name)
	}
	for text, want := range map[string]bool{
		"430fc24a1e0b2c3d4e5f60718293a4b5c6d7e8f9": true, `W/"33a64df551425fcc55e4d42a148795d9f25f89d4"`: true, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855": true,
		"430fc24": false, "sk_live_4f9a8b7c6d5e4f3a2b1c4f9a8b7c": false, "430FC24A1E0B2C3D4E5F60718293A4B5C6D7E8F9": false,
	} {
		assert.Equal(t, want, suspect.IsDigest(text), text)
	}
}
