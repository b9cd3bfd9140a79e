package sandbox

import (
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
)

type faultList struct {
	Faults []Fault `json:"faults"`
}

func (s *Sandbox) controlInject(_ *http.Request, body []byte) (any, error) {
	f, err := parseFault(body)
	if err == nil {
		f, err = s.faults.add(f)
	}
	if err != nil {
		return nil, badRequest("body", "fault", err.Error())
	}
	return faultList{[]Fault{f}}, nil
}

func (s *Sandbox) controlRemove(r *http.Request, _ []byte) (any, error) {
	if !s.RemoveFault(strings.TrimPrefix(r.URL.Path, FaultsPath+"/")) {
		return nil, &failure{status: http.StatusNotFound, key: keyNotFound, message: "no fault has this id; it may have happened as often as it should"}
	}
	return nil, nil //nolint:nilnil // The answer has no body.
}

// requestList is the part of the journal that a query selects.
type requestList struct {
	Count    int       `json:"count"`
	Requests []Request `json:"requests"`
	// Lost is the number of earlier requests that the journal has dropped.
	Lost uint64 `json:"lost,omitzero"`
}

func (s *Sandbox) controlRequests(r *http.Request, _ []byte) (any, error) {
	q, err := parseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, err
	}
	found, lost := s.journal.find(q)
	return requestList{len(found), found, lost}, nil
}

// clockSetting is the body of a request that sets the clock. Now sets it to a time, and Advance
// moves it forward by a duration such as "24h".
type clockSetting struct {
	Now     time.Time     `json:"now,omitzero"`
	Advance time.Duration `json:"advance,omitzero"`
}

func (s *Sandbox) clockTime() clockSetting { return clockSetting{Now: s.Now().UTC()} }

func (s *Sandbox) controlClock(_ *http.Request, body []byte) (any, error) {
	var set clockSetting
	if err := json.Unmarshal(body, &set, faultJSON); err != nil || set.Now.IsZero() == (set.Advance == 0) {
		return nil, badRequest("body", "clock", `send {"advance": "24h"} or {"now": "2026-01-02T03:04:05Z"}`)
	}
	switch {
	case set.Now.IsZero():
		s.Advance(set.Advance)
	case s.clock.reaches(set.Now):
		s.SetTime(set.Now)
	default:
		return nil, badRequest("body", "clock", "now: it must be at most 292 years away from the real time")
	}
	return s.clockTime(), nil
}
