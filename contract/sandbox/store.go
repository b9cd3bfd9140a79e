package sandbox

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// store keeps accounts in a file, the database of go.etcd.io/bbolt. The file has a bucket for each
// partner, named by the ID of its owner organization. That bucket holds three others: the
// organizations by number, the deleted identifiers, and the outcomes of idempotency keys. The file
// holds no key, and only digests of client secrets. A nil store keeps nothing.
type store struct {
	file string
	db   *bbolt.DB
}

var (
	organizationsBucket = []byte("organizations")
	deletedBucket       = []byte("deleted")
	outcomesBucket      = []byte("outcomes")
)

// openStore tries to open a file that is in use openAttempts times, openInterval apart.
const (
	openAttempts = 20
	openInterval = 50 * time.Millisecond
)

// The values in the file.
type (
	storedOrganization struct {
		Organization organizations.Organization `json:"organization"`
		ClientID     string                     `json:"client_id,omitzero"`
		SecretDigest []byte                     `json:"secret_digest,omitzero"`
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

// openDatabase opens the file, or returns [berrors.ErrTimeout] at once if it is in use.
func openDatabase(file string) (db *bbolt.DB, err error) {
	err = guard(func() (err error) {
		db, err = bbolt.Open(file, 0o600, &bbolt.Options{Timeout: 1}) // 0 would wait without end.
		return err
	})
	return db, err
}

func stateError(file string, err error) error {
	return fmt.Errorf("%s: the state file can't be used: %w; name another one, or a new one", filepath.ToSlash(file), withoutPath(err))
}

// withoutPath returns the error without the path, for a message that names the file itself.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// guard calls a function that reads the file. The database panics over a damaged file, and a file that
// was cut off makes it read memory that isn't there. guard returns an error in both cases.
func guard(read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil { // The panic shows pages and addresses, which help nobody.
			err = errors.New("it is damaged")
		}
	}()
	return read()
}

func (s *store) close() error {
	if s == nil {
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

// restore puts a stored organization into the account.
func (a *account) restore(key, value []byte) error {
	var stored storedOrganization
	if err := json.Unmarshal(value, &stored); err != nil {
		return err
	}
	id, err := uuid.Parse(stored.Organization.ID)
	if err != nil {
		return err
	}
	s := settings{public: stored.Organization, clientID: stored.ClientID}
	copy(s.secret[:], stored.SecretDigest)
	a.apply(&change{put: newOrganization(id, binary.BigEndian.Uint64(key), s)})
	return nil
}

// restore adds a stored outcome.
func (o *outcomes) restore(key, value []byte) error {
	var stored storedOutcome
	if err := json.Unmarshal(value, &stored); err != nil {
		return err
	}
	o.byKey[string(key)] = &answer{status: stored.Status, header: stored.Header, body: stored.Body, at: stored.At}
	o.keys = append(o.keys, string(key))
	return nil
}

// sort puts the keys into the order of their outcomes, oldest first.
func (o *outcomes) sort() {
	slices.SortStableFunc(o.keys, func(a, b string) int { return o.byKey[a].at.Compare(o.byKey[b].at) })
}

// save writes a new account.
func (s *store) save(a *account) error {
	if s == nil {
		return nil
	}
	return s.update(func(tx *bbolt.Tx) error {
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
		return nil
	})
}

// commit writes a change, unless it is nil, and the outcome of a key, unless the key is empty. Both
// are on disk when it returns, or neither.
func (s *store) commit(owner uuid.UUID, made *change, key string, outcome *answer, expired []string) error {
	if s == nil {
		return nil
	}
	return s.update(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(owner[:])
		switch {
		case made == nil:
		case made.put != nil:
			if err := put(bucket, made.put); err != nil {
				return err
			}
		default:
			if err := remove(bucket, made.remove); err != nil {
				return err
			}
		}
		if key == "" {
			return nil
		}
		kept := bucket.Bucket(outcomesBucket)
		for _, old := range expired {
			if err := kept.Delete([]byte(old)); err != nil {
				return err
			}
		}
		value, err := json.Marshal(storedOutcome{At: outcome.at, Status: outcome.status, Header: outcome.header, Body: outcome.body})
		if err != nil {
			return err
		}
		return kept.Put([]byte(key), value)
	})
}

func (s *store) update(write func(tx *bbolt.Tx) error) error {
	if err := s.db.Update(write); err != nil {
		return stateError(s.file, err)
	}
	return nil
}

func put(bucket *bbolt.Bucket, o *organization) error {
	stored := storedOrganization{Organization: o.public, ClientID: o.clientID}
	if o.secret != (digest{}) {
		stored.SecretDigest = o.secret[:]
	}
	value, err := json.Marshal(stored)
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
