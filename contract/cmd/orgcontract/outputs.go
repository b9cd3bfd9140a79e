package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// checkOutputs returns an error if an output would replace an input or another output, or if it
// can't be written. The command calls it before it reads anything.
func checkOutputs(
	ctx context.Context, cmd *cobra.Command, outputs []destination.Output, inputs []destination.Input,
) error {
	inputs = slices.Concat(inputs, fileInput("the configuration", settings.File))
	return interruptible(ctx, errInterrupted, func() error {
		if err := destination.Conflict(outputs, inputs, streamsOf(cmd)); err != nil {
			return err
		}
		if err := destination.Writable(outputs); err != nil {
			return runError{err}
		}
		return nil
	})
}

func streamsOf(cmd *cobra.Command) destination.Streams {
	return destination.Streams{In: cmd.InOrStdin(), Out: cmd.OutOrStdout()}
}

// A command returns these errors if it was stopped while it was writing. It was writing to a pipe
// that nobody reads, or to a standard output that accepts nothing more.
var (
	errFilesHalfWritten  = runError{errors.New("interrupted; not all files are written")}
	errStdoutHalfWritten = runError{errors.New("interrupted; the files are written, the standard output is not")}
)

// writeOutputs writes the files, and then the standard output.
func writeOutputs(ctx context.Context, cmd *cobra.Command, outputs []destination.Output) error {
	if ctx.Err() != nil {
		return errInterrupted
	}
	err := interruptible(ctx, errFilesHalfWritten, func() error { return destination.WriteFiles(outputs) })
	if err != nil {
		return runError{err}
	}
	err = interruptible(ctx, errStdoutHalfWritten, func() error { return destination.WriteStdout(outputs, cmd.OutOrStdout()) })
	if err != nil {
		return runError{err}
	}
	return nil
}

// rendered returns the bytes that the function writes.
func rendered(write func(w io.Writer) error) ([]byte, error) {
	var b bytes.Buffer
	err := write(&b)
	return b.Bytes(), err
}

// recordingInputs returns the recordings that a command reads, and the bodies of WireMock's stubs
// beside them.
func recordingInputs(paths []string) []destination.Input {
	var inputs []destination.Input
	for _, path := range paths {
		inputs = append(inputs, destination.Input{What: "a recording", Path: path, Reads: isRecording})
		for _, stubs := range []string{path, filepath.Dir(path)} { // The path is a directory with stubs, or a stub.
			inputs = append(inputs, destination.Input{What: "the body of a stub", Path: stubs + "/../" + stubBodies, Reads: always})
		}
	}
	return inputs
}

// stubBodies is the directory with the bodies of WireMock's stubs, beside the directory of the
// stubs.
const stubBodies = "__files"

func always(string) bool { return true }

// fileInput returns a file that a command reads. If the name is empty, it returns nothing.
func fileInput(what, file string) []destination.Input {
	if file == "" {
		return nil
	}
	return []destination.Input{{What: what, Path: file, Reads: always}}
}

// isRecording reports whether a command that reads a directory would read the file as a recording,
// or as a body of one.
func isRecording(file string) bool {
	if strings.Contains(filepath.ToSlash(file), "/"+stubBodies+"/") {
		return true
	}
	switch filepath.Ext(strings.TrimSuffix(strings.ToLower(file), ".gz")) {
	case ".har", ".jsonl", ".ndjson":
		return true
	case ".json", ".log", ".yaml", ".yml", ".zip":
		for _, err := range recording.Read(nil, file) {
			return err == nil
		}
		return true
	default:
		return false
	}
}
