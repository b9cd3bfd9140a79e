package recording_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// signedWays are ways to say a secret with signs. Each escapes the secret as its grammar demands.
var signedWays = map[string]func(secret string) func(*contract.Exchange){
	"header": func(s string) func(*contract.Exchange) { return sends("X-Api-Key", s) },
	"bearer": func(s string) func(*contract.Exchange) { return sends("Authorization", "Bearer "+s) },
	"form": func(s string) func(*contract.Exchange) {
		return sendsBody("application/x-www-form-urlencoded", "user=me&password="+url.QueryEscape(s))
	},
	"said back": func(s string) func(*contract.Exchange) { return says("X-Api-Key", s, "you are "+s+" now") },
	"JSON": func(s string) func(*contract.Exchange) {
		return answers("application/json", `{"password": `+quoted(s)+`}`)
	},
	"sentence": func(s string) func(*contract.Exchange) { return answers("text/plain", "Your password is "+s) },
	"colon": func(s string) func(*contract.Exchange) {
		return answers("text/plain", "Your temporary password is: "+s)
	},
	"GraphQL": func(s string) func(*contract.Exchange) {
		return sendsBody("application/graphql", `mutation { login(user: "me", password: `+quoted(s)+`) { id } }`)
	},
	"statement": func(s string) func(*contract.Exchange) {
		return answers("application/json", `{"query": `+quoted(`login(password: `+quoted(s)+`)`)+`}`)
	},
	"shell": func(s string) func(*contract.Exchange) {
		return answers("text/plain", `tool --password '`+strings.ReplaceAll(s, "'", `'\''`)+`' --verbose`)
	},
}

// quoted returns a string as JSON writes it.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// TestSecretsWithSigns checks that no part of a secret stays that is before or behind a sign: an
// equals sign is not that of a parameter, and a quote or a bracket doesn't end the secret.
func TestSecretsWithSigns(t *testing.T) {
	t.Parallel()
	for name, says := range signedWays {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, sign := range "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~" {
				before, between, behind := "kV3xB9", "nW5tqL2", "mQ7rTz"
				x := without()
				says(before + string(sign) + between + string(sign) + behind)(x)
				y, err := recording.NewRedactor(loadContract(t), recording.RedactorOptions{}).Redact(x)
				require.NoError(t, err)
				all := dump(y)
				for _, part := range []string{before, between, behind} {
					assert.NotContains(t, all, part, string(sign))
				}
			}
		})
	}
}

// TestWholeValues checks that all of a value is the secret, whatever words and signs it has: behind
// a colon in a sentence, in an error, and in a call.
func TestWholeValues(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"opensesame", "4711471147114711", "blue boots, tall tree", "velvet:river", "/velvet/river"} {
		assert.NotContains(t, string(redactedAnswer(t, "application/json", `{"text": "Hi Ann. Your new password is: `+secret+`."}`).Response.Body), secret)
		assert.NotContains(t, string(redactedAnswer(t, "application/json", `{"errors": [{"field": "password", "rejectedValue": "`+secret+`"}]}`).Response.Body), secret)
		assert.NotContains(t, string(redactedAnswer(t, "text/plain", `login(user="ann", password="`+secret+`")`).Response.Body), secret)
	}
}
