package organizations_test

import (
	"bytes"
	"context"
	stdjson "encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// printed returns all ways in which programs print a value: with every verb of fmt, with encoders
// and in logs.
func printed(t *testing.T, value any) string {
	t.Helper()
	var b bytes.Buffer
	for _, verb := range "vTtbcdoOqxXUeEfFgGsp" {
		for _, flags := range []string{"", "+", "#", "+#", "-20", "020.3", " "} {
			fmt.Fprintf(&b, "%"+flags+string(verb)+"\n", value)
		}
	}
	fmt.Fprintln(&b, value)
	if text, err := stdjson.Marshal(value); err == nil {
		b.Write(text)
	}
	if text, err := json.Marshal(value); err == nil {
		b.Write(text)
	}
	if text, err := xml.Marshal(value); err == nil {
		b.Write(text)
	}
	for _, handler := range []slog.Handler{slog.NewTextHandler(&b, nil), slog.NewJSONHandler(&b, nil)} {
		slog.New(handler).With("with", value).Info("a", "value", value, slog.Group("group", "value", value))
	}
	return b.String()
}

func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	hidden := organizations.NewSecret(secret)
	create := organizations.CreateOrganizationRequest{Name: "a", ClientSecret: hidden}
	update := organizations.UpdateOrganizationRequest{Name: "a", ClientSecret: hidden}
	client := newClient(t, always(200, `{}`), organizations.WithHeader("X-Gateway-Token", secret), organizations.WithUserAgent("a"))
	type unexported struct {
		client     organizations.Client
		pointer    *organizations.Client
		credential organizations.Credential
		hidden     organizations.Secret
		create     organizations.CreateOrganizationRequest
		update     *organizations.UpdateOrganizationRequest
		option     organizations.Option
	}
	for name, value := range map[string]any{
		"a partner key":       organizations.PartnerKey(secret),
		"a user key":          organizations.UserKey(secret),
		"an organization key": organizations.OrganizationKey(id, secret),
		"a secret":            hidden, "a pointer to a secret": &hidden, "secrets": []organizations.Secret{hidden}, "a map": map[string]organizations.Secret{"a": hidden},
		"a create": create, "a pointer to a create": &create, "an update": update, "a pointer to an update": &update,
		"a client": client, "a client by value": *client,
		"an option": organizations.WithHeader("X-Gateway-Token", secret),
		"exported fields": struct {
			Client     organizations.Client
			Pointer    *organizations.Client
			Credential organizations.Credential
			Create     organizations.CreateOrganizationRequest
			Update     any
		}{*client, client, organizations.PartnerKey(secret), create, update},
		"unexported fields":              unexported{*client, client, organizations.PartnerKey(secret), hidden, create, &update, organizations.WithHeader("X-A", secret)},
		"a pointer to unexported fields": &unexported{*client, client, organizations.UserKey(secret), hidden, create, &update, nil},
	} {
		assert.NotContains(t, printed(t, value), secret, name)
		assert.NotContains(t, printed(t, value), fmt.Sprintf("%x", secret), name)
	}
	assert.Equal(t, "{a}", fmt.Sprint(struct{ A any }{"a"}))
}

func TestASecretPrintsAsRedacted(t *testing.T) {
	t.Parallel()
	request := organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(secret)}
	assert.Contains(t, fmt.Sprintf("%+v", request), "ClientSecret:[redacted]")
	text, err := stdjson.Marshal(request)
	require.NoError(t, err)
	assert.JSONEq(t, `{"name": "a", "client_secret": "[redacted]"}`, string(text))
	text, err = json.Marshal(request)
	require.NoError(t, err)
	assert.JSONEq(t, `{"name": "a", "client_secret": "[redacted]"}`, string(text))
	assert.Empty(t, fmt.Sprint(organizations.Secret{}))
	for _, marshal := range []func(any) ([]byte, error){stdjson.Marshal, func(v any) ([]byte, error) { return json.Marshal(v) }} {
		text, err = marshal(organizations.UpdateOrganizationRequest{Name: "a"})
		require.NoError(t, err)
		assert.JSONEq(t, `{"name": "a"}`, string(text))
	}
}

// The server receives the secret itself, exactly as the client's caller set it.
func TestASecretOnTheWire(t *testing.T) {
	t.Parallel()
	for _, text := range []string{secret, `a"b\c<d>&`, "ä\u2028𝄞", "x", redactedText} {
		p := always(200, `{"data": {}}`)
		_, err := newClient(t, p).CreateOrganization(context.Background(), organizations.CreateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret(text)})
		require.NoError(t, err)
		var sent map[string]string
		require.NoError(t, stdjson.Unmarshal([]byte(p.bodies[0]), &sent))
		assert.Equal(t, map[string]string{"name": "a", "client_secret": text}, sent)
		var read organizations.CreateOrganizationRequest
		require.NoError(t, stdjson.Unmarshal([]byte(p.bodies[0]), &read))
		assert.Equal(t, text, read.ClientSecret.Reveal())
		assert.True(t, read.ClientSecret.Equal(organizations.NewSecret(text)))
		assert.False(t, read.ClientSecret.Equal(organizations.NewSecret(text+"2")))
	}
	p := always(200, `{"data": {}}`)
	_, err := newClient(t, p).UpdateOrganization(context.Background(), id, organizations.UpdateOrganizationRequest{Name: "a", ClientSecret: organizations.NewSecret("")})
	require.NoError(t, err)
	assert.JSONEq(t, `{"name": "a"}`, p.bodies[0])
	assert.True(t, organizations.Secret{}.IsZero())
	assert.True(t, organizations.NewSecret("").Equal(organizations.Secret{}))
	for _, wrong := range []string{`{"client_secret": 5}`, `{"client_secret": ["a"]}`} {
		require.Error(t, stdjson.Unmarshal([]byte(wrong), &organizations.CreateOrganizationRequest{}))
	}
}

const redactedText = "[redacted]"
