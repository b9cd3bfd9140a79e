package probe

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Curl returns the commands of a shell that send the requests of a failure again. A header that the
// probe was given is read from an environment variable of its name, such as $AUTHORIZATION, because
// it may be a credential.
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

// curl returns a command line for a request. Segments of the path that were captured are variables.
func (p *Probe) curl(r *contract.Request, captured map[string]string) string {
	args := []string{"curl", "-sig"}
	switch {
	case r.Method == http.MethodHead:
		args[1] = "-sIg"
	case r.Method != http.MethodGet:
		args = append(args, "-X", r.Method)
	}
	for _, name := range sortedKeys(r.Header) {
		for _, value := range r.Header[name] {
			args = append(args, "-H", p.quotedHeader(name, value))
		}
	}
	data := ""
	if len(r.Body) > 0 {
		if r.Header.Get("Content-Type") == "" {
			args = append(args, "-H", "Content-Type:")
		}
		if utf8.Valid(r.Body) && !strings.Contains(string(r.Body), "\x00") {
			args = append(args, "--data-raw", withVariables(quoted(string(r.Body)), captured))
		} else {
			data = "echo " + base64.StdEncoding.EncodeToString(r.Body) + " | base64 -d | "
			args = append(args, "--data-binary", "@-")
		}
	}
	return data + strings.Join(append(args, p.quotedURL(r.URL, captured)), " ")
}

// quotedHeader returns a header as an argument.
func (p *Probe) quotedHeader(name, value string) string {
	for _, each := range []struct {
		prefix string
		header http.Header
	}{{"", p.header}, {"OTHER_", p.other}} {
		for i, given := range each.header[name] {
			if given == value {
				return `"` + name + `: $` + each.prefix + variableOf(name) + strings.Repeat("_2", min(i, 1)) + `"`
			}
		}
	}
	if value == "" {
		return quoted(name + ";")
	}
	return quoted(name + ": " + value)
}

// variableOf returns the name of the environment variable for a header.
func variableOf(header string) string {
	return strings.ToUpper(strings.ReplaceAll(header, "-", "_"))
}

func (p *Probe) quotedURL(u *url.URL, captured map[string]string) string {
	to := p.target.address(u, p.baseOf(u))
	segments := strings.Split(to.EscapedPath(), "/")
	for i, segment := range segments {
		if plain, err := url.PathUnescape(segment); err == nil && captured[plain] != "" {
			segments[i] = `'"$` + captured[plain] + `"'`
		} else {
			segments[i] = strings.ReplaceAll(segment, "'", "%27")
		}
	}
	query := ""
	if to.RawQuery != "" {
		query = "?" + strings.ReplaceAll(to.RawQuery, "'", "%27")
	}
	return strings.TrimSuffix("'"+to.Scheme+"://"+to.Host+strings.Join(segments, "/")+query+"'", "''")
}

// baseOf returns the path of the server that the document gives the operation of a URL.
func (p *Probe) baseOf(u *url.URL) string {
	for _, pl := range p.plans {
		if base := pl.operation.BasePath(); base != "" && strings.HasPrefix(u.Path, base+"/") {
			return base
		}
	}
	return ""
}

// withVariables replaces what was captured in an argument that is quoted.
func withVariables(argument string, captured map[string]string) string {
	for _, value := range sortedKeys(captured) {
		argument = strings.ReplaceAll(argument, value, `'"$`+captured[value]+`"'`)
	}
	return argument
}

// quoted returns a string as an argument of a shell.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// filter returns the rest of a command that leaves only what is captured of a response.
func (c Capture) filter() string {
	if c.Header != "" {
		return ` | sed -n 's/^` + c.Header + `: *//p' | tr -d '\r' | sed 's|.*/||'`
	}
	name := c.Pointer[strings.LastIndexByte(c.Pointer, '/')+1:]
	return ` | grep -o '"` + name + `": *[^,}]*' | head -n 1 | sed 's/^"` + name + `": *//; s/"//g'`
}
