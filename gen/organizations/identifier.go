package organizations

import (
	"errors"
	"fmt"
	"strings"
)

// checkUUID returns an error unless the string is a UUID in its usual form (RFC 9562, section 4).
// This way, no identifier can change the path of a request. The error doesn't show the string,
// because a caller may pass a key by mistake.
func checkUUID(what, id string) error {
	const length = len("00000000-0000-0000-0000-000000000000")
	if len(id) != length {
		return fmt.Errorf("%s is not a UUID: it has %d bytes, not %d", what, len(id), length)
	}
	for i := range len(id) {
		c := id[i]
		isHex := '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
		switch isHyphen := i == 8 || i == 13 || i == 18 || i == 23; {
		case isHyphen && c != '-':
			return fmt.Errorf("%s is not a UUID: byte %d is not a hyphen", what, i)
		case !isHyphen && !isHex:
			return fmt.Errorf("%s is not a UUID: byte %d is not a hexadecimal digit", what, i)
		}
	}
	return nil
}

// checkNotSecret returns an error if an identifier is a secret of the request, because errors and
// logs show the path.
func (x *exchange) checkNotSecret(what, id string) error {
	for _, secret := range x.redactor().secrets {
		if strings.EqualFold(id, secret) {
			return errors.New(what + " is the key, not an identifier")
		}
	}
	return nil
}
