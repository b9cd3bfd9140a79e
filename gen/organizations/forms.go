package organizations

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// formsOf returns the secret, and what becomes of it in a text that is encoded in hexadecimal,
// base64 or base32, whatever comes before the secret in that text, or that is shown as a list of
// bytes. Of a secret with characters that nobody sees it returns the forms without these, too.
func formsOf(secret string) []string {
	if len(secret) < minSecret {
		return slices.DeleteFunc([]string{secret}, func(s string) bool { return s == "" })
	}
	forms := []string{secret, hex.EncodeToString([]byte(secret))}
	for _, encode := range []func([]byte) string{base64.RawStdEncoding.EncodeToString, base64.RawURLEncoding.EncodeToString} {
		forms = append(forms, alignments(secret, 6, 3, encode)...)
	}
	for _, encoding := range []*base32.Encoding{base32.StdEncoding, base32.HexEncoding} {
		forms = append(forms, alignments(secret, 5, 5, encoding.WithPadding(base32.NoPadding).EncodeToString)...)
	}
	forms = append(forms, inBytes(secret, "%d", " "), inBytes(secret, "%d", ","), inBytes(secret, "%#02x", ","), inBytes(secret, "%02x", ":"))
	if seen := visible(secret); seen != secret && len(seen) >= minSecret {
		forms = append(forms, formsOf(seen)...)
	}
	slices.Sort(forms)
	return slices.Compact(forms)
}

// inBytes returns the bytes of a secret as numbers in a format of [fmt], with a separator in
// between.
func inBytes(secret, format, separator string) string {
	var b strings.Builder
	for i := range len(secret) {
		if i > 0 {
			b.WriteString(separator)
		}
		fmt.Fprintf(&b, format, secret[i])
	}
	return b.String()
}

// alignments returns the characters that a secret becomes in an encoding whose characters have this
// many bits, at each place in a group of bytes. It leaves out the first character and the last if
// they depend on the bytes around the secret, too.
func alignments(secret string, bits, group int, encode func([]byte) string) []string {
	var forms []string
	for before := range group {
		text := append(make([]byte, before), secret...)
		first, last := (8*before+bits-1)/bits, 8*len(text)/bits
		forms = append(forms, encode(text)[first:last])
	}
	return forms
}

// secretsInHeader returns the value of a header, and the secrets in it, such as the credential
// after a scheme.
func secretsInHeader(value string) []string {
	secrets := []string{value}
	for _, part := range strings.FieldsFunc(value, func(r rune) bool { return strings.ContainsRune(" \t,;:=\"", r) }) {
		if len(part) < minSecret {
			continue
		}
		secrets = append(secrets, part)
		if pair, err := base64.RawStdEncoding.DecodeString(part); err == nil {
			if _, password, ok := strings.Cut(string(pair), ":"); ok {
				secrets = append(secrets, password)
			}
		}
	}
	return secrets
}
