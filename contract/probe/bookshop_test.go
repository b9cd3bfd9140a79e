package probe_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// probing is a probe of a bookshop.
type probing struct {
	probe     *probe.Probe
	result    *probe.Result
	exchanges []*contract.Exchange
}

// The functions probe a bookshop once for all tests. The first bookshop has no defect.
var (
	soundShop  = sync.OnceValues(func() (*probing, error) { return probeShop(nil) })
	brokenShop = sync.OnceValues(func() (*probing, error) { return probeShop(brokenDefects) })
)

// brokenDefects are defects that don't hide each other.
var brokenDefects = []string{
	"tags-empty", "location-wrong", "link-wrong", "head-length", "author-deleted", "rating-5", "deleted-stays", "replaced-stays", "token-other-GET",
}

// probeShop probes a bookshop with the defects.
func probeShop(defects []string, options ...probe.Option) (*probing, error) {
	c, err := contract.Parse("bookshop.yaml", bookshop.Document())
	if err != nil {
		return nil, err
	}
	shop := &probing{}
	shop.probe, err = probe.New(c, bookshop.New(defects...), append(options, probe.Header("Authorization", "Bearer "+bookshop.Token),
		probe.OtherHeader("Authorization", "Bearer "+bookshop.OtherToken), probe.Timeout(time.Minute),
		probe.Each(func(x *contract.Exchange) { shop.exchanges = append(shop.exchanges, x) }))...)
	if err != nil {
		return nil, err
	}
	shop.result, err = shop.probe.Run(context.Background())
	return shop, errors.Join(err, shop.probe.Close())
}

// shown describes the failures in a few words.
func shown(r *probe.Result) string {
	var b strings.Builder
	for _, f := range r.Failures {
		last := f.Steps[len(f.Steps)-1].Exchange
		b.WriteString(f.Finding.Rule.String() + "  " + f.Finding.Operation + "  " + f.Finding.At.String() + "  " + f.Finding.Message() + "\n")
		b.WriteString("    " + last.Request.Method + " " + last.Request.URL.RequestURI() + " " + string(last.Request.Body) + "\n")
	}
	return b.String()
}

// A recording says when each request was sent.
func TestExchangesHaveATime(t *testing.T) {
	t.Parallel()
	shop, err := soundShop()
	require.NoError(t, err)
	for _, x := range shop.exchanges {
		assert.WithinDuration(t, time.Now(), x.Source.Recorded, time.Hour, x.Request.URL)
	}
}

// A probe has no finding in a bookshop without defects.
func TestNoDefect(t *testing.T) {
	t.Parallel()
	shop, err := soundShop()
	require.NoError(t, err)
	r := shop.result
	assert.Empty(t, r.Failures, shown(r))
	assert.Empty(t, r.Left)
	require.Len(t, r.Unreached, 1)
	assert.Equal(t, "any value is an array of one item", r.Unreached[0].Reason)
}

// A probe finds a defect of each kind. The command make probe tries all defects.
func TestDefects(t *testing.T) {
	t.Parallel()
	shop, err := brokenShop()
	require.NoError(t, err)
	for _, name := range []string{"tags-empty", "location-wrong", "link-wrong", "head-length", "author-deleted", "token-other-GET"} {
		failureOf(t, shop.result, name)
	}
}

// failureOf returns the first failure that shows a defect.
func failureOf(t *testing.T, r *probe.Result, name string) *probe.Failure {
	t.Helper()
	all := bookshop.Defects()
	d := all[slices.IndexFunc(all, func(d bookshop.Defect) bool { return d.Name == name })]
	i := slices.IndexFunc(r.Failures, func(f probe.Failure) bool {
		return slices.Contains(d.Rules, f.Finding.Rule.String()) && slices.Contains(d.Operations, f.Finding.Operation)
	})
	require.GreaterOrEqual(t, i, 0, "%s: it was not found in %d requests\n%s", d.What, r.Requests, shown(r))
	return &r.Failures[i]
}
