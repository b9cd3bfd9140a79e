package walk_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// secrets returns the secrets that a walk finds, by their places.
func secrets(search func(*walk.Walker)) map[string]string {
	found := map[string]string{}
	w := &walk.Walker{Secrecy: position.NewNames(nil).Secrecy, Work: func(int) bool { return true }, Bodies: &walk.Bodies{}}
	w.Text = func(text string, kind walk.Kind) string {
		if kind == walk.Secret {
			found[w.Pointer()] = text
		}
		return text
	}
	search(w)
	return found
}

// TestAValueIsJudgedAsItsText compares a walk over a value with a walk over the same value in JSON.
func TestAValueIsJudgedAsItsText(t *testing.T) {
	t.Parallel()
	const text = `{"a/b": [{"password": "hush4711"}, {"pin": 8315}], "rows": [["email", "token"], ["ann", "hush"]], "ok": true, "none": null}`
	want := map[string]string{"/a~1b/0/password": "hush4711", "/a~1b/1/pin": "8315", "/rows/1/1": "hush"}
	value, err := jsonvalue.Decode([]byte(text), nil)
	require.NoError(t, err)
	assert.Equal(t, want, secrets(func(w *walk.Walker) { w.Value(value, walk.Request{}) }))
	assert.Equal(t, want, secrets(func(w *walk.Walker) {
		assert.JSONEq(t, text, string(w.Body(http.Header{}, []byte(text), walk.Request{})))
	}))
}

// TestTheNameOfAParameterIsThatOfItsValue walks over a parameter that is a list and an object.
func TestTheNameOfAParameterIsThatOfItsValue(t *testing.T) {
	t.Parallel()
	assert.Equal(t, map[string]string{"/0": "hush"}, secrets(func(w *walk.Walker) { w.Parameter("api_key", jsonvalue.Array{"hush"}) }))
	assert.Equal(t, map[string]string{"/password": "hush"}, secrets(func(w *walk.Walker) {
		w.Parameter("user", &jsonvalue.Object{Members: []jsonvalue.Member{{Name: "name", Value: "ann"}, {Name: "password", Value: "hush"}}})
	}))
}

// TestALongPointerIsCut checks that the walk cuts a pointer as a finding does, because the pointers
// of both are compared.
func TestALongPointerIsCut(t *testing.T) {
	t.Parallel()
	const depth = 300
	found := secrets(func(w *walk.Walker) {
		w.Body(http.Header{}, []byte(strings.Repeat(`{"abcdefg": `, depth)+`{"password": "hush4711"}`+strings.Repeat("}", depth)), walk.Request{})
	})
	assert.Equal(t, map[string]string{strings.Repeat("/abcdefg", jsonvalue.MaxPointer/len("/abcdefg")+1): "hush4711"}, found)
}
