package selection

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// sum identifies a set of exchanges. The order of the exchanges doesn't matter. It is computed from
// the place and time of each recorded exchange, the method, the status, and the lengths of the
// bodies. It uses nothing that may be a secret.
type sum [4]uint64 //nolint:recvcheck // Package json needs MarshalText with a value receiver.

func (s *sum) add(x *contract.Exchange) {
	status, length := 0, -1
	if x.Response != nil {
		status, length = x.Response.Status, len(x.Response.Body)
	}
	var buffer [256]byte // Most texts fit, and then need no memory of their own.
	text := strconv.AppendQuote(buffer[:0], x.Source.File)
	text = strconv.AppendInt(append(text, ' '), int64(x.Source.Entry), 10)
	text = append(append(text, ' '), x.Source.Provenance...)
	text = x.Source.Recorded.UTC().AppendFormat(append(text, ' '), time.RFC3339Nano)
	text = strconv.AppendQuote(append(text, ' '), x.Request.Method)
	for _, number := range [...]int{len(x.Request.Body), status, length} {
		text = strconv.AppendInt(append(text, ' '), int64(number), 10)
	}
	digest := sha256.Sum256(text)
	var one sum
	one.read(digest[:])
	s.addAll(one)
}

func (s *sum) addAll(other sum) {
	for i := range s {
		s[i] += other[i] // The sum may overflow, and is still the same in any order.
	}
}

func (s *sum) read(data []byte) {
	for i := range s {
		s[i] = binary.BigEndian.Uint64(data[8*i:])
	}
}

// MarshalText returns the sum in hexadecimal.
func (s sum) MarshalText() ([]byte, error) {
	data := make([]byte, 0, sha256.Size)
	for _, word := range s {
		data = binary.BigEndian.AppendUint64(data, word)
	}
	return []byte(hex.EncodeToString(data)), nil
}

// UnmarshalText reads a text that MarshalText returned.
func (s *sum) UnmarshalText(text []byte) error {
	data, err := hex.DecodeString(string(text))
	if err != nil || len(data) != sha256.Size {
		return fmt.Errorf("%q is not a sum of %d hexadecimal digits", text, 2*sha256.Size)
	}
	s.read(data)
	return nil
}
