// Package redaction replaces the secrets of exchanges before they are recorded.
//
// A [Redactor] first collects the secrets of an exchange: the document and the grammar of HTTP say
// where credentials stand, and names in a text say which values are secrets. Then it replaces each
// secret that it knows, wherever it stands and however it is encoded. At last it searches the
// result in another way than before. What it can't search, it leaves out.
package redaction
