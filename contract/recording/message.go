package recording

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// provenance has what a recording in any format says about the origin of an exchange.
type provenance struct {
	answered                                                contract.Provenance
	page, recorded, version, document, operation, redaction string
}

// source returns the provenance as a source. Errors name the fields with the prefix.
func (p provenance) source(prefix string) (contract.Source, error) {
	s := contract.Source{
		Provenance: p.answered, Page: p.page, Recorded: parseTime(p.recorded), Version: p.version,
		Document: p.document, Operation: p.operation, Redaction: p.redaction,
	}
	if p.answered != "" && !slices.Contains(contract.Provenances(), p.answered) {
		return s, fmt.Errorf("/%sprovenance: %q is not one of documented, sandbox, live and test; say who answered", prefix, string(p.answered))
	}
	switch {
	case p.document != "" && !isSHA256(p.document):
		return s, fmt.Errorf("/%sdocument: it is not a sha256 in hexadecimal; remove it or fix it", prefix)
	case p.operation != "" && !isSHA256(p.operation):
		return s, fmt.Errorf("/%soperation: it is not a sha256 in hexadecimal; remove it or fix it", prefix)
	}
	return s, nil
}

func isSHA256(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == sha256.Size
}

// mayLackResponse reports whether an exchange may have a request only. A page may document no
// response, and a test may look at the request only.
func mayLackResponse(answered contract.Provenance) bool {
	return answered == contract.Documented || answered == contract.Test
}

// parseTime returns the zero time if the text is not a time. The check doesn't depend on the time.
func parseTime(text string) time.Time {
	if text == "" { // Most recordings have no times, and an error takes memory.
		return time.Time{}
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// parseTarget parses the URL of a request and checks its method. Errors don't show the URL, because
// it may contain a credential.
func parseTarget(method, target string) (*url.URL, error) {
	if method == "" {
		return nil, errors.New("/method: it is missing; record the entry again")
	}
	if strings.EqualFold(method, http.MethodConnect) {
		return nil, skipError{Tunnel}
	}
	if reason := schemeReason(target); reason != "" {
		return nil, skipError{reason}
	}
	u, err := url.Parse(target)
	switch {
	case err != nil || !u.IsAbs() || u.Host == "":
		return nil, errors.New("/url: it is not an absolute URL; record the entry again")
	default:
		return u, nil
	}
}

func checkStatus(status int) error {
	switch {
	case status == 0, status == -1:
		return skipError{Aborted}
	case status < 100 || status > 999:
		return fmt.Errorf("/status: %d is not an HTTP status; remove the entry or record it again", status)
	case status == http.StatusSwitchingProtocols:
		return skipError{WebSocket}
	default:
		return nil
	}
}

// decodeBase64 decodes padded base64. The text may have line breaks.
func decodeBase64(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimSpace(text))
}
