package selection

import (
	"net/http"
	"path"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The constants are the reasons for leaving out a finding.
const (
	ignoredHeader   = "findings that --ignore-header leaves out"
	ignoredRule     = "findings that --ignore-rule leaves out"
	noCredentials   = "credentials were not recorded; --ignore-rule request.security, or export with sensitive data"
	noHeader        = "headers were not recorded, so those that are required are not checked"
	placeholder     = "values that a recorder replaced by placeholders, which formats and patterns refuse; --placeholders '' checks them"
	securityKeyword = "security"
)

// Findings returns the findings of an exchange that are about the API. It leaves out findings that
// the options ignore, and findings that exist only because the recorder left something out. It
// counts the findings that it leaves out in the tally. The caller must pass the exchanges in the
// order of the recordings.
func (s *Selection) Findings(checked contract.Checked, t *Tally) []contract.Finding {
	x := checked.Exchange
	s.credentials.see(x)
	var kept []contract.Finding
	for _, f := range checked.Findings {
		switch reason := s.reason(x, &f); reason {
		case "":
			kept = append(kept, f)
		default:
			t.addFinding(reason, x.Source)
		}
	}
	return kept
}

// reason returns the reason for leaving out a finding, or an empty string.
func (s *Selection) reason(x *contract.Exchange, f *contract.Finding) string {
	switch {
	case s.rules[f.Rule]:
		return ignoredRule
	case f.At.In == contract.InHeader && s.ignoresHeader(f.At.Name):
		return ignoredHeader
	case f.Placeholder:
		return placeholder
	case s.isMissingCredential(x, f):
		return noCredentials
	case isMissingHeader(x, f):
		return noHeader
	default:
		return ""
	}
}

func (s *Selection) ignoresHeader(name string) bool {
	for _, pattern := range s.headers {
		if matched, err := path.Match(pattern, strings.ToLower(name)); err == nil && matched {
			return true
		}
	}
	return false
}

// isMissingCredential reports whether a finding only says that a credential is missing, and the
// recorder may have left the credential out. If an earlier request of the recording has a
// credential, the recorder keeps credentials.
func (s *Selection) isMissingCredential(x *contract.Exchange, f *contract.Finding) bool {
	if f.Side != contract.RequestSide || !x.Request.CredentialsOmitted || s.credentials.seen {
		return false
	}
	switch f.Rule.Keyword {
	case "cookie-required":
		return true
	case securityKeyword:
		return x.Request.HeaderOmitted || f.At.In == contract.InCookie || f.At.In == contract.InHeader && f.At.Name == "Authorization"
	default:
		return false
	}
}

// isMissingHeader reports whether a finding only says that a header is missing, and the recorder
// may have left the header out.
func isMissingHeader(x *contract.Exchange, f *contract.Finding) bool {
	omitted, header := x.Request.HeaderOmitted, x.Request.Header
	if f.Side == contract.ResponseSide {
		omitted, header = x.Response.HeaderOmitted, x.Response.Header
	}
	switch f.Rule.Keyword {
	case "header-required":
		return omitted
	case "media-type":
		return omitted && header.Get("Content-Type") == ""
	default:
		return false
	}
}

// credentials remembers whether a recording has a credential.
type credentials struct {
	file string
	seen bool
}

func (c *credentials) see(x *contract.Exchange) {
	if x.Source.File != c.file {
		c.file, c.seen = x.Source.File, false
	}
	c.seen = c.seen || has(x.Request.Header, "Authorization") || has(x.Request.Header, "Cookie")
}

func has(h http.Header, name string) bool { return h.Get(name) != "" }
