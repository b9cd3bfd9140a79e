package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// coverageFlags has the flags of the command coverage.
type coverageFlags struct {
	document                      documentFlags
	selection                     selection.Options
	maxAge, html, json, survivors string
	partial                       string
}

func coverageCommand() *cobra.Command {
	var flags coverageFlags
	cmd := &cobra.Command{
		Use:   "coverage [flags] [FILE|DIRECTORY|-...]",
		Short: "Show which lines of the document the recordings cover",
		Long: `Coverage reads the document as a list of claims: each operation, status, media
type, parameter, header, credential, property, value of an enum, constraint and
invariant. An exchange covers a claim if it shows that the claim is true. For
example, it shows that a property occurs, is absent or is null, that a value
keeps a bound or is exactly at the bound, or that the server rejects a request
that breaks the bound.

It reads recordings as orgcontract check does. It prints how many claims of each
kind are covered and who answered, and lists the uncovered claims with their
lines. An exchange's provenance says who answered: documented, sandbox, live or
test. Coverage counts each provenance separately, because only a live exchange
shows what the API's own server does.

An exchange is stale if the document described its operation differently when it
was recorded, or if it is older than --max-age. Coverage shows stale exchanges
but doesn't count them.

With --partial it writes a file for orgcontract merge instead of reports.

It exits with 0 whatever the coverage is, and with 2 if the coverage could not
be computed. Use orgcontract check to see whether exchanges contradict the
document.`,
		Example: `  # What the recordings below a directory cover.
  orgcontract coverage contract/testdata/recordings

  # A page with the exchanges that cover each line. Older ones don't count.
  orgcontract coverage --max-age 90d --html map.html recordings/

  # Everything, for a program.
  orgcontract coverage --json - recordings/`,
		RunE: flags.run,
	}
	flags.document.add(cmd, "with the claims")
	addExchangeFlags(cmd.Flags(), &flags.selection)
	cmd.Flags().StringVar(&flags.maxAge, "max-age", "", "exchanges older than `AGE`, such as 90d or 36h, are stale (default: any age counts)")
	cmd.Flags().StringVar(&flags.html, "html", "", "write the map, a page, to `FILE`, or to - for the standard output")
	cmd.Flags().StringVar(&flags.json, "json", "", "write JSON to `FILE`, or to - for the standard output")
	cmd.Flags().StringVar(&flags.survivors, "survivors", "", "show on the map what orgcontract mutate --json wrote to `FILE`")
	addPartial(cmd, &flags.partial)
	return cmd
}

// evidenceCommand returns the coverage command under its old name.
func evidenceCommand() *cobra.Command {
	cmd := coverageCommand()
	cmd.Use = strings.Replace(cmd.Use, "coverage", "evidence", 1)
	cmd.Hidden = true
	return cmd
}

func (f *coverageFlags) run(cmd *cobra.Command, paths []string) error {
	if err := checkPartial(cmd, f.partial, "html", "json", "survivors"); err != nil {
		return err
	}
	paths, err := configureRecordings(cmd, paths)
	if err != nil {
		return err
	}
	maxAge, err := parseAge(f.maxAge)
	switch {
	case err != nil:
		return fmt.Errorf("--max-age %w", err)
	case f.survivors != "" && f.html == "":
		return errors.New("--survivors are shown on the map; add --html FILE")
	}
	if err := f.document.check(paths); err != nil {
		return err
	}
	outputs := f.outputs()
	if err := f.document.find(); err != nil {
		return err
	}
	inputs := slices.Concat(f.document.input(), fileInput("the survivors", f.survivors), recordingInputs(paths))
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	if err := checkOutputs(ctx, cmd, outputs, inputs); err != nil {
		return err
	}
	shown := newProgress(cmd.ErrOrStderr(), "reading")
	in := newRecordings(ctx, streamsOf(cmd), paths, outputs)
	in.progress = shown.set
	err = interruptible(ctx, errInterrupted, func() error { return f.cover(ctx, cmd, in, maxAge, outputs) })
	shown.end()
	if err != nil {
		return runError{err}
	}
	switch {
	case f.partial != "":
		return writePart(ctx, cmd, outputs, &in.tally)
	case in.isUnread():
		return saySkipped(cmd, &in.tally)
	}
	if err := writeOutputs(ctx, cmd, outputs); err != nil {
		return err
	}
	return saySkipped(cmd, &in.tally)
}

// The constants name the outputs of the command.
const (
	mapOutput  = "--html"
	jsonOutput = "--json"
)

// outputs returns the outputs that the user asked for. The text goes to the standard output, unless
// another output goes there.
func (f *coverageFlags) outputs() []destination.Output {
	if f.partial != "" {
		return partOutput(f.partial)
	}
	var outputs []destination.Output
	if f.html != "" {
		outputs = append(outputs, destination.Output{Flag: mapOutput, File: f.html, What: "map"})
	}
	if f.json != "" {
		outputs = append(outputs, destination.Output{Flag: jsonOutput, File: f.json, What: "JSON"})
	}
	if f.html != destination.Stdout && f.json != destination.Stdout {
		outputs = append(outputs, output.TextReport())
	}
	return outputs
}

// cover adds the exchanges to the map of the document. It then renders the outputs.
func (f *coverageFlags) cover(
	ctx context.Context, cmd *cobra.Command, in *recordings, maxAge time.Duration, outputs []destination.Output,
) error {
	c, err := f.document.load(ctx, cmd, outputs)
	if err != nil {
		return err
	}
	if in.selection, err = selection.New(c, f.selection); err != nil {
		return err
	}
	now, err := output.Date()
	if err != nil {
		return err
	}
	m := coverage.New(c, coverage.Options{MaxAge: maxAge, Now: now})
	for x, err := range in.read() {
		if err != nil {
			return err
		}
		m.Add(x)
	}
	if f.partial != "" {
		flags := findingFlags(&f.document, &f.selection)
		flags.Set("max-age", f.maxAge)
		p := part.New(c, flags, &in.tally)
		p.Coverage = m.Tally()
		outputs[0].Data, err = p.Bytes()
		return err
	}
	survivors, err := readSurvivors(f.survivors)
	if err != nil {
		return err
	}
	for i := range outputs {
		format := output.Text
		switch outputs[i].Flag {
		case mapOutput:
			format = output.HTML
		case jsonOutput:
			format = output.JSON
		}
		if outputs[i].Data, err = renderedMap(m, format, survivors); err != nil {
			return err
		}
	}
	return nil
}

// readSurvivors reads a file of survivors. If the name is empty, it reads nothing.
func readSurvivors(file string) ([]coverage.Survivor, error) {
	if file == "" {
		return nil, nil
	}
	return coverage.ReadSurvivors(file)
}

// coverageFormats returns the formats of a map.
func coverageFormats() []output.Format { return []output.Format{output.Text, output.JSON, output.HTML} }

// renderedMap returns the map in a format.
func renderedMap(m *coverage.Map, format output.Format, survivors []coverage.Survivor) ([]byte, error) {
	switch format {
	case output.HTML:
		return rendered(func(w io.Writer) error { return m.WriteHTML(w, survivors) })
	case output.JSON:
		return rendered(m.WriteJSON)
	default:
		return rendered(m.WriteText)
	}
}

// parseAge reads a number of days such as 90d, or a duration in the syntax of Go. It returns 0 for
// an empty string.
func parseAge(s string) (time.Duration, error) {
	if s == "" {
		return 0, nil
	}
	age, err := time.ParseDuration(s)
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		age = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || age <= 0 {
		return 0, fmt.Errorf("%q is not an age; give days as 90d, or hours as 36h", s)
	}
	return age, nil
}
