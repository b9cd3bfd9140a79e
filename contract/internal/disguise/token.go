package disguise

import (
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"iter"
	"math/big"
	"strings"
)

// maxToken is the maximum length in bytes of a token that is decoded.
const maxToken = 4 << 10

// Decoded decodes a token in each of the usual encodings. It yields the results, and their
// decompressed forms. Most of the results are not text. Decoded takes the work of decompressing from
// the budget.
func Decoded(token string, budget *Budget) iter.Seq[string] {
	return func(yield func(string) bool) {
		if len(token) < shortestSkeleton || len(token) > maxToken {
			return
		}
		for _, decode := range tokenDecoders {
			decoded := decode(token)
			if len(decoded) == 0 || string(decoded) == token {
				continue
			}
			if !yield(string(decoded)) {
				return
			}
			if expanded := decompress(decoded, budget); len(expanded) > 0 && !yield(string(expanded)) {
				return
			}
		}
	}
}

var tokenDecoders = []func(string) []byte{
	func(token string) []byte {
		bare := strings.NewReplacer(":", "", "-", "", " ", "", "0x", "", "0X", "").Replace(token)
		decoded, err := hex.DecodeString(bare)
		return unless(err, decoded)
	},
	func(token string) []byte {
		bare := strings.TrimRight(urlToStandard.Replace(strings.TrimPrefix(token, ".")), "=")
		decoded, err := base64.RawStdEncoding.DecodeString(bare)
		return unless(err, decoded)
	},
	func(token string) []byte {
		bare := strings.TrimRight(strings.ToUpper(token), "=")
		decoded, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(bare)
		return unless(err, decoded)
	},
	wholeTokens85[0], wholeTokens85[1], wholeTokens85[2],
	func(token string) []byte { return decodeNumber(token, radixes[3]) },
}

// wholeTokens85 are functions that decode a token in base 85, each with a different alphabet.
var wholeTokens85 = [...]func(token string) []byte{
	func(token string) []byte {
		bare := strings.TrimSuffix(strings.TrimPrefix(token, "<~"), "~>")
		if strings.ContainsAny(bare, "vwxy{|}~") { // They are not digits.
			return nil
		}
		decoded := make([]byte, 4*len(bare))
		n, read, err := ascii85.Decode(decoded, []byte(bare), true)
		if read < len(bare) {
			return nil
		}
		return unless(err, decoded[:n])
	},
	func(token string) []byte { return decodeBase85(token, base85Z) },
	func(token string) []byte { return decodeBase85(token, base85RFC1924) },
}

// unless returns the decoded bytes, or nil if decoding failed with an error.
func unless(err error, decoded []byte) []byte {
	if err != nil {
		return nil
	}
	return decoded
}

// decodeBase85 decodes a token in an alphabet of base 85.
func decodeBase85(token, alphabet string) []byte {
	standard := make([]byte, len(token))
	for i := range len(token) {
		digit := strings.IndexByte(alphabet, token[i])
		if digit < 0 {
			return nil
		}
		standard[i] = byte('!' + digit&0x7f)
	}
	decoded := make([]byte, 4*len(token))
	n, _, err := ascii85.Decode(decoded, standard, true)
	return unless(err, decoded[:n])
}

// decodeNumber decodes a token that is one large number with these digits.
func decodeNumber(token, digits string) []byte {
	if len(token) > maxNumber {
		return nil
	}
	n, base := new(big.Int), big.NewInt(int64(len(digits)))
	for i := range len(token) {
		digit := strings.IndexByte(digits, token[i])
		if digit < 0 {
			return nil
		}
		n.Add(n.Mul(n, base), big.NewInt(int64(digit)))
	}
	return n.Bytes()
}
