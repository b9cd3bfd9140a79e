package position_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// naming says that the usual names of secrets are certain.
func naming(name string) position.Secrecy {
	if suspect.IsSecretName(name) {
		return position.Certain
	}
	return position.NoSecret
}

// Each function finds the secrets at the positions that it knows, and nothing else.
func TestPositions(t *testing.T) {
	t.Parallel()
	named := func(text string) []position.Span { return position.Named(text, naming, true) }
	commands := func(text string) []position.Span { return position.InCommands(text, naming) }
	for name, tt := range map[string]struct {
		find func(text string) []position.Span
		text string
		want []string
	}{
		"option":                  {commands, "mysql -u root -phush4711 shop", []string{"hush4711"}},
		"option with a user":      {commands, "curl -u ann:hush4711 https://a.example/", []string{"hush4711"}},
		"option with a long name": {commands, "tool --password hush4711 --verbose", []string{"hush4711"}},
		"option of no secret":     {commands, "tool --color always", nil},
		"line":                    {named, "host: a.example\npassword: hush4711\n", []string{"hush4711"}},
		"line with a word":        {named, "password: opensesame\n", []string{"opensesame"}},
		"element":                 {named, "<user><name>ann</name><password>hush4711</password></user>", []string{"hush4711"}},
		"form":                    {named, "name=ann&password=hush4711", []string{"hush4711"}},
		"table":                   {named, "name\tpassword\nann\thush4711\nbob\thush4712\n", []string{"hush4711", "hush4712"}},
		"SQL":                     {named, "INSERT INTO users (name, password) VALUES ('ann', 'hush4711')", []string{"hush4711"}},
		"call":                    {named, `login("ann", "hush4711x9")`, []string{"hush4711x9"}},
		"no name of a secret":     {named, "host: a.example\nname: ann\n", nil},
		"address":                 {position.InLinks, "open https://a.example/reset/4f9a8b7c6d5e now", []string{"4f9a8b7c6d5e"}},
		"address without a code":  {position.InLinks, "open https://a.example/reset/help now", nil},
		"user at a host":          {position.Users, "ann:hush4711x@a.example/shop", []string{"hush4711x"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, found := range tt.find(tt.text) {
				if secret := tt.text[found.Start:found.End]; len(got) == 0 || got[len(got)-1] != secret {
					got = append(got, secret)
				}
			}
			assert.Equal(t, tt.want, got)
		})
	}
}

// A pair of the Basic scheme is written as it was read, in either alphabet, with or without padding.
func TestBasicPair(t *testing.T) {
	t.Parallel()
	for credential, want := range map[string]string{"YW5uOmh1c2g=": "hush", "YW5uOmh1c2g": "hush", "YW5uOj4-Pw": ">>?", "YW5uOmjp": "hé"} {
		pair, ok := position.ParseBasic(credential)
		assert.True(t, ok, credential)
		assert.Equal(t, "ann", pair.Name, credential)
		assert.Equal(t, want, pair.Password, credential)
		assert.Equal(t, credential, pair.Encode())
	}
	_, ok := position.ParseBasic("no base64!")
	assert.False(t, ok)
}
