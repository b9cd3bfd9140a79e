package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// evidenceFlags are what the evidence command is called with.
type evidenceFlags struct {
	spec, maxAge, html, json, survivors string
}

func evidenceCommand() *cobra.Command {
	var flags evidenceFlags
	cmd := &cobra.Command{
		Use:   "evidence [--spec FILE] [--max-age AGE] [--html FILE] [--json FILE] [--survivors FILE] [FILE|DIRECTORY|-...]",
		Short: "Show which line of the document is borne out, and by whose word",
		Long: `Evidence takes the document for a list of claims: each operation, status, media type, parameter, header, credential, property, value of an
enum, constraint and invariant, with what an exchange can bear out of it: that it is there, absent, null, kept at its edge, or broken
in a request and rejected. It reads recordings as check does, and prints how many claims of each kind are borne out by whose word, and those
that none bears out, with their lines. Words are never added up: a test shows that something was tried, and only a live exchange what the vendor's
server does.

An exchange is stale that was recorded when the document said something else of its operation, or that is older than --max-age. It is shown and
doesn't count.

It exits with 0 where it could do so, whatever it found, and with 2 where it couldn't. Whether exchanges contradict the document, check tells.`,
		Example: `  # What the recordings below a directory bear out.
  orgcontract evidence contract/testdata/recordings

  # The document as a page that shows the witnesses of each line; what is older than 90 days doesn't count.
  orgcontract evidence --max-age 90d --html map.html contract/testdata/recordings

  # All that there is to know, for a program.
  orgcontract evidence --json - recordings/`,
		RunE: flags.run,
	}
	cmd.Flags().StringVar(&flags.spec, "spec", "", "the OpenAPI 3.0 `FILE` whose claims they are (default: the built-in openapi.yaml)")
	cmd.Flags().StringVar(&flags.maxAge, "max-age", "", "an exchange older than `AGE`, 90d or 36h for instance, is stale (default: any age counts)")
	cmd.Flags().StringVar(&flags.html, "html", "", "write the map, a page, to `FILE`, or to - for the standard output")
	cmd.Flags().StringVar(&flags.json, "json", "", "write JSON to `FILE`, or to - for the standard output")
	cmd.Flags().StringVar(&flags.survivors, "survivors", "", "show on the map what orgcontract mutate --json wrote to `FILE`")
	return cmd
}

func (f *evidenceFlags) run(cmd *cobra.Command, paths []string) error {
	maxAge, err := parseAge(f.maxAge)
	switch {
	case err != nil:
		return fmt.Errorf("--max-age %w", err)
	case f.html == "-" && f.json == "-":
		return errors.New("--html and --json can't both go to the standard output; name a file for one")
	case f.html != "" && f.html == f.json:
		return errors.New("--html and --json name the same file; name one for each")
	case f.survivors != "" && f.html == "":
		return errors.New("--survivors are shown on the map; add --html FILE")
	}
	c, err := loadContract(f.spec)
	if err != nil {
		return runError{err}
	}
	var survivors []coverage.Survivor
	if f.survivors != "" {
		if survivors, err = coverage.ReadSurvivors(f.survivors); err != nil {
			return runError{err}
		}
	}
	e := coverage.New(c, coverage.Options{MaxAge: maxAge, Now: time.Now()})
	if err := witnessAll(cmd, e, paths); err != nil {
		return runError{err}
	}
	return f.write(cmd.OutOrStdout(), e, survivors)
}

// witnessAll adds the exchanges of the recordings, until it is interrupted.
func witnessAll(cmd *cobra.Command, e *coverage.Evidence, paths []string) error {
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	shown := newProgress(cmd.ErrOrStderr(), "reading")
	defer shown.end()
	for x, err := range interruptible(ctx, recording.ReadWithProgress(cmd.InOrStdin(), shown.set, paths...)) {
		if err != nil {
			return err
		}
		e.Add(x)
	}
	return nil
}

// write writes what was asked for: text to the standard output, unless something else goes there.
func (f *evidenceFlags) write(out io.Writer, e *coverage.Evidence, survivors []coverage.Survivor) error {
	document, err := readDocument(f.spec)
	if err != nil {
		return runError{err}
	}
	for _, target := range []struct {
		file, what string
		write      func(io.Writer) error
	}{
		{f.html, "map", func(w io.Writer) error { return e.WriteHTML(w, document, survivors) }},
		{f.json, "JSON", e.WriteJSON},
	} {
		var b bytes.Buffer
		switch target.file {
		case "":
			continue
		case "-":
			err = target.write(out)
		default:
			if err = target.write(&b); err == nil {
				err = wholefile.Write(target.file, target.what, b.Bytes())
			}
		}
		if err != nil {
			return runError{err}
		}
	}
	if f.html == "-" || f.json == "-" {
		return nil
	}
	if err := e.WriteText(out); err != nil {
		return runError{err}
	}
	return nil
}

// parseAge reads a number of days, 90d, or a duration of Go; empty is 0.
func parseAge(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	age, err := time.ParseDuration(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		var n uint64
		n, err = strconv.ParseUint(days, 10, 16)
		age = time.Duration(n) * 24 * time.Hour
	}
	if err != nil || age <= 0 {
		return 0, fmt.Errorf("%q: it is no age; give days as 90d, or hours as 36h", text)
	}
	return age, nil
}
