// Package server is Polytomic's organization API as a server interface on net/http, generated from the OpenAPI document of this module: for
// stand-ins of the API. Its types are those of [github.com/orgcontract/polytomic-organizations/gen/organizations].
//
//	handler := server.Handler(server.NewStrictHandler(implementation, nil))
//	err := http.ListenAndServe("127.0.0.1:8080", handler)
//
// An implementation of [StrictServerInterface] gets each request decoded and returns one of the documented responses. Neither is checked
// against the document; the middleware of [github.com/orgcontract/polytomic-organizations/contract] does that.
package server
