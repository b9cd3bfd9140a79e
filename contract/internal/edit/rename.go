package edit

import "go.yaml.in/yaml/v4"

// Rename changes the key at a pointer, and keeps the quotes.
func (d *Document) Rename(at, key string) ([]byte, error) {
	n, err := d.find(at)
	switch {
	case err != nil:
		return nil, err
	case n.key == nil:
		return nil, d.errorf(n, "%s has no key to rename", describe(at))
	case n.parent.child(key) != nil:
		return nil, d.errorf(n.parent.child(key).key, "the key %s stands there already; remove it first", quote(key))
	case n.key.yaml.Kind != yaml.ScalarNode:
		return nil, d.errorf(n.key, "only a key that is written out can be renamed")
	}
	if err := d.alone(n.key.start, n.key.end); err != nil {
		return nil, err
	}
	name, err := d.key(n.key, key, n.key.yaml)
	if err != nil {
		return nil, err
	}
	return d.apply(splice{n.key.start, n.key.end, name}), nil
}
