// Package destination checks where the outputs of a command go before the command does any work,
// and writes them after it.
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

// Stdout is the name of the standard output. As the name of an input, it is the standard input.
const Stdout = "-"

// Output is what a command writes to a file, or to the standard output.
type Output struct {
	// Flag is the flag that asked for the output, such as --html. Errors name it.
	Flag string
	// File is the name of a file, or [Stdout].
	File string
	// What says in a word or two what is written.
	What string
	// Updates is the [Input.What] of the input that this output replaces on purpose. It is empty
	// for most outputs.
	Updates string
	// Data is what to write. [WriteFiles] skips outputs whose Data is nil.
	Data []byte
}

// Input is what a command reads.
type Input struct {
	// What says what is read, such as "the document".
	What string
	// Path is the name of a file or a directory, or - for the standard input.
	Path string
	// Reads reports whether the command reads a file, if Path is a directory. Files in directories
	// below it count too.
	Reads func(file string) bool
}

// Writable returns an error if one of the files can't be written. It leaves every file as it was.
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

// WriteFiles writes the outputs that go to files, each whole or not at all.
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
