package redaction

import (
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// walker visits the texts in an exchange and replaces them. It leaves every other byte unchanged.
// White space, order, duplicate names and syntax errors have to stay, because the check looks at
// them too.
type walker struct {
	// secrecy returns what a name says about its value. The name is a JSON property or, if
	// isParameter is set, a header or a parameter.
	secrecy func(name string, isParameter bool) position.Secrecy
	// private says that the strings in the JSON are private.
	private bool
	// text returns the replacement of a text.
	text func(text string, kind textKind) string
	// bodies are the bodies that other walks have parsed.
	bodies *parsedBodies
	// work is called with what it costs to look at a part of a body. It returns false if that is too
	// much. Then the walk ends, and its result is not used.
	work func(cost int) bool
	// enter is called before the request with true, and before the response with false. It may be
	// nil.
	enter func(request bool)
	// inRequest says that the request is walked over, and isLogin that a query is behind a path for
	// logging in and the like.
	inRequest, isLogin bool
	// answer is what is known of the members of the response, because of what the request calls.
	answer map[string]position.Secrecy
}

// textKind is what a walker knows about a text from its position.
type textKind int

const (
	plainText       textKind = iota
	secretText               // Its name says that it is one.
	aboutText                // A sentence about a value that is a secret.
	credential               // The value of an Authorization header.
	cookieText               // The value of a cookie.
	looseText                // A text of which nothing is known.
	privateText              // A value that is private.
	nameText                 // The name of a property or a header.
	fingerprintText          // A value that looks generated and is no secret, such as an ETag.
	linkText                 // A text whose links are for logging in and the like.
)

// fingerprintHeaders hold values that look generated: hashes of bodies and the numbers of requests.
var fingerprintHeaders = position.WordSet(`etag if-match if-none-match content-md5 digest content-digest repr-digest want-digest traceparent
	cf-ray x-request-id x-correlation-id x-trace-id x-amzn-requestid x-amz-request-id x-amz-id-2 x-amz-cf-id x-b3-traceid x-b3-spanid`)

// exchange returns a copy of the exchange.
func (w *walker) exchange(x *contract.Exchange) *contract.Exchange {
	if w.enter == nil {
		w.enter = func(bool) {}
	}
	y := *x
	w.enter(true)
	w.inRequest = true
	y.Request.URL = w.url(x.Request.URL)
	y.Request.Header = w.header(x.Request.Header)
	y.Request.Body = w.body(x.Request.Header, x.Request.Body)
	w.enter(false)
	w.inRequest = false
	if x.Response != nil {
		response := *x.Response
		response.Header = w.header(x.Response.Header)
		inBody := *w
		inBody.answer = answerTo(x.Request.Body)
		inBody.private = w.private && x.Response.Status >= 200 && x.Response.Status <= 299
		response.Body = inBody.body(x.Response.Header, x.Response.Body)
		y.Response = &response
	}
	return &y
}

func (w *walker) url(u *url.URL) *url.URL {
	v := *u
	if u.User != nil {
		v.User = url.User(w.text(u.User.Username(), secretText))
		if password, ok := u.User.Password(); ok {
			v.User = url.UserPassword(w.text(u.User.Username(), secretText), w.text(password, secretText))
		}
	}
	v.Host = w.text(u.Host, nameText)
	segments := strings.Split(u.EscapedPath(), "/")
	changed := make([]string, len(segments))
	isSecret := position.NewPathSearch()
	for i, segment := range segments {
		kind := plainText
		if isSecret(segment) {
			kind = secretText // As in /reset/token/....
		}
		changed[i] = w.escaped(segment, kind, url.PathUnescape, url.PathEscape)
	}
	raw := strings.Join(changed, "/")
	if path, err := url.PathUnescape(raw); err == nil {
		v.Path, v.RawPath = path, ""
		if v.EscapedPath() != raw {
			v.RawPath = raw
		}
	}
	inLogin := *w
	inLogin.isLogin = suspect.HasLoginWord(u.Path)
	v.RawQuery = inLogin.form(u.RawQuery)
	v.Fragment, v.RawFragment = w.fragment(u.Fragment), ""
	return &v
}

// fragment walks the fragment of a URL, in which OAuth puts a form.
func (w *walker) fragment(text string) string {
	if !strings.Contains(text, "=") {
		return w.text(text, plainText)
	}
	plain, err := url.PathUnescape(w.form(text))
	if err != nil {
		return w.text(text, plainText)
	}
	return plain
}

// escaped unescapes a text, replaces it, and escapes the replacement. If the replacement is the
// same, escaped returns the text unchanged.
func (w *walker) escaped(text string, kind textKind, unescape func(string) (string, error), escape func(string) string) string {
	plain, err := unescape(text)
	if err != nil {
		plain, escape = text, func(s string) string { return s }
	}
	if changed := w.text(plain, kind); changed != plain {
		return escape(changed)
	}
	return text
}

// form walks the names and values of a query or a form. The pairs may also be separated by
// semicolons.
func (w *walker) form(text string) string {
	var b strings.Builder
	named := map[string]position.Secrecy{} // What a pair says about another, as in a.name=password&a.value=....
	parameters := w.formParameters(text)
	isPostal := hasAddress(text)
	for rest := text; rest != ""; {
		end := strings.IndexAny(rest, "&;")
		pair, separator := rest, ""
		if end >= 0 {
			pair, separator = rest[:end], rest[end:end+1]
		}
		if name, _, _ := strings.Cut(pair, "="); separator == ";" && w.secrecyOf(name) == position.Certain { // The semicolon may be part of the value.
			if ampersand := strings.IndexByte(rest, '&'); ampersand >= 0 {
				pair, separator = rest[:ampersand], "&"
			} else {
				pair, separator = rest, ""
			}
		}
		if rest = rest[len(pair)+len(separator):]; !w.work(workOfPair) {
			return text
		}
		name, value, _ := strings.Cut(pair, "=")
		group, last := lastName(name)
		says := position.NoSecret
		if position.ValueWords[last] {
			says = named[group]
		}
		if changed, ok := w.jsonParameters(value, parameters); ok {
			b.WriteString(name + "=" + changed + separator)
		} else {
			b.WriteString(w.pair(pair, says, isPostal) + separator)
		}
		if says := w.secrecyOf(value); position.NamingWords[last] && (says != position.NoSecret || last != "type" && last != "kind") {
			named[group] = says
		}
	}
	return b.String()
}

// hasAddress reports whether a form has parts of the address of a house.
func hasAddress(text string) bool {
	if lower := strings.ToLower(text); !strings.Contains(lower, "pin") {
		return false
	}
	for pair := range strings.FieldsFuncSeq(text, func(c rune) bool { return c == '&' || c == ';' }) {
		if name, _, found := strings.Cut(pair, "="); found && suspect.IsAddressName(position.UnescapedQuery(name)) {
			return true
		}
	}
	return false
}

// formParameters returns what the statements in a form say about their parameters, as in
// query=...login(password:$p)&variables={"p":"..."}.
func (w *walker) formParameters(text string) map[string]position.Secrecy {
	if !strings.Contains(text, "%7B") && !strings.Contains(text, "{") {
		return nil
	}
	parameters := map[string]position.Secrecy{}
	for pair := range strings.SplitSeq(text, "&") {
		_, value, _ := strings.Cut(pair, "=")
		maps.Copy(parameters, w.placeholders(position.UnescapedQuery(value)))
	}
	return parameters
}

// jsonParameters goes over the value of a pair that holds the parameters of a statement in JSON.
func (w *walker) jsonParameters(escaped string, parameters map[string]position.Secrecy) (string, bool) {
	if len(parameters) == 0 {
		return "", false
	}
	plain := position.UnescapedQuery(escaped)
	if !strings.HasPrefix(strings.TrimSpace(plain), "{") {
		return "", false
	}
	changed, ok := w.jsonWithin([]byte(plain), parameters)
	if !ok || string(changed) == plain {
		return escaped, ok
	}
	return url.QueryEscape(string(changed)), true
}

// lastName returns the last name in the name of a field, such as value for a[0][value], and what is
// before it.
func lastName(escaped string) (before, last string) {
	name := strings.TrimRight(position.UnescapedQuery(escaped), "]")
	at := strings.LastIndexAny(name, "[.") + 1
	return name[:at], strings.ToLower(name[at:])
}

// isCertain reports whether every value with the name is a secret.
func (w *walker) isCertain(name string, isParameter bool) bool {
	return w.secrecy(name, isParameter) == position.Certain
}

// secrecyOf returns what the name of a parameter in a query or a form says about its value.
func (w *walker) secrecyOf(escaped string) position.Secrecy {
	plain, err := url.QueryUnescape(escaped)
	if err != nil {
		plain = escaped
	}
	if says := w.secrecy(plain, true); says != position.NoSecret {
		return says
	}
	if suspect.IsCodeName(plain, true) {
		return position.Likely
	}
	return position.NoSecret
}

func (w *walker) pair(pair string, named position.Secrecy, isPostal bool) string {
	name, value, found := strings.Cut(pair, "=")
	kind := plainText
	if plain, err := url.QueryUnescape(value); err != nil && max(named, w.secrecyOf(name)).Hides(value) || max(named, w.secrecyOf(name)).Hides(plain) {
		kind = secretText
	}
	if w.isLogin && !position.IsPublicParameter(name) && suspect.LooksMinted(position.UnescapedQuery(value)) {
		kind = secretText
	}
	if suspect.IsPlainValue(name, value) || isPostal && suspect.IsPINName(name) && suspect.IsPostalCode(position.UnescapedQuery(value)) {
		kind = plainText
	}
	changed := w.escaped(name, plainText, url.QueryUnescape, url.QueryEscape)
	if found {
		changed += "=" + w.escaped(value, kind, url.QueryUnescape, url.QueryEscape)
	}
	return changed
}

func (w *walker) header(h http.Header) http.Header {
	changed := make(http.Header, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		values := make([]string, 0, len(h[name]))
		for _, value := range h[name] {
			values = append(values, w.headerValue(name, value))
		}
		if !isHeaderName(name) {
			name = w.text(name, nameText)
		}
		name = http.CanonicalHeaderKey(name)
		changed[name] = append(changed[name], values...)
	}
	return changed
}

// structuralHeaders are headers that have words of the protocol and no strings of a customer.
var structuralHeaders = map[string]bool{
	"Accept": true, "Accept-Encoding": true, "Cache-Control": true, "Connection": true, "Content-Encoding": true, "Content-Length": true,
	"Content-Type": true, "Date": true, "Expires": true, "Server": true, "Transfer-Encoding": true, "Vary": true,
	"Access-Control-Allow-Credentials": true, "Access-Control-Allow-Headers": true, "Access-Control-Allow-Methods": true,
}

// isHeaderName reports whether a text is one of these names and no common word. A colon may follow.
func isHeaderName(text string) bool {
	return strings.Contains(text, "-") && structuralHeaders[http.CanonicalHeaderKey(strings.TrimSuffix(text, ":"))]
}

func (w *walker) headerValue(name, value string) string {
	switch canonical := http.CanonicalHeaderKey(name); {
	case strings.HasSuffix(canonical, "Authorization"), strings.HasSuffix(canonical, "Authentication"), canonical == "X-Auth",
		position.IsCredential(value):
		return w.text(value, credential)
	case canonical == "Dpop":
		return w.text(value, secretText)
	case strings.HasSuffix(canonical, "Cookie") && canonical != "Set-Cookie", canonical == "Cookie2":
		return w.cookies(value, len(value))
	case canonical == "Set-Cookie":
		return w.cookies(value, 1)
	case canonical == "Sec-Websocket-Protocol":
		return w.protocols(value)
	case w.secrecy(name, true).Hides(value):
		return w.text(value, secretText)
	case fingerprintHeaders[strings.ToLower(canonical)]:
		return w.text(value, fingerprintText)
	case structuralHeaders[canonical]:
		return w.text(value, nameText)
	case strings.Contains(value, "/") && suspect.HasLoginWord(name): // As in List-Unsubscribe.
		return w.text(value, linkText)
	default:
		return w.text(value, plainText)
	}
}

// protocols walks the protocols that a WebSocket offers. Browsers can send a credential only in
// this header.
func (w *walker) protocols(value string) string {
	parts := strings.Split(value, ",")
	for i, part := range parts {
		bare := strings.TrimSpace(part)
		kind := plainText
		before := bare[:max(0, strings.LastIndexByte(bare, '.'))]
		if len(bare) >= position.ShortestSecret && (strings.ContainsAny(bare, position.Digits) || w.isCertain(before, true)) {
			kind = secretText
		}
		parts[i] = strings.Replace(part, bare, w.text(bare, kind), 1)
	}
	return strings.Join(parts, ",")
}

// cookies walks the first pairs of a cookie's name and value. count is the number of pairs (RFC
// 6265, section 4). The rest are attributes. A cookie without a name is a value.
func (w *walker) cookies(text string, count int) string {
	pairs := strings.Split(text, ";")
	for i, pair := range pairs {
		if i >= count {
			pairs[i] = w.text(pair, plainText)
			continue
		}
		name, value, found := strings.Cut(pair, "=")
		kind := cookieText
		if found && w.isCertain(strings.TrimSpace(name), true) {
			kind = secretText
		}
		if !found {
			name, value = "", pair
		} else {
			name = w.text(name, plainText) + "="
		}
		bare := strings.Trim(value, `" `)
		at := strings.Index(value, bare)
		pairs[i] = name + value[:at] + w.text(bare, kind) + value[at+len(bare):]
	}
	return strings.Join(pairs, ";")
}

// body walks a body that is a text; see [bodyText].
func (w *walker) body(h http.Header, body []byte) []byte {
	if len(body) == 0 {
		return body
	}
	if facts := w.bodies.of(body); facts != nil {
		return w.walkJSON(facts, w.answer)
	}
	text, encode, err := bodyText(h, body)
	if err != nil {
		return nil // The body is left out.
	}
	mediaType, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	var changed string
	if mediaType == formType {
		changed = w.form(text)
	} else if redacted, ok := w.jsonWithin([]byte(text), w.answer); ok {
		changed = string(redacted)
	} else {
		changed = w.text(text, looseText)
	}
	if changed == text {
		return body
	}
	return encode(changed)
}
