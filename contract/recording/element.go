package recording

import (
	"regexp"
	"strings"
)

// element is an open element of XML or HTML.
type element struct {
	name string
	// secret says that what it holds is a secret. next says so of the elements after one that names a secret.
	secret, next bool
}

// attribute matches an attribute: its name and its value.
var attribute = regexp.MustCompile(`([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))`)

// namingWords are the names of elements, attributes and properties whose value is a name.
var namingWords = map[string]bool{
	"name": true, "key": true, "id": true, "field": true, "property": true, "header": true, "variable": true, "var": true, "label": true,
	"param": true, "parameter": true, "attribute": true, "title": true, "env": true, "type": true, "kind": true, "code": true,
	"k": true, "n": true, "th": true, "td": true, "dt": true, "b": true, "strong": true, "option": true, "setting": true,
}

// elementsOf returns the texts and attributes in XML or HTML that have the name of a secret, by their
// element, by one around it, or by a name beside it. Elements may lack their end.
func elementsOf(text string, isSecret func(string) bool) []span {
	var found []span
	open := []element{{}}
	for at := 0; at < len(text); {
		if text[at] != '<' {
			end := strings.IndexByte(text[at:], '<')
			if end < 0 {
				end = len(text) - at
			}
			found = appendContent(found, text, span{at, at + end}, open, isSecret)
			at += end
			continue
		}
		if strings.HasPrefix(text[at:], "<![CDATA[") {
			start := at + len("<![CDATA[")
			end := strings.Index(text[start:], "]]>")
			if end < 0 {
				end = len(text) - start
			}
			found = appendContent(found, text, span{start, start + end}, open, isSecret)
			at = min(len(text), start+end+len("]]>"))
			continue
		}
		end := strings.IndexByte(text[at:], '>')
		if end < 0 {
			break
		}
		tag := span{at + 1, at + end}
		at += end + 1
		switch content := text[tag.start:tag.end]; {
		case content == "", content[0] == '!', content[0] == '?':
		case content[0] == '/':
			open = closeElement(open, strings.TrimSpace(content[1:]))
		default:
			var e element
			e, found = openElement(found, text, tag, isSecret)
			e.secret = e.secret || open[len(open)-1].next
			if !strings.HasSuffix(content, "/") && len(open) < maxElements {
				open = append(open, e)
			}
		}
	}
	return found
}

// maxElements bounds the depth of elements that is looked at.
const maxElements = 100

// appendContent appends a text where it is in an element that holds a secret. A text that names a secret
// makes one of the elements after it.
func appendContent(found []span, text string, content span, open []element, isSecret func(string) bool) []span {
	for content.start < content.end && strings.IndexByte(" \t\r\n", text[content.start]) >= 0 {
		content.start++
	}
	for content.end > content.start && strings.IndexByte(" \t\r\n", text[content.end-1]) >= 0 {
		content.end--
	}
	if content.start == content.end {
		return found
	}
	last := &open[len(open)-1]
	if len(open) > 1 && namingWords[localName(last.name)] && isSecret(text[content.start:content.end]) {
		open[len(open)-2].next = true
		return found
	}
	for _, e := range open {
		if e.secret {
			return append(found, content)
		}
	}
	return found
}

func localName(name string) string {
	return strings.ToLower(name[strings.LastIndexByte(name, ':')+1:])
}

// openElement returns the element that a tag opens, and appends its attributes that are secrets.
func openElement(found []span, text string, tag span, isSecret func(string) bool) (element, []span) {
	content := text[tag.start:tag.end]
	nameEnd := strings.IndexAny(content, " \t\r\n/")
	if nameEnd < 0 {
		nameEnd = len(content)
	}
	e := element{name: content[:nameEnd]}
	e.secret = isSecret(e.name[strings.LastIndexByte(e.name, ':')+1:])
	attributes := attribute.FindAllStringSubmatchIndex(content[nameEnd:], -1)
	named := false
	for _, m := range attributes {
		name, value := attributeOf(content[nameEnd:], m)
		if namingWords[localName(name)] && isSecret(content[nameEnd:][value.start:value.end]) {
			named = true
		}
	}
	for _, m := range attributes {
		name, value := attributeOf(content[nameEnd:], m)
		if (isSecret(name) || named && !namingWords[localName(name)]) && value.end > value.start {
			found = append(found, span{tag.start + nameEnd + value.start, tag.start + nameEnd + value.end})
		}
	}
	e.secret = e.secret || named
	return e, found
}

func attributeOf(content string, m []int) (name string, value span) {
	for group := 4; group < len(m); group += 2 {
		if m[group] >= 0 {
			return content[m[2]:m[3]], span{m[group], m[group+1]}
		}
	}
	return content[m[2]:m[3]], span{}
}

// closeElement closes the last element of the name and those in it.
func closeElement(open []element, name string) []element {
	for n := len(open) - 1; n > 0 && n > len(open)-50; n-- {
		if open[n].name == name {
			return open[:n]
		}
	}
	return open
}
