package organizations_test

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// longKey is a key of 28 characters. A part of it has at least 12.
const longKey = `pk/Zx9~Q"w<7&mT+4kL8vB2nR6yH`

// partsOfKeys are the parts of keys that a server may send back.
var partsOfKeys = map[string][2]string{
	"the first three quarters":  {longKey, longKey[:21]},
	"the last three quarters":   {longKey, longKey[7:]},
	"the first half":            {longKey, longKey[:14]},
	"the last half":             {longKey, longKey[14:]},
	"all but the first":         {longKey, longKey[1:]},
	"all but the last":          {longKey, longKey[:27]},
	"twelve in the middle":      {longKey, longKey[9:21]},
	"half of a short key":       {"s3cr3t-k3y-4711x", "k3y-4711"},
	"letters and digits":        {"velvetRiver4711barleyTulip88", "River4711bar"},
	"joined words":              {"velvet-river-barley-tulip", "er-barley-tu"},
	"what looks like an escape": {"pX!1202~00000!000-velvet", "X!1202~00000!000-velvet"},
	"many letters":              {"correcthorsebatterystaplevelvet", "rsebatterystaple"},
}

// twice spells a part that is encoded in base64 two times.
func twice(s string) string {
	return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s))))
}

// TestPartsOfKeys checks that no error shows a part of a key, in all encodings and places.
func TestPartsOfKeys(t *testing.T) {
	t.Parallel()
	for name, tt := range partsOfKeys {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for encoding, spell := range spellings {
				for _, place := range []string{"a body that is not JSON", "a message", "a name in metadata", "the version", "a name that stands twice"} {
					assertPartHidden(t, tt[0], spell(tt[1]), encoding+" in "+place, echoes[place])
				}
			}
			assertPartHidden(t, tt[0], twice(tt[1]), "base64 of base64", echoes["a message"])
			assertPartHidden(t, tt[0], twice("id:"+tt[0]), "base64 of base64 of Basic", echoes["a message"])
		})
	}
}

func assertPartHidden(t *testing.T, key, spelled, name string, echo func(string) *http.Response) {
	t.Helper()
	p := &peer{answer: func(int) (*http.Response, error) { return echo(spelled), nil }}
	_, err := newClientWith(t, organizations.PartnerKey(key), p).GetOrganization(context.Background(), id)
	require.Error(t, err)
	assert.NotContains(t, everything(t, err), spelled, name)
}

// TestAPartOfAClientSecret checks that no error shows a part of a secret in the body of a request.
func TestAPartOfAClientSecret(t *testing.T) {
	t.Parallel()
	p := &peer{answer: func(int) (*http.Response, error) { return nil, errors.New("sending " + longKey[5:20]) }}
	request := organizations.CreateOrganizationRequest{Name: "A", ClientSecret: organizations.NewSecret(longKey)}
	_, err := newClient(t, p).CreateOrganization(context.Background(), request)
	require.Error(t, err)
	assert.NotContains(t, everything(t, err), longKey[5:20])
}

// TestAPartOfAHeader checks that no error shows a part of a long value of WithHeader. A part of a
// short value stays, because it may be one of a date.
func TestAPartOfAHeader(t *testing.T) {
	t.Parallel()
	for _, value := range []string{longKey, "Token " + longKey} {
		_, err := newClient(t, always(409, `{"message": "you sent mT+4kL8vB2nR6yH"}`), organizations.WithHeader("X-Gateway", value)).GetOrganization(context.Background(), id)
		require.ErrorContains(t, err, "you sent [redacted]")
	}
	_, err := newClient(t, always(409, `{"message": "since 2026-02-17"}`), organizations.WithHeader("X-Since", "2026-02-18")).GetOrganization(context.Background(), id)
	require.ErrorContains(t, err, "since 2026-02-17")
}

// TestPartsLeaveWords checks that a key that has ordinary words leaves them in errors.
func TestPartsLeaveWords(t *testing.T) {
	t.Parallel()
	words := []string{
		"the organization was not found", "Organizations are unavailable", "authentication is required: ORGANIZATION", "the application/json body has a wrong organizationId",
		"per-organization limits", "see /api/organizations", "internationally unavailable", "the body is not JSON",
	}
	for _, key := range []string{"organization-key-4711", "4711organization", "my-organizations-key-88", "authentication4711organization", "organizationId-4711-velvet", "Organization_4711_unavailable"} {
		for _, text := range words {
			_, err := newClientWith(t, organizations.PartnerKey(key), always(409, `{"message": "`+text+`"}`)).GetOrganization(context.Background(), id)
			require.ErrorContains(t, err, text, key)
		}
	}
}

// FuzzPart checks that no error shows a part of a key that is long enough, in any encoding.
func FuzzPart(f *testing.F) {
	names := make([]string, 0, len(spellings))
	for name := range spellings {
		names = append(names, name)
	}
	slices.Sort(names)
	for i := range names {
		f.Add(longKey, uint8(i), uint8(i), uint8(12))
	}
	f.Fuzz(func(t *testing.T, key string, encoding, start, length uint8) {
		if _, err := organizations.New(organizations.PartnerKey(key)); err != nil {
			t.Skip("not a key")
		}
		const enough = 16 // From this length on, letters count too.
		part := key[int(start)%len(key):]
		part = part[:min(len(part), max(int(length), enough))]
		if own := "GET /api/organizations/" + id + " [redacted] the body is not JSON"; len(part) < enough || strings.Contains(own, part) {
			t.Skip("not a part")
		}
		name := names[int(encoding)%len(names)]
		assertPartHidden(t, key, spellings[name](part), name, echoes["a message"])
	})
}
