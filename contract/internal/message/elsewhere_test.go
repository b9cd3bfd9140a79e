package message_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

func TestElsewhere(t *testing.T) {
	t.Parallel()
	doc, err := document.Load("a.yaml", []byte(`openapi: 3.0.3
info: {title: A, version: "1"}
servers: [{url: https://example.com/v4}]
paths:
  /{version}/vpcs/{id}: {get: {responses: {"200": {description: Yes.}}}}
  /{id}: {get: {responses: {"200": {description: Yes.}}}}
  /status:
    servers: [{url: /}]
    get: {responses: {"200": {description: Yes.}}}
`), nil)
	require.NoError(t, err)
	api, err := message.Compile(doc, schema.AssertFormats)
	require.NoError(t, err)
	for path, want := range map[string]string{
		"/v1/vpcs/7":         "/{version}/vpcs/{id} under /v4, /servers",
		"/gateway/v1/vpcs/7": "/{version}/vpcs/{id} under /v4, /servers",
		"/v4/status":         "/status under , /paths/~1status/servers",
		"/7":                 "",
		"/vpcs":              "",
		"/":                  "",
	} {
		found, ok := api.Elsewhere(path)
		got := ""
		if ok {
			got = found.Template + " under " + found.Base + ", " + found.Servers.Pointer()
		}
		assert.Equal(t, want, got, path)
	}
}
