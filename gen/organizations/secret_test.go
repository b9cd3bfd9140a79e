package organizations_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestSecretsStayOutOfEverythingThatPrints(t *testing.T) {
	request := organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(secret)}
	update := organizations.UpdateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(secret)}
	client := newClient(t, always(200, `{}`))
	for _, value := range []any{
		organizations.PartnerKey(secret), organizations.UserKey(secret), organizations.OrganizationKey(id, secret),
		struct{ c organizations.Credential }{organizations.PartnerKey(secret)},
		client, *client, request, &request, update,
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			assert.NotContains(t, fmt.Sprintf(verb, value), secret, verb)
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("a", "value", value)
		assert.NotContains(t, log.String(), secret)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("a", "credential", organizations.PartnerKey(secret), "request", request)
	assert.NotContains(t, log.String(), secret)
	assert.Contains(t, log.String(), "[redacted]")
	assert.Equal(t, "[redacted]", fmt.Sprint(organizations.PartnerKey(secret)))
}

func TestSecretsStayOutOfErrorsAndLogs(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p := &peer{answer: func(n int) (*http.Response, error) {
		if n%2 == 1 {
			return nil, errors.New("transport: Authorization: Bearer " + secret + " for " + secret + "2")
		}
		return says(503, `{"key": "`+secret+`", "message": "`+secret+`2"}`), nil
	}}
	_, err := newClient(t, p, organizations.WithLogger(logger)).CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(secret + "2")})
	require.Error(t, err)
	for err := err; err != nil; err = errors.Unwrap(err) {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret)
	}
	assert.NotContains(t, log.String(), secret)
	assert.Contains(t, log.String(), "attempt=4")
}

func TestNewRefusesWhatCannotBeACredential(t *testing.T) {
	for name, credential := range map[string]organizations.Credential{
		"none":                    {},
		"empty":                   organizations.PartnerKey(""),
		"line break":              organizations.UserKey(secret + "\r\nX: y"),
		"space":                   organizations.PartnerKey(" " + secret),
		"NUL":                     organizations.PartnerKey(secret + "\x00"),
		"outside of ASCII":        organizations.PartnerKey(secret + "\u00e9"),
		"organization of no UUID": organizations.OrganizationKey("acme", secret),
	} {
		_, err := organizations.New(credential)
		require.Error(t, err, name)
		assert.NotContains(t, err.Error(), secret, name)
		assert.NotContains(t, err.Error(), "\n", name)
	}
}

// If an error of a transport quotes a secret, the client doesn't return the error's text and
// doesn't wrap the error.
func TestAnErrorOfTheTransportWithASecretIsNotUnwrapped(t *testing.T) {
	p := &peer{answer: func(int) (*http.Response, error) { return nil, errors.New("transport: Bearer " + secret) }}
	_, err := newClient(t, p).GetOrganization(context.Background(), id)
	require.EqualError(t, err, "GET /api/organizations/"+id+": transport: Bearer [redacted]")
	for ; err != nil; err = errors.Unwrap(err) {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret)
	}
}

// Both arguments are strings, so a caller may swap them.
func TestAKeyInThePlaceOfTheOrganizationIsNotShown(t *testing.T) {
	_, err := organizations.New(organizations.OrganizationKey(secret, id))
	require.EqualError(t, err, "organizations: the organization of the credential is not a UUID; it comes first, and the key second")
}

// In JSON, a server may write any character of a secret as an escape.
func TestAnEscapedSecretIsRedacted(t *testing.T) {
	for name, tt := range map[string]struct{ clientSecret, written string }{
		"as it is":            {"plain-client-secret", `plain-client-secret`},
		"a quotation mark":    {`a"client"secret`, `a\"client\"secret`},
		"a backslash":         {`a\client\secret`, `a\\client\\secret`},
		"for HTML":            {`a&b<client>secret`, `a\u0026b\u003cclient\u003esecret`},
		"with capitals":       {`a<client-secret`, `a\u003Cclient-secret`},
		"slashes":             {`a/client/secret`, `a\/client\/secret`},
		"controls":            {"a\nclient\tsecret", `a\nclient\tsecret`},
		"outside of ASCII":    {"ä-client-secret", `\u00e4-client-secret`},
		"a pair":              {"𝄞-client-secret", `\ud834\udd1e-client-secret`},
		"letters":             {"client-secret", `\u0063lient-secret`},
		"longer than the key": {secret + "-client-secret", secret + `-client-secret`},
	} {
		t.Run(name, func(t *testing.T) {
			for _, body := range []string{
				`{"message": "` + tt.written + `", "metadata": {"` + tt.written + `": "` + tt.written + `"}, "more": "` + tt.written + `"}`,
				`{"message": "` + tt.written + `", "cut o`,
			} {
				_, err := newClient(t, always(422, body)).CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(tt.clientSecret)})
				refusal, ok := errors.AsType[*organizations.Error](err)
				require.True(t, ok)
				all := fmt.Sprint(err, string(refusal.Body), refusal.Metadata)
				assert.Contains(t, all, "[redacted]")
				for _, part := range []string{tt.clientSecret, tt.written, "secret"} {
					assert.NotContains(t, all, part)
				}
			}
		})
	}
}

// A program may print a whole response, for instance when a test fails. The response therefore has
// no request, which would show the secrets.
func TestTheResponseOfACallHasNoRequest(t *testing.T) {
	for _, status := range []int{200, 404} {
		var response *http.Response
		_, err := newClient(t, always(status, `{"data": {}}`)).CreateOrganization(context.Background(),
			organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(secret)}, organizations.WithResponseInto(&response))
		assert.Equal(t, status == 200, err == nil)
		require.NotNil(t, response)
		assert.Equal(t, status, response.StatusCode)
		assert.Nil(t, response.Request)
	}
}

func TestHeadersOfAnAnswerThatEchoAreRedacted(t *testing.T) {
	for _, status := range []int{200, 403} {
		p := &peer{answer: func(int) (*http.Response, error) {
			response := says(status, "x")
			response.Header = http.Header{"Content-Type": {"text/" + secret}, "X-Polytomic-Version": {secret}}
			return response, nil
		}}
		var log bytes.Buffer
		for _, opts := range [][]organizations.Option{nil, {organizations.WithVersionWarning(), organizations.WithLogger(slog.New(slog.NewTextHandler(&log, nil)))}} {
			_, err := newClient(t, p, opts...).GetOrganization(context.Background(), id)
			require.ErrorContains(t, err, "[redacted]")
			refusal, _ := errors.AsType[*organizations.Error](err)
			version, _ := errors.AsType[*organizations.VersionError](err)
			assert.NotContains(t, fmt.Sprintf("%v %+v %+v", err, refusal, version), secret)
		}
		assert.NotContains(t, log.String(), secret)
	}
}

func TestAClientPrintsWhereItCalls(t *testing.T) {
	client := newClient(t, always(200, `{}`), organizations.WithHeader("X-Gateway-Token", secret))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		assert.Equal(t, "organizations.Client(https://app.polytomic.com)", fmt.Sprintf(verb, client), verb)
		assert.Equal(t, "organizations.Client(https://app.polytomic.com)", fmt.Sprintf(verb, *client), verb)
	}
	assert.Equal(t, "organizations.Client(<nil>)", fmt.Sprint(&organizations.Client{}))
	client = newClient(t, always(200, `{}`), organizations.WithBaseURL("https://api.example/"+secret))
	assert.Equal(t, "organizations.Client(https://api.example/[redacted])", fmt.Sprint(client))
}

// If the key has only digits, it may also be a number in JSON. A number of Go doesn't keep all
// digits of a long key.
func TestAKeyOfDigitsIsRedactedInNumbers(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"1234567890", "12345678901234567890", "98765432109876543210987654321098765432109"} {
		for _, spelled := range []string{"%s", "-%s", "%s.0", "%s.5", "%s42", "0.%s7", "%[1]s%[1]s"} {
			text := fmt.Sprintf(spelled, key)
			_, err := newClientWith(t, organizations.PartnerKey(key), always(422, `{"metadata": {"a": `+text+`}, "b": [`+text+`]}`)).GetOrganization(context.Background(), id)
			assert.NotContains(t, everything(t, err), key[:10])
			refusal, ok := errors.AsType[*organizations.Error](err)
			require.True(t, ok)
			assert.Equal(t, map[string]any{"a": "[redacted]"}, refusal.Metadata, text)
			assert.Equal(t, map[string]jsontext.Value{"b": jsontext.Value(`["[redacted]"]`)}, refusal.Additional, text)
		}
	}
}

// A server that drops the characters of a secret that nobody sees still says the secret.
func TestASecretIsRedactedWithoutItsInvisibleCharacters(t *testing.T) {
	t.Parallel()
	_, err := newClient(t, always(422, `{"message": "no: client-secret-value"}`)).CreateOrganization(t.Context(),
		organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret("client\u200b-secret-\u00advalue")})
	require.ErrorContains(t, err, "no: [redacted]")
}

// escaped returns a text as JSON in which each character is an escape.
func escaped(s string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, `\u%04x`, unit)
	}
	return b.String()
}

// seen returns a text without the characters that nobody sees.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) {
			return -1
		}
		return r
	}, s)
}

// FuzzRedact checks that no error has a secret, whatever the secret is. A server may write it with
// the least escapes, with those for HTML, all in escapes, or without what nobody sees.
func FuzzRedact(f *testing.F) {
	for _, clientSecret := range []string{"plain-client-secret", `a"client\secret`, "a<client>&secret", "ä\u2028client\x00secret", "𝄞client secret\r\n", "0000000\u064e000", "c\u0301lient\u200bsecret", "\u0301\u0301\u0301\u0301\u0301\u0301"} {
		f.Add(clientSecret)
	}
	f.Fuzz(func(t *testing.T, clientSecret string) {
		if len(clientSecret) < 12 || !utf8.ValidString(clientSecret) {
			t.Skip("so short that it may be a part of another word, or refused before it is sent")
		}
		html, err := json.Marshal(clientSecret)
		require.NoError(t, err)
		shown := seen(clientSecret)
		if len(shown) < 12 {
			shown = clientSecret
		}
		for _, written := range []string{string(html[1 : len(html)-1]), inJSON(clientSecret), escaped(clientSecret), inJSON(shown)} {
			body := `{"other": "` + written + `", "message": "` + written + `"}`
			_, err = newClient(t, always(422, body)).CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(clientSecret)})
			refusal, ok := errors.AsType[*organizations.Error](err)
			require.True(t, ok)
			for _, text := range []string{refusal.Message, string(refusal.Body)} {
				assert.NotContains(t, text, clientSecret)
				assert.NotContains(t, text, shown)
				assert.NotContains(t, text, written)
			}
		}
	})
}
