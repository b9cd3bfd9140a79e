// Package output has what all reports share. It shows values that come from a message, a document
// or a file name, lays out tables and lists, and names the formats of reports.
//
// A value that others wrote must not act on the terminal, the CI job or the page that shows it.
// Every value that doesn't come from this program therefore goes through one of these functions:
//
//	output.Short(finding.Message())     // one line, and not too long
//	output.Printable(place.String())    // one line, whole
//	output.PrintableLines(diff)         // several lines
//	output.EscapeMarkdown(finding.Message()) // one line in a Markdown table
//	output.WriteJSON(w, report)         // JSON, every value escaped
package output
