package organizations_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// hostile starts a server and returns a client of the server. The client has its own transport.
func hostile(t *testing.T, handler http.HandlerFunc, opts ...organizations.Option) *organizations.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := organizations.New(organizations.PartnerKey(secret), append([]organizations.Option{
		organizations.WithBaseURL(server.URL), organizations.WithTransport(transport), organizations.WithRetry(fast),
	}, opts...)...)
	require.NoError(t, err)
	return client
}

// everything returns all text that a program can print of an error: the text of each wrapped error,
// the fields, and the output of encoders and loggers.
func everything(t *testing.T, err error) string {
	t.Helper()
	var b strings.Builder
	parts := []error{err}
	for len(parts) > 0 {
		part := parts[0]
		parts = parts[1:]
		if part == nil {
			continue
		}
		fmt.Fprintf(&b, "%v\n%+v\n%#v\n%q\n", part, part, part, part)
		switch part := part.(type) { //nolint:errorlint // The loop looks at each wrapped error.
		case interface{ Unwrap() error }:
			parts = append(parts, part.Unwrap())
		case interface{ Unwrap() []error }:
			parts = append(parts, part.Unwrap()...)
		}
		encoded, encodeErr := json.Marshal(part)
		require.NoError(t, encodeErr)
		b.Write(encoded)
	}
	if refusal, ok := errors.AsType[*organizations.Error](err); ok {
		fmt.Fprintf(&b, "%s %s %s %v %s", refusal.Body, refusal.Key, refusal.Message, refusal.Metadata, refusal.Version)
	}
	if unreadable, ok := errors.AsType[*organizations.DecodeError](err); ok {
		fmt.Fprintf(&b, "%s %+v", unreadable.Pointer, *unreadable)
	}
	slog.New(slog.NewTextHandler(&b, nil)).Error("failed", "error", err)
	slog.New(slog.NewJSONHandler(&b, nil)).Error("failed", "error", err)
	return b.String()
}

// assertHidden fails if a text has a secret in one of the spellings, or at least length bytes of
// its beginning.
func assertHidden(t *testing.T, text, secret string, length int) {
	t.Helper()
	for name, spell := range spellings {
		spelled := spell(secret)
		assert.NotContains(t, text, spelled[:min(length, len(spelled))], name)
	}
}

// broken writes a separator into a text, each time after this many bytes.
func broken(s string, length int, separator string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 && i%length == 0 {
			b.WriteString(separator)
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
