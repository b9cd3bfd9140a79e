package recording

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// provenance is what recordings of each format say of where an exchange comes from.
type provenance struct {
	answered                                                contract.Provenance
	page, recorded, version, document, operation, redaction string
}

// source turns it into a source. The names in errors begin with the prefix.
func (p provenance) source(prefix string) (contract.Source, error) {
	s := contract.Source{
		Provenance: p.answered, Page: p.page, Recorded: parseTime(p.recorded), Version: p.version,
		Document: p.document, Operation: p.operation, Redaction: p.redaction,
	}
	if p.answered != "" && !slices.Contains(contract.Provenances(), p.answered) {
		return s, fmt.Errorf("/%sprovenance: %q is none of documented, sandbox, live and test; say who answered", prefix, string(p.answered))
	}
	switch {
	case p.document != "" && !isSHA256(p.document):
		return s, fmt.Errorf("/%sdocument: it is no sha256 in hexadecimal; remove it or mend it", prefix)
	case p.operation != "" && !isSHA256(p.operation):
		return s, fmt.Errorf("/%soperation: it is no sha256 in hexadecimal; remove it or mend it", prefix)
	}
	return s, nil
}

func isSHA256(text string) bool {
	sum, err := hex.DecodeString(text)
	return err == nil && len(sum) == sha256.Size
}

// mayLackResponse reports whether an exchange may be a request alone: a page documents one and no answer, or a test looks at no more.
func mayLackResponse(answered contract.Provenance) bool {
	return answered == contract.Documented || answered == contract.Test
}

// parseTime returns the zero time for what is none: it decides nothing about the exchange.
func parseTime(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// parseTarget checks what a request is made of. The URL is shown in no error: it may hold a credential.
func parseTarget(method, target string) (*url.URL, error) {
	if method == "" {
		return nil, errors.New("/method: there is none; record the entry again")
	}
	u, err := url.Parse(target)
	switch {
	case err != nil || !u.IsAbs() || u.Host == "":
		return nil, errors.New("/url: it is no absolute URL; record the entry again")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("/url: its scheme is neither http nor https; remove the entry")
	default:
		return u, nil
	}
}

func checkStatus(status int) error {
	switch {
	case status < 100 || status > 999:
		return fmt.Errorf("/status: %d is no HTTP status: the request was aborted; remove the entry or record it again", status)
	case status == 101:
		return errors.New("/status: 101 begins another protocol, WebSocket as a rule; remove the entry")
	default:
		return nil
	}
}

// decodeBase64 takes padded base64, line breaks allowed.
func decodeBase64(text string) ([]byte, error) {
	return base64.StdEncoding.DecodeString(strings.TrimSpace(text))
}
