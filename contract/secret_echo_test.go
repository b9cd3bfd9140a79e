package contract_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestAnEchoOfASecretIsNotShown checks that no finding shows what the request sent under the name
// of a secret that the document doesn't know, however the server writes it.
func TestAnEchoOfASecretIsNotShown(t *testing.T) {
	t.Parallel()
	const sent = "hush-Tulip-4711"
	ways := map[string]string{
		"plain": sent, "upper": strings.ToUpper(sent), "base64": base64.StdEncoding.EncodeToString([]byte(sent)), "hexadecimal": hex.EncodeToString([]byte(sent)),
		"percent": strings.ReplaceAll(fmt.Sprintf("% x", sent), " ", "%"), "spaced": fmt.Sprintf("% x", sent),
	}
	requests := map[string]struct {
		path, body string
		header     http.Header
	}{
		"header": {"/a", "", http.Header{"X-Shop-Api-Key": {sent}}}, "scheme": {"/a", "", http.Header{"X-Auth-Token": {"Token " + sent}}},
		"query": {"/a?access_token=" + sent, "", nil}, "body": {"/a", `{"login": {"password": "` + sent + `"}}`, nil},
	}
	for place, request := range requests {
		for way, echo := range ways {
			for _, body := range []string{`{"debug": "you sent ` + echo + `"}`, `{"` + echo + `": "a"}`} {
				shown := findingsIn(t, request.path, request.body, request.header, body)
				assert.NotContains(t, shown, strings.ReplaceAll(echo, " ", ""), place+" "+way)
				assert.NotContains(t, shown, echo, place+" "+way)
			}
		}
	}
	assert.Contains(t, findingsIn(t, "/a", "", http.Header{"X-Shop-Api-Key": {sent}}, `{"debug": "Tulips for sale"}`), "Tulips for sale")
}

// TestWhatIsInsideASecretIsNotShown checks that no finding shows what a secret of the request is
// decoded, or a part of it that is a secret by itself.
func TestWhatIsInsideASecretIsNotShown(t *testing.T) {
	t.Parallel()
	const inside = "hush-Tulip-4711"
	for _, sent := range []string{
		base64.StdEncoding.EncodeToString([]byte(inside)), hex.EncodeToString([]byte(inside)), "mac_" + base64.RawStdEncoding.EncodeToString([]byte(inside)),
		"eyJhbGciOiJub25lIn0." + base64.RawURLEncoding.EncodeToString([]byte(`{"a": {"b": ["`+inside+`"]}}`)) + ".c2lnbmF0dXJl",
	} {
		assert.NotContains(t, findingsIn(t, "/a", "", http.Header{"X-Shop-Api-Key": {sent}}, `["it was `+inside+`"]`), inside, sent)
	}
}

// TestAPartOfASecretIsNotShown checks that no finding shows half of what the request sent as a
// secret.
func TestAPartOfASecretIsNotShown(t *testing.T) {
	t.Parallel()
	const sent = `{"password": "hushTulip4711"}`
	for _, said := range []string{"hushTul", "ulip4711", "it begins with hushTul", "it ends with lip4711"} {
		assert.NotContains(t, findingsIn(t, "/a", sent, nil, `{"debug": "`+said+`"}`), said)
	}
	for _, said := range []string{"hush", "4711", "Tulips for sale"} {
		assert.Contains(t, findingsIn(t, "/a", sent, nil, `{"debug": "`+said+`"}`), said)
	}
}

// TestASecretOfAHeaderIsNotShown checks that no finding shows what a header of the request or of
// the response holds as a secret, and a body repeats.
func TestASecretOfAHeaderIsNotShown(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]string{
		"Sec-WebSocket-Protocol":  "chat, bearer.hush4711",
		"DPoP":                    "hush4711",
		"X-Forwarded-Client-Cert": `Hash=a1;Key="hush4711"`,
		"X-Auth-Token":            "hush4711",
	} {
		assert.NotContains(t, findingsIn(t, "/a", "", http.Header{http.CanonicalHeaderKey(name): {value}}, `["you sent hush4711"]`), "hush4711", name)
	}
	for name, value := range map[string]string{"Sec-WebSocket-Protocol": "hush, soap", "X-Forwarded-Client-Cert": `Hash=a1;Subject="hush4711"`} {
		assert.Contains(t, findingsIn(t, "/a", "", http.Header{http.CanonicalHeaderKey(name): {value}}, `["you sent hush"]`), "you sent hush", name)
	}
	c, err := contract.Parse("complaining.yaml", []byte(complaining))
	require.NoError(t, err)
	for name, value := range map[string]string{"Set-Cookie": "cart=hush4711; Path=/", "Shop-Session-Token": "hush4711"} {
		findings := c.Check(&contract.Exchange{
			Request:  contract.Request{Method: http.MethodPost, URL: &url.URL{Path: "/a"}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}, name: {value}}, Body: []byte(`["hush4711"]`)},
		})
		require.NotEmpty(t, findings)
		assert.NotContains(t, fmt.Sprintf("%+v", findings), "hush4711", name)
	}
}

// TestASecretOfAFormIsNotShown checks that no finding shows what a form sent under the name of a
// secret.
func TestASecretOfAFormIsNotShown(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("complaining.yaml", []byte(complaining))
	require.NoError(t, err)
	shown := func(form string) string {
		return fmt.Sprintf("%+v", c.Check(&contract.Exchange{
			Request: contract.Request{
				Method: http.MethodPost, URL: &url.URL{Path: "/a"}, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte(form),
			},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`["it was hush tulip"]`)},
		}))
	}
	assert.NotContains(t, shown("user=ann&password=hush+tulip"), "hush tulip")
	assert.Contains(t, shown("user=ann&color=hush+tulip"), "hush tulip")
}
