package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// recordFlags has the flags of the command record.
type recordFlags struct {
	document                        documentFlags
	upstream, out, addr, provenance string
	private, force, appends         bool
}

// recordHelp is the description in the command's help.
const recordHelp = `Record listens on an address, forwards each request to the upstream and each
response back as it comes, and writes the exchanges to a HAR 1.2 file that only
you can read. It replaces credentials and other secrets with strings of the same
form before it writes anything. It leaves out bodies that it can't search for
secrets, and counts them. It prints each finding on one line when it first
occurs, and at the end how often it occurred.

It forwards traffic at once, and redacts and checks it afterwards. If exchanges
come faster than it can redact them, it forwards and counts them, but doesn't
record them.

On Ctrl-C, it waits for requests in flight, redacts what was not redacted yet,
and then writes the complete file. If that takes longer than a second, it says
how much is left. If it takes much longer, it leaves the last requests out and
says how many. Until then there is no file. A second Ctrl-C ends it at once,
without a file. It also writes no file if the upstream answered no request.

If the file exists already, record stops before it listens. Add --append to add
the new exchanges to the file, or --force to replace the file.

It exits with 0 if nothing was found, 1 if an exchange is wrong, and 2 if
something could not be recorded.`

func recordCommand() *cobra.Command {
	var flags recordFlags
	cmd := &cobra.Command{
		Use:   "record --upstream URL --out FILE [flags]",
		Short: "Record, redact and check what passes through a reverse proxy",
		Long:  recordHelp,
		Example: `  # Record the requests of a program. Give it the printed address as its API's.
  orgcontract record --provenance live --out session.har \
    --upstream https://app.polytomic.com

  # Listen on a fixed address, and check against your own document.
  orgcontract record --upstream http://127.0.0.1:8080/base \
    --addr 127.0.0.1:9000 --spec openapi.yaml --out session.har`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := configure(cmd); err != nil {
				return err
			}
			upstream, err := parseUpstream(flags.upstream)
			if err != nil {
				return err
			}
			switch word := contract.Provenance(flags.provenance); {
			case flags.out == "":
				return errors.New("name the file to record to with --out")
			case word != "" && !slices.Contains(recordedProvenances(), word):
				return fmt.Errorf("--provenance: %q is neither %s", flags.provenance, inWords(recordedProvenances(), "nor"))
			}
			return record(cmd, flags, upstream)
		},
	}
	cmd.Flags().StringVar(&flags.upstream, "upstream", "", "the `URL` that requests are forwarded to")
	cmd.Flags().StringVar(&flags.out, "out", "", "the HAR `FILE` to write")
	cmd.Flags().StringVar(&flags.addr, "addr", "127.0.0.1:0", "the `HOST:PORT` to listen on; with port 0, the system chooses a free port")
	cmd.Flags().BoolVar(&flags.force, "force", false, "replace the file if it exists")
	cmd.Flags().BoolVar(&flags.appends, "append", false, "add to the recording in the file if the file exists")
	cmd.MarkFlagsMutuallyExclusive("force", "append")
	flags.document.add(cmd, "to check against")
	cmd.Flags().StringVar(&flags.provenance, "provenance", "", "who answers: `WORD` is "+inWords(recordedProvenances(), "or")+"; live is the API's own server")
	complete(cmd, "provenance", cobra.ShellCompDirectiveNoFileComp, "live", "sandbox")
	cmd.Flags().BoolVar(&flags.private, "private", false, "replace all strings in bodies of JSON, XML and forms and all UUIDs too: names of customers and their ids, for example")
	return cmd
}

// checkOut returns an error if the file exists and the user didn't say whether to replace it or to
// append to it.
func (f *recordFlags) checkOut() error {
	if f.force || f.appends {
		return nil
	}
	if info, err := os.Stat(f.out); err == nil && !info.IsDir() {
		return runError{fmt.Errorf("%s: the file exists; add --append to record behind what is in it, or --force to replace it", f.out)}
	}
	return nil
}

// appendTo copies the exchanges of the existing file to the recording that will replace it.
func appendTo(ctx context.Context, writer *recording.Writer, file string) error {
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var skipped error
	r := recording.Reader{Skipped: func(s recording.Skipped) {
		skipped = cmp.Or(skipped, fmt.Errorf("%s#%d: the entry holds no exchange (%s), so it would be lost; record to another file", file, s.Entry, s.Reason))
	}}
	for x, err := range untilDone(ctx, r.Read(file)) {
		if err != nil {
			return err
		}
		if _, err := writer.Write(x); err != nil {
			return err
		}
	}
	return skipped
}

// parseUpstream parses the URL of the upstream. Its errors don't show the URL, which may contain a
// credential.
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
	if err := flags.document.find(); err != nil {
		return err
	}
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
	if err := flags.checkOut(); err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", flags.addr)
	if err != nil {
		return runError{fmt.Errorf("--addr %s: %w; name an address of this machine with a port that is free", flags.addr, withoutOperation(err))}
	}
	writer, err := recording.Create(flags.out, recording.NewRedactor(c, recording.RedactorOptions{Private: flags.private}))
	if err != nil {
		return runError{errors.Join(err, listener.Close())}
	}
	if flags.appends {
		if err := appendTo(ctx, writer, flags.out); err != nil {
			return runError{oneLine(errors.Join(err, writer.Discard(), listener.Close()))}
		}
	}
	log := &recordLog{out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
	recorder := &recording.Recorder{Writer: writer, Provenance: contract.Provenance(flags.provenance), Document: part.Sum(c), Report: log.report}
	proxy := &recording.Proxy{Upstream: upstream, Recorder: recorder, Grace: 5 * time.Second, Waiting: log.waiting}
	complainf(cmd, "recording the requests to http://%s for %s to %s; Ctrl-C ends it", listener.Addr(), upstream, flags.out)
	served := proxy.Serve(ctx, listener)
	if log.isEmpty() {
		return runError{oneLine(errors.Join(served, fmt.Errorf("%s: nothing was recorded, so the file was not written; the lines before say why", flags.out), writer.Discard()))}
	}
	if err := errors.Join(served, recorder.Close()); err != nil {
		return runError{oneLine(err)}
	}
	return log.verdict(flags.out)
}

// withoutOperation removes the operation and the address from a network error, because the caller's
// message already has them.
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
