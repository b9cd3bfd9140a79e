package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

var (
	// loginCall matches a call that takes a user and a password, as in connect("h", "me", "...").
	// The group has the arguments.
	loginCall = lazyregexp.Needing(`(?i)(?:log_?[io]n|sign_?in|connect|auth|construct|credentials?|pdo|getconnection|ldap_bind|wifi\.begin|mysqli|imap_open)[a-z0-9_]*[ \t]*(?:[=:][ \t]*)?(?:[(\[][ \t]*(?:[\w.]+[ \t]*,[ \t]*)?|[ \t])([nN]?["'][^()\[\]\r\n]*)`, "login", "log_in", "logon", "log_on", "signin", "sign_in", "connect", "auth", "construct", "credential", "pdo", "ldap_bind", "wifi.begin", "mysqli", "imap_open")
	// argument matches one string among the arguments of a call.
	argument = lazyregexp.New(`"([^"\r\n]*)"|'([^'\r\n]*)'`)
)

// callsOf returns the arguments of calls that look like codes, behind the first argument, in calls
// that take a user and a password.
func callsOf(text string) []Span {
	if !strings.ContainsAny(text, `"'`) { // No argument is in quotes.
		return nil
	}
	var found []Span
	for _, call := range loginCall.FindAllStringSubmatchIndex(text, -1) {
		for n, m := range argument.FindAllStringSubmatchIndex(text[call[2]:call[3]], -1) {
			value := Span{call[2] + max(m[2], m[4]), call[2] + max(m[3], m[5])}
			if n > 0 && Likely.Hides(text[value.Start:value.End]) {
				found = append(found, value)
			}
		}
	}
	return found
}
