package organizations

import "net/http"

// payload is the part of a response that a method returns. It is the value of one property of the
// body.
type payload interface {
	decode(d *decoder, o *operation) error
}

// pointer is a pointer to a model.
type pointer[T any] interface {
	*T
	model
}

// single is a payload that is one model.
type single[T any, P pointer[T]] struct{ value T }

// decode implements payload. If the body of a create or an update can't be decoded, the value keeps
// what could be, such as the ID, because the API has carried out the request.
func (s *single[T, P]) decode(d *decoder, o *operation) error {
	*s = single[T, P]{} // An earlier attempt may have decoded a part.
	err := d.envelope(o.payload, func() error {
		if d.json.PeekKind() == 'n' && !o.nullable {
			return errMissing
		}
		return d.object(P(&s.value))
	})
	if err != nil && o.method == http.MethodGet {
		*s = single[T, P]{}
	}
	return err
}

// list is a payload that is a list of models. If the payload is null, the list is nil.
type list[T any, P pointer[T]] struct{ values []T }

// decode implements payload. If the body can't be decoded, the list stays empty.
func (l *list[T, P]) decode(d *decoder, o *operation) error {
	var items collection[T]
	null, err := d.list(o, func() error { return d.object(P(items.next())) })
	if err == nil && !null {
		l.values = items.all()
	}
	return err
}
