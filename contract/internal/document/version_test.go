package document_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

func TestVersions(t *testing.T) {
	t.Parallel()
	for written, want := range map[string]document.Version{
		"3.0.3": document.V30, "3.0": document.V30, "3.1.0": document.V31, `"3.1"`: document.V31, "3.2.1": document.V32,
		"3": document.V30, "3.10.0": document.V32, "3.4.0": document.V32, "2.0": 0, "4.0.0": 0, "[3.0.0]": 0, "": 0,
	} {
		assert.Equal(t, want, parse(t, "openapi: "+written).Version(), written)
	}
	assert.Zero(t, parse(t, "a: 1").Version())
	assert.GreaterOrEqual(t, document.V32, document.V31)
}
