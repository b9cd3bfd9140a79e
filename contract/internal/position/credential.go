package position

import (
	"cmp"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// A credential is the value of a header such as Authorization: a scheme and, after white space, a
// token or parameters (RFC 9110, section 11.4).

// knownSchemes are the schemes at the beginning of a credential in any header or property.
var knownSchemes = suspect.WordSet(`bearer basic digest negotiate token apikey api-key key hmac oauth ntlm hawk mac dpop privatetoken jwt gnap hoba mutual vapid
	scram-sha-1 scram-sha-256 scram-sha-512 aws4-hmac-sha256 sharedkey sharedaccesssignature googlelogin splunk sso-key snowflake ssws geniekey zoho-oauthtoken`)

// isScheme reports whether a word is one of the known schemes, which are short.
func isScheme(word string) bool {
	const longest = 25
	return len(word) <= longest && knownSchemes[strings.ToLower(word)]
}

// harmlessParameters are parameters of credentials that have no secret in their values.
var harmlessParameters = suspect.WordSet(`realm algorithm qop nc uri charset version stale userhash oauth_signature_method oauth_timestamp oauth_version signedheaders headers
	scope error sr se skn`)

// CutScheme splits a value into the scheme and the start of the credential after the scheme. In an
// Authorization header, the first word is always the scheme.
func CutScheme(value string, anyScheme bool) (scheme string, start int) {
	lead := len(value) - len(strings.TrimLeft(value, " \t"))
	word := value[lead:]
	end := strings.IndexAny(word, " \t")
	if end < 0 {
		if isScheme(word) {
			return word, len(value)
		}
		return "", lead
	}
	if !anyScheme && !isScheme(word[:end]) {
		return "", lead
	}
	rest := strings.TrimLeft(word[end:], " \t")
	return word[:end], len(value) - len(rest)
}

// parameter matches one parameter of a credential: its name, and its value with or without quotes.
var parameter = lazyregexp.New(`([A-Za-z0-9_.$*-]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"?|([^\s",;]+))`)

// isToken reports whether a credential is a token (token68 in RFC 9110, section 11.2).
func isToken(credential string) bool {
	token := strings.TrimRight(credential, "=")
	return token != "" && strings.Trim(token, suspect.Lowers+suspect.Uppers+suspect.Digits+"._~+/-") == ""
}

// Parameters returns the names and values of the parameters in a credential. It returns nothing
// if the credential is a token.
func Parameters(credential string) (names []string, values []Span) {
	if isToken(strings.TrimSpace(credential)) {
		return nil, nil
	}
	matches := parameter.FindAllStringSubmatchIndex(credential, -1)
	if len(matches) == 0 || strings.TrimSpace(credential[:matches[0][0]]) != "" {
		return nil, nil
	}
	for _, m := range matches {
		name, value := credential[m[2]:m[3]], Span{m[4], m[5]}
		if m[4] < 0 {
			value = Span{m[6], m[7]}
			for next := formPair.FindStringSubmatchIndex(credential[value.Start:value.End]); next != nil; next = formPair.FindStringSubmatchIndex(credential[value.Start:value.End]) {
				names, values = append(names, strings.ToLower(name)), append(values, Span{value.Start, value.Start + next[0]})
				name, value.Start = credential[value.Start+next[2]:value.Start+next[3]], value.Start+next[1]
			}
		}
		names, values = append(names, strings.ToLower(name)), append(values, value)
	}
	return names, values
}

// formPair matches what is before the value of the next parameter if the parameters are a form, as
// in sr=a&sig=b.
var formPair = lazyregexp.New(`&([A-Za-z]+)=`)

// CredentialSecrets returns the secrets in a credential: the password or the key of the Basic
// scheme, and otherwise the parts that [CredentialParts] returns. In an Authorization header, the
// first word is always the scheme.
func CredentialSecrets(value string, anyScheme bool) []string {
	scheme, start := CutScheme(value, anyScheme)
	text := value[start:]
	if strings.EqualFold(scheme, "basic") {
		if pair, ok := ParseBasic(text); ok {
			return []string{text, cmp.Or(pair.Password, pair.Name)}
		}
	}
	var secrets []string
	for _, part := range CredentialParts(scheme, text) {
		secrets = append(secrets, text[part.Start:part.End])
	}
	return secrets
}

// tokenBefore matches a token before parameters or another credential.
var tokenBefore = lazyregexp.New(`^([\w.~+/-]+=*)[ \t]*[;,][ \t]*([\w-]+[ \t]*=|[\w-]+[ \t]+\S)`)

// areParameters reports whether parameters are what they seem, and not a password with an equals
// sign: a value is in quotes, or a name is that of a secret or of something else in a credential.
func areParameters(credential string, names []string, values []Span) bool {
	for i, name := range names {
		if credential[values[i].Start-1] == '"' || harmlessParameters[name] || suspect.IsSecretName(name) || suspect.IsKeyName(name) || suspect.IsCodeName(name, false) {
			return true
		}
	}
	return false
}

// CredentialParts returns the secrets in what is behind a scheme: a token and what is in the
// parameters or in the credential behind it, the values of parameters, what is behind a colon, or
// else all of it.
func CredentialParts(scheme, text string) []Span {
	if m := tokenBefore.FindStringSubmatchIndex(text); m != nil && scheme != "" {
		other, start := CutScheme(text[m[4]:], false)
		return append([]Span{{m[2], m[3]}}, shifted(CredentialParts(other, text[m[4]+start:]), m[4]+start)...)
	}
	if names, values := Parameters(text); areParameters(text, names, values) {
		var parts []Span
		for i, value := range values {
			if !harmlessParameters[names[i]] {
				parts = append(parts, value)
			}
		}
		return parts
	}
	if name, secret, found := strings.Cut(text, ":"); found && !strings.HasPrefix(secret, "//") && len(secret) >= ShortestWord {
		return []Span{{len(name) + 1, len(text)}}
	}
	return []Span{{0, len(text)}}
}

// BasicPair is the user name and password of the Basic scheme (RFC 7617).
type BasicPair struct {
	Name, Password string
	hasPassword    bool
	encoding       *base64.Encoding
	latin          bool
}

// ParseBasic decodes a credential of the Basic scheme. It accepts both base64 alphabets, with or
// without padding. It reads bytes that are not UTF-8 as Latin-1.
func ParseBasic(credential string) (BasicPair, bool) {
	credential = strings.TrimSpace(credential)
	bare := strings.TrimRight(credential, "=")
	p := BasicPair{encoding: base64.RawStdEncoding}
	if strings.ContainsAny(bare, "-_") {
		p.encoding = base64.RawURLEncoding
	}
	decoded, err := p.encoding.DecodeString(bare)
	if err != nil || len(decoded) == 0 {
		return p, false
	}
	if bare != credential {
		p.encoding = p.encoding.WithPadding(base64.StdPadding)
	}
	text := string(decoded)
	if p.latin = !utf8.Valid(decoded); p.latin {
		text, _ = charmap.ISO8859_1.NewDecoder().String(text) // Each byte is a character, so there is no error.
	}
	p.Name, p.Password, p.hasPassword = strings.Cut(text, ":")
	return p, true
}

// Encode returns the pair as a credential.
func (p BasicPair) Encode() string {
	text := p.Name
	if p.hasPassword {
		text += ":" + p.Password
	}
	if p.latin {
		text, _ = encoding.ReplaceUnsupported(charmap.ISO8859_1.NewEncoder()).String(text) // Other characters are replaced.
	}
	return p.encoding.EncodeToString([]byte(text))
}

// IsCredential reports whether the value of any header is a credential. A credential begins with a
// scheme that has no other use, followed by one word that is not in a dictionary. A challenge has
// parameters after the scheme.
func IsCredential(value string) bool {
	scheme, start := CutScheme(value, false)
	rest := strings.TrimSpace(value[start:])
	return (strings.EqualFold(scheme, "bearer") || strings.EqualFold(scheme, "basic")) && len(rest) >= ShortestSecret &&
		!strings.ContainsAny(rest, " \t,\"") && strings.ContainsAny(rest, suspect.Digits+suspect.Uppers)
}
