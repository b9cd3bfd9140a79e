package flaw

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// schemeFields has the fields that a security scheme must have, by its type.
var schemeFields = map[string][]string{
	"apiKey": {"name", "in"}, "http": {"scheme"}, "oauth2": {"flows"}, "openIdConnect": {"openIdConnectUrl"}, "mutualTLS": nil,
}

const tokenURL = "tokenUrl"

// flowURLs has the fields that an OAuth flow must have, by its name.
var flowURLs = map[string][]string{
	"implicit": {"authorizationUrl"}, "password": {tokenURL}, "clientCredentials": {tokenURL}, "authorizationCode": {"authorizationUrl", tokenURL},
	"deviceAuthorization": {"deviceAuthorizationUrl", tokenURL},
}

func (f *finder) scheme(n *document.Node) {
	kind := n.StringAt("type")
	fields, known := schemeFields[kind]
	switch {
	case kind == "":
		return
	case !known:
		f.addf(n.Get("type"), "security", "there is no security scheme of the type %s; write apiKey, http, oauth2, openIdConnect or mutualTLS", wording.Quote(kind))
		return
	case kind == "mutualTLS" && f.version == document.V30:
		f.addf(n.Get("type"), "security", "the type mutualTLS exists since OpenAPI 3.1, and nothing checks it; declare openapi: 3.1.0")
	}
	for _, name := range fields {
		if n.Get(name) == nil {
			f.addf(n, "missing-field", "a security scheme of the type %s must have the field %s; add it", kind, name)
		}
	}
	if in := n.StringAt("in"); kind == "apiKey" && in != "" && !slices.Contains([]string{inQuery, inHeader, inCookie}, in) {
		f.addf(n.Get("in"), "security", "no key is in %s; write query, header or cookie", wording.Quote(in))
	}
	for name, flow := range n.Get("flows").Fields() {
		for _, field := range flowURLs[name] {
			if flow.Get(field) == nil {
				f.addf(flow, "missing-field", "the OAuth flow %s must have the field %s; add it", name, field)
			}
		}
	}
}

// requirement checks that the document defines the schemes of a security requirement. Since OpenAPI
// 3.2, a requirement may name a scheme by its URI.
func (f *finder) requirement(n *document.Node) {
	for name, scopes := range n.Fields() {
		if f.document.Root().At("components", "securitySchemes", name) == nil && (f.version < document.V32 || !strings.ContainsAny(name, "/#")) {
			f.addf(scopes, "security", "components does not define the security scheme %s; define it under securitySchemes, or correct the name", wording.Quote(name))
		}
	}
}
