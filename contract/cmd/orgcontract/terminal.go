package main

import (
	"io"
	"os"

	"github.com/mattn/go-isatty"

	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// styleOf returns the style for a file or for the standard output. Only a terminal gets colours.
func styleOf(file string, stdout io.Writer) output.Style {
	return output.Style{Color: file == destination.Stdout && wantsColor(stdout)}
}

// wantsColor reports whether w is a terminal and its user didn't turn colours off
// (https://no-color.org).
func wantsColor(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == ""
}

// isTerminal reports whether a reader or a writer is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}
