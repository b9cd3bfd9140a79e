package probe_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// ending is a context that ends when it was asked often enough.
type ending struct {
	context.Context

	left atomic.Int64
}

func (e *ending) Err() error {
	if e.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// many returns a document whose schemas name the next one twice, so that its values are countless.
func many(t *testing.T) *contract.Contract {
	t.Helper()
	var schemas strings.Builder
	for i := range 30 {
		next := fmt.Sprintf("{$ref: '#/components/schemas/S%d'}", i+1)
		fmt.Fprintf(&schemas, "S%d: {type: object, properties: {a: %s, b: %s}}, ", i, next, next)
	}
	c, err := contract.Parse("a.yaml", []byte("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {post: {requestBody: {required: true, content: {application/json: "+
		"{schema: {$ref: '#/components/schemas/S0'}}}}, responses: {'200': {description: A}}}}}, components: {schemas: {"+schemas.String()+"S30: {type: string}}}}"))
	require.NoError(t, err)
	return c
}

// A probe can be stopped while it plans. It then asks the context only a few more times.
func TestThePlanningIsInterrupted(t *testing.T) {
	t.Parallel()
	const few = 200
	for _, asked := range []int64{0, 3, 100, 1000} {
		var sent atomic.Int64
		p, err := probe.New(many(t), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { sent.Add(1) }))
		require.NoError(t, err)
		ctx := &ending{Context: t.Context()}
		ctx.left.Store(asked)
		result, err := p.Run(ctx)
		require.NoError(t, err)
		assert.Equal(t, "interrupted", result.Stopped)
		assert.Zero(t, sent.Load())
		assert.Less(t, -ctx.left.Load(), int64(few))
		require.NoError(t, p.Close())
	}
	p, err := probe.New(many(t), http.NotFoundHandler())
	require.NoError(t, err)
	ctx := &ending{Context: t.Context()}
	ctx.left.Store(1000)
	require.ErrorIs(t, p.WritePlan(ctx, io.Discard), context.Canceled)
	require.NoError(t, p.Close())
}

// What has too many requests is named with the number of parts that have none.
func TestThePlanSaysWhatIsNotDerived(t *testing.T) {
	t.Parallel()
	p, err := probe.New(many(t), http.NotFoundHandler(), probe.MaxRequests(3))
	require.NoError(t, err)
	var plan strings.Builder
	require.NoError(t, p.WritePlan(t.Context(), &plan))
	const said = "  not derived: the requests about some 256 parts of POST /a: there would be too many\n"
	assert.Contains(t, plan.String(), said)
	result, err := p.Run(t.Context())
	require.NoError(t, err)
	assert.Contains(t, string(result.Summary(1)), said)
	require.NoError(t, p.Close())
}
