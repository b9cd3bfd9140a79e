package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// recordFlags are the flags of the record command.
type recordFlags struct {
	document                        documentFlags
	upstream, out, addr, provenance string
	private                         bool
}

func recordCommand() *cobra.Command {
	var flags recordFlags
	cmd := &cobra.Command{
		Use:   "record --upstream URL --out FILE [flags]",
		Short: "Record, redact and check what passes through a reverse proxy",
		Long: `Record listens on an address, forwards each request to the upstream and each
response back as it comes, and writes the exchanges to a HAR 1.2 file that only
you can read. It replaces credentials and other secrets by strings of the same
shape before it writes anything. It leaves out bodies that it can't search for
secrets, and counts them. It prints each finding on one line.

It redacts and checks behind the traffic, which it never slows. If more passes
than it can redact in time, it forwards that without recording it, and counts
it.

Ctrl-C ends it: it lets requests in flight finish, and puts the whole file into
its place. Until then there is no file. A second Ctrl-C ends it at once, without
a file.

It exits with 0 if nothing was found, 1 if an exchange is wrong, and 2 if
something could not be recorded.`,
		Example: `  # Record the requests of a program. Give it the printed address as its API's.
  orgcontract record --provenance live --out session.har \
    --upstream https://app.polytomic.com

  # Listen on a fixed address, and check against your own document.
  orgcontract record --upstream http://127.0.0.1:8080/base \
    --addr 127.0.0.1:9000 --spec openapi.yaml --out session.har`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			upstream, err := parseUpstream(flags.upstream)
			if err != nil {
				return err
			}
			switch word := contract.Provenance(flags.provenance); {
			case flags.out == "":
				return errors.New("name the file to record to with --out")
			case word != "" && word != contract.Live && word != contract.Sandbox:
				return fmt.Errorf("--provenance: %q is neither live nor sandbox", flags.provenance)
			}
			return record(cmd, flags, upstream)
		},
	}
	cmd.Flags().StringVar(&flags.upstream, "upstream", "", "the `URL` that requests are forwarded to")
	cmd.Flags().StringVar(&flags.out, "out", "", "the HAR `FILE` to write")
	cmd.Flags().StringVar(&flags.addr, "addr", "127.0.0.1:0", "the `HOST:PORT` to listen on; port 0 is a free one")
	flags.document.add(cmd.Flags(), "to check against")
	cmd.Flags().StringVar(&flags.provenance, "provenance", "", "who answers: `WORD` is live (the vendor's server) or sandbox")
	cmd.Flags().BoolVar(&flags.private, "private", false, "replace all strings in JSON bodies and all UUIDs too: names of customers and their ids, for example")
	return cmd
}

// parseUpstream doesn't show the URL in its errors: it may hold a credential.
func parseUpstream(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return nil, errors.New("name the server to forward requests to with --upstream")
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("--upstream: it is not a URL of http or https, such as https://app.polytomic.com")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("--upstream: it has a user, a query or a fragment; requests bring their own credentials")
	default:
		return u, nil
	}
}

func record(cmd *cobra.Command, flags recordFlags, upstream *url.URL) error {
	written := []destination.Output{{Flag: "--out", File: flags.out, What: "recording"}}
	flags.document.find()
	if err := destination.Conflict(written, flags.document.input(), destination.Streams{}); err != nil {
		return err
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	var c *contract.Contract
	err := interruptible(ctx, errInterrupted, func() (err error) {
		c, err = flags.document.load(ctx, cmd, written)
		return err
	})
	if err != nil {
		return runError{err}
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", flags.addr)
	if err != nil {
		return runError{fmt.Errorf("--addr %s: %w; name an address of this machine with a port that is free", flags.addr, withoutOperation(err))}
	}
	writer, err := recording.Create(flags.out, recording.NewRedactor(c, recording.RedactorOptions{Private: flags.private}))
	if err != nil {
		return runError{errors.Join(err, listener.Close())}
	}
	log := &recordLog{out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
	proxy := &recording.Proxy{
		Upstream: upstream,
		Recorder: &recording.Recorder{Writer: writer, Provenance: contract.Provenance(flags.provenance), Document: documentSum(c), Report: log.report},
		Grace:    5 * time.Second,
	}
	complainf(cmd, "recording the requests to http://%s for %s to %s; Ctrl-C ends it", listener.Addr(), upstream, flags.out)
	served := proxy.Serve(ctx, listener)
	if err := errors.Join(served, writer.Close()); err != nil {
		return runError{oneLine(err)}
	}
	return log.verdict(flags.out)
}

// withoutOperation returns a network error without the words that the message before it says already.
func withoutOperation(err error) error {
	if operation, ok := errors.AsType[*net.OpError](err); ok {
		return operation.Err
	}
	return err
}

// oneLine returns joined errors as one line.
func oneLine(err error) error {
	return errors.New(strings.ReplaceAll(err.Error(), "\n", "; "))
}

// recordLog prints what is found while traffic passes, and counts it. It is safe for concurrent use.
type recordLog struct {
	out, err io.Writer

	mu                 sync.Mutex
	exchanges, missing int
	findings           map[contract.Severity]int
}

// report is called by the recorder.
func (l *recordLog) report(findings []contract.Finding, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.missing++
		_, _ = fmt.Fprintln(l.err, output.Printable("orgcontract: "+err.Error())) // There is nowhere else to report to.
		return
	}
	l.exchanges++
	if l.findings == nil {
		l.findings = map[contract.Severity]int{}
	}
	for _, f := range findings {
		l.findings[f.Severity] += f.Count()
		at := ""
		if f.At != (contract.Location{}) {
			at = "at " + f.At.String() + "  "
		}
		_, _ = fmt.Fprintln(l.out, output.Printable(fmt.Sprintf("%-9s  %s  %s %d  %s%s  %s   (%s)",
			f.Severity, f.Rule, f.Operation, f.Status, at, f.Document, f.Message(), f.Source))) // As above.
	}
}

// complain prints an error that is not the one that the command returns.
func (l *recordLog) complain(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, _ = fmt.Fprintln(l.err, output.Printable("orgcontract: "+err.Error())) // There is nowhere else to report to.
}

// isIncomplete reports whether something is not in the recording, or not whole.
func (l *recordLog) isIncomplete() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.missing > 0
}

// verdict prints the outcome of the recording, and returns the error that the command ends with.
func (l *recordLog) verdict(file string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	word := "holds"
	switch {
	case l.findings[contract.Violation] > 0:
		word = "fails"
	case l.missing > 0:
		word = "incomplete"
	}
	_, _ = fmt.Fprintf(l.out, "%s: %s in %s, %s, %d rejected, %d drift\n", word, output.Count(l.exchanges, "exchange"), output.Printable(file),
		output.Count(l.findings[contract.Violation], "violation"), l.findings[contract.Rejected], l.findings[contract.Drift]) // As above.
	switch word {
	case "fails":
		return errFindings
	case "incomplete":
		return runError{fmt.Errorf("%s: %s not recorded; the lines before say why", file, wereOrWas(l.missing))}
	default:
		return nil
	}
}

// wereOrWas counts what is missing.
func wereOrWas(n int) string {
	if n == 1 {
		return "1 request or body was"
	}
	return fmt.Sprintf("%d requests or bodies were", n)
}
