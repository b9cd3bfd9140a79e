// Package server is Polytomic's organization API as a server interface on net/http, generated from
// the OpenAPI document of this module. It is for servers that act as the API, such as a server in a
// test. The models are the types of
// [github.com/orgcontract/polytomic-organizations/gen/organizations].
//
//	handler := server.Handler(server.NewStrictHandler(implementation, nil))
//	err := http.ListenAndServe("127.0.0.1:8080", handler)
//
// An implementation of [StrictServerInterface] gets each request decoded and returns one of the
// documented responses. The package doesn't check requests and responses against the document. The
// middleware of [github.com/orgcontract/polytomic-organizations/contract] does.
package server
