package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"

	contractbeam "github.com/orgcontract/polytomic-organizations/contract/beam"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// run checks the recordings that the globs match, and writes the reports.
func (o *options) run(ctx context.Context, globs []string, stdout, stderr io.Writer) error {
	if err := o.check(globs); err != nil {
		return err
	}
	targets, outputs, err := o.targets(globs)
	if err != nil {
		return err
	}
	text, err := wholefile.Read(o.document.Name, wholefile.MaxRead)
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err
		}
		return fmt.Errorf("%s: %w; name an OpenAPI document with --spec", o.document.Name, err)
	}
	o.document.Text, o.document.AnnotateFormats = text, o.formats == annotateFormats
	c, err := o.document.Load(ctx)
	if err != nil {
		return err
	}
	directory, err := os.MkdirTemp("", "orgcontract-beam-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory) //nolint:errcheck // It is only a directory for temporary files.
	file := filepath.Join(directory, "part.json")
	if o.partial == "" {
		o.partial = file
	}
	if err := o.runPipeline(ctx, globs); err != nil {
		return err
	}
	if o.partial != file {
		if err := fetch(ctx, o.partial, file); err != nil {
			return err
		}
	}
	found, err := part.Merge([]string{file})
	if err != nil {
		return err
	}
	return o.report(c, found, targets, outputs, stdout, stderr)
}

// check returns an error if flags don't fit together.
func (o *options) check(globs []string) error {
	switch {
	case len(globs) == 0:
		return errors.New("name at least one recording, or a glob of them; see --help")
	case o.formats != assertFormats && o.formats != annotateFormats:
		return fmt.Errorf("--formats %q: write %s or %s", o.formats, assertFormats, annotateFormats)
	case o.partial == "" && !isLocal():
		return errors.New("the workers may be on other machines: name a file that all of them reach with --partial, as gs://BUCKET/part.json")
	}
	for _, glob := range globs {
		if err := checkGlob(glob); err != nil {
			return err
		}
	}
	return nil
}

// checkGlob returns an error if no file can have a name like this.
func checkGlob(glob string) error {
	scheme, _, isURL := strings.Cut(glob, "://")
	_, err := filepath.Match(glob, "")
	switch {
	case glob == "":
		return errors.New("the name of a recording is empty; name a file, or a glob of them")
	case isURL && scheme != "gs" && scheme != "s3":
		return fmt.Errorf("%s: recordings can't be read from %s://; name local files, gs:// or s3://", glob, scheme)
	case !isURL && err != nil:
		return fmt.Errorf("%s: this is not a glob; write a bracket of a name as \\[", glob)
	default:
		return nil
	}
}

// isLocal reports whether this process or this machine does the work.
func isLocal() bool {
	runner := strings.ToLower(*runners.Runner)
	inProcess := runner == "" || strings.HasPrefix(runner, "prism")
	return jobopts.IsLoopback() || inProcess && *jobopts.Endpoint == ""
}

// runPipeline runs the pipeline, whose last step writes the part. Workers on Linux get this
// program, unless the user names another: else Beam would build it anew, which takes its source.
func (o *options) runPipeline(ctx context.Context, globs []string) error {
	if self, err := os.Executable(); err == nil && runtime.GOOS == "linux" && *jobopts.WorkerBinary == "" {
		*jobopts.WorkerBinary = self
	}
	p, s := beam.NewPipelineWithRoot()
	parts := contractbeam.Check(s, o.document, contractbeam.Match(s, globs...))
	contractbeam.Write(s, o.partial, contractbeam.Merge(s, o.document, parts))
	done := make(chan error, 1)
	go func() { done <- beamx.Run(ctx, p) }()
	select {
	case <-ctx.Done(): // Some runners don't end then.
		return errors.New("interrupted; no report is written, and a job on other machines may go on")
	case err := <-done:
		if err != nil {
			return errors.New("the pipeline failed: " + cause(err))
		}
		return nil
	}
}

// cause returns the last line of an error of Beam. The lines before it show the steps of the
// pipeline.
func cause(err error) string {
	lines := strings.Split(strings.TrimSpace(err.Error()), "\n")
	return lines[len(lines)-1]
}

// fetch copies a file of any file system to a local one.
func fetch(ctx context.Context, from, to string) error {
	files, err := filesystem.New(ctx, from)
	if err != nil {
		return err
	}
	defer files.Close() //nolint:errcheck // It was only read.
	data, err := filesystem.Read(ctx, files, from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o600)
}
