package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// syncBuffer is a log to which several requests write at the same time.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

func TestSecretsDontPrint(t *testing.T) {
	t.Parallel()
	seed := twoPartners()
	seed.Partners[0].Children[0].ClientSecret = "hush"
	var value any = seed
	asJSON, err := json.Marshal(value)
	require.NoError(t, err)
	asYAML, err := yaml.Marshal(seed)
	require.NoError(t, err)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("seed", "seed", seed, "key", seed.Partners[0].Key)
	for _, printed := range []string{
		fmt.Sprint(seed), fmt.Sprintf("%v %+v %#v %s %q %x", seed, seed, seed, seed, seed, seed), fmt.Sprintf("%x", seed.Partners[0].Key),
		string(asJSON), string(asYAML), log.String(),
	} {
		for _, secret := range []string{partner, user, otherKey, otherUserKey, "hush", fmt.Sprintf("%x", partner)} {
			assert.NotContains(t, printed, secret)
		}
	}
	assert.Equal(t, "hush", string(seed.Partners[0].Children[0].ClientSecret))
}

// No request puts a secret into the log or into an answer. This includes requests with a key in the
// wrong place.
func TestNoSecretIsLoggedOrReturned(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	file := filepath.Join(t.TempDir(), "state.db")
	p := start(t, sandbox.WithLogger(slog.New(slog.NewTextHandler(&log, nil))), sandbox.WithState(file))
	secrets := []string{partner, user, otherKey, "hush-hush", basic(sandbox.DefaultChildID, partner), someKey}
	withSecret := `{"name": "Acme", "client_secret": "hush-hush"}`
	answers := []reply{
		p.send("GET", list, ""),
		p.send("POST", list, withSecret, "Idempotency-Key", someKey),
		p.send("POST", list, withSecret, "Idempotency-Key", someKey),
		p.send("POST", list, withSecret),
		p.send("POST", list, `{"name": "Acme", "client_secret": "hush-hush`),
		p.send("POST", list, `{"name": "Acme", "client_secret": ["hush-hush"]}`),
		p.send("POST", list, withSecret, "Idempotency-Key", "hush-hush!"),
		p.send("PUT", item(sandbox.DefaultChildID), `{"name": "Customer", "client_secret": "hush-hush"}`),
		p.send("GET", item(sandbox.DefaultChildID), ""),
		p.send("GET", present, "", "Authorization", basic(sandbox.DefaultChildID, partner)),
		p.send("GET", present, "", "Authorization", bearer(user)),
		p.send("GET", list, "", "Authorization", "Digest "+partner),
		p.send("GET", list+"?key="+partner, ""),
		p.send("GET", item(partner), ""),
		p.send("PUT", item(user), withSecret),
		p.sendBy(unchecked, "GET", "/"+partner, ""),
		p.sendBy(unchecked, partner, list, ""),
		p.sendBy(unchecked, "GET", list, "", sandbox.FaultHeader, partner),
		p.send("GET", list, "", versionHeader, "hush-hush"),
		p.sendBy(unchecked, "POST", sandbox.FaultsPath, `{"kind": "hush-hush"}`),
	}
	require.NoError(t, p.BreakState())
	answers = append(answers, p.send("POST", list, `{"name": "Beta", "client_secret": "hush-hush"}`))
	assert.Contains(t, log.String(), "the state can't be written")
	assert.Contains(t, log.String(), "state.db: the state file can't be used: ")
	assert.Contains(t, log.String(), "operation=createOrganization")
	for _, secret := range secrets {
		assert.NotContains(t, log.String(), secret)
		for i, answer := range answers {
			assert.NotContains(t, answer.body, secret, "answer %d", i)
			assert.NotContains(t, fmt.Sprint(answer.header), secret, "answer %d", i)
		}
	}
}

// The log of a request shows who sent it, what it asked for, and how it was answered.
func TestTheAccessLog(t *testing.T) {
	t.Parallel()
	var log syncBuffer
	c := newClock()
	p := start(t, sandbox.WithClock(c.now), sandbox.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))))
	p.create("Acme", someKey)
	p.create("Acme", someKey)
	p.sendBy(unchecked, "GET", "/api/users", "")
	p.send("GET", item("acme"), "", "Authorization", bearer(user))
	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Times: 1}))
	p.send("GET", list, "")
	const caller = " caller=partner partner=" + sandbox.DefaultOwnerID
	assert.Equal(t, `level=INFO msg=request method=POST path=/api/organizations took=0s status=200 bytes=69 operation=createOrganization version=2025-09-18`+caller+`
level=INFO msg=request method=POST path=/api/organizations took=0s status=200 bytes=69 operation=createOrganization version=2025-09-18`+caller+` replayed=true
level=INFO msg=request method=GET path=/api/[redacted] took=0s status=404 bytes=76
level=INFO msg=request method=GET path=/api/organizations/[redacted] took=0s status=403 bytes=118 operation=getOrganization version=2025-09-18 caller=user partner=`+sandbox.DefaultOwnerID+`
level=INFO msg=request method=GET path=/api/organizations took=0s status=500 bytes=92 operation=listOrganizations version=2025-09-18`+caller+` fault=status
`, log.String())
}
