package organizations

import "bytes"

// keptBody is the body of a response that the caller asked for. It has no String method, unlike a
// [bytes.Buffer]. fmt would call that method and print the content. The content may have a secret.
type keptBody struct {
	buffer bytes.Buffer
}

// Read implements [io.Reader].
func (k *keptBody) Read(p []byte) (int, error) { return k.buffer.Read(p) }

// Close implements [io.Closer].
func (k *keptBody) Close() error { return nil }
