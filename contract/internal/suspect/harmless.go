package suspect

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// harmlessValues are strings that describe a secret if they are the value of a field with the name
// of a secret. An underscore may also be a blank.
var harmlessValues = WordSet(`access_token active anonymous api_key apikey argon2 argon2i argon2id authorization authorization_code base64 basic bcrypt bearer bin2hex body censored
	client_credentials client_secret closed cookie default digest disabled empty enabled error es256 expired failed false filtered bigint bool boolean
	bytea char int integer number text timestamp uuid varchar include omit same-origin sms totp webauthn forbidden granted guest header hidden hs256 http
	http/1.0 http/1.1 http/2.0 id_token implicit inactive incorrect invalid jwt key masked md5 mismatch missing nil no none not_found not_set not_valid
	null oauth oauth2 obfuscated off ok omitted on open openid optional pass passed password path pending private public query read redacted
	refresh_token removed required revoked rs256 saml scrubbed scrypt secret secretstr session sha1 sha256 sha512 sso strict string success token
	too_long too_short true undefined unknown unset user valid value write wrong yes`)

// versionPattern matches the version of a package that has the name of a secret.
var versionPattern = lazyregexp.New(`^[~^]?v?\d{1,3}\.\d{1,3}\.\d{1,4}$`)

// addressPattern matches the address of a computer.
var addressPattern = lazyregexp.New(`^\d{1,3}(?:\.\d{1,3}){3}$`)

// timePattern matches a time of the day, and how long something took.
var timePattern = lazyregexp.New(`^(?:[0-2]?\d:[0-5]\d:[0-5]\d|\d{1,5}(?:\.\d{1,9})?(?:[nuµm]?s|min|h))$`)

// isFault reports whether a text is the code of an error about a secret, as in incorrect_pin.
func isFault(text string) bool {
	fault, name, found := strings.Cut(text, "_")
	return found && faultWords[fault] && (harmlessValues[name] || secretWords[name] || slices.Contains(secretParts, strings.ReplaceAll(name, "_", "")))
}

// IsHarmlessValue reports whether a string, such as "required" or "bearer", only says something
// about a secret where it is the value of a field with the name of a secret.
func IsHarmlessValue(value string) bool {
	if len(value) > maxName {
		return false
	}
	bare := strings.ToLower(strings.TrimSpace(value))
	if strings.Contains(bare, "&") {
		bare = escapedBrackets.Replace(bare)
	}
	return isHarmless(bare) || isForeignWord(bare) || isComplaint(bare) || isSentenceAboutSecret(strings.TrimSpace(value)) || isHarmless(strings.Trim(bare, "[]<>()")) || versionPattern.MatchString(value) || isFault(bare) || addressPattern.MatchString(value) || timePattern.MatchString(bare) || isReference(strings.TrimSpace(value))
}

func isHarmless(bare string) bool {
	return bare == "" || harmlessValues[strings.ReplaceAll(bare, " ", "_")]
}

// escapedBrackets removes brackets around a word that are escaped for HTML.
var escapedBrackets = strings.NewReplacer("&lt;", "", "&gt;", "", "&gt", "")

// variablePattern matches a variable of a shell. It may also be a password that begins with a
// dollar sign, so it is a reference only if its name is that of a secret. A bracket may end the
// arguments of a call.
var variablePattern = lazyregexp.New(`^(?:\$([A-Za-z_]+)\)*|%([A-Z_]+)%)$`)

// referencePatterns match a reference to a value that is elsewhere. What calls a function or a
// program is a reference only if its arguments are names, because they may also hold the value.
var referencePatterns = []*lazyregexp.Regexp{
	lazyregexp.New(`^(?:\$\{[A-Za-z_.]+\}|\$\d|%[sdvq]|\{\{-?[A-Za-z_. ]+(?:\(["'][A-Za-z_]+["']\) *)?-?\}\}|\$\{\{[A-Za-z_. -]+\}\})$`),
	// A place in a program, as a stack trace has it behind the name of a function.
	lazyregexp.New(`^\(?[\w$./\\:@+-]*\w\.(?:java|kt|kts|scala|groovy|clj|m?js|cjs|jsx|tsx?|py|rb|php|go|cs|rs|vue)(?::\d{1,6}(?::\d{1,6})?\)?:?|\(\d{1,6}\)?:?|:line)$`),
	lazyregexp.New(`^\d{1,6}:\d{1,4}:?$|^~?\[?[\w.-]+\.[jw]ar(?::[\w.-]+)?\]?$|^(?:[A-Z][a-z]+)+\.(?:php|java|kt|cs|py|rb|go|tsx?|jsx?|rs)$`),
	// Where a cloud keeps a secret.
	lazyregexp.New(`^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(?:\d*|\*):[\w/:.*-]+$`),
	// A secret that an orchestrator put into a file.
	lazyregexp.New(`^/(?:var/)?run/secrets/[\w./-]+$`),
	// A file in a directory or in a bucket.
	lazyregexp.New(`^/?(?:[\w.-]+/)+[\w.-]+\.(?:avi|css|csv|docx?|gif|gz|html?|ico|jpe?g|js|json|log|md|mp[34]|parquet|pdf|png|svg|txt|webp|xlsx?|xml|ya?ml|zip)$`),
	lazyregexp.New(`^(?:var|local|data|module|process\.env|import\.meta\.env|env|secrets|os\.environ)\.[A-Za-z_.]+$`),
	lazyregexp.New(`^(?:os\.environ|process\.env|os\.getenv|os\.Getenv|System\.getenv|getenv|ENV|env)(?:[\[(]["']?[A-Za-z_]+["']?[\])];?)?$`),
	// The commands print a secret that is stored elsewhere. The end may be missing.
	lazyregexp.New(`^\$\((?:cat|pass|op|gopass|lpass|bw|aws|gcloud|az|vault|kubectl|gh|security|uuidgen|curl)(?:[ \t][A-Za-z_ ./:|-]*\)?)?$`),
}

// placeholderPattern matches what a reader is to replace by his own secret, as in YOUR_API_KEY.
var placeholderPattern = lazyregexp.New(`(?i)^[<\[{]?(?:your|insert|enter)(?:[-_ ][a-z]+)*[-_ ](?:key|token|password|secret|code|here)[>\]}]?$|^[a-z_-]{0,8}x{12,}$`)

// sizePattern matches how long a secret is.
var sizePattern = lazyregexp.New(`^\d{1,6} bytes$`)

// isReference reports whether a value only says where the value is.
func isReference(value string) bool {
	if variable := variablePattern.FindStringSubmatch(value); variable != nil {
		name := variable[1] + variable[2]
		return harmlessVariables[name] || name == strings.ToUpper(name) && (IsSecretName(name) || IsKeyName(name) || IsCodeName(name, false))
	}
	if strings.ContainsAny(value, "$%{.([:/") || value == "ENV" {
		for _, pattern := range referencePatterns {
			if pattern.MatchString(value) {
				return true
			}
		}
	}
	if path := pathPattern.FindStringSubmatch(value); path != nil && (IsSecretName(path[1]) || IsKeyName(path[1])) {
		return true
	}
	if strings.ContainsAny(value, "|[") && unionPattern.MatchString(value) {
		return true
	}
	if call := callPattern.FindStringSubmatch(value); call != nil {
		words := words(call[1])
		return getters[words[0]] || IsSecretName(call[1]) || IsKeyName(call[1]) || IsCodeName(call[1], false)
	}
	if actionPattern.MatchString(value) {
		return actions[words(value)[0]] && IsSecretName(value)
	}
	return sizePattern.MatchString(value) || strings.ContainsAny(value, "_- xX") && placeholderPattern.MatchString(value)
}

// pathPattern matches an attribute of an object, as in settings.DB_PASSWORD. The group is the
// attribute. Somebody may also choose two words with a dot as a password, so the object must have a
// usual name.
var pathPattern = lazyregexp.New(`^(?:app|args|body|cfg|conf|config|ctx|data|env|event|form|input|model|options|opts|params|props|req|request|secrets|self|session|settings|state|this|user|vars)(?:\.[A-Za-z_]+)*\.([A-Za-z_]+)$`)

// unionPattern matches a type of TypeScript or Python that may be missing.
var unionPattern = lazyregexp.New(`^[A-Za-z]+(?:\[\])? \| (?:null|undefined|None|string|number)$|^Optional\[[A-Za-z]+\](?: = None)?$`)

// callPattern matches a call without arguments. The group is the function.
var callPattern = lazyregexp.New(`^(?:await )?([A-Za-z][A-Za-z_.]*)\(\);?$`)

// actionPattern matches the name of what a service does, as in GetSecretValue.
var actionPattern = lazyregexp.New(`^(?:[A-Z][a-z]+){2,}$`)

// actions are the first words of such names.
var actions = WordSet(`add cancel create delete describe generate get issue list put remove restore revoke rotate set update validate verify`)

// getters are the first words of the names of functions that return a value.
var getters = WordSet(`ask create env fetch gen generate get input load make new prompt rand random read uuid`)

// harmlessVariables are usual names of variables in small letters that hold a secret.
var harmlessVariables = WordSet(`token password passwd pass pwd secret key value api_key apikey auth access_token client_secret credential credentials`)
