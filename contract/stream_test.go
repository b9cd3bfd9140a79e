package contract_test

import (
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// clock is a goroutine of the regexp2 package that limits how long matching a pattern takes. The
// goroutine ends some time after the last match.
var clock = goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock")

// lists yields n exchanges that list organizations. The recording changes after every 10 exchanges,
// between two recordings. Every tenth exchange has another owner. If last is not nil, lists yields
// this error at the end.
func lists(n int, last error) iter.Seq2[*contract.Exchange, error] {
	return func(yield func(*contract.Exchange, error) bool) {
		for i := range n {
			x := call("GET", "/api/organizations", "", 200, fmt.Sprintf(`{"data": [{"id": "%d"}], "extra": %d}`, i/5, i))
			x.Source.File, x.Source.Entry = fmt.Sprintf("%d.har", i/10), i%10
			if !yield(x, nil) {
				return
			}
		}
		if last != nil {
			yield(nil, last)
		}
	}
}

func TestCheckAllKeepsTheOrderAndTheSessions(t *testing.T) {
	defer goleak.VerifyNone(t, clock)
	var got, want []string
	for checked, err := range loadContract(t).CheckAll(lists(200, nil)) {
		require.NoError(t, err)
		for _, f := range checked.Findings {
			got = append(got, checked.Exchange.Source.String()+" "+f.Rule.String())
		}
	}
	for i := range 200 {
		source := fmt.Sprintf("%d.har#%d ", i/10, i%10)
		if i%10 == 5 {
			want = append(want, source+"invariant.owner-stays-first")
		}
		want = append(want, source+"response.property-undeclared")
	}
	assert.Equal(t, want, got)
}

// The exchanges of one session may be in several recordings, and exchanges of other sessions may be
// between them.
func TestCheckAllTakesTheSessionsThatExchangesName(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		session func(i int) string
		want    int
	}{
		"each owner has a session":        {func(i int) string { return fmt.Sprint("owner", i/5) }, 0},
		"all owners share a session":      {func(int) string { return "one" }, 3},
		"two sessions, mixed":             {func(i int) string { return strconv.Itoa(i % 2) }, 2 * 3},
		"the recordings are the sessions": {func(int) string { return "" }, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			named := func(yield func(*contract.Exchange, error) bool) {
				i := 0
				for x, err := range lists(20, nil) {
					x.Session = tt.session(i)
					i++
					if !yield(x, err) {
						return
					}
				}
			}
			got := 0
			for checked, err := range loadContract(t).CheckAll(named) {
				require.NoError(t, err)
				for _, f := range checked.Findings {
					if f.Rule.Keyword == "owner-stays-first" {
						got++
					}
				}
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestCheckAllEndsWithTheErrorOfTheReader(t *testing.T) {
	defer goleak.VerifyNone(t, clock)
	torn := errors.New("a.har is torn")
	n := 0
	var last error
	for _, err := range loadContract(t).CheckAll(lists(30, torn)) {
		if n, last = n+1, err; err != nil {
			break
		}
	}
	assert.Equal(t, 31, n)
	assert.Equal(t, torn, last)
}

func TestCheckAllMayBeLeftEarly(t *testing.T) {
	defer goleak.VerifyNone(t, clock)
	for _, err := range loadContract(t).CheckAll(lists(1000, nil)) {
		require.NoError(t, err)
		break
	}
}

// If the reader of the results stops, CheckAll reads only a few more exchanges per processor. It
// reads some more if their bodies are short.
func TestCheckAllReadsAheadWithinBounds(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(2))
	for name, tt := range map[string]struct{ body, most int }{
		"short bodies": {1, 1 << 10},
		"long bodies":  {8 << 20, 2},
		"huge bodies":  {100 << 20, 1},
	} {
		t.Run(name, func(t *testing.T) {
			c := loadContract(t)
			synctest.Test(t, func(t *testing.T) {
				x := call("GET", "/none", "", 200, "")
				x.Response.Body = make([]byte, tt.body)
				var read atomic.Int64
				all := func(yield func(*contract.Exchange, error) bool) {
					for range 2000 {
						read.Add(1)
						if !yield(x, nil) {
							return
						}
					}
				}
				taken := 0
				for _, err := range c.CheckAll(all) {
					require.NoError(t, err)
					if taken++; taken == 1 {
						synctest.Wait()
						assert.LessOrEqual(t, read.Load(), int64(tt.most))
					}
				}
				assert.Equal(t, 2000, taken)
			})
		})
	}
}

// A long exchange waits until an earlier short exchange frees its room. Later exchanges don't get
// that room before the long exchange.
func TestCheckAllTakesALongExchangeAfterAShortOne(t *testing.T) {
	c := loadContract(t)
	synctest.Test(t, func(t *testing.T) {
		short, long := call("GET", "/none", "", 200, "a"), call("GET", "/none", "", 200, "")
		long.Response.Body = make([]byte, 16<<20)
		n := 0
		for checked, err := range c.CheckAll(func(yield func(*contract.Exchange, error) bool) {
			_ = yield(short, nil) && yield(long, nil) && yield(short, nil)
		}) {
			require.NoError(t, err)
			assert.Same(t, []*contract.Exchange{short, long, short}[n], checked.Exchange)
			n++
		}
		assert.Equal(t, 3, n)
	})
}
