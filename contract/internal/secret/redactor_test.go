package secret_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
)

func TestRedactor(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long-", 2000)
	r := secret.NewRedactor([]string{"hunter2-a", "hunter2-a-longer", "a/b~c\"d-e", "longer-still", "short", long, long[:4095]})
	for text, want := range map[string]string{
		"":                                 "",
		"nothing here, short":              "nothing here, short",
		"a hunter2-a b":                    "a [redacted] b",
		"a hunter2-a-longer b":             "a [redacted] b",
		"a hunter2-a-longer-still b":       "a [redacted] b",
		"a hunter2-ahunter2-a b":           "a [redacted][redacted] b",
		`a/b~c"d-e a~1b~0c"d-e`:            "[redacted] [redacted]",
		`"a/b~c\"d-e"`:                     `"[redacted]"`,
		"a " + long + " b":                 "a [redacted]",
		"a " + long[:4095] + " b":          "a [redacted] b",
		"a " + long[:4096] + " b, cut":     "a [redacted]",
		"a " + long[:4094] + " b, too few": "a " + long[:4094] + " b, too few",
	} {
		assert.Equal(t, want, r.Redact(text), "%.40s", text)
	}
}
