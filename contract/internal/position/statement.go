package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// prompted matches what logs of a protocol have before a line that one side said.
const prompted = `(?:[A-Za-z]{1,8}[:>][ \t]*|[<>-]+[ \t]+)?`

// statements match a secret in a language whose grammar leaves no doubt, so that also a plain word
// is the secret. If name is not zero, that group must be the name of a secret.
var statements = []struct {
	expression  *lazyregexp.Regexp
	name, value int
}{
	// As in the logins of FTP and POP3, of IMAP, and of a chat.
	{lazyregexp.Needing(`(?m)^`+prompted+`USER[ \t]+\S+[ \t]*\r?\n(?:[^\s][^\n]*\n)?`+prompted+`PASS[ \t]+([^\r\n]+)`, "pass"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*open[ \t][^\n]*\n[ \t]*user[ \t]+\S+[ \t]+(\S+)[ \t\r]*$`, "open"), 0, 1},
	{lazyregexp.Needing(`(?m)^`+prompted+`[A-Za-z]{0,4}[0-9]{1,6}[ \t]+LOGIN[ \t]+(?:"[^"\r\n]+"|\S+)[ \t]+("[^"\r\n]+"|\S+)[ \t\r]*$`, "login"), 0, 1},
	{lazyregexp.Needing(`(?i)(?:nickserv|msg[ \t]+\S+)[ \t]+:?identify[ \t]+(?:\S+[ \t]+)?(\S+)[ \t\r]*(?:\n|$)`, "identify"), 0, 1},
	{lazyregexp.Needing(`(?im)(?:^(?:kinit:[ \t]*)?(?:password for \S+|\S+['’]s password)|\bpassword is generated for \S+):[ \t]*(\S+)[ \t\r]*$`, "password"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*`+prompted+`PASS[ \t]+:?(\S+)[ \t]*\r?\n`+prompted+`(?:NICK|USER)[ \t]`, "pass"), 0, 1},
	// Of Redis, in its configuration and in what MONITOR shows.
	{lazyregexp.Needing(`(?m)(?:^[ \t]*|\b(?i:config set)[ \t]+)(?:requirepass|masterauth)[ \t]+(\S+)[ \t\r]*$`, "requirepass", "masterauth"), 0, 1},
	{lazyregexp.Needing(`(?m)^\d+\)[ \t]+"([\w.-]+)"[ \t]*\r?\n\d+\)[ \t]+"([^"\r\n]+)"`, ") \""), 1, 2},
	{lazyregexp.Needing(`(?i)\nAUTH\r?\n(?:\$\d+\r?\n\S+\r?\n)?\$\d+\r?\n([^\r\n]+)`, "\nauth"), 0, 1},
	{lazyregexp.Needing(`(?i)"auth"[ \t]+(?:"[^"\r\n]*"[ \t]+)?"([^"\r\n]+)"[ \t\r]*(?:\n|$)`, `"auth"`), 0, 1},
	// Of databases, which take a login in a statement, a call or an address.
	{lazyregexp.Needing(`(?i)\bidentified[ \t]+(?:with[ \t]+\S+[ \t]+)?(?:by|as)[ \t]+(?:password[ \t]+)?["']([^"'\r\n]+)`, "identified"), 0, 1},
	{lazyregexp.Needing(`(?i)\bset[ \t]+password\b[^;\r\n]{0,80}?(?:=|\bto\b)[ \t]*(?:password\([ \t]*)?["']([^"'\r\n]+)["']`, "password"), 0, 1},
	{lazyregexp.Needing(`(?i)\bset[ \t]+password[ \t]+from[ \t]+["']([^"'\r\n]+)["']`, "password"), 0, 1},
	{lazyregexp.Needing(`jdbc:oracle:[a-z0-9]{3,5}:[^\s/@:]+/([^\s@]+)@`, "jdbc:oracle:"), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:connect[ \t]+to|(?:create|alter)[ \t]+(?:user|role))[ \t]+\S+[ \t]+identified[ \t]+by[ \t]+([^\s;"']+)`, "identified"), 0, 1},
	{lazyregexp.Needing(`[(,][ \t]*([A-Za-z_]+)[ \t]+[nNeE]?'([^'\r\n]+)'`, "'"), 1, 2},
	{lazyregexp.Needing(`(?i)\bsp_password[ \t]+(?:null|n?'[^'\r\n]*')[ \t]*,[ \t]*n?'([^'\r\n]+)'`, "sp_password"), 0, 1},
	{lazyregexp.Needing(`\bhttp-basic\.\S+[ \t]+\S+[ \t]+(\S+)`, "http-basic."), 0, 1},
	{lazyregexp.Needing(`(?i)\bsp_addlogin[ \t]+n?'[^'\r\n]*'[ \t]*,[ \t]*n?'([^'\r\n]+)'`, "sp_addlogin"), 0, 1},
	{lazyregexp.Needing(`(?im)^[ \t]*(?:conn|connect)[ \t]+[^\s/@]+/([^\s@]+)@\S+[ \t\r;]*$`, "conn"), 0, 1},
	// As the second argument of a call with a user, and as the last one of a longer call.
	{lazyregexp.Needing(`(?i)\b(?:(?:create|add|change|set)_?(?:user|password|userpassword)|wifi(?:multi)?\.(?:begin|addap)|db\.auth|log_?in|sign_?in|auth[ \t]*=[ \t]*)\([ \t]*["'][^"'\r\n]*["'][ \t]*,[ \t]*["']([^"'\r\n]+)["']`, "user(", "password(", "begin(", "addap(", "auth", "login(", "log_in(", "signin(", "sign_in("), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:remote|remotesecure|mysql|postgresql|mongodb|getconnection|credentials)\((?:(?:[\w.]+|"[^"\r\n]*"|'[^'\r\n]*')[ \t]*,[ \t]*){2,4}["']([^"'\r\n]+)["'][ \t]*[,)]`, "remote(", "remotesecure(", "sql(", "mongodb(", "getconnection(", "credentials("), 0, 1},
	{lazyregexp.Needing(`(?i)\bconnect[ \t]+to[ \t]+\S+[ \t]+user[ \t]+\S+[ \t]+using[ \t]+["']?([^\s"';]+)`, "connect"), 0, 1},
	// As a constant of C, and the value behind the type of a variable.
	{lazyregexp.Needing(`(?m)^[ \t]*#[ \t]*define[ \t]+(\w+)[ \t]+L?"([^"\r\n]+)"`, "define"), 1, 2},
	{lazyregexp.Needing(`(?i)\b([\w-]+)[ \t]+(?:type|pic|like|length)[ \t]+(?:[\w()]+[ \t]+){1,3}value[ \t]+["']([^"'\r\n]+)["']`, `value "`, "value '"), 1, 2},
	// As the two parts of a key of AWS.
	{lazyregexp.Needing(`["']A[KS]IA[A-Z0-9]{12,16}["'][ \t]*,[ \t]*["']([^"'\s]{8,})["']`, "akia", "asia"), 0, 1},
	// Of routers, modems and Windows.
	{lazyregexp.Needing(`(?m)^[ \t]*enable[ \t]+(?:password|secret)[ \t]+(?:level[ \t]+\d+[ \t]+)?\d[ \t]+(\S+)`, "enable"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*username[ \t]+\S+(?:[ \t]+(?:privilege|role)[ \t]+\S+)?[ \t]+(?:password|secret)[ \t]+(?:\d[ \t]+)?(\S+)(?:[ \t]+(?:privilege|role)[ \t]+\S+)?[ \t\r]*$`, "username"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*(?:[\w-]+[ \t]+){0,6}(?:(?:neighbor|peer)[ \t]+[\w.:]+[ \t]+password|ppp[ \t]+(?:chap|pap)[ \t](?:[^\r\n]*[ \t])?password|isakmp[ \t]+key|wpa-psk[ \t]+(?:ascii|hex)|authentication-key[ \t]+\d+[ \t]+\w+|set-key[ \t]+(?:ascii|hex)|pre-shared-key[ \t]+ascii-text|snmp(?:-server)?[ \t]+community|(?:r[ow]|trap)community6?|v3[ \t]+auth[ \t]+(?:md5|sha\d*))[ \t]+(?:[0-9][ \t]+)?(\S+)`,
		"password", "isakmp", "wpa-psk", "authentication-key", "set-key", "pre-shared-key", "community", "v3"), 0, 1},
	{lazyregexp.Needing(`(?m)[ \t]v3[ \t][^\r\n]*[ \t]priv[ \t]+(?:3?des|aes)(?:[ \t]+\d+)?[ \t]+(\S+)`, "priv"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*([\w.]*(?:[._][\w.]*|[a-z][A-Z]\w*)|[a-z]+pw)[ \t]+([^\s"'=:/]+)[ \t\r]*$`, "pass", "secret", "token", "key", "pw"), 1, 2},
	{lazyregexp.Needing(`(?m)^(?:tacacs|radius)[ -]server\b[^\n]*\n(?:[ \t][^\n]*\n){0,6}?[ \t]+key[ \t]+(?:\d[ \t]+)?(\S+)`, "tacacs", "radius"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*stats[ \t]+auth[ \t]+[^\s:]+:(\S+)`, "stats"), 0, 1},
	{lazyregexp.Needing(`(?im)^[ \t]*(?:setenv|setx|env|arg|fastcgi_param)[ \t]+([A-Z][A-Z0-9_]*)[ \t]+["']?([^\s"'=]+)["']?[ \t\r;]*$`, "env", "setx", "arg", "param"), 1, 2},
	{lazyregexp.Needing(`\bBUNDLE_\w*__\w+["']?[ \t]*[:=][ \t]*["']?[^\s"':/]+:([^\s"'/][^\s"']*)`, "bundle_"), 0, 1},
	{lazyregexp.Needing(`-Dsonar\.login=["']?([^\s"']+)`, "-dsonar"), 0, 1},
	{lazyregexp.Needing(`(?i)\bat\+(?:cw[js]ap\w*=|cgauth=\d+,\d,|mqttusercfg=\d,\d,"[^"\r\n]*",)"[^"\r\n]*","([^"\r\n]+)"`, "at+c", "at+m"), 0, 1},
	{lazyregexp.Needing(`(?i)\bnet[ \t]+use[ \t]+(?:(?:[a-z]:|\*)[ \t]+)?\\\\\S+[ \t]+(?:/user:\S+[ \t]+)?([^\s/*]\S*)`, `\\`), 0, 1},
	{lazyregexp.Needing(`(?im)^(?:[^\r\n>$#]{0,40}[>$#][ \t]*)?net[ \t]+user[ \t]+\S+[ \t]+([^\s/*]\S*)[ \t]+/\w`, "net user", "user\t", "net\t"), 0, 1},
	{lazyregexp.Needing(`(?im)^[^\r\n>$#]{0,40}[>$#][ \t]*net[ \t]+user[ \t]+\S+[ \t]+([^\s/*]\S*)[ \t\r]*$`, "net user", "user\t", "net\t"), 0, 1},
	{lazyregexp.Needing(`(?i)(?:securestring[ \t]+(?:-string[ \t]+)?["']([^"'\r\n]+)["']|convertto-securestring[ \t]+(?:-string[ \t]+)?([^\s"'()$-][^\s"'()]*))`, "securestring"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*set[ \t][^\r\n]*?[ \t-](?:password(?:-value)?|secret|passphrase|pre-shared-key)[ \t]+"([^"\r\n]+)"[ \t\r;]*$`, "password", "secret", "passphrase", "pre-shared-key"), 0, 1},
	{lazyregexp.Needing(`(?im)^[ \t]*key content[ \t]*:[ \t]*([^\r\n]+)`, "key content"), 0, 1},
	{lazyregexp.Needing(`(?i)\bschtasks\b[^\r\n]*?[ \t]/rp[ \t]+(\S+)`, "schtasks"), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:network|security|encryption|aes)_?key["']?[ \t]*[:=][ \t]*[\[{]([0-9a-fx, \t]{20,})[\]}]`, "key"), 0, 1},
	// As in the files of mail programs and of installers.
	{lazyregexp.Needing(`(?m)^[ \t]*(?:set[ \t]+)?(?:user|username|login|edit)[ \t]+\S+[ \t]*\r?\n(?:[^\n]*\n)?[ \t]*(?:set[ \t]+)?(?:password|passwd|pass)[ \t]+(\S+)[ \t\r]*$`, "pass"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*rootpw[ \t]+(?:--[a-z-]+[ \t]+)*([^\s-]\S*)`, "rootpw"), 0, 1},
	{lazyregexp.Needing(`(?m)^[ \t]*[\w-]+[ \t]+\S*passw(?:or)?d\S*[ \t]+password[ \t]+(\S[^\r\n]*)`, "password"), 0, 1},
	{lazyregexp.Needing(`\{[ \t]*(?:name|key|id|var|variable):[ \t]*["']?([\w.-]+)["']?,[ \t]*(?:value|default):[ \t]*["']?([^"',{}\r\n]+)`, "value:", "default:"), 1, 2},
	{lazyregexp.Needing(`\(([\w-]+)[ \t]+"([^"\r\n]+)"\)`, ` "`), 1, 2},
	// As in a step of a test, and in a login that is written to a log.
	{lazyregexp.Needing(`(?i)\b(?:user(?:name)?|login|as|log(?:ged)?[ -]in)\b[^\r\n]{0,60}\bpass(?:word|wd|code)?[ \t]+["']([^"'\r\n]+)["']`, `pass "`, "pass '", `word "`, "word '", `code "`, "code '", `wd "`, "wd '", "\t"), 0, 1},
	{lazyregexp.Needing(`(?im)\b(?:log-?ins?|credentials?|creds)(?:[ \t]+(?:for|to|of|on|at)[ \t]+[^\r\n:=]{1,40}?)?(?:[ \t]+(?:is|are)\b|[ \t]*[:=])[ \t]*(?-i:[a-z])[^\s/,]+[ \t]+/[ \t]+([^\s/,;:"']{6,}?)(?:[.,;:!?)"']|[ \t\r]*$)`, "/ ", "/\t"), 0, 1},
	{lazyregexp.Needing(`(?im)\b(?:log(?:ged)?[ -]?in\b[^\r\n]{0,60}\bwith|(?:user|login)[ \t]+\S+(?:[ \t]+with|[ \t]+and|,))[ \t]+(?:the[ \t]+)?password[ \t]+([^\s"']+?)[.!]?[ \t\r]*$`, "password"), 0, 1},
	{lazyregexp.Needing(`(?im)\bpass(?:word|phrase|code)\b[^.\r\n]{0,30}?[ \t](?:set|reset|changed|updated)[ \t]+to:?[ \t]+["']?([^\s"']{5,}?)["']?[.!]?[ \t\r]*$`, "pass"), 0, 1},
	{lazyregexp.Needing(`(?i)\bpass(?:word|phrase|code)[ \t]+["']([^"'\s]{4,})["'][ \t]+(?:is|was|has|appears|must|does|cannot)\b`, "pass"), 0, 1},
	{lazyregexp.Needing(`\(["'][#.]?([\w-]+)["']\)(?:[ \t]*,[ \t]*|\.\w{3,20}\([ \t]*)["']([^"'\r\n]+)["']`, `")`, "')"), 1, 2},
	// As programs write what they hold: a keyword of Clojure, bytes of Erlang and of Python, and a
	// record of C#.
	{lazyregexp.Needing(`(?:^|[\s{(\[]):(?:[\w.-]+/)?([\w.?!-]+)[ \t]+"((?:[^"\\\r\n]|\\.)+)"`, ` "`), 1, 2},
	{lazyregexp.Needing(`\{[ \t]*([a-z]\w*)[ \t]*,[ \t]*<<(\d{1,3}(?:,[ \t]*\d{1,3})+)>>`, "<<"), 1, 2},
	{lazyregexp.Needing(`["']([\w.-]+)["'][ \t]*[:,][ \t]*[bBrRuU]{1,2}(?:"([^"\r\n]+)"|'([^'\r\n]+)')`, "b'", `b"`, "r'", `r"`, "u'", `u"`), 1, 2},
	{lazyregexp.Needing(`\b([A-Z]\w*) = ([^{}"',=()\s-]+(?:[ \t][^{}"',=()\s]+|-[^{}"',=()\s.]+)+)[ \t]*[,}]`, " = "), 1, 2},
	{lazyregexp.Needing(`\t([\w.-]+):([^\s][^\t\r\n]*)`, "\t"), 1, 2}, // LTSV.
	// As in what a validator says, and in what a server says of a secret that it got.
	{lazyregexp.Needing(`\$([\w.]+)["']?[ \t]+got invalid value[ \t]+["']([^"'\r\n]+)`, "got invalid value"), 1, 2},
	{lazyregexp.Needing(`(?i)invalid value[ \t]+["']([^"'\r\n]+)["'][ \t]+for[ \t]+(?:[a-z]+[ \t]+)?["']?-{0,2}([\w.-]+)`, "invalid value"), 2, 1},
	{lazyregexp.Needing(`(?i)\b((?:[\w-]+[ \t]+)?(?:code|id|key)|[\w-]+)[ \t]+["']([^"'\s]{6,})["'][ \t]+(?:is|was|has)[ \t]+(?:already[ \t]+|not[ \t]+|no longer[ \t]+|been[ \t]+){0,2}(?:expired|valid|invalid|revoked|wrong|incorrect|used|rejected|compromised)\b`,
		`" is`, `" was`, `" has`, "' is", "' was", "' has"), 1, 2},
	{lazyregexp.Needing(`\bpropertyPath=([\w.\[\]]+)[^\r\n]{0,300}?\binvalidValue='?([^'\r\n},]+)`, "propertypath"), 1, 2},
	// As a program answers a prompt.
	{lazyregexp.Needing(`(?i)\bexpect\b[^"'\r\n]{0,30}["'][^"'\r\n]*pass(?:word|phrase)[^"'\r\n]*["'][^"'\r\n]{0,8}\r?\n[^"'\r\n]{0,30}\bsend[a-z]*\b[^"'\r\n]{0,8}["']([^"'\\\r\n]+)`, "expect"), 0, 1},
	// As in a mail that writes the password in bold letters or as code.
	{lazyregexp.Needing(`(?i)\bpass(?:word|phrase|code|wort)(?:[ \t]+(?:is|was|lautet)[ \t]*:?|[ \t]*:)\s*(?:</?[a-z]+>\s*){0,2}(?:<(?:b|strong|code|kbd|tt|mark|em|samp|pre)(?:\s[^<>]*)?>|\*\*)([^<>*\r\n]{4,80})(?:</|\*\*)`, "pass"), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:one-time|temporary|initial|generated)[ -]password:\s*(?:</[a-z]+>\s*)?<h[1-6](?:\s[^<>]*)?>([^<>\r\n]{4,80})</`, "password:"), 0, 1},
	// As Vault shows its keys, and as a host tells a guest how to get in.
	{lazyregexp.Needing(`(?im)^[ \t]*(?:unseal|recovery)[ \t]+key(?:[ \t]+share)?[ \t]+\d{1,3}:[ \t]*(\S+)`, "key"), 0, 1},
	{lazyregexp.Needing(`(?im)\b(?:wi-?fi|wlan|guest)[ \t]+(?:password|pass|key|code)\b(?:[ \t]+(?:for|of|in|at)[ \t]+[\pL ]{1,30}?)?[ \t]*(?:is\b|:)[ \t]+["']?([^\s"']{5,}?)["']?[.!]?[ \t\r]*$`, "wifi", "wi-fi", "wlan", "guest"), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:(?:following|generated|initial|temporary|new)[ \t]+password\b[^\r\n:]{0,50}:|pass(?:word|phrase|code)[ \t]+(?:is|was)(?:[ \t]+now)?[ \t]*:?)[ \t]*\r?\n\s*(\S{6,})[ \t\r]*(?:\n|$)`, "pass"), 0, 1},
	{lazyregexp.Needing(`(?im)\b(?:your|my|our|her|his|its|their|new|initial|temporary)[ \t]+(?:[a-z-]+[ \t]+){0,2}pass(?:word|phrase|code|wd)?[ \t]+(?:is|was):[ \t]*([^\s<>*"'`+"`"+`][^\r\n<>]{3,80}?)[.!]?[ \t\r]*$`, "pass"), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:log|sign)-?in phrase(?:[ \t]+is)?[ \t]*:[ \t]*([^\r\n]+)`, "phrase"), 0, 1},
	// As in the addresses of webhooks, of a channel, of OAuth and of what it hands on.
	{lazyregexp.Needing(`(?:\bhooks\.slack\.com/[a-z]+/\w+/\w+|\bdiscord(?:app)?\.com/api/webhooks/\d+|/IncomingWebhook|conda[^\s/]*/t)/([^\s"'/?#<>]{6,})`, "slack.com", "webhook", "conda"), 0, 1},
	{lazyregexp.Needing(`[?&#](?:code=([A-Za-z][^\s"'&#<>]{7,})&(?:amp;)?state=|state=[^\s"'&#<>]{8,}&(?:amp;)?code=([A-Za-z][^\s"'&#<>]{7,}))`, "code="), 0, 1},
	{lazyregexp.Needing(`\brequest_uri:([^\s"'<>]{8,})`, "request_uri:"), 0, 1},
	{lazyregexp.Needing(`(?i)\*([0-9]{4,8})\*[ \t]+(?:is|as)[ \t]+your\b`, "your"), 0, 1},
	{lazyregexp.Needing(`(?i)\b(?:pick-?up|collection|locker)[ -]?code[ \t]*(?:is\b|:|=)[ \t]*([A-Z0-9-]{4,12})\b`, "code"), 0, 1},
	{lazyregexp.Needing(`(?i)\bpin[ -]?code[ \t]*(?:is\b|:|=)[ \t]*([0-9]{4}|[0-9]{8})\b`, "pin"), 0, 1}, // In India, six digits name a post office.
	{lazyregexp.Needing(`(?i)\b(?:key[ -]?(?:box|safe)|lock[ -]?box|padlock|locker|door|gate|alarm|garage|entrance)\b[^.!?\r\n]{0,60}\bcode[ \t]*(?:is\b|:|=)[ \t]*([0-9*#]{3,10})`, "code"), 0, 1},
}

// statementsOf returns the secrets in statements.
func statementsOf(text string, name Naming) []Span {
	var found []Span
	for _, s := range statements {
		for _, m := range s.expression.FindAllStringSubmatchIndex(text, -1) {
			if s.name != 0 && !name.isCertain(text[m[2*s.name]:m[2*s.name+1]]) {
				continue
			}
			group := s.value
			if m[2*group] < 0 { // The value is in the other kind of quotes.
				group++
			}
			value := bare(text, Span{m[2*group], m[2*group+1]})
			if content := text[value.Start:value.End]; !suspect.IsHarmlessValue(content) && !isDenial(content) && !aboutOptions[content] {
				found = append(found, value)
			}
		}
	}
	return append(found, phrasesOf(text)...)
}

// isDenial reports whether a text says what a secret is not, as in "not stored".
func isDenial(text string) bool {
	first, _, found := strings.Cut(text, " ")
	return found && denials[strings.ToLower(first)]
}

var denials = suspect.WordSet(`never no none not too`)

var (
	// phrase matches the name of the words of a wallet.
	phrase = lazyregexp.Needing(`(?i)\b(?:recovery|seed|backup|secret|mnemonic)[ \t]+(?:phrase|words)\b`, "phrase", "words")
	// numberedWords match such words, each behind its number.
	numberedWords = lazyregexp.Needing(`\b1[.):]\s*[a-z]{3,8}(?:[\s,;]+\d{1,2}[.):]\s*[a-z]{3,8}){5,23}\b`, "1.", "1)", "1:")
)

// phrasesOf returns the numbered words of wallets. Each list of them is one secret.
func phrasesOf(text string) []Span {
	if !phrase.MatchString(text) {
		return nil
	}
	var found []Span
	for _, m := range numberedWords.FindAllStringSubmatchIndex(text, -1) {
		found = append(found, Span{m[0] + strings.IndexAny(text[m[0]:m[1]], suspect.Lowers), m[1]})
	}
	return found
}
