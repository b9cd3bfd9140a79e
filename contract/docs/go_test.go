package docs_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// shop is the server of the bookshop.
func shop(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `[{"id": 1, "title": "Emma", "format": "paperback"}]`)
}

func TestServerKeepsToTheDocument(t *testing.T) {
	text, err := os.ReadFile("bookshop/bookshop.yaml")
	require.NoError(t, err)
	c, err := contract.Parse("bookshop.yaml", text)
	require.NoError(t, err)

	checked := &contract.Middleware{Contract: c, Report: contract.FailTest(t, contract.Strict())}
	answer := httptest.NewRecorder()
	checked.Wrap(http.HandlerFunc(shop)).ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/v1/books", http.NoBody))
	assert.Equal(t, http.StatusOK, answer.Code)
}
