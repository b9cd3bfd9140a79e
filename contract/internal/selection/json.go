package selection

import (
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The types describe the JSON of a tally. The JSON schema of parts describes it too.
type (
	jsonTally struct {
		Checked    int         `json:"checked"`
		Sum        sum         `json:"sum"`
		Skipped    []jsonCount `json:"skipped"`
		LeftOut    []jsonCount `json:"leftOut"`
		Unread     []string    `json:"unread"`
		MoreUnread int         `json:"moreUnread,omitzero"`
	}
	jsonCount struct {
		Reason string         `json:"reason"`
		Count  int            `json:"count"`
		First  jsonSource     `json:"first"`
		Hosts  map[string]int `json:"hosts,omitzero"`
	}
	jsonSource struct {
		File  string `json:"file"`
		Entry int    `json:"entry"`
	}
)

// MarshalJSON returns the tally as JSON. The same counts give the same bytes.
func (t *Tally) MarshalJSON() ([]byte, error) {
	return json.Marshal(jsonTally{
		Checked: t.Checked, Sum: t.sum, Skipped: jsonCounts(t.entries), LeftOut: jsonCounts(t.findings), Unread: t.unread, MoreUnread: t.moreUnread,
	}, json.Deterministic(true))
}

func jsonCounts(counts map[string]*count) []jsonCount {
	all := []jsonCount{}
	for _, reason := range slices.Sorted(maps.Keys(counts)) {
		c := counts[reason]
		all = append(all, jsonCount{reason, c.n, jsonSource{c.first.File, c.first.Entry}, c.hosts})
	}
	return all
}

// UnmarshalJSON reads the JSON that MarshalJSON returned.
func (t *Tally) UnmarshalJSON(data []byte) error {
	var in jsonTally
	if err := json.Unmarshal(data, &in, json.RejectUnknownMembers(true)); err != nil {
		return err
	}
	*t = Tally{Checked: in.Checked, sum: in.Sum, moreUnread: in.MoreUnread}
	for _, text := range in.Unread {
		t.fail(text)
	}
	for _, list := range []struct {
		counts *map[string]*count
		all    []jsonCount
	}{{&t.entries, in.Skipped}, {&t.findings, in.LeftOut}} {
		for _, c := range list.all {
			first := contract.Source{File: c.First.File, Entry: c.First.Entry}
			countOf(list.counts, c.Reason).include(&count{n: c.Count, first: first, hosts: c.Hosts})
		}
	}
	return nil
}
