package document

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"path"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// A location identifies the file that a reference leads to. It is a URL, or a path with slashes
// that is relative to the directory of the root file. Only a [Reader] gets a URL with its query. All
// else knows files by their public locations.

// rootLocation returns the location of a root file with this name.
func rootLocation(name string) string {
	if IsURL(name) {
		return name
	}
	_, file := splitName(name)
	return file
}

// splitName splits the name of a file that is not a URL after the last slash or colon. Git writes a
// file in a revision with a colon: v1.0.0:openapi.yaml.
func splitName(name string) (directory, file string) {
	i := strings.LastIndexAny(name, "/:") + 1
	return name[:i], name[i:]
}

// IsURL reports whether a name or location is a URL of http or https.
func IsURL(name string) bool {
	scheme, rest, found := strings.Cut(name, "://")
	return found && rest != "" && (strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https"))
}

// Shown returns a URL or a $ref as messages show it. It leaves out the user, and three dots stand for
// the query, because both may contain a secret.
func Shown(reference string) string {
	shown, fragment, hasFragment := strings.Cut(reference, "#")
	shown, _, hasQuery := strings.Cut(shown, "?")
	if scheme, rest, found := strings.Cut(shown, "://"); found {
		host, path, hasPath := strings.Cut(rest, "/")
		shown = scheme + "://" + host[strings.LastIndexByte(host, '@')+1:]
		if hasPath {
			shown += "/" + path
		}
	}
	if hasQuery {
		shown += "?..."
	}
	if hasFragment {
		shown += "#" + fragment
	}
	return shown
}

// PublicLocation returns a location without the user and the query of a URL, because both may contain
// a secret. A digest stands for the query, so that other queries are other locations. It returns a
// public location as it is.
func PublicLocation(location string) string {
	if !IsURL(location) || publicQuery.MatchString(location) {
		return location
	}
	public, hasQuery := strings.CutSuffix(Shown(location), "?...")
	if hasQuery {
		digest := sha256.Sum256([]byte(location))
		public += "?digest-" + hex.EncodeToString(digest[:3])
	}
	return public
}

var publicQuery = lazyregexp.New(`^[^@?]*\?digest-[0-9a-f]{6}$`)

// nameOf returns the name of a file for places. It begins like the name of the root file. Like the
// name of a root file at a URL, it has no query.
func nameOf(root, location string) string {
	if IsURL(location) {
		return strings.TrimSuffix(Shown(location), "?...")
	}
	directory, _ := splitName(root)
	if !strings.HasPrefix(location, "../") {
		return directory + location
	}
	colon := strings.LastIndexByte(directory, ':') + 1
	return directory[:colon] + path.Join(directory[colon:], location)
}

// locate returns the location that a reference leads to. The reference is in the file at the
// location base. The reference is a URI without a fragment, and it is not empty.
func locate(base, reference string) (string, error) {
	u, err := url.Parse(reference)
	switch {
	case err == nil && u.Scheme != "" && !IsURL(reference):
		return "", fmt.Errorf("has the scheme %s, and only files and the schemes http and https can be read; write a relative path", u.Scheme)
	case IsURL(base):
		if err != nil {
			return "", errors.New("is not a URL; correct it")
		}
		from, err := url.Parse(base)
		if err != nil {
			return "", errors.New("is in a file without a valid URL")
		}
		return from.ResolveReference(u).String(), nil
	case err == nil && u.Scheme != "":
		u.Scheme = strings.ToLower(u.Scheme)
		return u.String(), nil
	}
	// Most people write the path as it is on the disk. A URI would be percent-encoded.
	if plain, err := url.PathUnescape(reference); err == nil {
		reference = plain
	}
	if strings.HasPrefix(reference, "/") {
		return "", errors.New("is an absolute path; write a path that is relative to the file")
	}
	return path.Join(path.Dir(base), reference), nil
}

// prefixOf returns the beginning of the pointers of a file's nodes. The file must not be the root
// file.
func prefixOf(location string) string {
	return strings.NewReplacer("%", "%25", "#", "%23").Replace(location) + "#"
}

// CutPointer splits a pointer that [Node.Pointer] returned into the location of the file and the
// JSON pointer in the file. The location is empty for the root file.
func CutPointer(pointer string) (location, within string) {
	if pointer == "" || pointer[0] == '/' {
		return "", pointer
	}
	location, within, _ = strings.Cut(pointer, "#")
	return strings.NewReplacer("%25", "%", "%23", "#").Replace(location), within
}

// CutLast splits off the last token of a pointer that [Node.Pointer] returned. It returns the rest
// of the pointer, and the unescaped token. For the root of a file, it returns the pointer itself
// and an empty string.
func CutLast(pointer string) (parent, token string) {
	location, within := CutPointer(pointer)
	parent, token = jsonvalue.CutPointer(within)
	if location != "" {
		parent = prefixOf(location) + parent
	}
	return parent, token
}
