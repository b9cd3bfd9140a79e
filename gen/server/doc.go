// Package server is Polytomic's organization API as a server interface on net/http, generated from
// the OpenAPI document of this module. It is for servers that stand in for the API, such as a
// test's. The models are those of
// [github.com/orgcontract/polytomic-organizations/gen/organizations].
//
//	handler := server.Handler(server.NewStrictHandler(implementation, nil))
//	err := http.ListenAndServe("127.0.0.1:8080", handler)
//
// An implementation of [StrictServerInterface] receives each request decoded and returns one of the
// documented responses. The package checks neither against the document; the middleware of
// [github.com/orgcontract/polytomic-organizations/contract] does.
package server
