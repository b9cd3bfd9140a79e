package redaction

import "errors"

// IsUnrecordable reports whether an error of [Redactor.Redact] is about a single exchange, without
// which the recording can go on.
func IsUnrecordable(err error) bool {
	return errors.Is(err, errTooMany) || errors.Is(err, errLongHead) || errors.Is(err, errCostlyHead)
}
