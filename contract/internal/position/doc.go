// Package position finds the positions of secrets in a text. It judges a part of the text by what
// is around it: the grammar of credentials, and the names in lines, tables, elements, SQL, commands
// and calls. It doesn't know any secret.
//
// Most functions take a [Naming], which tells what a name says about its value.
package position
