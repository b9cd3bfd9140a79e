package document_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Many actions that add a field to the same mapping take memory in proportion to their number.
func TestTheCostOfAnOverlayIsLinear(t *testing.T) { //nolint:paralleltest // Other tests would allocate too.
	allocated := func(actions int) uint64 {
		var list strings.Builder
		for i := range actions {
			fmt.Fprintf(&list, "- {target: $.info, update: {x-%d: 1}}\n", i)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		d, err := document.Load("openapi.yaml", []byte(overlaid), nil, overlay("1.0.0", list.String()))
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		assert.Equal(t, 2+actions, d.Root().Get("info").Len())
		return after.TotalAlloc - before.TotalAlloc
	}
	assert.Less(t, allocated(4000), 6*allocated(1000))
}

// A value that actions nest too deep piece by piece is an error.
func TestOverlaysNestOnlySoDeep(t *testing.T) {
	t.Parallel()
	half := strings.Repeat("{a: ", 600) + "1" + strings.Repeat("}", 600)
	target := "$.info['x-a']" + strings.Repeat(".a", 599)
	_, err := document.Load("openapi.yaml", []byte(overlaid), nil, overlay("1.1.0", "- {target: $.info, update: {x-a: "+half+"}}\n- {target: \""+target+"\", update: {b: 2}}\n"))
	require.NoError(t, err)
	_, err = document.Load("openapi.yaml", []byte(overlaid), nil, overlay("1.1.0", "- {target: $.info, update: {x-a: "+half+"}}\n- {target: \""+strings.TrimSuffix(target, ".a")+"\", update: {b: "+half+"}}\n"))
	require.EqualError(t, err, "versions/old.yaml:5:3: the action makes values that are nested more than 1000 deep; nest them less")
}
