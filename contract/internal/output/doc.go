// Package output holds what all reports share: how a value that comes from a message, a document or
// a file name is shown, how tables and lists are laid out, and in which formats a report is
// written.
//
// Nothing that others wrote may act on the terminal, the CI job or the page that shows it. So every
// value that is not this program's own goes through one of these functions:
//
//	output.Short(finding.Message())     // one line, and not too long
//	output.Printable(place.String())    // one line, whole
//	output.PrintableLines(diff)         // several lines
//	output.EscapeMarkdown(finding.Message()) // one line in a Markdown table
//	output.WriteJSON(w, report)         // JSON, every value escaped
package output
