package sandbox

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// RequestQuery selects the requests that match all of its fields. An empty field matches every
// request.
type RequestQuery struct {
	Operation      string
	Method         string
	Path           string
	Status         int
	Caller         string
	IdempotencyKey string
	Fault          string
	// After selects the requests whose number is greater than this.
	After uint64
}

// matches reports whether the query selects a request.
func (q RequestQuery) matches(r *Request) bool {
	same := func(want, got string) bool { return want == "" || want == got }
	return same(q.Operation, r.Operation) && same(q.Method, r.Method) && same(q.Path, r.Path) && same(q.Caller, r.Caller) &&
		same(q.IdempotencyKey, r.IdempotencyKey) && same(q.Fault, r.Fault) && (q.Status == 0 || q.Status == r.Status) && r.Number > q.After
}

// The constants are parameters of a query in a URL.
const (
	faultParameter  = "fault"
	statusParameter = "status"
	afterParameter  = "after"
)

// stringsOf returns a pointer to each string field, by the name of its URL parameter.
func stringsOf(q *RequestQuery) map[string]*string {
	return map[string]*string{
		"operation": &q.Operation, "method": &q.Method, "path": &q.Path, "caller": &q.Caller, "idempotency_key": &q.IdempotencyKey, faultParameter: &q.Fault,
	}
}

// String returns the query as the query string of GET /_sandbox/requests, such as
// "operation=createOrganization&status=409".
func (q RequestQuery) String() string {
	values := url.Values{}
	for name, value := range stringsOf(&q) {
		if *value != "" {
			values.Set(name, *value)
		}
	}
	if q.Status != 0 {
		values.Set(statusParameter, strconv.Itoa(q.Status))
	}
	if q.After != 0 {
		values.Set(afterParameter, strconv.FormatUint(q.After, 10))
	}
	return values.Encode()
}

// parseQuery reads a RequestQuery from the query string of a URL.
func parseQuery(raw string) (RequestQuery, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return RequestQuery{}, errors.New("the query can't be read; escape its values")
	}
	var q RequestQuery
	fields := stringsOf(&q)
	for name, list := range values {
		field := fields[name]
		switch {
		case len(list) > 1:
			err = fmt.Errorf("%s: send it once", name)
		case field != nil:
			*field = list[0]
		case name == statusParameter:
			if q.Status, err = strconv.Atoi(list[0]); err != nil {
				err = errors.New("status: send a number such as 409")
			}
		case name == afterParameter:
			if q.After, err = strconv.ParseUint(list[0], 10, 64); err != nil {
				err = errors.New("after: send the number of a request")
			}
		default:
			names := append(slices.Collect(maps.Keys(fields)), statusParameter, afterParameter)
			slices.Sort(names)
			err = fmt.Errorf("a query has only the parameters %s", strings.Join(names, ", "))
		}
		if err != nil {
			return RequestQuery{}, err
		}
	}
	return q, nil
}
