package walk

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// openObject is an object around a value: its node, its own name, and whether it is in an object
// for errors.
type openObject struct {
	node     int
	name     string
	inErrors bool
}

// secretOf returns the item of a list that is the password of a login: the last string of the
// arguments of a call, or the one behind an address and a user. It returns -1 if no item is one.
func (j *jsonWalk) secretOf(from, to int, isLast bool) int {
	const address, user, password = 0, 1, 2
	last, count := -1, 0
	isLogin := true
	for i := from; i < to; i = j.nodes[i].after {
		n := j.nodes[i]
		if n.kind != '"' || len(n.text) > position.MaxCell {
			isLogin = false
		} else {
			last = i
		}
		switch {
		case !isLogin && !isLast:
			return -1
		case !isLogin:
		case count == address:
			isLogin = hostAddress.MatchString(n.text)
		case count == user:
			isLogin = userName.MatchString(n.text)
		case count == password:
			isLogin = position.Likely.Hides(n.text) || suspect.LooksChosen(n.text)
		}
		count++
	}
	if isLast && last >= 0 && isArgument(j.nodes[last].text) || isLogin && count == password+1 {
		return last
	}
	return -1
}

// isArgument reports whether the argument of a login may be a secret.
func isArgument(text string) bool {
	return len(text) >= position.ShortestWord && !strings.ContainsAny(text, " \t") && !strings.Contains(text, "://") && !suspect.IsDate(text) && !suspect.IsHarmlessValue(text)
}

var (
	// hostAddress matches the address of a host, and userName the name of a user.
	hostAddress = lazyregexp.New(`^[a-z][a-z0-9+.-]*://[^\s/?#]+/?$`)
	userName    = lazyregexp.New(`^[A-Za-z][\w.@+-]*$`)
)

// kindWords are the last words of the names of members that say what an object is for. titleWords
// are those of members whose sentence says it.
var (
	kindWords  = suspect.WordSet(`type event template kind action rel purpose reason category operation topic name key id label title subject intent flow alias`)
	titleWords = suspect.WordSet(`subject title label text name heading caption button`)
)

// leadsToLogin reports whether the links in a string are for logging in, for resetting a password
// and the like: the name of the string says so, or one of the two objects around it does. Only the
// name of the string says it of a code in words.
func (j *jsonWalk) leadsToLogin(n jsonNode, name string) bool {
	if !strings.Contains(n.text, "/") {
		return false
	}
	isMinted := suspect.MayHoldMinted(n.text) && len(position.Minted(n.text)) > 0
	if (isMinted || position.EndsInWords(n.text)) && suspect.HasLoginWord(name) {
		return true
	}
	if !isMinted {
		return false
	}
	const fewest = 2
	for _, object := range j.open[max(0, len(j.open)-fewest):] {
		if suspect.HasLoginWord(object.name) || j.isForLogin(object.node) {
			return true
		}
	}
	return false
}

// isForLogin reports whether a member of an object says that the object is for logging in and the
// like, as in {"type": "invitation"} and {"subject": "Reset your password"}.
func (j *jsonWalk) isForLogin(object int) bool {
	says, ok := j.logins[object]
	if ok {
		return says
	}
	for name, value := range j.members(object) {
		last := name.last
		if j.says(value, kindWords[last], titleWords[last]) || j.nodes[value].kind == '{' && titleWords[last] && j.titleOf(value) {
			says = true
			break
		}
	}
	j.logins[object] = says
	return says
}

// says reports whether a string says, as a kind or as a title, that something is for logging in and
// the like.
func (j *jsonWalk) says(value int, asKind, asTitle bool) bool {
	n := j.nodes[value]
	if n.kind != '"' || len(n.text) > maxTitle {
		return false
	}
	return asKind && isKindOfLogin(n.text) || asTitle && isLoginTitle(n.text)
}

// titleOf reports whether an object is the title of something for logging in and the like, as in
// {"text": {"text": "Sign in"}}.
func (j *jsonWalk) titleOf(object int) bool {
	for name, value := range j.members(object) {
		if j.says(value, false, titleWords[name.last]) {
			return true
		}
	}
	return false
}

// maxTitle is the maximum length in bytes of a title.
const maxTitle = 120

// isKindOfLogin reports whether a word says that something is for logging in and the like, such as
// user.invited.
func isKindOfLogin(word string) bool {
	return !strings.ContainsAny(word, " /") && suspect.HasLoginWord(word)
}

// isLoginTitle reports whether a title is that of a message or a button for logging in and the
// like. It is short, begins with what to do, or is about something of the reader, as in "Here is
// your login link".
func isLoginTitle(title string) bool {
	const fewWords, mostWords = 3, 6
	places, count := suspect.LoginWords(title), len(strings.Fields(title))
	return len(places) > 0 && count <= mostWords && (count <= fewWords || places[0] == 0 || strings.Contains(strings.ToLower(title), "your"))
}
