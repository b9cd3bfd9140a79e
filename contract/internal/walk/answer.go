package walk

import (
	"bytes"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// Request is what is known of the request that a message answers. It is empty if the message is a
// request itself.
type Request struct {
	Path string
	Body []byte
}

// calledMethod matches the method that a request calls in JSON-RPC.
var calledMethod = lazyregexp.New(`"method"\s*:\s*"([^"]{1,100})"`)

var (
	// calledInXML matches the method that a request calls in XML-RPC.
	calledInXML = lazyregexp.New(`<methodName>\s*([^<\s]{1,100})\s*</methodName>`)
	// resultInXML matches the answer to such a call if it is one string. The group is the string.
	resultInXML = lazyregexp.New(`^\s*(?:<\?xml[^>]*>)?\s*<methodResponse>\s*<params>\s*<param>\s*<value>\s*(?:<string>)?([^<\s]+)<`)
)

// resultOfLogin replaces the session in the answer to a login in XML-RPC. It returns other texts
// unchanged.
func (w *Walker) resultOfLogin(text string, request []byte) string {
	if len(request) > longestCall || !bytes.Contains(request, []byte("<methodName>")) {
		return text
	}
	called, result := calledInXML.FindStringSubmatch(string(request)), resultInXML.FindStringSubmatchIndex(text)
	if called == nil || result == nil || !suspect.IsLoginName(called[1]) || !position.Likely.Hides(text[result[2]:result[3]]) {
		return text
	}
	return text[:result[2]] + w.Text(text[result[2]:result[3]], Secret) + text[result[3]:]
}

// longestCall is the maximum length in bytes of a request whose method is looked at.
const longestCall = 10_000

// answer returns what the request says about the values of an answer: the result of a login is a
// session, and the value of what is at the path of secrets is one.
func (r Request) answer() jsonContext {
	c := jsonContext{}
	if position.LeadsToSecrets(r.Path) {
		c.secrecy, c.within = position.Likely, map[string]position.Secrecy{"value": position.Likely}
	}
	if len(r.Body) <= longestCall && bytes.Contains(r.Body, []byte(`"method"`)) {
		if m := calledMethod.FindStringSubmatch(string(r.Body)); m != nil && suspect.IsLoginName(m[1]) {
			c.within = map[string]position.Secrecy{"result": position.Likely}
		}
	}
	c.columns = c.within
	return c
}
