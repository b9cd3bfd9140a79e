package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// fingerprints match what looks generated and is public by its grammar. The last group is the part
// that looks generated.
var fingerprints = []*lazyregexp.Regexp{
	// Digests of contents, in images of containers and as the integrity of a script.
	lazyregexp.Needing(`\b(?:md5|sha(?:1|224|256|384|512)):([0-9a-f]{32,128})\b`, "md5:", "sha1:", "sha224:", "sha256:", "sha384:", "sha512:"),
	lazyregexp.Needing(`\bsha(?:256|384|512)-([A-Za-z0-9+/]{43,86}={0,2})`, "sha256-", "sha384-", "sha512-"),
	// The digest of an object in a store of files.
	lazyregexp.Needing(`(?i)\betag>(?:&quot;|\\?")?([0-9a-f]{32}(?:-\d{1,5})?)(?:&quot;|\\?")?<`, "etag>"),
	// The digest of a module of Go, and a number of a resource of AWS.
	lazyregexp.Needing(`\bh1:([A-Za-z0-9+/]{43}=)`, "h1:"),
	lazyregexp.Needing(`([a-z]{1,10}-0[0-9a-f]{16})\b`, "-0"),
	// The digest of a file behind its address, as an index of packages has it.
	lazyregexp.Needing(`#((?:md5|sha(?:1|224|256|384|512))=[0-9a-f]{32,128})\b`, "#md5=", "#sha"),
	// A reference of git behind the digest of its commit.
	lazyregexp.Needing(`(?m)^((?:[0-9a-f]{4}){0,2}[0-9a-f]{40}) (?:HEAD|refs/)`, " head", " refs/"),
	// A line of git log.
	lazyregexp.Needing(`(?m)^(?:commit|tree|parent) ([0-9a-f]{40})\b`, "commit ", "tree ", "parent "),
	// A public key, and a certificate (RFC 7468).
	lazyregexp.Needing(`-----BEGIN (?:[A-Z0-9 ]*PUBLIC KEY|(?:X509 |TRUSTED )?CERTIFICATE(?: REQUEST)?|X509 CRL)-----((?:[A-Za-z0-9+/=\s]|\\[nr])+)-----END`, "-----begin"),
	lazyregexp.Needing(`\b(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-[a-z0-9-]+@openssh\.com) (AAAA[A-Za-z0-9+/]+={0,2})`, "ssh-", "ecdsa-", "sk-"),
	// The address of an account or a contract in a block chain.
	lazyregexp.Needing(`(0x[0-9a-fA-F]{40})\b`, "0x"),
	// The shape of a drawing in SVG.
	lazyregexp.Needing(`\s(?:d|points)=\\?["']([Mm]?[ \t]*-?[0-9.][MmLlHhVvCcSsQqTtAaZz0-9\s,.e-]*)\\?["']`, "d=", "points="),
}

// Fingerprints returns the parts of a text that look generated and are public, such as digests of
// contents and public keys.
func Fingerprints(text string) []Span {
	var found []Span
	for _, pattern := range fingerprints {
		for _, m := range pattern.FindAllStringSubmatchIndex(text, -1) {
			found = append(found, Span{m[2], m[3]})
		}
	}
	return append(found, checksumsOf(text)...)
}

// checksumsOf returns the digests in lines with the digest and the name of a file, as sha256sum
// writes them.
func checksumsOf(text string) []Span {
	var found []Span
	start := 0
	for line := range strings.Lines(text) {
		digest, file, isSum := strings.Cut(line, " ")
		if isSum && len(file) > 1 && (file[0] == ' ' || file[0] == '*') && suspect.IsDigest(digest) {
			found = append(found, Span{start, start + len(digest)})
		}
		start += len(line)
	}
	return found
}
