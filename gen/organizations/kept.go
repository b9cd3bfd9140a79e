package organizations

import "bytes"

// keptBody is the body of a response for a caller who asked for it. Unlike a [bytes.Buffer], it has
// no String method, with which fmt would print the content. That may be a secret.
type keptBody struct {
	buffer bytes.Buffer
}

// Read implements [io.Reader].
func (k *keptBody) Read(p []byte) (int, error) { return k.buffer.Read(p) }

// Close implements [io.Closer].
func (k *keptBody) Close() error { return nil }
