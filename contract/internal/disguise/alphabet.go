package disguise

import (
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"math/big"
	"strings"
)

// The constants are alphabets of encodings that the standard library doesn't have.
const (
	base32Crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	base32Z         = "ybndrfg8ejkmcpqxot1uwisza345h769"
	base64Bcrypt    = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	base64Crypt     = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base64UU        = "`!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_"
	base64XX        = "+-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	base85Z         = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
	base85RFC1924   = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
)

// radixes are the digits of encodings that write a whole string as one number, such as base 58.
var radixes = []string{
	"01234567", "0123456789", "0123456789abcdefghijklmnopqrstuvwxyz",
	"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ",
	"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
}

var (
	base32s = []*base32.Encoding{base32.HexEncoding, base32.NewEncoding(base32Crockford), base32.NewEncoding(base32Z)}
	base64s = []*base64.Encoding{base64.NewEncoding(base64Bcrypt), base64.NewEncoding(base64Crypt), base64.NewEncoding(base64UU), base64.NewEncoding(base64XX)}
	base85s = []string{"", base85Z, base85RFC1924}
)

// maxNumber is the maximum length in bytes of a secret that the search also tries as one large
// number.
const maxNumber = 256

// rareTraces is like [traces], but for rare encodings, such as the base32 of UTF-16.
func rareTraces(text string) []string {
	found := []string{
		skeletonOf(turned(text)), skeletonOf(mirrored(text)), skeletonOf(turnedAll(text)), skeletonOf(swapped(text)), skeletonOf(swapped32(text)),
	}
	found = append(found, traces32(base32.StdEncoding, utf16Of(text))...)
	for _, encoding := range base32s {
		found = append(found, traces32(encoding, text)...)
	}
	for before := range 4 {
		padded := []byte(string(make([]byte, before)) + text)
		if before < 3 {
			for _, encoding := range base64s {
				found = append(found, middle(encoding.WithPadding(base64.NoPadding).EncodeToString(padded), before, len(padded), 6))
			}
		}
		if rest := text[min(before, len(text)):]; len(rest) >= 4 {
			for _, alphabet := range base85s {
				found = append(found, skeletonOf(base85Of(rest[:len(rest)/4*4], alphabet)))
			}
		}
	}
	if len(text) <= maxNumber {
		for _, digits := range radixes {
			found = append(found, skeletonOf(numberOf(text, digits)), skeletonOf(numberOf(reversedBytes(text), digits)))
		}
	}
	return found
}

// base85Of encodes whole groups of four bytes in base 85. An empty alphabet means the alphabet of
// Ascii85.
func base85Of(text, alphabet string) string {
	encoded := make([]byte, ascii85.MaxEncodedLen(len(text)))
	encoded = encoded[:ascii85.Encode(encoded, []byte(text))]
	if alphabet == "" {
		return string(encoded)
	}
	var b strings.Builder
	for _, c := range encoded {
		if c == 'z' {
			b.WriteString(strings.Repeat(alphabet[:1], 5))
			continue
		}
		b.WriteByte(alphabet[c-'!'])
	}
	return b.String()
}

// numberOf writes the bytes of a string as one number with these digits.
func numberOf(text, digits string) string {
	n := new(big.Int).SetBytes([]byte(text))
	if n.Sign() == 0 {
		return ""
	}
	number := n.Append(nil, len(digits))
	for i, c := range number {
		switch {
		case c >= 'a' && c <= 'z':
			c = c - 'a' + 10
		case c >= 'A' && c <= 'Z':
			c = c - 'A' + 36
		default:
			c -= '0'
		}
		number[i] = digits[c]
	}
	return string(number)
}

func reversedBytes(text string) string {
	b := make([]byte, len(text))
	for i := range len(text) {
		b[len(text)-1-i] = text[i]
	}
	return string(b)
}

// turned returns a text with each letter rotated by half the alphabet, so a becomes n (ROT13).
func turned(text string) string {
	return eachLetter(text, func(n byte) byte { return (n + 13) % 26 })
}

// mirrored returns a text with the alphabet reversed, so a becomes z and b becomes y (Atbash).
func mirrored(text string) string {
	return eachLetter(text, func(n byte) byte { return 25 - n })
}

func eachLetter(text string, change func(byte) byte) string {
	b := []byte(text)
	for i, c := range b {
		switch {
		case c >= 'a' && c <= 'z':
			b[i] = 'a' + change(c-'a')
		case c >= 'A' && c <= 'Z':
			b[i] = 'A' + change(c-'A')
		}
	}
	return string(b)
}

// turnedAll returns a text with each visible character rotated by half of all visible characters,
// so ! becomes P (ROT47).
func turnedAll(text string) string {
	b := []byte(text)
	for i, c := range b {
		if c > ' ' && c < 0x7f {
			b[i] = '!' + (c-'!'+47)%94
		}
	}
	return string(b)
}

// swapped32 returns a text with each group of four bytes in reverse order.
func swapped32(text string) string {
	b := []byte(text)
	for ; len(b)%4 != 0; b = append(b, 0) {
		continue
	}
	for i := 0; i < len(b); i += 4 {
		b[i], b[i+1], b[i+2], b[i+3] = b[i+3], b[i+2], b[i+1], b[i]
	}
	return string(b)
}
