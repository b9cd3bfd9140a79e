package redaction

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// Revise replaces the secrets and private strings in a redacted exchange that became known after it
// was written. It leaves out the same bodies as [Redactor.Redact]. It returns whether the exchange
// changed. If a secret is left, it returns an [UnrecordableError].
func (r *Redactor) Revise(x *contract.Exchange) (result Redacted, changed bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	const factor = 2 // The exchange was searched before at half the cost.
	bodies := disguise.NewBudget(factor * r.work)
	for {
		s := &search{Redactor: r, budgets: r.budgetsFor(x, factor, nil, bodies)}
		y, replaced, place, err := s.revisedExchange(x)
		if err != nil || s.budgets.areSpent() { // One body is no reason to lose the whole exchange.
			whole := x
			if x = result.omit(x, func(p part) error { return cmp.Or(s.budgets.refuse(p), s.lateSurvivor(p.of(y))) }); x != whole {
				changed = true
				continue
			}
		}
		if err != nil {
			return Redacted{}, false, Unrecordable(x, fmt.Errorf("%s holds what a later exchange shows to be a secret", place))
		}
		result.Exchange = y
		if changed = changed || replaced; !changed {
			return result, false, nil
		}
		if err := s.keepVerdict(&result, x, y, r.contract.Check, r.contract.Check); err != nil {
			return Redacted{}, false, Unrecordable(x, err)
		}
		return result, true, nil
	}
}

// errLate is the reason why a body is left out when a recording ends.
var errLate = errors.New("a later exchange shows that it holds a secret, which can't be replaced")

// lateSurvivor is like partSurvivor for what a later exchange shows.
func (s *search) lateSurvivor(p part) error {
	if err := s.partSurvivor(p); err != nil {
		return errLate
	}
	return nil
}

// revisedExchange returns the exchange with what is known by now replaced, and whether that changed
// it. If a secret is left, or can't be searched for, it returns the place and an error.
func (s *search) revisedExchange(x *contract.Exchange) (y *contract.Exchange, changed bool, place string, err error) {
	y = s.walk(x, func(text string, kind walk.Kind) string {
		revised := s.revised(text, kind)
		changed = changed || revised != text
		return revised
	})
	place, err = s.survivor(y)
	return y, changed, place, err
}

// revised replaces the known secrets in a text. It keeps values that were already replaced.
func (s *search) revised(text string, kind walk.Kind) string {
	switch kind {
	case walk.Secret, walk.Credential, walk.Cookie, walk.Private:
		return text
	default:
		return s.inner(splice(text, s.matches(text, kind == walk.Name)), s.revised)
	}
}
