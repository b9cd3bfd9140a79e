package sandbox_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// crashState is an environment variable. With it, [TestAKillLosesNoAcknowledgedWrite] tells its
// child process the name of the state file.
const crashState = "SANDBOX_CRASH_STATE"

// In each round, the test kills the child while this many workers write. The sandbox groups their
// writes.
const (
	crashRounds  = 4
	crashWorkers = 16
)

// serveUntilKilled is the main function of the child process. It prints its address and serves
// until it is killed.
func serveUntilKilled(state string) error {
	s, err := sandbox.Open(sandbox.WithState(state))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // The listener lives as long as the process.
	if err != nil {
		return err
	}
	if _, err := fmt.Fprintln(os.Stdout, "http://"+listener.Addr().String()); err != nil {
		return err
	}
	return http.Serve(listener, s) // Only the test calls it.
}

// acknowledged records what the child answered.
type acknowledged struct {
	mu      sync.Mutex
	creates map[string]string // The bodies of the answers to creates, by idempotency key.
	names   map[string]string // The name of each organization, or "" after its deletion, by id.
	left    int               // The number of answers that the test still awaits before it kills the child.
	kill    func()
}

func (a *acknowledged) note(change func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	change()
	if a.left--; a.left == 0 {
		a.kill()
	}
}

// The test kills the child several times, at a random moment while workers write. After each
// restart, the sandbox must have everything that the child acknowledged. A client must be able to
// repeat a request that the child did not acknowledge.
func TestAKillLosesNoAcknowledgedWrite(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state.db")
	random := rand.New(rand.NewPCG(1, 2)) // Each run draws the same numbers.
	a := &acknowledged{creates: map[string]string{}, names: map[string]string{}}
	for round := range crashRounds {
		url, child := startChild(t, state)
		a.check(t, url)
		a.left, a.kill = 1+random.IntN(60), func() { _ = child.Process.Kill() }
		var workers sync.WaitGroup
		for worker := range crashWorkers {
			workers.Go(func() { a.load(t, url, fmt.Sprintf("round-%d-worker-%d", round, worker)) })
		}
		workers.Wait()
		require.Error(t, child.Wait(), "it was killed")
	}
	url, child := startChild(t, state)
	a.check(t, url)
	require.NoError(t, child.Process.Kill())
	require.Error(t, child.Wait())
	assert.NotEmpty(t, a.creates)
}

func startChild(t *testing.T, state string) (url string, child *exec.Cmd) {
	t.Helper()
	child = exec.CommandContext(t.Context(), os.Args[0]) // The child runs this test binary.
	child.Env = append(os.Environ(), crashState+"="+state)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	return strings.TrimSpace(line), child
}

// load creates organizations until the child no longer answers. Of every three organizations, it
// renames the second and deletes the third.
func (a *acknowledged) load(t *testing.T, url, worker string) {
	t.Helper()
	for i := 0; ; i++ {
		key := fmt.Sprintf("%s-%d", worker, i)
		status, body, ok := do(t, http.MethodPost, url+list, `{"name": "`+key+`"}`, key)
		if !ok {
			return
		}
		assert.Equal(t, 200, status, body)
		id := reply{body: body}.organization(t).ID
		a.note(func() { a.creates[key], a.names[id] = body, key })
		switch i % 3 {
		case 1:
			if _, _, ok = do(t, http.MethodPut, url+item(id), `{"name": "`+key+`-renamed"}`, ""); ok {
				a.note(func() { a.names[id] = key + "-renamed" })
			} else {
				a.forget(id) // The child didn't acknowledge the change, so either name is right.
			}
		case 2:
			if _, _, ok = do(t, http.MethodDelete, url+item(id), "", ""); ok {
				a.note(func() { a.names[id] = "" })
			} else {
				a.forget(id)
			}
		}
	}
}

func (a *acknowledged) forget(id string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.names, id)
}

// check compares the state of a child with what earlier children acknowledged.
func (a *acknowledged) check(t *testing.T, url string) {
	t.Helper()
	for key, want := range a.creates {
		status, body, _ := do(t, http.MethodPost, url+list, `{"name": "`+key+`"}`, key)
		assert.Equal(t, 200, status, key)
		assert.Equal(t, want, body, "the outcome of the key")
	}
	for id, name := range a.names {
		status, body, _ := do(t, http.MethodGet, url+item(id), "", "")
		if name == "" {
			assert.Equal(t, 404, status, "the organization was deleted")
		} else if assert.Equal(t, 200, status, "%s is lost", name) {
			assert.Equal(t, name, reply{body: body}.organization(t).Name)
		}
	}
	// A create that the last child didn't acknowledge can be repeated. The state must have both the
	// organization and the outcome of the key, or neither.
	for round := range crashRounds {
		for worker := range crashWorkers {
			for i := 0; ; i++ {
				key := fmt.Sprintf("round-%d-worker-%d-%d", round, worker, i)
				if _, ok := a.creates[key]; ok {
					continue
				}
				if i > 0 || round == 0 {
					status, body, _ := do(t, http.MethodPost, url+list, `{"name": "`+key+`"}`, key)
					assert.Equal(t, 200, status, body)
					a.creates[key] = body
				}
				break
			}
		}
	}
}

// do sends a request. It returns false if no complete answer comes.
func do(t *testing.T, method, url, body, key string) (status int, answer string, ok bool) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, "", false
	}
	request.Header.Set("Authorization", bearer(partner))
	request.Header.Set("Content-Type", "application/json")
	if key != "" {
		request.Header.Set("Idempotency-Key", key)
	}
	response, err := unchecked.RoundTrip(request)
	if err != nil {
		return 0, "", false
	}
	data, err := io.ReadAll(response.Body)
	err = errors.Join(err, response.Body.Close())
	return response.StatusCode, string(data), err == nil
}
