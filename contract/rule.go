package contract

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Rule names the rule that a finding is about, such as request.type, response.status or
// invariant.ID. The names stay the same in later versions of this package.
type Rule struct {
	// Side is the half of the exchange that the rule is about. It is empty for an invariant, which
	// is about both halves, and [ProbeSide] for a rule about how a server answers a probe.
	Side Side
	// Keyword is a keyword of a schema, the id of an invariant, or one of the other rules in
	// contract/docs/findings.md.
	Keyword string
}

// invariantPrefix is the beginning of the string of an invariant's rule. Other rules begin with
// their side.
const invariantPrefix = "invariant"

// String returns SIDE.KEYWORD or invariant.ID, or an empty string for the zero value. [ParseRule]
// reads the result.
func (r Rule) String() string {
	switch {
	case r == Rule{}:
		return ""
	case r.Side == "":
		return invariantPrefix + "." + r.Keyword
	default:
		return string(r.Side) + "." + r.Keyword
	}
}

// IsInvariant reports whether the rule is an invariant of the document.
func (r Rule) IsInvariant() bool { return r.Side == "" && r.Keyword != "" }

// ParseRule reads a rule in the form that [Rule.String] writes. It accepts any string; use
// [Contract.KnownRule] to check the result.
func ParseRule(text string) Rule {
	side, keyword, _ := strings.Cut(text, ".")
	if side == invariantPrefix {
		side = ""
	}
	return Rule{Side: Side(side), Keyword: keyword}
}

// MarshalText returns the same as String.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalText reads what MarshalText writes. It returns an error only if r is nil.
func (r *Rule) UnmarshalText(text []byte) error {
	if r == nil {
		return errors.New("contract: the Rule to read into is nil")
	}
	*r = ParseRule(string(text))
	return nil
}

// compare compares the strings of two rules.
func (r Rule) compare(other Rule) int { return cmp.Compare(r.String(), other.String()) }

// These rules are not keywords of schemas. The lists leave out the side of each rule.
var (
	requestRules = []string{
		"path", "method", "security", "query-malformed", "query-required", "query-empty", "query-repeated", "query-undeclared",
		"path-required", "path-empty", "path-repeated", "cookie-required", "cookie-empty", "cookie-repeated", "readOnly",
	}
	probeRules = []string{
		"accepted", "refused", "server-error", "connection", "timeout", "secret", "security", "location", "deleted", "head", "allow",
	}
	responseRules = []string{"status", "body-forbidden", "writeOnly"}
	commonRules   = []string{
		"header-required", "header-empty", "header-repeated", "header-undeclared", "property-undeclared", "media-type", "body-required",
		"body-undeclared", "body-unchecked", patternUnchecked, schemaUnchecked, "json", "version-unknown", "byte-order-mark",
		string(jsonvalue.NotUTF8), string(jsonvalue.DuplicateName),
	}
)

// KnownRule reports whether a finding can have this rule, which is a rule of this package or an
// invariant of the document.
func (c *Contract) KnownRule(rule Rule) bool {
	isKeyword := slices.Contains(schema.Keywords(), rule.Keyword) && rule.Keyword != "readOnly" && rule.Keyword != "writeOnly"
	switch rule.Side {
	case RequestSide:
		return isKeyword || slices.Contains(requestRules, rule.Keyword) || slices.Contains(commonRules, rule.Keyword)
	case ResponseSide:
		return isKeyword || slices.Contains(responseRules, rule.Keyword) || slices.Contains(commonRules, rule.Keyword)
	case ProbeSide:
		return slices.Contains(probeRules, rule.Keyword)
	default:
		return rule.Side == "" && slices.ContainsFunc(c.all(), func(of *Contract) bool { return of.invariants.ByID[rule.Keyword] != nil })
	}
}
