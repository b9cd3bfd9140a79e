package organizations

// payload is the part of a response that a method returns. It is the value of one property of the
// body. It stays empty if the body can't be decoded.
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

func (s *single[T, P]) decode(d *decoder, o *operation) error {
	err := d.envelope(o.payload, func() error {
		if d.json.PeekKind() == 'n' && !o.nullable {
			return errMissing
		}
		return d.object(P(&s.value))
	})
	if err != nil {
		*s = single[T, P]{}
	}
	return err
}

// list is a payload that is a list of models. If the payload is null, the list is nil.
type list[T any, P pointer[T]] struct{ values []T }

func (l *list[T, P]) decode(d *decoder, o *operation) error {
	var items collection[T]
	null, err := d.list(o, func() error { return d.object(P(items.next())) })
	if err == nil && !null {
		l.values = items.all()
	}
	return err
}
