package redaction

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// TestWithoutSecretsIsBounded checks that a body is left out with the reason if its search costs
// more than its budget. The other body stays.
func TestWithoutSecretsIsBounded(t *testing.T) {
	t.Parallel()
	x := exchangeWith(encodedBody())
	r := New(emptyContract(t), Options{})
	s := &search{Redactor: r, budgets: budgets{request: disguise.NewBudget(1 << 20), response: disguise.NewBudget(1 << 10), heads: disguise.NewBudget(1 << 20)}}
	var result Redacted
	original, _, err := s.withoutSecrets(x, &result)
	require.ErrorIs(t, err, errCostly)
	assert.Equal(t, x, original)

	y := result.omit(x, s.budgets.refuse)
	assert.True(t, y.Response.BodyOmitted)
	assert.False(t, y.Request.BodyOmitted)
	require.Len(t, result.Omitted, 1)
	require.ErrorIs(t, result.Omitted[0], errCostly)

	y.Request.Body = nil
	s.budgets.heads = disguise.NewBudget(1)
	y.Request.Header.Set("X-A", strings.Repeat("a", 100))
	assert.Same(t, y, result.omit(y, s.budgets.refuse), "there is no body to leave out")
}

// encodedBody is a body that takes more than a small budget to search.
func encodedBody() []byte {
	return []byte(strings.Repeat(base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString([]byte("the quick brown fox has a password"))))+" ", 40))
}

func exchangeWith(body []byte) *contract.Exchange {
	text := http.Header{"Content-Type": {"text/plain"}}
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodPost, URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/"}, Header: text.Clone(), Body: []byte("a b c")},
		Response: &contract.Response{Status: http.StatusOK, Header: text.Clone(), Body: body},
	}
}

func emptyContract(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Parse("openapi.yaml", []byte("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n"))
	require.NoError(t, err)
	return c
}

// TestRedactorLeavesOutCostlyBodies checks that the search begins anew without a body that costs
// too much. An exchange whose headers cost too much is refused, and the recording goes on.
func TestRedactorLeavesOutCostlyBodies(t *testing.T) {
	t.Parallel()
	r := New(emptyContract(t), Options{})
	x := exchangeWith(encodedBody())
	r.budgetsFor = func(*contract.Exchange, int, *disguise.Budget, *disguise.Budget) budgets {
		return budgets{request: disguise.NewBudget(1 << 20), response: disguise.NewBudget(1 << 10), heads: disguise.NewBudget(1 << 20)}
	}
	result, err := r.Redact(x, x.Source)
	require.NoError(t, err)
	assert.True(t, result.Exchange.Response.BodyOmitted)
	assert.Empty(t, result.Exchange.Response.Body)
	assert.Equal(t, x.Request.Body, result.Exchange.Request.Body)
	require.Len(t, result.Omitted, 1)
	require.ErrorIs(t, result.Omitted[0], errCostly)

	r.budgetsFor = func(*contract.Exchange, int, *disguise.Budget, *disguise.Budget) budgets {
		return budgets{request: disguise.NewBudget(1 << 20), response: disguise.NewBudget(1 << 20), heads: disguise.NewBudget(1)}
	}
	x = exchangeWith(nil)
	x.Request.Header.Set("X-A", strings.Repeat("a", 100))
	_, err = r.Redact(x, x.Source)
	require.ErrorIs(t, err, errCostlyHead)
	assert.True(t, IsUnrecordable(err))
}

// TestReviseLeavesOutCostlyBodies: when a recording ends, a body that costs too much is left out,
// and the recording is not lost. The search may cost twice as much as before.
func TestReviseLeavesOutCostlyBodies(t *testing.T) {
	t.Parallel()
	r := New(emptyContract(t), Options{})
	factor := 0
	r.budgetsFor = func(_ *contract.Exchange, f int, _, _ *disguise.Budget) budgets {
		factor = f
		return budgets{request: disguise.NewBudget(1 << 20), response: disguise.NewBudget(1 << 10), heads: disguise.NewBudget(1 << 20)}
	}
	x := exchangeWith(encodedBody())
	y, changed, err := r.Revise(x)
	require.NoError(t, err)
	assert.True(t, changed)
	assert.True(t, y.Exchange.Response.BodyOmitted)
	assert.Equal(t, x.Request.Body, y.Exchange.Request.Body)
	require.Len(t, y.Omitted, 1)
	require.ErrorIs(t, y.Omitted[0], errCostly)
	assert.Equal(t, 2, factor)

	y, changed, err = r.Revise(exchangeWith([]byte("d e f")))
	require.NoError(t, err)
	assert.False(t, changed)
	assert.Equal(t, "d e f", string(y.Exchange.Response.Body))
	assert.Empty(t, y.Omitted)
}

// TestEachSecretIsCharged: a body of nothing but secrets reaches its budget, because each secret
// that is looked for costs what its forms take.
func TestEachSecretIsCharged(t *testing.T) {
	t.Parallel()
	r := New(emptyContract(t), Options{})
	s := &search{Redactor: r, budget: disguise.NewBudget(1 << 20)}
	s.addValue("s3cr3t-Partner-Key-0123456789", valueOf{})
	assert.False(t, s.budget.IsSpent())
	s.budget = disguise.NewBudget(workOfForm * r.size() / 2)
	s.addValue("s3cr3t-Partner-Key-9876543210", valueOf{})
	assert.True(t, s.budget.IsSpent(), "the second secret takes about as much as the first")
}

// TestEachPartOfABodyIsCharged: what takes time beside the bytes of a body is taken from its
// budget, and a body that is too long to be read once is left out before it is read.
func TestEachPartOfABodyIsCharged(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		contentType, body string
		private           bool
	}{
		"objects":                  {"application/json", "[" + strings.Repeat("{},", 1000) + "1]", false},
		"objects in objects":       {"application/json", strings.Repeat(`{"a":`, 1000) + "1" + strings.Repeat("}", 1000), false},
		"lists":                    {"application/json", "[" + strings.Repeat("[],", 5000) + "1]", false},
		"pairs of a form":          {"application/x-www-form-urlencoded", strings.Repeat("&", 2000), false},
		"private strings in lists": {"application/json", `["ab1","ba2",""]`, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := New(emptyContract(t), Options{Private: tt.private})
			x := exchangeWith([]byte(tt.body))
			x.Response.Header.Set("Content-Type", tt.contentType)
			enough := disguise.NewBudget(1 << 20)
			s := &search{Redactor: r, budgets: budgets{request: enough, response: disguise.NewBudget(4 * len(tt.body)), heads: enough}}
			_, _, err := s.withoutSecrets(x, &Redacted{})
			require.ErrorIs(t, err, errCostly)
		})
	}
	assert.True(t, budgetOf(make([]byte, maxBody+1), 1, nil).IsSpent())
	assert.False(t, budgetOf(make([]byte, maxBody), 1, nil).IsSpent())
	assert.Equal(t, disguise.NewBudget(maxWorkOfBody), budgetOf(make([]byte, maxBody), 1, nil))
}

// TestTheBodiesOfAnExchangeAreBoundedTogether: two bodies of which each may be searched are left
// out if both together cost more than an exchange may. The rest of the exchange is recorded.
func TestTheBodiesOfAnExchangeAreBoundedTogether(t *testing.T) {
	t.Parallel()
	body := encodedBody()
	for name, tt := range map[string]struct {
		request   []byte
		work      int
		isOmitted bool
	}{
		"enough for both": {bytes.ToUpper(body), 1 << 20, false},
		"enough for one":  {bytes.ToUpper(body), 56_000, true},
		"one":             {[]byte("a b c"), 56_000, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := New(emptyContract(t), Options{Seed: []byte("seed")}) // The work depends on the seed.
			r.work = tt.work
			x := exchangeWith(body)
			x.Request.Body = tt.request
			result, err := r.Redact(x, x.Source)
			require.NoError(t, err)
			assert.Equal(t, tt.isOmitted, result.Exchange.Request.BodyOmitted)
			assert.Equal(t, tt.isOmitted, result.Exchange.Response.BodyOmitted)
			assert.Equal(t, "/", result.Exchange.Request.URL.Path)
		})
	}
}

// TestLimit checks that all exchanges after Limit together cost no more than the limit. Another
// exchange is not recorded.
func TestLimit(t *testing.T) {
	t.Parallel()
	r := New(emptyContract(t), Options{})
	r.Limit(5 * workOfExchange)
	recorded := 0
	for !r.IsSpent() {
		x := exchangeWith([]byte("a b c"))
		if _, err := r.Redact(x, x.Source); err == nil {
			recorded++
		} else {
			require.ErrorIs(t, err, errCostlyHead)
		}
	}
	assert.Equal(t, 4, recorded)
}

// TestCostlyLinesAreCharged: a line with the name of a secret in a sentence costs more than another
// line, and so does a string that looks like a secret.
func TestCostlyLinesAreCharged(t *testing.T) {
	t.Parallel()
	const perByte = workOfPositions + workOfNames + 1
	for name, tt := range map[string]struct {
		line    string
		isSpent bool
	}{
		"a sentence about a user":     {"the user of the past is long, 1\n", false},
		"a sentence about a password": {"the password of the past is long, 1\n", true},
		"a user":                      {"user a-word-that-looks-like-nothing\n", false},
		"a code of a user":            {"user 9f8S7d6F5g4H3j2K1l0Q9w8E7r6t\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Repeat(tt.line, 100)
			s := &search{Redactor: New(emptyContract(t), Options{}), budget: disguise.NewBudget(perByte * len(text))}
			s.factsOf(text, walk.Unparsed)
			s.suspects(kindOfText{text, walk.Unparsed}, position.Span{Start: 0, End: len(text)})
			assert.Equal(t, tt.isSpent, s.budget.IsSpent())
		})
	}
}

// TestOrdinaryTextsAreRecorded: a long log and a long page are no reason to leave out a body. The
// texts of the test have a tenth of the length, and a tenth of the budget.
func TestOrdinaryTextsAreRecorded(t *testing.T) {
	t.Parallel()
	const lengthOfBody, part = 700_000, 10
	for name, tt := range map[string]struct{ contentType, line string }{
		"log": {
			"text/plain",
			`192.0.2.%d - - [20/Nov/2026:10:00:00 +0000] "GET /api/organizations/7?page=%d HTTP/1.1" 200 17 "https://app.example/list" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"` + "\n",
		},
		"page": {
			"text/html",
			`<div class="row item-%d"><a href="/organizations/%d">Organization number 8</a><p>The quick brown fox jumps over &amp; the lazy dog.</p></div>` + "\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var body strings.Builder
			for i := 0; body.Len() < lengthOfBody/part; i++ {
				fmt.Fprintf(&body, tt.line, i%250, i)
			}
			r := New(emptyContract(t), Options{})
			r.budgetsFor = func(*contract.Exchange, int, *disguise.Budget, *disguise.Budget) budgets {
				enough := disguise.NewBudget(workOfHeads)
				return budgets{request: enough, response: disguise.NewBudget(workOfBody / part), heads: enough}
			}
			x := exchangeWith([]byte(body.String()))
			x.Request.Header.Set("Authorization", "Bearer s3cr3t-Partner-Kx-8f2Qw71LmZ")
			x.Response.Header.Set("Content-Type", tt.contentType)
			result, err := r.Redact(x, x.Source)
			require.NoError(t, err)
			assert.Empty(t, result.Omitted)
			assert.Equal(t, body.String(), string(result.Exchange.Response.Body))
		})
	}
}

// TestUploadsAndCookiesAreRecorded: neither a file in base64 nor thousands of cookies are a reason
// to leave out a body. The test has fewer cookies and a part of the budget.
func TestUploadsAndCookiesAreRecorded(t *testing.T) {
	t.Parallel()
	const cookieCount, part = 600, 3
	random := make([]byte, 300_000)
	_, _ = rand.NewChaCha8([32]byte{}).Read(random) // It never fails.
	cookies := exchangeWith([]byte("a b c"))
	for i := range cookieCount {
		cookies.Response.Header.Add("Set-Cookie", fmt.Sprintf("c%d=%s; Path=/", i, base64.RawURLEncoding.EncodeToString(random[24*i:24*i+24])))
	}
	upload := exchangeWith([]byte(`{"file":"` + base64.StdEncoding.EncodeToString(random) + `"}`))
	upload.Response.Header.Set("Content-Type", "application/json")
	for name, tt := range map[string]struct {
		x    *contract.Exchange
		body int
	}{
		"cookies": {cookies, workOfBody / part},
		"upload":  {upload, workOfByte * len(upload.Response.Body)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := New(emptyContract(t), Options{})
			r.budgetsFor = func(*contract.Exchange, int, *disguise.Budget, *disguise.Budget) budgets {
				return budgets{request: disguise.NewBudget(workOfHeads), response: disguise.NewBudget(tt.body), heads: disguise.NewBudget(workOfHeads / part)}
			}
			result, err := r.Redact(tt.x, tt.x.Source)
			require.NoError(t, err)
			assert.Empty(t, result.Omitted)
			assert.Len(t, result.Exchange.Response.Body, len(tt.x.Response.Body))
		})
	}
}

// TestKnownSecretsAreBounded checks that the limit of what is looked for counts all forms.
func TestKnownSecretsAreBounded(t *testing.T) {
	t.Parallel()
	r := New(emptyContract(t), Options{})
	most := 0
	for i := range 2000 {
		before := r.size()
		r.add(strings.Repeat(fmt.Sprintf("s3cr3t-%d-", i), maxForms/12), true)
		most = max(most, r.size()-before)
		if r.full {
			break
		}
	}
	assert.True(t, r.full)
	assert.Less(t, r.size(), maxKnown+most+1)
}
