package suspect

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// secretParts are what the names of secrets contain, in lower case and without what separates words.
var secretParts = []string{
	"accesscode", "accesskey", "accountkey", "apikey", "appkey", "authcode", "authkey", "authorization",
	"backupcode", "clientkey", "codeverifier", "connectionstring", "credential", "devicecode",
	"encryptionkey", "jwt", "kennwort", "licensekey", "masterkey", "mfacode", "mnemonic", "partnerkey", "passcode", "passkey",
	"passphrase", "passwd", "password", "passwort", "passwrd", "pincode", "presharedkey", "privatekey", "privkey", "recoverycode",
	"samlrequest", "samlresponse", "secret", "securitycode", "seedphrase", "servicekey", "sessid", "sessionid",
	"sessionkey", "sharedkey", "signature", "signingkey", "sshkey", "storagekey", "subscriptionkey",
	"token", "userkey", "verificationcode", "webhookkey",
}

// foreignParts are the words for a password and a secret in other languages, without their accents.
//
//nolint:gosmopolitan // They are the words of their languages.
var foreignParts = foldedAll(`contrasena contrasenha haslo heslo jelszo kodeord lozinka losenord motdepasse parola passord
	salasana schluessel schlussel senha sifre wachtwoord пароль 密码 密碼 パスワード
	暗証番号 비밀번호`)

// secretWords are secret if they are a whole word of a name.
var secretWords = strings.Fields(`assertion auth authz bearer cookie cookies cred creds csrf dsn hmac otp pass pin psk pswd pw pwd sas
	sess session sid sig totp xsrf`)

// harmlessEndings are the last words of names that speak of a secret and don't hold it: token_type and
// password_policy, for example.
var harmlessEndings = setOf(
	"age", "alg", "algorithm", "allowed", "at", "changed", "class", "count", "created", "date", "days", "description", "domain",
	"enabled", "endpoint", "error", "expiration", "expired", "expires", "expiry", "fail", "failed", "field",
	"format", "hint", "host", "hours", "in", "issuer", "kind", "label", "length", "level", "lifetime", "limit",
	"max", "message", "method", "methods", "min", "minutes", "mode", "name", "on", "policy", "provider",
	"rate", "remaining", "required", "role", "rotation", "scope", "scopes", "seconds", "size", "state", "status",
	"strength", "supported", "time", "timeout", "ttl", "type", "types", "updated", "uri", "url", "used",
	"valid", "verified", "version",
)

// harmlessKeys are the words before "key" in the names of headers and parameters that hold no secret.
var harmlessKeys = setOf(
	"cache", "foreign", "idempotency", "object", "partition", "primary", "public", "sort", "socket", "surrogate",
)

func setOf(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, word := range words {
		set[word] = true
	}
	return set
}

// maxName is how much of a name is looked at, in bytes.
const maxName = 200

// IsSecretName reports whether a name says that what it names is a secret.
func IsSecretName(name string) bool {
	words := words(endsOf(name))
	if len(words) == 0 || strings.HasPrefix(strings.ToLower(name), "access-control-") || harmlessEndings[words[len(words)-1]] {
		return false
	}
	joined := strings.Join(words, "")
	isIn := func(part string) bool { return strings.Contains(joined, part) }
	return slices.ContainsFunc(secretParts, isIn) || slices.ContainsFunc(words, isSecretWord) ||
		slices.ContainsFunc(foreignParts, isIn)
}

// isSecretWord reports whether a word of a name says that it is a secret: one of the secretWords, or what ends in a short form of
// password, as dbpass does.
func isSecretWord(word string) bool {
	return slices.Contains(secretWords, word) || strings.HasSuffix(word, "pwd") || strings.HasSuffix(word, "pass") && !harmlessPasses[word]
}

// harmlessPasses are the words that end in pass and name something else.
var harmlessPasses = setOf("bypass", "compass", "encompass", "overpass", "surpass", "trespass", "underpass")

// endsOf returns a name, and of a very long one the beginning and the end.
func endsOf(name string) string {
	if len(name) <= maxName {
		return name
	}
	return name[:maxName/2] + " " + name[len(name)-maxName/2:]
}

// IsKeyName reports whether the name of a header, a query parameter or a field of a form is that of a
// key. The name "key" alone is one.
func IsKeyName(name string) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	return last >= 0 && words[last] == "key" && (last == 0 || !harmlessKeys[words[last-1]])
}

// words splits a name where a capital follows a small letter and at everything that is not a letter or
// a digit. The words are in lower case.
func words(name string) []string {
	var b strings.Builder
	var before rune
	for _, c := range folded(name) {
		if unicode.IsUpper(c) && unicode.IsLower(before) {
			b.WriteByte(' ')
		}
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
			b.WriteByte(' ')
		} else {
			b.WriteRune(unicode.ToLower(c))
		}
		before = c
	}
	return strings.Fields(b.String())
}

// folded returns a text with the plain letters that its characters stand for: without accents, of the usual width.
func folded(text string) string {
	if strings.IndexFunc(text, func(c rune) bool { return c >= utf8.RuneSelf }) < 0 {
		return text
	}
	return strings.Map(func(c rune) rune {
		switch {
		case unicode.Is(unicode.Mn, c), unicode.Is(unicode.Cf, c):
			return -1
		case c == '\u0142': // It has no accent to take away.
			return 'l'
		default:
			return c
		}
	}, norm.NFKD.String(text))
}

func foldedAll(list string) []string { return strings.Fields(folded(list)) }

// harmlessValues are strings that stand under the name of a secret and say something about it.
var harmlessValues = setOf(
	"", "access_token", "active", "anonymous", "api_key", "apikey", "authorization", "authorization_code", "basic", "bearer",
	"client_credentials", "client_secret", "closed", "cookie", "default", "digest", "disabled", "empty", "enabled", "error", "expired",
	"false", "forbidden", "granted", "guest", "hidden", "id_token", "implicit", "inactive", "invalid", "jwt", "key", "missing", "no", "none",
	"null", "oauth", "oauth2", "off", "ok", "on", "open", "openid", "optional", "pass", "passed", "password", "pending", "private",
	"public", "read", "redacted", "refresh_token", "required", "revoked", "saml", "secret", "session", "sso", "string", "success", "token",
	"true", "undefined", "unknown", "unset", "user", "valid", "write", "yes",
)

// IsHarmlessValue reports whether a string says something about a secret where it stands under the name
// of one, such as "required" or "bearer".
func IsHarmlessValue(value string) bool {
	return len(value) <= maxName && harmlessValues[strings.ToLower(strings.TrimSpace(value))]
}
