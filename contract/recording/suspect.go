package recording

// NamesSecret reports whether a name, of a property, a header or a parameter, says that what it names is a secret: client_secret, X-Api-Key.
func NamesSecret(name string) bool { return isSecretName(name) || isKeyName(name) }

// LooksSecret reports whether a text holds what looks like a secret, whatever its name: a token, a password in a URL. A text that looks
// drawn counts; a UUID doesn't.
func LooksSecret(text string) bool {
	for _, pattern := range keyPatterns {
		if pattern.MatchString(text) {
			return true
		}
	}
	for _, pattern := range maybeKeyPatterns {
		for _, found := range pattern.FindAllStringSubmatch(text, -1) {
			if pattern.is(found[len(found)-1]) {
				return true
			}
		}
	}
	return false
}
