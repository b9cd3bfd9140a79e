package output

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

// dateVariable is an environment variable with a number of seconds since 1970. If it is set, it
// replaces the current time, so that the same recordings give the same report; see
// https://reproducible-builds.org/specs/source-date-epoch.
const dateVariable = "SOURCE_DATE_EPOCH"

// Date returns the date that reports show. It is the date in SOURCE_DATE_EPOCH, or the current date
// if the variable is not set. It returns an error if the variable is not a number of seconds.
func Date() (time.Time, error) {
	text := os.Getenv(dateVariable)
	if text == "" {
		return time.Now(), nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < 0 {
		return time.Time{}, fmt.Errorf("%s: %q is not a number of seconds since 1970; correct it, or unset it", dateVariable, text)
	}
	return time.Unix(seconds, 0).UTC(), nil
}
