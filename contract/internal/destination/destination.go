// Package destination checks the outputs of a command before the command does any work, and writes
// them after the work.
//
//	outputs := []destination.Output{{Flag: "--json", File: "a.json", What: "JSON"}}
//	if err := destination.Conflict(outputs, inputs, streams); err != nil {
//		return err
//	}
//	if err := destination.Writable(outputs); err != nil {
//		return err
//	}
//	outputs[0].Data = work()
//	if err := destination.WriteFiles(outputs); err != nil {
//		return err
//	}
//	err := destination.WriteStdout(outputs, os.Stdout)
package destination

import (
	"io"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Stdout is the name of the standard output. As the name of an input, it means the standard input.
const Stdout = "-"

// Output is what a command writes to a file, or to the standard output.
type Output struct {
	// Flag is the flag with which the user asked for the output, such as --html. Errors show the
	// flag.
	Flag string
	// File is the name of a file, or [Stdout].
	File string
	// What says in a word or two what the output is.
	What string
	// Updates is the [Input.What] of the input that this output replaces on purpose. It is empty
	// for most outputs.
	Updates string
	// Data has the bytes to write. [WriteFiles] skips outputs whose Data is nil.
	Data []byte
}

// Input is what a command reads.
type Input struct {
	// What says what the command reads, such as "the document".
	What string
	// Path is the name of a file or a directory, or - for the standard input.
	Path string
	// Reads reports whether the command reads a file in the directory Path or below it. It is used
	// only if Path is a directory.
	Reads func(file string) bool
}

// Writable returns an error if one of the files can't be written. It doesn't change any file.
func Writable(outputs []Output) error {
	for _, o := range outputs {
		if o.File == Stdout {
			continue
		}
		if err := wholefile.Check(o.File, o.What); err != nil {
			return err
		}
	}
	return nil
}

// WriteFiles writes the outputs that go to files. It writes each file either completely or not at
// all.
func WriteFiles(outputs []Output) error {
	for _, o := range outputs {
		if o.File == Stdout || o.Data == nil {
			continue
		}
		if err := wholefile.Write(o.File, o.What, o.Data); err != nil {
			return err
		}
	}
	return nil
}

// WriteStdout writes the output that goes to the standard output.
func WriteStdout(outputs []Output, stdout io.Writer) error {
	for _, o := range outputs {
		if o.File != Stdout {
			continue
		}
		if _, err := stdout.Write(o.Data); err != nil {
			return err
		}
	}
	return nil
}
