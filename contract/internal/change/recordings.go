package change

import (
	"maps"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Recordings knows which recordings have exchanges of which operation and status. It is not safe
// for concurrent use.
type Recordings struct {
	old, revised *Document
	// files has the names of the recordings, by operation and status. The status of an exchange
	// without a response is 0.
	files map[string]map[int]map[string]bool
}

// NewRecordings returns a Recordings without recordings.
func NewRecordings(old, revised *Document) *Recordings {
	return &Recordings{old: old, revised: revised, files: map[string]map[int]map[string]bool{}}
}

// Add adds the recording of an exchange. It ignores an exchange of an operation that neither
// document has.
func (r *Recordings) Add(x *contract.Exchange) {
	status := 0
	if x.Response != nil {
		status = x.Response.Status
	}
	for _, d := range []*Document{r.old, r.revised} {
		o, found := d.contract.For(x).Find(x.Request.Method, x.Request.URL)
		if !found {
			continue
		}
		key := Operation{Method: o.Method, Path: o.Path}.key()
		if r.files[key] == nil {
			r.files[key] = map[int]map[string]bool{}
		}
		if r.files[key][status] == nil {
			r.files[key][status] = map[string]bool{}
		}
		r.files[key][status][x.Source.File] = true
	}
}

// Touch sets the recordings of each change: those with an exchange of one of the change's
// operations and statuses.
func (r *Recordings) Touch(changes []Change) {
	for i := range changes {
		files := map[string]bool{}
		for _, o := range changes[i].Operations {
			for status, names := range r.files[o.key()] {
				if o.concerns(status) {
					maps.Copy(files, names)
				}
			}
		}
		changes[i].Recordings = slices.Sorted(maps.Keys(files))
	}
}

// concerns reports whether a change of the operation is about a response with the status.
func (o Operation) concerns(status int) bool {
	if len(o.Statuses) == 0 {
		return true
	}
	return status != 0 && slices.ContainsFunc(o.Statuses, func(key string) bool {
		return key == strconv.Itoa(status) || key == strconv.Itoa(status/100)+"XX" || key == "default"
	})
}
