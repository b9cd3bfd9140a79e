package recording_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// shapedBodies are responses whose form says that %s is a secret: a table of two columns, a user
// before a host, a YAML anchor, settings for the access to a service, and a short stream of events.
var shapedBodies = map[string][]string{
	"text/plain": {
		"Password\t%s\n", "User\tme\nPassword\t%s\n", "Password\t\t%s", "connect to me:%s@db.example:5432/app", "ssh me:%s@host", "user: me\nkey: %s", "login = me\nkey = %s\n",
		"account: me\nkey: %s\n", "endpoint: https://a.example\nkey: %s\n", "# The mirror.\nhost: a.example\nport: 22\nkey: %s\n", "[mirror]\nserver = a.example\nkey = %s\n", "a proxy (token %s)",
		"Headers: Authorization=[Bearer %s], Accept=[*/*]",
	},
	"application/yaml":  {"a: &password %s\nb: *password\n", "a: &db_password %s\n", "db:\n  password: &pw %s\n  other: *pw\n", "password: !!str %s\n"},
	"application/json":  {`{"user": "me", "key": "%s"}`, `{"endpoint": "https://a.example", "key": "%s"}`, `{"host": "a.example", "port": 22, "login": "me", "key": "%s"}`},
	"text/event-stream": {"event: token\ndata: %s\n\n", "event: token\nid: 1\ndata: %s\n\nevent: done\ndata: ok\n\n", "data: %s\nevent: session\n\n"},
}

// TestShapedWaysToSayASecret checks that redaction removes the secrets from shapedBodies.
func TestShapedWaysToSayASecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range shapedBodies {
		for _, body := range all {
			for _, secret := range []string{"velvet-river", "velvet-river-barley", "Tr0ub4dor&3xyz"} {
				said := strings.ReplaceAll(body, "%s", secret)
				assert.NotContains(t, string(redactedAnswer(t, mediaType, said).Response.Body), secret, said)
			}
		}
	}
}

// TestShapesOfNoSecret checks that ordinary values in such forms stay: keys to sort by, names of
// people, and the tokens of a language model.
func TestShapesOfNoSecret(t *testing.T) {
	t.Parallel()
	for mediaType, all := range map[string][]string{
		"text/plain": {
			"Password\tRequired\nUser\tOptional\n", "Field\tType\npassword\tstring\n", "Session\tKeynote\nRoom\tA1\n", "name:ann@a.example", "Author:anna-maria@a.example", "from:ann@db.example",
			"key: name\nvalue: Acme\n", "key: color-scheme\nvalue: dark\n", "sort: asc\nkey: created-at\n",
		},
		"application/yaml": {"base: &default\n  a: 1\nx: *default\n", "key: &key name\n", "a: &token-list\n  - b\n"},
		"application/json": {
			`{"user": "ann", "key": "created_at", "order": "asc"}`, `{"account": "acme", "key": "color-scheme", "value": "dark"}`, `{"host": "a.example", "key": "region"}`, `{"key": "not-found", "message": "no"}`,
		},
		"text/event-stream": {
			strings.Repeat("event: token\ndata: well-known\n\n", 3) + "event: token\ndata: velvet-river\n\n", "event: token\ndata: Hello\n\nevent: done\ndata: [DONE]\n\n", "event: session\ndata: started\n\n",
		},
	} {
		for _, body := range all {
			assertKept(t, mediaType, body)
		}
	}
}

// TestStringsOfGraphQLArePrivate checks that private redaction replaces the strings of a request in
// GraphQL, and nothing else of it.
func TestStringsOfGraphQLArePrivate(t *testing.T) {
	t.Parallel()
	y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{Private: true}).Redact(create(func(x *contract.Exchange) {
		x.Request.Method, x.Request.Header = http.MethodPost, http.Header{"Content-Type": {"application/graphql"}}
		x.Request.Body = []byte(`{org(note: "", name: "Quellwerk \u0042", first: 10) {id}}`)
	}))
	require.NoError(t, err)
	assert.Regexp(t, `^\{org\(note: "", name: "[A-Z][a-z]{8} [A-Z]", first: 10\) \{id\}\}$`, string(y.Request.Body))
	assert.NotContains(t, string(y.Request.Body), "Quellwerk")
}
