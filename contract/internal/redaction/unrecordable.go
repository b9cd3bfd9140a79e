package redaction

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// UnrecordableError is an exchange that a recording leaves out. The recording goes on without it.
type UnrecordableError struct {
	// Method is empty if the method is unusual, because an unusual method may hold a secret.
	Method string
	Reason error
}

func unrecordable(x *contract.Exchange, reason error) *UnrecordableError {
	if method := x.Request.Method; usualMethods[method] {
		return &UnrecordableError{method, reason}
	}
	return &UnrecordableError{"", reason}
}

var usualMethods = map[string]bool{
	http.MethodGet: true, http.MethodHead: true, http.MethodPost: true, http.MethodPut: true, http.MethodPatch: true, http.MethodDelete: true,
	http.MethodOptions: true, http.MethodTrace: true,
}

// Error implements error. The message is one line and shows no secret.
func (u *UnrecordableError) Error() string {
	if u.Method == "" {
		return fmt.Sprintf("a request is not recorded: %v", u.Reason)
	}
	return fmt.Sprintf("a %s request is not recorded: %v", u.Method, u.Reason)
}

// Unwrap returns the reason.
func (u *UnrecordableError) Unwrap() error { return u.Reason }

// IsUnrecordable reports whether an error is about a single exchange, without which the recording
// can go on. So are all errors of [Redactor.Redact] and [Redactor.Revise].
func IsUnrecordable(err error) bool {
	_, ok := errors.AsType[*UnrecordableError](err)
	return ok
}

// LeavesOut reports whether an error is about an exchange or a body that a recording leaves out. The
// recording goes on.
func LeavesOut(err error) bool {
	_, ok := errors.AsType[OmissionError](err)
	return ok || IsUnrecordable(err)
}
