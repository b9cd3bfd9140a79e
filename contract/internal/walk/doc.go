// Package walk visits the texts of a message and says of each what its place says about it: that it
// is a secret, the value of a cookie, the name of a property, and so on. The place is the name of a
// text, the names around it and what is beside it, whatever the text itself says.
//
//	w := walk.Walker{Secrecy: names.Secrecy, Text: func(text string, kind walk.Kind) string {
//		if kind == walk.Secret {
//			secrets = append(secrets, text)
//		}
//		return text
//	}}
//	w.Header(header, Request{})
package walk
