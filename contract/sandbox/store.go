package sandbox

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// store keeps accounts in a database file of go.etcd.io/bbolt. The database has a bucket for each
// partner, named by the ID of its owner organization. Each bucket has three buckets: the
// organizations by number, the IDs of deleted organizations, and the outcomes of idempotency keys.
// The file has no API key, and only digests of client secrets. A nil store keeps nothing.
type store struct {
	file string
	db   *bbolt.DB
	// damaged says that the database panicked. It may hold its locks for ever, so nobody uses it any
	// more.
	damaged atomic.Bool
}

var (
	organizationsBucket = []byte("organizations")
	deletedBucket       = []byte("deleted")
	outcomesBucket      = []byte("outcomes")
)

// If another sandbox has the file open, openStore tries again. It tries openAttempts times and
// waits openInterval between two attempts.
const (
	openAttempts = 20
	openInterval = 50 * time.Millisecond
)

// The types describe the values in the file.
type (
	storedOrganization struct {
		Organization organizations.Organization `json:"organization"`
		ClientID     string                     `json:"client_id,omitzero"`
		SecretDigest []byte                     `json:"secret_digest,omitzero"`

		RecordLogging organizations.UpdateRecordLoggingRequest `json:"record_logging,omitzero"`
	}
	storedOutcome struct {
		At     time.Time   `json:"at"`
		Status int         `json:"status"`
		Header http.Header `json:"header"`
		Body   []byte      `json:"body"`
	}
)

func openStore(file string, wait func(ctx context.Context, d time.Duration) error) (*store, error) {
	db, err := openDatabase(file)
	for range openAttempts {
		if !errors.Is(err, berrors.ErrTimeout) {
			break
		}
		if err := wait(context.Background(), openInterval); err != nil {
			return nil, stateError(file, err)
		}
		db, err = openDatabase(file)
	}
	switch {
	case err == nil:
		return &store{file: file, db: db}, nil
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("%s: another process has the state file open; stop it or name another file", filepath.ToSlash(file))
	default:
		return nil, stateError(file, err)
	}
}

// openDatabase opens the file, and checks it. It returns [berrors.ErrTimeout] at once if another
// process has the file open.
func openDatabase(file string) (db *bbolt.DB, err error) {
	var opened *os.File
	options := &bbolt.Options{
		Timeout: 1, // With the timeout 0, Open would wait without end.
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			// The target of a link would be created wherever it is.
			if info, err := os.Lstat(name); err == nil && info.Mode()&os.ModeSymlink != 0 {
				return nil, errLink
			}
			var err error
			opened, err = os.OpenFile(name, flag, mode)
			return opened, err
		},
	}
	err = guard(func() (err error) {
		if db, err = bbolt.Open(file, 0o600, options); err != nil {
			return err
		}
		if err = checkFile(db, opened); err != nil {
			return errors.Join(err, db.Close())
		}
		return nil
	})
	return db, err
}

func stateError(file string, err error) error {
	return fmt.Errorf("%s: the state file can't be used: %w; name another one, or a new one", filepath.ToSlash(file), wholefile.Cause(err))
}

var (
	errDamaged = errors.New("it is damaged")
	errLink    = errors.New("it is a link")
)

// guard calls a function that uses the file. The database panics if the file is damaged, and reads
// memory that isn't there if the file was truncated. guard returns an error in both cases.
func guard(read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil { // The value of the panic has pages and addresses, which help nobody.
			err = errDamaged
		}
	}()
	return read()
}

func (s *store) close() error {
	if s == nil || s.damaged.Load() {
		return nil
	}
	return s.db.Close()
}

// load returns an account from the file, or false if the file doesn't have it.
func (s *store) load(owner uuid.UUID) (*account, bool, error) {
	if s == nil {
		return nil, false, nil
	}
	a := newAccount(owner)
	found := false
	err := guard(func() error {
		return s.db.View(func(tx *bbolt.Tx) error {
			bucket := tx.Bucket(owner[:])
			if bucket == nil {
				return nil
			}
			found = true
			return cmp.Or(
				bucket.Bucket(organizationsBucket).ForEach(a.restore),
				bucket.Bucket(deletedBucket).ForEach(func(id, _ []byte) error {
					a.deleted[uuid.UUID(id)] = struct{}{}
					return nil
				}),
				bucket.Bucket(outcomesBucket).ForEach(a.outcomes.restore),
			)
		})
	})
	if err != nil {
		return nil, false, stateError(s.file, err)
	}
	a.outcomes.sort()
	return a, found, nil
}

// restore adds a stored organization to the account.
func (a *account) restore(key, value []byte) error {
	var stored storedOrganization
	if err := json.Unmarshal(value, &stored); err != nil {
		return err
	}
	id, err := uuid.Parse(stored.Organization.ID)
	if err != nil {
		return err
	}
	a.apply(&change{put: stored.restored(id, binary.BigEndian.Uint64(key))})
	return nil
}

// restored converts a stored organization to an organization of an account.
func (o *storedOrganization) restored(id uuid.UUID, number uint64) *organization {
	s := settings{public: o.Organization, clientID: o.ClientID}
	copy(s.secret[:], o.SecretDigest)
	restored := newOrganization(id, number, s)
	restored.logging = o.RecordLogging
	return restored
}

// stored converts the organization to the form in which the file stores it.
func (o *organization) stored() storedOrganization {
	stored := storedOrganization{Organization: o.public, ClientID: o.clientID, RecordLogging: o.logging}
	if o.secret != (digest{}) {
		stored.SecretDigest = o.secret[:]
	}
	return stored
}

// restore adds a stored outcome.
func (o *outcomes) restore(key, value []byte) error {
	var stored storedOutcome
	if err := json.Unmarshal(value, &stored); err != nil {
		return err
	}
	o.put(string(key), stored.answer(), nil)
	return nil
}

// answer converts a stored outcome to an answer.
func (o *storedOutcome) answer() *answer {
	return &answer{status: o.Status, header: o.Header, body: o.Body, at: o.At}
}

// stored converts the answer to the form in which the file stores it.
func (a *answer) stored() storedOutcome {
	return storedOutcome{At: a.at, Status: a.status, Header: a.header, Body: a.body}
}

// sort sorts the keys by the time of their outcomes, the oldest first.
func (o *outcomes) sort() {
	slices.SortStableFunc(o.keys, func(a, b string) int { return o.byKey[a].at.Compare(o.byKey[b].at) })
}

// save writes a new account.
func (s *store) save(a *account) error { return s.replace([]*account{a}) }

// replace replaces what the file has of these partners with the accounts. It writes all of them or
// none.
func (s *store) replace(accounts []*account) error {
	if s == nil {
		return nil
	}
	return s.update(func(tx *bbolt.Tx) error {
		for _, a := range accounts {
			if err := tx.DeleteBucket(a.owner[:]); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
				return err
			}
			if err := a.writeTo(tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeTo writes an account that the file doesn't have.
func (a *account) writeTo(tx *bbolt.Tx) error {
	bucket, err := tx.CreateBucket(a.owner[:])
	if err != nil {
		return err
	}
	for _, name := range [][]byte{organizationsBucket, deletedBucket, outcomesBucket} {
		if _, err := bucket.CreateBucket(name); err != nil {
			return err
		}
	}
	for _, o := range a.order {
		if err := put(bucket, o); err != nil {
			return err
		}
	}
	for id := range a.deleted {
		if err := bucket.Bucket(deletedBucket).Put(id[:], nil); err != nil {
			return err
		}
	}
	for key, outcome := range a.outcomes.byKey {
		if err := putOutcome(bucket.Bucket(outcomesBucket), key, outcome); err != nil {
			return err
		}
	}
	return nil
}

// write is what one call writes to the file: its change, unless the change is nil, and the outcome
// of its key, unless the key is empty. It also removes the outcomes of expired keys.
type write struct {
	change  *change
	key     string
	outcome *answer
	expired []string
}

// commit writes to the file what several calls changed. When commit returns, everything is on disk,
// or after an error nothing.
func (s *store) commit(owner uuid.UUID, writes []write) error {
	if s == nil || len(writes) == 0 {
		return nil
	}
	return s.update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(owner[:])
		for _, w := range writes {
			if err := w.to(bucket); err != nil {
				return err
			}
		}
		return nil
	})
}

// to carries out the write in the bucket of a partner.
func (w *write) to(bucket *bbolt.Bucket) error {
	var err error
	switch {
	case w.change == nil:
	case w.change.put != nil:
		err = put(bucket, w.change.put)
	default:
		err = remove(bucket, w.change.remove)
	}
	if err != nil || w.key == "" {
		return err
	}
	kept := bucket.Bucket(outcomesBucket)
	for _, old := range w.expired {
		if err := kept.Delete([]byte(old)); err != nil {
			return err
		}
	}
	return putOutcome(kept, w.key, w.outcome)
}

func putOutcome(bucket *bbolt.Bucket, key string, a *answer) error {
	value, err := json.Marshal(a.stored())
	if err != nil {
		return err
	}
	return bucket.Put([]byte(key), value)
}

func (s *store) update(write func(tx *bbolt.Tx) error) error {
	if s.damaged.Load() {
		return stateError(s.file, errDamaged)
	}
	err := guard(func() error { return s.db.Update(write) })
	if err == nil {
		return nil
	}
	if errors.Is(err, errDamaged) {
		s.damaged.Store(true)
	}
	return stateError(s.file, err)
}

func put(bucket *bbolt.Bucket, o *organization) error {
	value, err := json.Marshal(o.stored())
	if err != nil {
		return err
	}
	return bucket.Bucket(organizationsBucket).Put(numberKey(o), value)
}

func remove(bucket *bbolt.Bucket, o *organization) error {
	if err := bucket.Bucket(organizationsBucket).Delete(numberKey(o)); err != nil {
		return err
	}
	return bucket.Bucket(deletedBucket).Put(o.id[:], nil)
}

func numberKey(o *organization) []byte { return binary.BigEndian.AppendUint64(nil, o.number) }
