package redaction_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
)

// numbered returns a contract that wants another number in each request than in the last one, and
// one word as the secret.
func numbered(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Parse("a.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a:
    post:
      operationId: say
      x-invariants:
        - id: another-number
          when: '"say" in last'
          rule: request.query.n != last.say.request.query.n
          message: each request has another number
      parameters:
        - {name: n, in: query, schema: {type: string}}
        - {name: word, in: query, schema: {type: string, enum: [opensesame]}}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                word: {type: string, format: password, enum: [opensesame]}
      responses:
        "200": {description: OK.}
`))
	require.NoError(t, err)
	return c
}

func saying(query, body string) *contract.Exchange {
	return &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodPost, URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/a", RawQuery: query},
			Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body),
		},
		Response: &contract.Response{Status: 200, Header: http.Header{}},
	}
}

// TestSessionOfWhatIsRecorded: an invariant compares an exchange with what the recording has before
// it, and neither with itself nor with an exchange that was left out.
func TestSessionOfWhatIsRecorded(t *testing.T) {
	t.Parallel()
	r := redaction.New(numbered(t), redaction.Options{})
	rules := func(x *contract.Exchange) []string {
		result, err := r.Redact(x, contract.Source{})
		require.NoError(t, err)
		var rules []string
		for _, f := range result.Findings {
			rules = append(rules, f.Rule.String())
		}
		return rules
	}

	assert.Equal(t, []string{"request.body-unchecked"}, rules(saying("n=1", `{"word": "opensesame"}`)), "its body is left out, and it is checked again")
	_, err := r.Redact(saying("n=2&word=opensesame", `{"word": "opensesame2"}`), contract.Source{})
	require.ErrorContains(t, err, "redaction would make a finding")
	assert.Empty(t, rules(saying("n=2", "{}")), "the last one was left out")
	assert.Equal(t, []string{"invariant.another-number"}, rules(saying("n=2", "{}")))
}

// TestSecretsOfWhatIsLeftOut: a secret of an exchange that was left out is a secret in the others
// too.
func TestSecretsOfWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	long := saying("n=2", `{"client_secret": "hush4711barley"}`)
	long.Request.Header.Set("X-Long", strings.Repeat("a", 300<<10))
	long.Request.Header.Set("Authorization", "Bearer barley4711hush")
	for name, x := range map[string]*contract.Exchange{
		"its verdict would change": saying("n=2&word=opensesame", `{"word": "opensesame2", "token": "hush4711barley barley4711hush"}`),
		"its header is too long":   long,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := redaction.New(numbered(t), redaction.Options{})
			_, err := r.Redact(x, contract.Source{})
			require.Error(t, err)
			result, err := r.Redact(saying("n=3", `{"note": "see hush4711barley and barley4711hush"}`), contract.Source{})
			require.NoError(t, err)
			assert.NotContains(t, string(result.Exchange.Request.Body), "hush4711barley")
			assert.NotContains(t, string(result.Exchange.Request.Body), "barley4711hush")
		})
	}
}
