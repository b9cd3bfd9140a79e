// Command orgcontract-beam checks recordings on Apache Beam, and writes the reports that
// orgcontract check would write.
//
//	orgcontract-beam --spec openapi.yaml 'gs://traffic/2026-11-20/*.har.gz'
//
// Without further flags, it runs in one process. With --runner and the flags of that runner, it
// runs on any runner of Beam. It exits with 0 if the recordings agree with the document, with 1 if
// they don't, and with 2 if it could not find out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/gcs"   // For gs://.
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local" // For files of this machine.
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/s3"    // For s3://.

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// The exit codes.
const (
	exitHolds    = 0
	exitFindings = 1
	exitFailed   = 2
)

func main() {
	o := newOptions(flag.CommandLine)
	flag.Parse()
	beam.Init() // In a worker, it doesn't return.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := o.run(ctx, flag.Args(), os.Stdout, os.Stderr)
	stop()
	os.Exit(exitCode(err, os.Stderr))
}

func exitCode(err error, stderr io.Writer) int {
	switch {
	case err == nil:
		return exitHolds
	case errors.Is(err, report.ErrFindings):
		return exitFindings
	default:
		complainf(stderr, "%v", err)
		return exitFailed
	}
}

// complainf prints a line to the standard error. What it prints may come from documents, recordings
// and file names.
func complainf(stderr io.Writer, format string, values ...any) {
	_, _ = fmt.Fprintln(stderr, output.Printable(fmt.Sprintf("orgcontract-beam: "+format, values...))) // There is nowhere else to say it.
}
