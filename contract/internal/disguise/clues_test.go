package disguise

import (
	"encoding/base32"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestCluesHideNoEncoding checks that a decoder finds nothing in a text whose clues don't fit it.
func TestCluesHideNoEncoding(t *testing.T) {
	t.Parallel()
	const hidden = "s3cr3t-Partner-Key+01/23"
	pieces := []string{
		"a", "Z", "7", "=", "%", "&", "\\", "<b>", "\n", " ", "\x00", "\xa0", "\u00e9", "\u2003", "\u0085", "0000010 ", "H4sI", "eJ", "101104108108111 ",
		hidden, base85Of(hidden, ""), base85Of(hidden, base85Z), base32.StdEncoding.EncodeToString([]byte(hidden)), "115,51,99,114 ", "163 063 143 ", "1=s 2=3 ",
		"s.3.c.r.3.t.-.P.a.r.t", "01110011", strings.Map(func(r rune) rune { return r | 0x80 }, hidden), "%x%x", "&#115;", "=73=33", fmt.Sprintf("%x", hidden),
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12).Draw(t, "pieces"), rapid.SampledFrom([]string{"", " ", "x"}).Draw(t, "between"))
		c := cluesOf(text)
		for n, d := range decoders {
			if d.fits == nil || d.fits(c) {
				continue
			}
			var b output
			d.decode(&b, text)
			if decoded := b.String(); len(decoded) >= shortest && decoded != text {
				t.Fatalf("decoder %d finds %q in %q", n, decoded, text)
			}
		}
	})
}
