package contentcoding

import "net/http"

// A body may expand to fairContent bytes, and to fairExpansion bytes more for each byte, without
// being counted. JSON usually expands to 5 to 20 times its length.
const (
	fairContent   = 4 << 10
	fairExpansion = 50
	// maxExcess is how much all bodies may expand to beyond that.
	maxExcess = 128 << 20
)

// Budget limits what the bodies of many messages expand to, each of which may expand to nearly as
// much as a body may. While it is spent, a body that expands to more than is fair is not decoded. A
// body that expands to less gives back the rest, so usual messages never spend the budget, however
// many they are. A Budget is not safe for concurrent use. The zero value is ready to use.
type Budget struct {
	// excess is what the bodies have expanded to beyond what is fair.
	excess int64
}

// Decode undoes the codings of a body as the function [Decode] does. If omitted is true, it doesn't
// return the body, because the budget is spent.
func (b *Budget) Decode(h http.Header, body []byte) (decoded []byte, omitted bool, err error) {
	return b.spend(h, body, decode)
}

// DecodeIfPacked undoes the codings of a body as the function [DecodeIfPacked] does. If omitted is
// true, it doesn't return the body, because the budget is spent.
func (b *Budget) DecodeIfPacked(h http.Header, body []byte) (decoded []byte, omitted bool, err error) {
	return b.spend(h, body, decodeIfPacked)
}

// spend undoes the codings and counts what they expand to.
func (b *Budget) spend(
	h http.Header, body []byte, decode func(http.Header, []byte, int64) ([]byte, int64, error),
) (decoded []byte, omitted bool, err error) {
	limit, fair := int64(maxDecoded), fairContent+fairExpansion*int64(len(body))
	if b.excess > maxExcess {
		limit = min(limit, fair)
	}
	decoded, expanded, err := decode(h, body, limit)
	if expanded > 0 {
		b.excess = max(b.excess+expanded-fair, 0)
	}
	if isTooLong(err) && limit < maxDecoded {
		return nil, true, nil
	}
	return decoded, false, err
}
