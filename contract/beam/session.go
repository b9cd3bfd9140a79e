package contractbeam

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// exchange is an exchange on its way to its session.
type exchange struct{ *contract.Exchange }

func encodeExchange(x exchange) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(x.Exchange)
	return b.Bytes(), err
}

func decodeExchange(data []byte) (exchange, error) {
	x := exchange{&contract.Exchange{}}
	return x, gob.NewDecoder(bytes.NewReader(data)).Decode(x.Exchange)
}

// sessionKey returns the key of a session. It is a digest, because runners show keys in logs, and
// the name of a session may be a secret.
func sessionKey(session string) string {
	sum := sha256.Sum256([]byte(session))
	return hex.EncodeToString(sum[:])
}

// sessionFn checks the exchanges of one session.
type sessionFn struct {
	Document Document

	checker *checker
}

// Setup compiles the document.
func (f *sessionFn) Setup(ctx context.Context) (err error) {
	f.checker, err = f.Document.load(ctx)
	return err
}

// ProcessElement checks the exchanges of a session, in the order of the times at which they were
// recorded. Exchanges of the same time are in the order of their recordings.
func (f *sessionFn) ProcessElement(_ string, next func(*exchange) bool, emit func(Part)) error {
	var all []exchange
	for {
		var x exchange
		if !next(&x) {
			break
		}
		all = append(all, x)
	}
	slices.SortStableFunc(all, func(a, b exchange) int {
		return cmp.Or(a.Source.Recorded.Compare(b.Source.Recorded), cmp.Compare(a.Source.File, b.Source.File), cmp.Compare(a.Source.Entry, b.Source.Entry))
	})
	run, err := f.checker.newRun(element{})
	if err != nil {
		return err
	}
	for _, x := range all {
		run.add(x.Exchange, run.session)
	}
	emit(run.part)
	return nil
}
