package docs_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

func TestAPI(t *testing.T) {
	document, err := contract.Load(t.Context(), "../internal/bookshop/bookshop.yaml")
	require.NoError(t, err)
	handler := bookshop.New()
	probe.Run(t, document, handler, probe.Header("Authorization", "Bearer "+bookshop.Token))
}
