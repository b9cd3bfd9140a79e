package sandbox

import (
	"net/http"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// failure is an answer of the API itself with a status outside 2xx. It never contains a secret, nor
// a part of the request that may be a secret.
type failure struct {
	status   int
	key      string
	message  string
	metadata map[string]any
	header   http.Header // Headers in addition to those of every answer; may be nil.
}

// Error implements error, so that handlers can return a failure.
func (f *failure) Error() string { return f.message }

// body returns the failure as an ApiError.
func (f *failure) body() organizations.APIError {
	return organizations.APIError{Key: f.key, Message: f.message, Metadata: f.metadata, Status: f.status}
}

// badRequest is 400: the request is malformed. The metadata has an entry with in as its key and
// name as its value. The name is that of the header, or says what is wrong with the body.
func badRequest(in, name, message string) *failure {
	return &failure{status: http.StatusBadRequest, key: keyBadRequest, message: message, metadata: map[string]any{in: name}}
}

// sentTwice is 400 for a header that the client sent more than once.
func sentTwice(header string) *failure {
	return badRequest(inHeader, header, header+" was sent more than once")
}

// methodNotAllowed is 405. The allowed methods become the Allow header, so they are a
// comma-separated list.
func methodNotAllowed(message, allowed string) *failure {
	return &failure{
		status: http.StatusMethodNotAllowed, key: "method_not_allowed", message: message,
		metadata: map[string]any{"allowed": allowed}, header: http.Header{"Allow": {allowed}},
	}
}

// unauthorized is 401. WWW-Authenticate offers only Bearer. If it offered Basic, a browser would
// show its own dialog, although the page of the API asks for the credential.
func unauthorized() *failure {
	return &failure{
		status: http.StatusUnauthorized, key: "unauthorized", message: "the credential is missing or unknown",
		metadata: map[string]any{inHeader: "Authorization"}, header: http.Header{"Www-Authenticate": {`Bearer realm="sandbox"`}},
	}
}

func forbidden(message string) *failure {
	return &failure{status: http.StatusForbidden, key: keyForbidden, message: message, metadata: map[string]any{inHeader: "Authorization"}}
}

// notFound is 404. It is the same whether the organization is unknown, was deleted, or belongs to
// another partner.
func notFound(id string) *failure {
	return &failure{status: http.StatusNotFound, key: keyNotFound, message: "no organization has this id", metadata: map[string]any{"id": id}}
}

// gone is 404 for a credential whose organization was deleted.
func gone() *failure {
	return &failure{status: http.StatusNotFound, key: keyNotFound, message: "the organization of this credential no longer exists"}
}

// notYours is 403 for an update of an organization that is unknown, was deleted, or belongs to
// another partner. It is 403 because the document lists no 404 for an update.
func notYours(id string) *failure {
	return &failure{
		status: http.StatusForbidden, key: keyForbidden, message: "the partner account has no organization with this id to change",
		metadata: map[string]any{"id": id},
	}
}

func nameTaken() *failure {
	return &failure{
		status: http.StatusConflict, key: "conflict", message: "another organization of the partner account has this name",
		metadata: map[string]any{inField: nameProperty},
	}
}

func keyInUse() *failure {
	return &failure{
		status: http.StatusConflict, key: "idempotency_key_in_use", message: "a request with this idempotency key is still being worked on; try again",
		metadata: map[string]any{inHeader: idempotencyHeader},
	}
}

func unprocessable(field, message string) *failure {
	return &failure{
		status: http.StatusUnprocessableEntity, key: "unprocessable_entity", message: message, metadata: map[string]any{inField: field},
	}
}

// busy is 503 for a long body or a long answer while there are many others.
func busy() *failure {
	return &failure{
		status: http.StatusServiceUnavailable, key: "service_unavailable", message: "too many long bodies come or go at the same time; send the request again",
	}
}

func internal() *failure {
	return &failure{status: http.StatusInternalServerError, key: "internal_server_error", message: "the request could not be completed"}
}

// These keys are used by several failures.
const (
	keyBadRequest = "bad_request"
	keyForbidden  = "forbidden"
	keyNotFound   = "not_found"
)

// These names are used in the metadata of several failures.
const (
	inHeader = "header"
	inField  = "field"
)
