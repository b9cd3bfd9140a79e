package position

import (
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	// passFiles match the lines of password files. The group is the secret.
	passFiles = []*lazyregexp.Regexp{
		// The patterns match a line of .pgpass, and hashes in the formats of crypt and LDAP.
		lazyregexp.Needing(`(?m)^[ \t]*[^\s:#]{1,255}:(?:[0-9]{1,5}|\*):[^:\s0-9][^:\s]*:[^:\s]+:([^\r\n]{4,}?)[ \t]*\r?$`, ":*:", ":0", ":1", ":2", ":3", ":4", ":5", ":6", ":7", ":8", ":9"),
		lazyregexp.Needing(`(\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|md5|argon2(?:id|i|d)|scrypt|s0|pbkdf2[a-z0-9-]*|bcrypt-sha256)\$[A-Za-z0-9./$=,+-]{4,})`, "$apr1$", "$1$", "$2", "$5$", "$6$", "$7$", "$y$", "$gy$", "$md5$", "$argon2", "$scrypt$", "$s0$", "$pbkdf2", "$bcrypt"),
		lazyregexp.Needing(`\{(?:S?SHA(?:256|384|512)?|S?MD5|SMD5|CRYPT|PBKDF2[A-Z0-9-]*|ARGON2)\}([A-Za-z0-9+/=.$-]{4,})`, "{s", "{m", "{c", "{p", "{a"),
		lazyregexp.Needing(`\{(?:PLAIN|CLEAR|CLEARTEXT)\}([^\s:"'<>]{4,})`, "{plain", "{clear"),
		// The pattern matches an entry of .netrc.
		lazyregexp.Needing(`(?:machine\s+\S+|default)\s+login\s+\S+\s+(?:account|password|passwd)\s+("[^"\r\n]+"|\S+)`, "login"),
		lazyregexp.Needing(`(?:machine\s+\S+|default)\s+login\s+\S+\s+account\s+\S+\s+(?:password|passwd)\s+("[^"\r\n]+"|\S+)`, "login"),
		// Of PuTTY, Redis, IPsec, PPP, and of a build on GitHub that masks a secret.
		lazyregexp.Needing(`Private-Lines: *\d+\s+([^:]+?)\s+Private-MAC`, "private-lines"),
		lazyregexp.Needing(`(?im)^[ \t]*(?:acl[ \t]+setuser|user)[ \t]+\S+[^\r\n]*?[ \t]>(\S{4,})`, "setuser", "user"),
		lazyregexp.Needing(`:[ \t]+(?:PSK|XAUTH|EAP|NTLM|PIN|RSA|ECDSA|P12)[ \t]+(?:[^\s"]+[ \t]+)?"([^"\r\n]+)"`, "psk", "xauth", "eap", "ntlm", "pin", "rsa", "ecdsa", "p12"),
		lazyregexp.Needing(`(?m)^[ \t]*\S+[ \t]+(?:\*[ \t]+"([^"\r\n]+)"|\S+[ \t]+"([^"\r\n]+)"[ \t]+\*)[ \t]*`, "*"),
		lazyregexp.Needing(`(?i)\b(?:cvv|cvc|csc)2?[ \t]*[:=#]?[ \t]*([0-9]{3,4})\b`, "cvv", "cvc", "csc"),
		// Of banks and of safes.
		lazyregexp.Needing(`\b(?:[a-z]{1,5}-?)?TAN(?:[ \t]*:|[ \t]+(?:lautet|ist|is)\b:?)[ \t]*([0-9]{4,8})\b`, "tan"),
		lazyregexp.Needing(`(?i)\bcombination\b[^.\r\n]{0,40}(?:[ \t]is\b|:)[ \t]*([0-9]{1,2}(?:-[0-9]{1,2}){2,3})\b`, "combination"),
		// Of a browser's cookies, as curl keeps them.
		lazyregexp.Needing(`(?m)^[^\t\r\n]+\t(?:TRUE|FALSE)\t[^\t\r\n]*\t(?:TRUE|FALSE)\t\d+\t[^\t\r\n]+\t(\S{4,})`, "\ttrue\t", "\tfalse\t"),
		// Of Postfix and PPP.
		lazyregexp.Needing(`(?m)^\[[\w.-]+\](?::\d{1,5})?[ \t]+[^\s:]+:([^\s:]{4,})[ \t\r]*$`, "]:", "] ", "]\t"),
		lazyregexp.Needing(`(?m)^[^\s#]+[ \t]+\*[ \t]+([^\s*"]{6,})[ \t]+\*[ \t\r]*$`, "*"),
		lazyregexp.Needing(`(?:::|##\[)add-mask(?:::|\])([^\s"']+)`, "add-mask"),
	}
	// deviceLine matches a line with a secret in a router's configuration.
	deviceLine = lazyregexp.New(`(?im)^[ \t]*(?:enable|username|snmp-server|neighbor|server-private|radius-server|tacacs-server|crypto|key)\b[^\r\n]*?\b(?:password|secret|community|key|key-string)[ \t]+(?:[0-9][ \t]+)?(\S{4,})`)
	// userLine matches a line of htpasswd.
	userLine = lazyregexp.New(`^[\pL\pN_.@+-]{1,64}:([^\s/]\S{5,})$`)
)

// segment matches the beginning of a message of EDIFACT, whose parts are joined by colons.
var segment = lazyregexp.New(`^[A-Z]{3}\+`)

// InPassFiles returns the secrets in lines of password files and of router configurations.
func InPassFiles(text string) []Span {
	var found []Span
	for _, pattern := range passFiles {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			last := len(m) - 1
			for m[last] < 0 { // The last group that matches.
				last -= 2
			}
			found = append(found, unquoted(text, Span{m[last-1], m[last]}))
		}
	}
	found = append(found, deviceLinesOf(text)...)
	found = append(found, loginLinesOf(text)...)
	found = append(found, quotedUsersOf(text)...)
	return append(found, userLinesOf(text)...)
}

// quotedUser matches a line of only a user and a password in quotes, as in the file of PgBouncer.
var quotedUser = lazyregexp.New(`^"([^"]{1,63})" "([^"\s]{4,})"$`)

// IsUserFile reports whether each line of a text is a user and a password in quotes.
func IsUserFile(text string) bool { return len(quotedUsersOf(text)) > 0 }

// quotedUsersOf returns the passwords in a text of which each line is a user and a password in
// quotes. One of them must look like a code, because the lines may also be words and translations.
func quotedUsersOf(text string) []Span {
	var found []Span
	hasCode := false
	start := 0
	for whole := range strings.Lines(text) {
		line := strings.TrimSpace(whole)
		if line != "" && line[0] != ';' {
			m := quotedUser.FindStringSubmatchIndex(line)
			if m == nil {
				return nil
			}
			lead := start + strings.Index(whole, line)
			found = append(found, Span{lead + m[4], lead + m[5]})
			hasCode = hasCode || Likely.Hides(line[m[4]:m[5]])
		}
		start += len(whole)
	}
	if !hasCode {
		return nil
	}
	return found
}

var (
	// usersLine matches a line that names users. The group is the names.
	usersLine = lazyregexp.Needing(`(?im)^[ \t]*(?:[a-z]+[ _])?users?[ \t]*[:=][ \t]*(\S[^\r\n]*)`, "user")
	// userPair matches a line of only a user and a password. It may be a comment.
	userPair = lazyregexp.New(`(?m)^[ \t#;/]*([\w.@+-]{1,64}):([^\s:/]\S{5,})[ \t\r]*$`)
	// loginLine matches a line with an address, a user and a password, as in the file of davfs2. If
	// the address is not one of WebDAV, the line may be a short sentence.
	loginLine = lazyregexp.New(`^[a-z]+://\S+[ \t]+["']?[A-Za-z][^\s/]*[ \t]+([^\s/]\S{5,})$`)
)

// loginLinesOf returns the passwords behind users whom another line of the text names, and those in
// a text of which each line is an address, a user and a password.
func loginLinesOf(text string) []Span {
	var found []Span
	if names := usersLine.FindStringSubmatch(text); names != nil {
		users := suspect.WordSet(strings.ReplaceAll(names[1], ",", " "))
		for _, m := range userPair.FindAllStringSubmatchIndex(text, -1) {
			if users[text[m[2]:m[3]]] && !suspect.IsHarmlessValue(text[m[4]:m[5]]) {
				found = append(found, Span{m[4], m[5]})
			}
		}
	}
	start := 0
	var logins []Span
	for whole := range strings.Lines(text) {
		line := strings.TrimSpace(whole)
		if m := loginLine.FindStringSubmatchIndex(line); m != nil && (strings.Contains(line[:m[2]], "dav") || Likely.Hides(line[m[2]:m[3]])) {
			lead := start + strings.Index(whole, line)
			logins = append(logins, unquoted(text, Span{lead + m[2], lead + m[3]}))
		} else if line != "" && line[0] != '#' {
			return found
		}
		start += len(whole)
	}
	return append(found, logins...)
}

// deviceLinesOf returns the secrets in the lines of the configuration of a router. Only lines with
// the first letter of such a line are matched, because to match all takes long.
func deviceLinesOf(text string) []Span {
	var found []Span
	start := 0
	for line := range strings.Lines(text) {
		if bare := strings.TrimLeft(line, " \t"); bare != "" && (bare[0] >= utf8.RuneSelf || strings.IndexByte("eusnrtck", bare[0]|0x20) >= 0) {
			for _, m := range deviceLine.FindAllStringSubmatchIndex(line, -1) {
				if Likely.Hides(line[m[2]:m[3]]) {
					found = append(found, Span{start + m[2], start + m[3]})
				}
			}
		}
		start += len(line)
	}
	return found
}

// userLinesOf returns the passwords in a text of which each line is a user and a password.
func userLinesOf(text string) []Span {
	var found []Span
	start := 0
	for whole := range strings.Lines(text) {
		line := strings.TrimSpace(whole)
		lead := len(whole) - len(strings.TrimLeft(whole, " \t\r\n"))
		if line != "" && line[0] != '#' && !suspect.IsDigest(line) {
			m := userLine.FindStringSubmatchIndex(line)
			if m == nil || segment.MatchString(line) {
				return nil
			}
			if user := strings.ToLower(strings.TrimRight(line[:m[2]], ":")); addressWords[user] || personWords[user] && strings.Contains(line, "@") {
				return nil
			}
			if Likely.Hides(line[m[2]:m[3]]) {
				found = append(found, Span{start + lead + m[2], start + lead + m[3]})
			}
		}
		start += len(whole)
	}
	return found
}

// userAtHost matches a user and a password before a host. No scheme is before the user. The text
// may also be the name of a Windows share.
var userAtHost = lazyregexp.New(`(?:^|[\s"'=(<])(?://|\\\\|sips?:)?([\pL\pN_.%+-]+):([^\s"'<>@/][^\s"'<>@]{5,})@[\pL\pN\[]`)

// network matches the beginning of an address behind a user, as Go writes it for MySQL.
var network = lazyregexp.New(`^(?:tcp|udp|unix)\(`)

// port matches a port at the beginning of a text.
var port = lazyregexp.New(`^\d{1,5}(?:/|$)`)

// addressWords are words that come before a colon and the address of a person.
var addressWords = suspect.WordSet(`urn uid cid mid message-id mailto email e-mail mail sip sips xmpp acct from to cc bcc contact sender recipient`)

// personWords are words that may come before the address of a person whose name has a hyphen.
var personWords = suspect.WordSet(`assignee author by committer name owner user username`)

// Users returns the passwords of users before hosts, as in ann:hush4711@a.example.
func Users(text string) []Span {
	if !strings.Contains(text, "@") {
		return nil
	}
	var found []Span
	for _, m := range userAtHost.FindAllStringSubmatchIndex(text, -1) {
		user, password := strings.ToLower(text[m[2]:m[3]]), text[m[4]:m[5]]
		isSecret := network.MatchString(text[m[5]+1:]) || Likely.Hides(password) || suspect.LooksChosen(password) && !personWords[user]
		if isSecret && !addressWords[user] && !port.MatchString(password) {
			found = append(found, Span{m[4], m[5]})
		}
	}
	return found
}
