package organizations_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// awkward is a key with characters that encodings must escape.
const awkward = `pk/s3~cr3t+k%y"&<long>\end`

func inJSON(s string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		panic(err)
	}
	return strings.TrimSuffix(b.String()[1:], "\"\n")
}

func quoted(s string, quote func(string) string) string {
	q := quote(s)
	return q[1 : len(q)-1]
}

func pointer(s string) string { return string(jsontext.Pointer("").AppendToken(s)[1:]) }

// echoes lists the places in a response where a server can repeat a secret.
var echoes = map[string]func(spelled string) *http.Response{
	"a body that is not JSON": func(s string) *http.Response { return says(404, "you sent "+s+" to me") },
	"a message":               func(s string) *http.Response { return says(409, `{"message": "bad `+inJSON(s)+`"}`) },
	"a key":                   func(s string) *http.Response { return says(409, `{"key": "`+inJSON(s)+`"}`) },
	"metadata":                func(s string) *http.Response { return says(422, `{"metadata": {"a": ["`+inJSON(s)+`"]}}`) },
	"a name in metadata": func(s string) *http.Response {
		return says(422, `{"metadata": {"`+inJSON(s)+`": {"`+inJSON(s)+`": 1}}}`)
	},
	"a long message": func(s string) *http.Response {
		return says(400, `{"message": "`+strings.Repeat("x", 290)+inJSON(s)+`"}`)
	},
	"a media type": func(s string) *http.Response {
		return withHeader(says(404, "x"), "Content-Type", "text/"+s)
	},
	"a long media type": func(s string) *http.Response {
		return withHeader(says(404, "x"), "Content-Type", strings.Repeat("y", 290)+s)
	},
	"the media type of what is not JSON": func(s string) *http.Response {
		return withHeader(says(200, "x"), "Content-Type", "text/"+s)
	},
	"the version":         func(s string) *http.Response { return withHeader(says(200, `{"data": {}}`), "X-Polytomic-Version", s) },
	"a refusal's version": func(s string) *http.Response { return withHeader(says(404, `{}`), "X-Polytomic-Version", s) },
	"a content coding":    func(s string) *http.Response { return withHeader(says(404, `{}`), "Content-Encoding", s) },
	"a name of a wrong value": func(s string) *http.Response {
		return says(200, `{"data": {"`+inJSON(s)+`": {"name": 5, "name": 6}}}`)
	},
	"a name that stands twice":        func(s string) *http.Response { return says(200, `{"`+inJSON(s)+`": 1, "`+inJSON(s)+`": 1}`) },
	"a name in JSON that breaks off":  func(s string) *http.Response { return says(200, `{"`+inJSON(s)+`": {`) },
	"a name in JSON that is not JSON": func(s string) *http.Response { return says(200, `{"`+inJSON(s)+`": x`) },
	"a long name":                     func(s string) *http.Response { return says(200, `{"`+strings.Repeat("n", 295)+inJSON(s)+`": x`) },
	"a very long name":                func(s string) *http.Response { return says(200, `{"`+strings.Repeat("n", 8180)+inJSON(s)+`": x`) },
	"a redirect's host": func(s string) *http.Response {
		return withHeader(says(307, ""), "Location", "https://"+s+".example/")
	},
	"a redirect's user": func(s string) *http.Response {
		return withHeader(says(307, ""), "Location", "https://"+s+"@app.polytomic.com/")
	},
	"a redirect that is not a URL": func(s string) *http.Response { return withHeader(says(307, ""), "Location", "https://a b/"+s) },
}

func withHeader(response *http.Response, name, value string) *http.Response {
	response.Header.Set(name, value)
	return response
}

func TestWhatAServerSaysBackIsRedacted(t *testing.T) {
	t.Parallel()
	for place, echo := range echoes {
		for name, spell := range spellings {
			t.Run(place+"/"+name, func(t *testing.T) {
				t.Parallel()
				for _, key := range []string{awkward, secret} {
					p := &peer{answer: func(int) (*http.Response, error) { return echo(spell(key)), nil }}
					var log bytes.Buffer
					var response *http.Response
					_, err := newClientWith(t, organizations.PartnerKey(key), p).GetOrganization(context.Background(), id, organizations.WithResponseInto(&response),
						organizations.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
					require.Error(t, err)
					printed := everything(t, err) + log.String()
					if response != nil {
						printed += fmt.Sprintf("%+v %v", response, response.Header)
					}
					assertHidden(t, printed, key, 1000)
					assert.NotContains(t, printed, key[:8], "a text that is cut has no beginning of the key")
				}
			})
		}
	}
}

// before is the number of characters before the secret in a spelling.
var before = map[string]int{"base64 of Basic": 50, "base64 for URLs": 3, "base64, other start": 3, "base32 in hex order": 5}

// An error keeps up to 8 KiB of a body, so the kept part may end in the middle of the secret.
func TestABodyThatIsCutWithinASecret(t *testing.T) {
	t.Parallel()
	for name, spell := range spellings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spelled := spell(awkward)
			for kept := 1; kept < len(spelled); kept++ {
				body := strings.Repeat(".", 8<<10-kept) + spelled + strings.Repeat(".", 100)
				_, err := newClientWith(t, organizations.PartnerKey(awkward), always(404, body)).GetOrganization(context.Background(), id)
				refusal, ok := errors.AsType[*organizations.Error](err)
				require.True(t, ok)
				assert.LessOrEqual(t, len(refusal.Body), 8<<10)
				rest := strings.TrimLeft(string(refusal.Body), ".")
				rest = strings.TrimPrefix(rest, spelled[:min(len(rest), before[name])])
				assert.True(t, len(rest) < 6 || strings.HasPrefix(rest, "[redact"), "%d bytes of %q are left: %q", kept, spelled, rest)
			}
		})
	}
}

// If a server closes the connection in the middle of the secret, the body ends in the secret too.
func TestABodyThatBreaksOffWithinASecret(t *testing.T) {
	t.Parallel()
	client := hostile(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "100")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte("the key is " + secret[:15]))
	})
	_, err := client.GetOrganization(context.Background(), id)
	require.ErrorContains(t, err, "the body breaks off after 26 bytes")
	assert.NotContains(t, everything(t, err), secret[:8])
}

func TestValuesOfHeadersAreSecretsToo(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ value, echoed string }{
		"whole":                 {"gateway-t0ken-1", "gateway-t0ken-1"},
		"behind a scheme":       {"Token gateway-t0ken-1", "gateway-t0ken-1"},
		"as a parameter":        {`Token token="gateway-t0ken-1", id=5`, "gateway-t0ken-1"},
		"of Basic":              {"Basic " + base64.StdEncoding.EncodeToString([]byte("user:gateway-t0ken-1")), "gateway-t0ken-1"},
		"short, as a word":      {"hush", "hush"},
		"short, behind escapes": {"hush", "\n hush"},
		"short, in a URL":       {"hush", "%20hush"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for place, echo := range echoes {
				p := &peer{answer: func(int) (*http.Response, error) { return echo(tt.echoed), nil }}
				_, err := newClient(t, p, organizations.WithHeader("X-Gateway", tt.value)).GetOrganization(context.Background(), id)
				require.Error(t, err)
				if len(tt.echoed) < 8 && strings.Contains(place, "long") {
					continue // The secret would be a part of a longer word there.
				}
				assert.NotContains(t, everything(t, err), strings.TrimSpace(strings.TrimPrefix(tt.echoed, "%20")), place)
			}
			_, err := newClient(t, &peer{answer: func(int) (*http.Response, error) { return nil, errors.New("transport: " + tt.echoed) }},
				organizations.WithHeader("X-Gateway", tt.value)).GetOrganization(context.Background(), id)
			assert.NotContains(t, everything(t, err), tt.echoed)
		})
	}
}

func TestAShortHeaderDoesNotSpoilWords(t *testing.T) {
	t.Parallel()
	p := &peer{answer: func(int) (*http.Response, error) { return nil, errors.New("the loopback interface is down") }}
	_, err := newClient(t, p, organizations.WithHeader("X-Tenant", "pba")).GetOrganization(context.Background(), id)
	require.ErrorContains(t, err, "the loopback interface is down")
}

func TestTheUserOfAURLInAnErrorIsRedacted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`invalid proxy address "http://u:p4ss@word@proxy:3128/": no`:                                     `invalid proxy address "http://[redacted]@proxy:3128/": no`,
		`invalid proxy address "u:p4ss%zz@proxy:3128"`:                                                   `invalid proxy address "[redacted]@proxy:3128"`,
		`invalid proxy address "u:p4ss word@a": parse "http://u:p4ss word@a": net/url: invalid userinfo`: `invalid proxy address "[redacted]@a": parse "http://[redacted]@a": net/url: invalid userinfo`,
		`invalid proxy address "http://u:p4ss\"word@a"`:                                                  `invalid proxy address "http://[redacted]@a"`,
		`parse "http://u:p4ss/word@a": invalid port ":p4ss" after host`:                                  `parse "http://[redacted]@a": invalid port "[redacted]" after host`,
		`parse "http://u:p4ss%zz@a": invalid URL escape "%zz"`:                                           `parse "http://[redacted]@a": invalid URL escape "[redacted]"`,
		`"p4ss`[:1] + "u:word@a: " + `"b"`:                                                               `"[redacted]@a: "b"`,
		"u:p4ss@a b":                                                                                     "[redacted]@a b",
		"https://a.example and ftp://x@b and c@d":                                                        "https://a.example and ftp://[redacted]@b and c@d",
	} {
		p := &peer{answer: func(int) (*http.Response, error) { return nil, errors.New(text) }}
		_, err := newClient(t, p).GetOrganization(context.Background(), id)
		require.EqualError(t, err, "GET /api/organizations/"+id+": "+want)
		assert.NotContains(t, everything(t, err), "p4ss")
	}
	p := &peer{answer: func(int) (*http.Response, error) {
		return nil, &url.Error{Op: "proxyconnect", URL: "http://u:p4ss@proxy", Err: errReset}
	}}
	_, err := newClient(t, p).GetOrganization(context.Background(), id)
	assert.NotContains(t, everything(t, err), "p4ss")
}

// If an error of a transport quotes the key, the client doesn't return that error. The caller can
// still see that the context ended, and a refused redirect is still not retried.
func TestAnErrorWithASecretKeepsItsMeaning(t *testing.T) {
	t.Parallel()
	p := &peer{answer: func(int) (*http.Response, error) {
		return nil, fmt.Errorf("sending %s: %w", secret, context.DeadlineExceeded)
	}}
	_, err := newClient(t, p).GetOrganization(context.Background(), id)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.NotContains(t, everything(t, err), secret)

	p = &peer{answer: func(int) (*http.Response, error) { return echoes["a redirect's host"](secret), nil }}
	_, err = newClient(t, p).GetOrganization(context.Background(), id)
	require.ErrorContains(t, err, "the redirect is refused: it leads to https://[redacted].example")
	assert.Len(t, p.requests, 1)
}

// A host ends at a slash or a number sign, so it may be the beginning of the key.
func TestARedirectThatBeginsLikeTheKeyIsNotPrinted(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"abcdefghij/klmnopqrst", "abcdefghij#klmnopqrst", "abcdefghij?klmnopqrst", "abcdefghij#%zz-klmno"} {
		p := &peer{answer: func(int) (*http.Response, error) { return withHeader(says(307, ""), "Location", "https://"+key), nil }}
		_, err := newClientWith(t, organizations.PartnerKey(key), p).GetOrganization(context.Background(), id)
		require.ErrorContains(t, err, "the redirect is refused: it")
		assert.NotContains(t, everything(t, err), "abcdefgh")
		assert.Len(t, p.requests, 1)
	}
}

// The error of a body that breaks off may quote the key, too.
func TestAnErrorOfABodyWithASecretIsRedacted(t *testing.T) {
	t.Parallel()
	p := &peer{answer: func(int) (*http.Response, error) {
		response := says(200, "")
		response.Body = io.NopCloser(iotest.ErrReader(fmt.Errorf("reading for %s: %w", secret, errReset)))
		return response, nil
	}}
	client := newClient(t, p)
	_, streamErr := collect(client)
	for _, err := range []error{get(client), streamErr} {
		require.ErrorContains(t, err, "the body breaks off: ")
		require.ErrorContains(t, err, "reading for [redacted]: "+errReset.Error())
		assert.NotContains(t, everything(t, err), secret)
	}
}

// The client quickly redacts a text that can be read in very many ways.
func TestATextOfEscapesIsReadInTime(t *testing.T) {
	t.Parallel()
	for _, piece := range []string{`\`, `%25`, `\u005c`, `%5c`, `~0`, `\\u0`, "&#92;", "=3D", "％"} {
		client := newClientWith(t, organizations.PartnerKey(`\\\\\\\\%%%%%%%%~~~~`), always(404, strings.Repeat(piece, 8<<10/len(piece))))
		_, err := client.GetOrganization(context.Background(), id)
		require.ErrorIs(t, err, organizations.ErrNotFound)
	}
}

// FuzzEcho checks that no error shows a key, however a server encodes the key, even if the server
// encodes it twice.
func FuzzEcho(f *testing.F) {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(spellings)), func(name string) bool {
		ofKeyAlone := func(kind string) bool { return strings.HasPrefix(name, kind) }
		return slices.ContainsFunc([]string{"base64", "hex", "base32", "wide", "UTF-16", "invisible", "HTML without", "lines", "spaces", "bells", "bytes", "pairs"}, ofKeyAlone)
	})
	places := slices.Sorted(maps.Keys(echoes))
	for i := range max(len(names), len(places)) {
		for n, j := range []int{i, i + 1, 5*i + 3} { // The fuzzer finds the other pairs of encodings and places.
			f.Add(awkward, uint8(i), uint8(j), uint8(i+n))
		}
	}
	f.Fuzz(func(t *testing.T, key string, first, second, place uint8) {
		if _, err := organizations.New(organizations.PartnerKey(key)); err != nil {
			t.Skip("not a key")
		}
		a, b := names[int(first)%len(names)], names[int(second)%len(names)]
		spelled, at := spellings[b](spellings[a](key)), places[int(place)%len(places)]
		p := &peer{answer: func(int) (*http.Response, error) { return echoes[at](spelled), nil }}
		_, err := newClientWith(t, organizations.PartnerKey(key), p).GetOrganization(context.Background(), id)
		text := everything(t, err)
		if own := "GET /api/organizations/" + id + " [redacted] the body is not JSON"; strings.Contains(own, key) {
			t.Skip("a word of ours")
		}
		assert.NotContains(t, text, spelled, "%s of %s in %s", b, a, at)
		assert.NotContains(t, text, spellings[a](key), "%s of %s in %s", b, a, at)
		assert.NotContains(t, text, key, "%s of %s in %s", b, a, at)
	})
}

// The path of the base URL may have the key by mistake.
func TestNoErrorShowsTheKeyInTheBaseURL(t *testing.T) {
	t.Parallel()
	for status, body := range map[int]string{200: `{"data": 1}`, 404: `{}`} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}))
		t.Cleanup(server.Close)
		var log bytes.Buffer
		client, err := organizations.New(organizations.PartnerKey(secret), organizations.WithBaseURL(server.URL+"/"+secret), organizations.WithRetry(fast),
			organizations.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		require.NoError(t, err)
		err = get(client)
		require.ErrorContains(t, err, "GET /[redacted]/api/organizations/")
		assert.NotContains(t, fmt.Sprintf("%#v", err), secret)
		assert.NotContains(t, log.String(), secret)
		server.Close()
		require.ErrorContains(t, get(client), "GET /[redacted]/api/organizations/")
	}
}
