package suspect

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// fingerprintWords are the last words of names whose values are digests of contents, or identify a
// version of them.
var fingerprintWords = WordSet(`blob checksum commit commitid digest etag fingerprint h1 integrity md5 oid revision sha sha1 sha256 sha384 sha512 shasum
	thumbprint traceparent`)

// IsFingerprintName reports whether a name says that its value is the digest of a content. The
// value must satisfy [IsDigest] too.
func IsFingerprintName(name string) bool {
	words := words(endsOf(name))
	last := len(words) - 1
	if last > 0 && fingerprintEndings[words[last]] {
		last--
	}
	return last >= 0 && (fingerprintWords[strings.TrimSuffix(words[last], "hash")] || strings.HasSuffix(strings.Join(words, ""), "traceid")) && !IsSecretName(name)
}

// fingerprintEndings are words that may follow one of fingerprintWords, as in sha256_hash.
var fingerprintEndings = WordSet(`hash hex ref sum value`)

// digestPattern matches a digest as it is usually written, the entity tag of a digest, and the
// parent of a trace (W3C Trace Context).
var digestPattern = lazyregexp.New(`^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$|^(?:W/)?"?(?:(?:md5|sha(?:1|224|256|384|512))[:-])?(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[0-9a-f]{96}|[0-9a-f]{128})"?$|^sha(?:256|384|512)-[A-Za-z0-9+/]{43,86}={0,2}$|^(?:[0-9A-Fa-f]{2}:){15,63}[0-9A-Fa-f]{2}$|^SHA256:[A-Za-z0-9+/]{43}=?$`)

// integrityLengths are the lengths of digests in base64, by what is before them in the integrity
// metadata of W3C's Subresource Integrity.
var integrityLengths = map[string]int{"sha256": 44, "sha384": 64, "sha512": 88}

// isIntegrity reports whether a run is the integrity metadata of a file, which is a digest.
func isIntegrity(run string) bool {
	algorithm, digest, found := strings.Cut(run, "-")
	return found && len(digest) == integrityLengths[algorithm]
}

// ShortestDigest is the minimum length in bytes of a digest.
const ShortestDigest = 32

// IsDigest reports whether a text has the form of a digest: as many hexadecimal digits as a usual
// hash has, or base64 with the name of the hash before it.
func IsDigest(text string) bool {
	const longestDigest = 200
	return len(text) >= ShortestDigest && len(text) <= longestDigest && !strings.ContainsAny(text, " ._") && !strings.Contains(text, "://") && (len(text) != lengthOfUUID || text[8] != '-') && strings.Trim(text, "0") != "" && digestPattern.MatchString(text)
}
