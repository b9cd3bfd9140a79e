package sandbox

import (
	"net/http"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// failure is an answer outside 2xx that the API gives on its own account. It never holds a secret, nor what the caller sent where that may be one.
type failure struct {
	status   int
	key      string
	message  string
	metadata map[string]any
	header   http.Header // Beyond those that every answer has; may be nil.
}

// Error makes a failure an error that the handlers of operations can return.
func (f *failure) Error() string { return f.message }

// body returns the ApiError that says so.
func (f *failure) body() organizations.APIError {
	return organizations.APIError{Key: f.key, Message: f.message, Metadata: f.metadata, Status: f.status}
}

// badRequest is 400: the request is malformed. The name is that of the header or "body".
func badRequest(in, name, message string) *failure {
	return &failure{status: http.StatusBadRequest, key: "bad_request", message: message, metadata: map[string]any{in: name}}
}

func unauthorized() *failure {
	return &failure{
		status: http.StatusUnauthorized, key: "unauthorized", message: "the credential is missing or unknown",
		metadata: map[string]any{inHeader: "Authorization"}, header: http.Header{"Www-Authenticate": {"Bearer", "Basic"}},
	}
}

func forbidden(message string) *failure {
	return &failure{status: http.StatusForbidden, key: keyForbidden, message: message, metadata: map[string]any{inHeader: "Authorization"}}
}

// notFound is 404. What it says doesn't tell an unknown organization from one of another partner.
func notFound(id string) *failure {
	return &failure{status: http.StatusNotFound, key: keyNotFound, message: "no organization has this id", metadata: map[string]any{"id": id}}
}

// notYours is 403 to an update of an organization that isn't there to be updated: the document has no 404 for it. It is the same for an
// organization that is unknown, deleted or another partner's.
func notYours(id string) *failure {
	return &failure{
		status: http.StatusForbidden, key: keyForbidden, message: "the partner account has no organization with this id to change",
		metadata: map[string]any{"id": id},
	}
}

func nameTaken() *failure {
	return &failure{
		status: http.StatusConflict, key: "conflict", message: "another organization of the partner account has this name",
		metadata: map[string]any{inField: "name"},
	}
}

func keyInFlight() *failure {
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

func internal() *failure {
	return &failure{status: http.StatusInternalServerError, key: "internal_server_error", message: "the request could not be completed"}
}

// The keys that several failures have.
const (
	keyForbidden = "forbidden"
	keyNotFound  = "not_found"
)

// What the metadata of a failure names.
const (
	inHeader = "header"
	inField  = "field"
)
