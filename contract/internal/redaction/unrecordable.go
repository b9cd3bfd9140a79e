package redaction

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// UnrecordableError is an exchange that a recording leaves out. The recording goes on without it.
type UnrecordableError struct {
	Method string
	Reason error
}

// Unrecordable returns the error for an exchange that a recording leaves out.
func Unrecordable(x *contract.Exchange, reason error) *UnrecordableError {
	return &UnrecordableError{x.Request.Method, reason}
}

// ARequest returns what a log calls a request with the method, such as "a GET request". It leaves
// out an unusual method, because it may hold a secret, or be very long.
func ARequest(method string) string {
	if !usualMethods[method] {
		return "a request"
	}
	return "a " + method + " request"
}

var usualMethods = map[string]bool{
	http.MethodGet: true, http.MethodHead: true, http.MethodPost: true, http.MethodPut: true, http.MethodPatch: true, http.MethodDelete: true,
	http.MethodOptions: true, http.MethodTrace: true,
}

// Error implements error. The message is one line and shows no secret.
func (u *UnrecordableError) Error() string {
	return fmt.Sprintf("%s is not recorded: %v", ARequest(u.Method), u.Reason)
}

// Unwrap returns the reason.
func (u *UnrecordableError) Unwrap() error { return u.Reason }

// IsUnrecordable reports whether an error is about a single exchange, without which the recording
// can go on. So are all errors of [Redactor.Redact] and [Redactor.Revise].
func IsUnrecordable(err error) bool {
	_, ok := errors.AsType[*UnrecordableError](err)
	return ok
}

// LeavesOut reports whether an error is about an exchange or a body that a recording leaves out.
// The recording goes on.
func LeavesOut(err error) bool {
	_, ok := errors.AsType[OmissionError](err)
	return ok || IsUnrecordable(err)
}
