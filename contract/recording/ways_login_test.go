package recording_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// loginLinks are responses with links that let whoever has them log in, reset a password, confirm
// an address, accept an invitation, or unsubscribe. %s stands for the code in the link.
//
//nolint:gosmopolitan // Some are in other languages.
var loginLinks = map[string][]string{
	"text/plain": {
		// The words are in the sentence around the link, or in the lines above it.
		"Use this link to log in: https://books.example/l/%s", "https://books.example/z/%s is your sign-in link for the next ten minutes.",
		"Forgot it? Reset it here:\r\n\r\nhttps://books.example/z/%s\r\n\r\nWe never ask for it.", "Hello Ann,\n\nplease confirm your address:\n\n  * https://books.example/e/%s/ann\n",
		"Ben has invited you. Accept: books.example/z/%s", "Activate it: https://books.example/?a=%s&lang=en", "Choose a new password: https://books.example/me#%s",
		"To unsubscribe, open https://books.example/z/%s.", "Unsubscribe <https://books.example/z?%s>", "INFO mailer sent template=magic_link url=https://books.example/z/%s",
		"https://books.example/z/%s\n\nOpen the page above to finish signing up.", "Your sign-in link\n=================\nhttps://books.example/z/%s\n",
		// In other languages, also without a blank before the link.
		"Bitte hier klicken, um sich anzumelden: https://books.example/z/%s", "Pour réinitialiser : https://books.example/z/%s", "Para restablecer tu clave: https://books.example/z/%s",
		"Clique para entrar: https://books.example/z/%s", "Войти на сайт: https://books.example/z/%s", "请点击登录：https://books.example/z/%s", "ログインはこちら https://books.example/z/%s",
		"로그인: https://books.example/z/%s", "لتسجيل الدخول: https://books.example/z/%s", "Zaloguj się: https://books.example/z/%s",
	},
	"text/html": {
		`<p>Click to sign in.</p><p><a class="b" href="https://books.example/z/%s">Open the shop</a></p>`, `<a href='/z/%s' title="x"><b>Reset password</b></a>`,
		`<td><a href="https://books.example/z?q=%s">Confirm my account</a></td>`, `<form action="/z/%s" method="post"><button>Accept the invitation</button></form>`,
		`<script>location = "https://books.example/login?z=%s"</script>`, `<link rel="login" href="/z/%s">`,
	},
	"text/markdown": {"[Log in](https://books.example/z/%s)", "[Reset your password][1]\n\n[1]: https://books.example/z/%s\n"},
	"text/csv":      {"id,login_link\n1,https://books.example/z/%s\n", "name;reset link\nAnn;https://books.example/z/%s\n"},
	"application/json": {
		// The name of the link says it, or the object around it, or the one around that.
		`{"login_url": "https://books.example/z/%s"}`, `{"resetLink": "/z?y=%s"}`, `{"unsubscribe": "https://books.example/z/%s"}`,
		`{"type": "invitation", "url": "https://books.example/z/%s"}`, `{"template": "password-reset", "data": {"button": "https://books.example/z/%s"}}`,
		`{"_links": {"verify": {"href": "/z/%s"}}}`, `{"links": [{"rel": "login", "href": "/z/%s"}]}`, `{"buttons": [{"label": "Sign in", "href": "https://books.example/z/%s"}]}`,
		`{"subject": "Confirm your address", "text": "Hello Ann,\n\nopen https://books.example/z/%s"}`, `{"subject": "Here is your login link", "html": "<a href=\"https://books.example/z/%s\">Open</a>"}`,
		`{"blocks": [{"type": "button", "text": {"type": "plain_text", "text": "Sign in"}, "url": "https://books.example/z/%s"}]}`,
		`{"action_url": "https://books.example/z/%s", "shop": "Books", "TemplateAlias": "password-reset"}`,
		`{"message": "Use this link to log in: https://books.example/z/%s"}`, `{"next": "https://books.example/users/7/reset?z=%s"}`,
	},
	"application/xml": {`<mail><subject>Confirm your address</subject><body>Open https://books.example/z/%s</body></mail>`, `<user><loginUrl>https://books.example/z/%s</loginUrl></user>`},
}

// mintedCodes are codes as programs make them for links.
var mintedCodes = []string{"kJ8sDf9Qw2Lm", "7h2kd93jf0aq", "Qx7velvetRiver", "AB12-CD34-EF56", "nT-4fKq_9xWz", "3f2b8c1e-5d7a-4c9b-8e21-6a0f4d9c7b35"}

func TestLoginLinks(t *testing.T) {
	t.Parallel()
	for mediaType, all := range loginLinks {
		for _, body := range all {
			for _, code := range mintedCodes {
				if mediaType == "text/csv" && suspect.IsUUID(code) {
					continue // A UUID in a column of links may be an identifier.
				}
				y := redactedAnswer(t, mediaType, strings.ReplaceAll(body, "%s", code))
				assert.NotContains(t, string(y.Response.Body), code, body)
			}
		}
	}
}

// TestLoginLinksInHeaders checks the links that a response sends the client to.
func TestLoginLinksInHeaders(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"Location: /invite?z=%s", "Location: https://books.example/auth/verify#z=%s", "Location: https://books.example/l/%s", "Refresh: 0; url=/signin/%s",
		`Link: </z/%s>; rel="login"`, "List-Unsubscribe: <https://books.example/z/%s>",
	} {
		name, value, _ := strings.Cut(header, ": ")
		for _, code := range mintedCodes[:3] {
			x := without()
			answersHeader(name, strings.ReplaceAll(value, "%s", code))(x)
			y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
			require.NoError(t, err, header)
			assert.NotContains(t, y.Response.Header.Get(name), code, header)
		}
	}
}

// otherLinks are responses with links that anybody may have, though words for logging in are near,
// or codes that are no secrets are in them.
var otherLinks = map[string][]string{
	"text/plain": {
		"To reset your password, see https://help.example/articles/2026-reset-password-guide2.", "Log in at https://books.example/login and read https://books.example/docs/v2.1/getting-started.",
		"Sign in: https://books.example/oauth2/v2.0/authorize", "Please log in to read https://help.example/KB0012345", "Confirm the booking at https://books.example/bookings/1816",
		"Unsubscribe: https://books.example/newsletter/unsubscribe", "GET /login 200\nGET /books/B08N5WRWNW 200\n", "user ann: login ok\ncover=https://img.example/p/B08N5WRWNW\n",
		"See the film https://video.example/watch?v=dQw4w9WgXcQ today.", "Join us in Berlin: https://events.example/berlin-2026",
		"Invited speakers: Ann Lee (https://annlee.example/talks2026), Ben Ray", "Activated the plugin https://plugins.example/list-toolkit/1.4.2",
	},
	"text/html": {
		`<a href="/static/app.3f9a1c.js">Log in</a>`, `<link rel="stylesheet" href="/css/login.v2.css"><a href="/login">Log in</a>`, `<a href="/login?return_to=/books/1816">Log in</a>`,
		`<a href="https://books.example/b/B08N5WRWNW">Emma</a> <a href="/login">Log in</a>`,
	},
	"application/json": {
		`{"login_url": "https://books.example/login"}`, `{"type": "login", "url": "https://books.example/login", "count": 2}`, `{"_links": {"self": {"href": "/books/B08N5WRWNW"}}}`,
		`{"title": "How to reset a device", "url": "https://video.example/watch?v=dQw4w9WgXcQ"}`, `{"event": "order.created", "data": {"href": "https://books.example/o/AB12CD34EF"}}`,
		`{"topic": "activation", "doc": "https://docs.example/activation/step-2.html"}`, `{"source": "https://git.example/shop/main/src/login/LoginForm2.tsx"}`,
		`{"login": "ann1816", "html_url": "https://git.example/u/AnnLee1816x"}`, `{"links": [{"rel": "confirm", "href": "/orders/1816/confirm"}]}`,
		`{"url": "https://login.example/authorize?client_id=4fKq9xWz7h2k&response_type=id&scope=openid"}`,
	},
}

func TestOtherLinks(t *testing.T) {
	t.Parallel()
	for mediaType, all := range otherLinks {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}

// TestLoginLinksOfOneExchangeAreKnownLater checks that the code of a link is replaced in the
// request with which somebody follows the link.
func TestLoginLinksOfOneExchangeAreKnownLater(t *testing.T) {
	t.Parallel()
	r := recording.NewRedactor(loadContract(t), recording.RedactorOptions{})
	x := without()
	answers("text/plain", "Use this link to log in: https://books.example/z/kJ8sDf9Qw2Lm")(x)
	_, err := r.Redact(x)
	require.NoError(t, err)
	x = without()
	x.Request.Method = http.MethodGet
	x.Request.URL.Path = "/z/kJ8sDf9Qw2Lm"
	y, err := r.Redact(x)
	require.NoError(t, err)
	assert.NotContains(t, y.Request.URL.Path, "kJ8sDf9Qw2Lm")
}

// TestLoginRequests checks that a code in the query of a request for logging in is replaced, and
// that other values stay.
func TestLoginRequests(t *testing.T) {
	t.Parallel()
	x := without()
	x.Request.Method, x.Request.Body = http.MethodGet, nil
	x.Request.URL.Path, x.Request.URL.RawQuery = "/login/finish", "z=kJ8sDf9Qw2Lm&lang=en&utm_source=AnnLee1816x&client_id=4fKq9xWz7h2k"
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
	require.NoError(t, err)
	assert.NotContains(t, y.Request.URL.RawQuery, "kJ8sDf9Qw2Lm")
	assert.Contains(t, y.Request.URL.RawQuery, "&lang=en&utm_source=AnnLee1816x&client_id=4fKq9xWz7h2k")
}
