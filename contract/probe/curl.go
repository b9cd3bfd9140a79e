package probe

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// Curl returns shell commands that send the requests of a failure again. The commands read the
// probe's credentials from environment variables, such as $AUTHORIZATION. The variable of a query
// parameter must have the value in the form that it has in a URL.
func (p *Probe) Curl(f *Failure) string {
	var lines []string
	captured := map[string]string{}
	for i := range f.Steps {
		s := &f.Steps[i]
		line := p.curl(&s.Exchange.Request, captured)
		if s.Capture.Value != "" && i < len(f.Steps)-1 {
			name := fmt.Sprintf("id%d", len(captured)+1)
			line = name + "=$(" + line + s.Capture.filter() + ")"
			captured[s.Capture.Value] = name
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// curl returns the command line for a request. Captured segments of the path are shell variables.
func (p *Probe) curl(r *contract.Request, captured map[string]string) string {
	args := []string{"curl", "-sig"}
	switch {
	case r.Method == http.MethodHead:
		args[1] = "-sIg"
	case r.Method != http.MethodGet:
		args = append(args, "-X", quotedMethod(r.Method))
	}
	for _, name := range sortedKeys(r.Header) {
		for _, value := range r.Header[name] {
			args = append(args, "-H", p.quotedHeader(name, value))
		}
	}
	data := ""
	if len(r.Body) > 0 {
		if r.Header.Get(contentType) == "" {
			args = append(args, "-H", "Content-Type:")
		}
		if utf8.Valid(r.Body) && !strings.Contains(string(r.Body), "\x00") {
			args = append(args, "--data-raw", quotedPieces(withVariables([]piece{{text: string(r.Body)}}, captured)))
		} else {
			data = "echo " + base64.StdEncoding.EncodeToString(r.Body) + " | base64 -d | "
			args = append(args, "--data-binary", "@-")
		}
	}
	return data + strings.Join(append(args, p.quotedURL(r.URL, captured)), " ")
}

// quotedHeader returns a header as a shell argument.
func (p *Probe) quotedHeader(name, value string) string {
	if value == "" {
		return quoted(name + ";")
	}
	return quotedPieces(append([]piece{{text: name + ": "}}, p.headerPieces(name, value)...))
}

// quotedPieces returns pieces as one shell argument.
func quotedPieces(pieces []piece) string {
	var once, each strings.Builder
	isPlain, hasVariable, text := true, false, []byte(nil)
	flush := func() {
		if len(text) > 0 {
			once.Write(text)
			each.WriteString(quoted(string(text)))
			isPlain = isPlain && !bytes.ContainsAny(text, "\"$`\\!")
		}
		text = nil
	}
	for _, p := range pieces {
		if p.variable == "" {
			text = append(text, p.text...)
			continue
		}
		flush()
		hasVariable = true
		once.WriteString("${" + p.variable + "}")
		each.WriteString(`"$` + p.variable + `"`)
	}
	flush()
	if isPlain && hasVariable {
		return `"` + braced.ReplaceAllString(once.String(), "$$$1$2") + `"`
	}
	return each.String()
}

// braced matches a variable in braces that it doesn't need.
var braced = lazyregexp.New(`\$\{(\w+)\}(\W|$)`)

// quotedURL returns the URL of a request as a shell argument.
func (p *Probe) quotedURL(u *url.URL, captured map[string]string) string {
	to := p.target.address(u, p.baseOf(u))
	pieces := append([]piece{{text: to.Scheme + "://" + to.Host}}, p.pathPieces(to.EscapedPath(), captured)...)
	if to.RawQuery != "" {
		pieces = append(append(pieces, piece{text: "?"}), withVariables(p.queryPieces(to.RawQuery), captured)...)
	}
	return quotedPieces(pieces)
}

// baseOf returns the path of the server in the document for the operation of a URL.
func (p *Probe) baseOf(u *url.URL) string {
	for _, pl := range p.plans {
		if base := pl.operation.BasePath(); base != "" && strings.HasPrefix(u.Path, base+"/") {
			return base
		}
	}
	return ""
}

// withVariables replaces captured values in pieces by shell variables.
func withVariables(pieces []piece, captured map[string]string) []piece {
	for _, value := range sortedKeys(captured) {
		var all []piece
		for _, each := range pieces {
			if each.variable != "" {
				all = append(all, each)
				continue
			}
			for i, text := range strings.Split(each.text, value) {
				if i > 0 {
					all = append(all, piece{variable: captured[value]})
				}
				all = append(all, piece{text: text})
			}
		}
		pieces = all
	}
	return pieces
}

// quoted returns a string as a shell argument.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// quotedMethod returns a method as a shell argument. A document of OpenAPI 3.2 may have a method
// with characters that a shell would interpret.
func quotedMethod(method string) string {
	if plainMethod.MatchString(method) {
		return method
	}
	return quoted(method)
}

var (
	plainMethod = regexp.MustCompile(`^[A-Za-z]+$`)
	// special matches the characters of a name that a shell, or a regular expression of sed, may
	// interpret.
	special = regexp.MustCompile(`[^\w-]`)
)

// filter returns the end of a command that prints only the captured part of a response. In the
// pattern for a name, a dot stands for each special character, because a hostile document or server
// chooses the name.
func (c Capture) filter() string {
	if c.Header != "" {
		return ` | sed -n 's/^` + special.ReplaceAllString(c.Header, ".") + `: *//p' | tr -d '\r' | sed 's|.*/||'`
	}
	_, name := jsonvalue.CutPointer(c.Pointer)
	name = special.ReplaceAllString(name, ".")
	return ` | grep -o '"` + name + `": *[^,}]*' | head -n 1 | sed 's/^"` + name + `": *//; s/"//g'`
}
