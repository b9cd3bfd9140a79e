package organizations

import (
	"fmt"
)

// checkUUID refuses what is not the usual text of a UUID (RFC 9562, section 4), so that nothing that a caller passes can change the
// path of a request. The error shows only the beginning of what came, quoted.
func checkUUID(what, id string) error {
	if len(id) != len("00000000-0000-0000-0000-000000000000") {
		return fmt.Errorf("%s is no UUID: %q has %d bytes, not 36", what, id[:min(len(id), 40)], len(id))
	}
	for i := range len(id) {
		c := id[i]
		isHex := '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
		isHyphen := i == 8 || i == 13 || i == 18 || i == 23
		if isHyphen && c != '-' || !isHyphen && !isHex {
			return fmt.Errorf("%s is no UUID: %q", what, id)
		}
	}
	return nil
}
