package suspect

import (
	"slices"
	"strings"
	"unicode"
)

// secretParts are what the names of secrets contain, in lower case and without what separates words.
var secretParts = []string{
	"accesscode", "accesskey", "accountkey", "apikey", "appkey", "authcode", "authkey", "authorization",
	"backupcode", "clientkey", "codeverifier", "connectionstring", "credential", "devicecode",
	"encryptionkey", "jwt", "kennwort", "licensekey", "masterkey", "partnerkey", "passcode", "passkey",
	"passphrase", "passwd", "password", "passwort", "pincode", "presharedkey", "privatekey", "recoverycode",
	"samlrequest", "samlresponse", "secret", "securitycode", "servicekey", "sessid", "sessionid",
	"sessionkey", "sharedkey", "signature", "signingkey", "sshkey", "storagekey", "subscriptionkey",
	"token", "userkey", "verificationcode",
}

// secretWords are secret if they are a whole word of a name.
var secretWords = strings.Fields(`assertion auth bearer cookie cookies cred creds csrf dsn hmac otp pass pin psk pw pwd sas
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

// maxName is the length in bytes of the longest name that is looked at.
const maxName = 200

// IsSecretName reports whether a name says that what it names is a secret.
func IsSecretName(name string) bool {
	if len(name) > maxName {
		return false
	}
	words := words(name)
	if len(words) == 0 || strings.HasPrefix(strings.ToLower(name), "access-control-") || harmlessEndings[words[len(words)-1]] {
		return false
	}
	joined := strings.Join(words, "")
	return slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(joined, part) }) ||
		slices.ContainsFunc(words, func(word string) bool { return slices.Contains(secretWords, word) })
}

// IsKeyName reports whether the name of a header, a query parameter or a field of a form is that of a
// key. The name "key" alone is one.
func IsKeyName(name string) bool {
	if len(name) > maxName {
		return false
	}
	words := words(name)
	last := len(words) - 1
	return last >= 0 && words[last] == "key" && (last == 0 || !harmlessKeys[words[last-1]])
}

// words splits a name where a capital follows a small letter and at everything that is not a letter or
// a digit. The words are in lower case.
func words(name string) []string {
	var b strings.Builder
	var before rune
	for _, c := range name {
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
