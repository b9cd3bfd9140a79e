package sandbox

import (
	"cmp"
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

// store keeps accounts in a file. There is a bucket for each partner, by its owner organization's ID, and in it one for the organizations by number, one for the deleted
// identifiers and one for the outcomes of idempotency keys. A nil store keeps nothing. Its file holds no key and of client secrets only digests.
type store struct {
	file string
	db   *bbolt.DB
}

var (
	organizationsBucket = []byte("organizations")
	deletedBucket       = []byte("deleted")
	outcomesBucket      = []byte("outcomes")
)

// openTimeout is how long to wait for another process to let go of the file.
const openTimeout = time.Second

// storedOrganization and storedOutcome are the values in the file.
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

func openStore(file string) (*store, error) {
	var db *bbolt.DB
	err := guard(func() (err error) {
		db, err = bbolt.Open(file, 0o600, &bbolt.Options{Timeout: openTimeout})
		return err
	})
	switch {
	case err == nil:
		return &store{file: file, db: db}, nil
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("%s: another process has the state file open; stop it or name another file", filepath.ToSlash(file))
	default:
		return nil, stateError(file, err)
	}
}

func stateError(file string, err error) error {
	return fmt.Errorf("%s: the state file can't be used: %w; name another one, or a new one", filepath.ToSlash(file), withoutPath(err))
}

// withoutPath returns what went wrong with a file, for an error that has its name.
func withoutPath(err error) error {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err
	}
	return err
}

// guard reads of the file. Where it is damaged the database panics, and where it was cut off there is no memory behind what is read.
func guard(read func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if recover() != nil { // What it says is of pages and addresses, and helps nobody.
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

// load returns an account as the file has it, and false where it has none such.
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

// restore puts a stored outcome among the others.
func (o *outcomes) restore(key, value []byte) error {
	var stored storedOutcome
	if err := json.Unmarshal(value, &stored); err != nil {
		return err
	}
	o.byKey[string(key)] = &answer{status: stored.Status, header: stored.Header, body: stored.Body, at: stored.At}
	o.keys = append(o.keys, string(key))
	return nil
}

// sort puts the keys in the order of their outcomes.
func (o *outcomes) sort() {
	slices.SortStableFunc(o.keys, func(a, b string) int { return o.byKey[a].at.Compare(o.byKey[b].at) })
}

// save writes an account as the seed has it.
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

// commit writes a change, nil for none, and the outcome of a key, empty for none: both, on disk, or none of them.
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
