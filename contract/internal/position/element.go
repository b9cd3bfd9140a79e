package position

import (
	"html"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// element is an XML or HTML element that is still open.
type element struct {
	name string
	// secrecy is what the element's attributes say about its content. next is what a name inside
	// the element says about the content after the name.
	secrecy, next Secrecy
	// labels is the id of the form field that the element is a label for.
	labels string
	// copied is what a button copies. Its content says what that is.
	copied Span
}

// attribute matches an attribute with its name and value.
var attribute = lazyregexp.New(`([A-Za-z_@:][\w.:@-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)

// hintingAttributes are attributes that may name the element's content. They may also describe
// something else, such as the element's style.
var hintingAttributes = suspect.WordSet(`placeholder aria-label aria-labelledby autocomplete class for itemprop formcontrolname ng-model v-model
	data-name data-field data-key data-label data-testid data-title`)

// valueAttributes are attributes whose value is the element's value.
var valueAttributes = suspect.WordSet(`value content data-value data-content data-clipboard-text data-copy data-secret default placeholder`)

// markAttributes are attributes that say of the content whether it is a secret.
var markAttributes = suspect.WordSet(`confidential encrypted masked protectinmemory secret sensitive`)

// layoutAttributes are attributes that say how a form looks and what may be typed into it, or how a
// test went.
var layoutAttributes = suspect.WordSet(`assertions classname errors failures file line skipped tests time timestamp cols height inputmode max maxlength maxoccurs min minlength minoccurs nillable pattern rel role rows size step style tabindex target width`)

var (
	// voidElements have no content and no end tag.
	voidElements = suspect.WordSet(`area base br col embed hr img input link meta param source track wbr !doctype`)
	// actionElements hold the name of what a click does.
	actionElements = suspect.WordSet(`button a summary`)
	// inlineElements are within the name of what follows.
	inlineElements = suspect.WordSet(`a abbr b code em font i label mark p small span strong u h1 h2 h3 h4 h5 h6 div`)
)

// maxElements limits the depth of nested elements that the search handles.
const maxElements = 100

// taggedAttribute matches an attribute in a tag.
var taggedAttribute = lazyregexp.New(`<[A-Za-z][\w:-]*\s[^<>]*=`)

// elementsOf returns the secrets among the texts and attributes of XML or HTML. A text or attribute
// is a secret if its element has the name of a secret, or an enclosing element, a name beside it, a
// label, or the head of its table column. End tags may be missing.
func elementsOf(text string, name Naming) []Span {
	if !strings.Contains(text, "</") && !strings.Contains(text, "/>") && !strings.HasPrefix(strings.TrimSpace(text), "<") && !taggedAttribute.MatchString(text) {
		return nil // The text has words in angle brackets, which the reader is to replace.
	}
	e := elementSearch{text: text, name: name, labelled: map[string]bool{}}
	e.search()
	if len(e.labelled) > 0 { // A label may come after its field.
		e = elementSearch{text: text, name: name, labelled: e.labelled}
		e.search()
	}
	return e.found
}

// elementSearch is the state of elementsOf.
type elementSearch struct {
	text  string
	name  Naming
	found []Span
	open  []element
	// labelled are the ids of form fields whose label says that they are secrets.
	labelled map[string]bool
	tables   []elementTable
	// isLogin says that the elements are a call of a function that takes a secret, as XML-RPC
	// writes it.
	isLogin bool
}

func (e *elementSearch) search() {
	e.open, e.tables = []element{{}}, []elementTable{{}}
	text := e.text
	for at := 0; at < len(text); {
		if text[at] != '<' {
			end := strings.IndexByte(text[at:], '<')
			if end < 0 {
				end = len(text) - at
			}
			e.content(Span{at, at + end})
			at += end
			continue
		}
		if strings.HasPrefix(text[at:], "<![CDATA[") {
			start := at + len("<![CDATA[")
			end := strings.Index(text[start:], "]]>")
			if end < 0 {
				end = len(text) - start
			}
			e.content(Span{start, start + end})
			if inside := text[start : start+end]; strings.Contains(inside, "</") && !strings.Contains(inside, "<![CDATA[") {
				e.found = append(e.found, shifted(elementsOf(inside, e.name), start)...)
			}
			at = min(len(text), start+end+len("]]>"))
			continue
		}
		end := strings.IndexByte(text[at:], '>')
		if end < 0 {
			break
		}
		e.tag(Span{at + 1, at + end})
		at += end + 1
	}
}

// tag handles a tag that opens or closes an element.
func (e *elementSearch) tag(tag Span) {
	content := e.text[tag.Start:tag.End]
	switch {
	case content == "", content[0] == '!', content[0] == '?':
	case content[0] == '/':
		name := strings.TrimSpace(content[1:])
		e.close(name)
		e.leave(localName(name))
	default:
		nameEnd := strings.IndexAny(content, " \t\r\n/")
		if nameEnd < 0 {
			nameEnd = len(content)
		}
		opened := element{name: content[:nameEnd]}
		local := localName(opened.name)
		e.enter(local)
		switch top := &e.open[len(e.open)-1]; local {
		case "th", "guid", "link", "pubdate": // The last three are beside the title of a text in a feed.
		case "dt": // It is the next name in a list of them.
			top.next = NoSecret
		default:
			opened.secrecy = top.next
		}
		if actionElements[local] {
			opened.secrecy = min(opened.secrecy, Likely)
		}
		says := e.name(opened.name[strings.LastIndexByte(opened.name, ':')+1:])
		if local == keyWord || local == sessionWord {
			says = min(says, Likely) // It may be the name of the value beside it, or a part of a conference.
		}
		opened.secrecy = max(opened.secrecy, says, e.column(local))
		e.attributes(&opened, Span{tag.Start + nameEnd, tag.End})
		isVoid := voidElements[local] && (local != "link" || nameEnd < len(content)) // In a feed, a link has content.
		if !strings.HasSuffix(content, "/") && len(e.open) < maxElements && !isVoid {
			e.open = append(e.open, opened)
		}
	}
}

// inherited returns what the open elements say about their content.
func (e *elementSearch) inherited() Secrecy {
	says := NoSecret
	for _, each := range e.open {
		says = max(says, each.secrecy)
	}
	return says
}

// content adds a text if it is in an element that holds a secret. If the text is the name of a
// secret, the content after the text is a secret.
func (e *elementSearch) content(content Span) {
	text := e.text
	content.Start = content.End - len(strings.TrimLeft(text[content.Start:content.End], " \t\r\n:="))
	content.End = content.Start + len(strings.TrimRight(text[content.Start:content.End], " \t\r\n"))
	if content.Start == content.End {
		return
	}
	last := &e.open[len(e.open)-1]
	inherited := max(e.inherited(), last.next)
	if text[content.Start] == ',' && e.inherited() == NoSecret {
		inherited = min(inherited, Likely) // It goes on with a sentence whose word the name is.
	}
	name := strings.TrimRight(text[content.Start:content.End], ": \u00a0*")
	switch localName(last.name) {
	case "methodname":
		e.isLogin = suspect.IsLoginName(name)
	case "string", "value":
		if e.isLogin {
			inherited = max(inherited, Likely)
		}
		if e.isLogin && suspect.LooksChosen(name) {
			inherited = Certain
		}
	}
	isValue := inherited == Certain && IsCredential(html.UnescapeString(name)) || inherited != NoSecret && Likely.Hides(name)
	if copied := last.copied; copied.End > 0 && min(e.label(name), Likely).Hides(text[copied.Start:copied.End]) {
		e.found = append(e.found, copied)
	}
	if says := e.label(name); says != NoSecret && !isValue && (inherited == NoSecret || NamingWords[localName(last.name)]) {
		e.follow(says)
		return
	}
	if localName(last.name) == keyWord && inherited == Likely && !strings.ContainsAny(text[content.Start:content.End], suspect.Digits) {
		return // It is the name of a property.
	}
	if e.mayBeProse(localName(last.name), text[content.Start:content.End]) {
		inherited = min(inherited, Likely)
	}
	if inherited.Hides(text[content.Start:content.End]) {
		e.found = append(e.found, content)
	}
}

// mayBeProse reports whether the content of an element may be a text for people, whatever the names
// around it say.
func (e *elementSearch) mayBeProse(element, content string) bool {
	return e.inherited() == NoSecret && isProseBehind(content) || actionElements[element] || isDenial(content) ||
		e.name(element) == NoSecret && isSentence(content)
}

// isSentence reports whether a text is a sentence for people, as behind the name of a field.
func isSentence(text string) bool {
	const fewestWords = 6
	return strings.HasSuffix(text, ".") && strings.IndexByte(suspect.Uppers, text[0]) >= 0 && len(strings.Fields(text)) >= fewestWords && suspect.LooksWorded(text)
}

// isProseBehind reports whether a text behind a name goes on with the sentence of the name.
func isProseBehind(text string) bool {
	const fewestWords = 3
	return len(strings.Fields(text)) >= fewestWords && suspect.LooksWorded(text) && !IsPassphrase(text)
}

// maxPathName is the maximum length in bytes of a path that is the name of a value.
const maxPathName = 200

// label returns what a text says about the content after it.
func (e *elementSearch) label(name string) Secrecy {
	if len(name) > MaxCell && len(name) <= maxPathName && !strings.ContainsAny(name, " \t") {
		name = name[strings.LastIndexByte(name, '.')+1:] // It is a path, as in Device.Server.Password.
	}
	if len(name) > MaxCell || len(strings.Fields(name)) > MaxNameWords || strings.Contains(name, "/") && suspect.IsFile(name) {
		return NoSecret
	}
	return e.heading(name)
}

// heading returns what a text says that may also be a heading, as in "New session dates", or a
// sentence, as in "rejects a wrong password".
func (e *elementSearch) heading(text string) Secrecy {
	says := e.name(text)
	if words := strings.Fields(text); len(words) > 2 && (suspect.HasOtherMeaning(text) && suspect.IsInOtherName(text) || slices.ContainsFunc(words[1:], isArticle)) {
		says = min(says, Likely)
	}
	return says
}

func isArticle(word string) bool { return word == "a" || word == "an" }

// follow notes what a name in the last element says about the content after the name: the rest of
// the element and the elements beside it. If the element is inline, this includes the elements
// beside the enclosing ones.
func (e *elementSearch) follow(says Secrecy) {
	last := len(e.open) - 1
	e.head(says)
	e.open[last].next = max(e.open[last].next, Likely)
	if last > 0 && NamingWords[localName(e.open[last].name)] {
		e.open[last-1].next = max(e.open[last-1].next, says)
	}
	for n := last; n > 0 && n > last-MaxNameWords; n-- {
		if id := e.open[n].labels; id != "" {
			e.labelled[id] = true
		}
		e.open[n-1].next = max(e.open[n-1].next, Likely)
		if local := localName(e.open[n].name); !inlineElements[local] && local != "" {
			break
		}
	}
}

func localName(name string) string {
	return strings.ToLower(name[strings.LastIndexByte(name, ':')+1:])
}

// attributes adds the element's attributes that are secrets. It notes what the attributes say about
// the element.
func (e *elementSearch) attributes(opened *element, part Span) {
	content := e.text[part.Start:part.End]
	all := attribute.FindAllStringSubmatchIndex(content, -1)
	named := NoSecret
	for _, m := range all {
		name, value := attributeOf(content, m)
		name = localName(name)
		says := content[value.Start:value.End]
		switch {
		case NamingWords[name]:
			named = max(named, e.heading(says))
		case PathWords[name]:
			named = max(named, PathSecrecy(says, e.name))
		case hintingAttributes[name]:
			named = max(named, min(Likely, e.classes(says)))
		case markAttributes[name] && strings.EqualFold(says, "true"):
			opened.secrecy = Certain
		}
		switch {
		case name == "for" && localName(opened.name) == "label":
			opened.labels = says
		case (name == "id" || name == nameWord) && e.labelled[says]:
			named = Certain
		case name == "data-clipboard-text" || name == "data-copy":
			opened.copied = Span{part.Start + value.Start, part.Start + value.End}
		}
	}
	named = max(named, hiddenCode(content, all))
	around := max(e.inherited(), e.open[len(e.open)-1].next, opened.secrecy)
	for _, m := range all {
		name, value := attributeOf(content, m)
		local := localName(name)
		says := e.name(name)
		switch {
		case local == "placeholder":
			says = max(says, min(Likely, max(named, around)))
		case valueAttributes[local]:
			says = max(says, named, around)
		case !NamingWords[local] && !hintingAttributes[local] && !layoutAttributes[local] && named == Certain:
			says = Certain
		}
		if value.End > value.Start && says.Hides(content[value.Start:value.End]) {
			e.found = append(e.found, Span{part.Start + value.Start, part.Start + value.End})
		}
	}
	opened.secrecy = max(opened.secrecy, named)
}

// hiddenCode returns what the attributes of a hidden field say about its value. A form posts the
// code of a login in such a field.
func hiddenCode(content string, attributes [][]int) Secrecy {
	isHidden, isCode := false, false
	for _, m := range attributes {
		name, value := attributeOf(content, m)
		switch says := content[value.Start:value.End]; name {
		case "type":
			isHidden = says == "hidden"
		case nameWord:
			isCode = says == codeWord
		}
	}
	if isHidden && isCode {
		return Likely
	}
	return NoSecret
}

// classes returns the secrecy that a list of class names gives to an element.
func (e *elementSearch) classes(list string) Secrecy {
	says := NoSecret
	if len(list) <= MaxCell {
		says = e.name(list)
	}
	for class := range strings.FieldsSeq(list) {
		says = max(says, e.name(class))
	}
	return says
}

func attributeOf(content string, m []int) (name string, value Span) {
	for group := 4; group < len(m); group += 2 {
		if m[group] >= 0 {
			return content[m[2]:m[3]], Span{m[group], m[group+1]}
		}
	}
	return content[m[2]:m[3]], Span{}
}

// close closes the last open element of this name and the elements inside it.
func (e *elementSearch) close(name string) {
	for n := len(e.open) - 1; n > 0 && n > len(e.open)-50; n-- {
		if e.open[n].name == name {
			e.open = e.open[:n]
			return
		}
	}
}
