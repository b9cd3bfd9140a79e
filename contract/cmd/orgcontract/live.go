package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// Where the command finds what it must not be told by flags, which other users of the machine can see.
const (
	keyVariable     = "POLYTOMIC_PARTNER_KEY"
	baseURLVariable = "POLYTOMIC_BASE_URL"
)

// liveFlags are what the live command is called with.
type liveFlags struct {
	dir   string
	write bool
}

func liveCommand() *cobra.Command {
	var flags liveFlags
	cmd := &cobra.Command{
		Use:   "live [--out DIRECTORY] [--write]",
		Short: "Ask the vendor's server, and record and check what it answers",
		Long: `Live calls the API with the partner key in ` + keyVariable + ` and writes what it answers to a recording, which is named by the time and checked as
it grows: the list of organizations, its first one, and the current one as that. It changes nothing.

With --write it also creates an organization with a name that nobody can mistake, reads, renames and deletes it. It is deleted whatever
goes wrong, Ctrl-C included; where that fails, the last line says which one is left.

The key and other secrets are replaced before anything is written, as orgcontract record does it, and so are names, addresses and identifiers of
organizations: they are those of customers. The recording is written whole or not at all: a session of which an exchange is lost is none.

` + baseURLVariable + ` is where a self-hosted deployment is. One on the loopback interface is a stand-in: what it answers is recorded as the sandbox's word.

It exits with 0 where nothing was found, 1 where an answer contradicts the document, and 2 where it could not find out.`,
		Example: `  # Read only.
  ` + keyVariable + `=... orgcontract live

  # Create an organization, and delete it.
  ` + keyVariable + `=... orgcontract live --write --out recordings/`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return flags.run(cmd) },
	}
	cmd.Flags().StringVar(&flags.dir, "out", "contract/testdata/recordings/live", "the `DIRECTORY` to write the recording to")
	cmd.Flags().BoolVar(&flags.write, "write", false, "create an organization too, and delete it")
	return cmd
}

func (f *liveFlags) run(cmd *cobra.Command) error {
	key, baseURL := os.Getenv(keyVariable), os.Getenv(baseURLVariable)
	if key == "" {
		return runError{fmt.Errorf("there is no key, so nothing was sent; set %s to a partner key, which the vendor's support issues", keyVariable)}
	}
	c, err := loadContract("")
	if err != nil {
		return runError{err}
	}
	sum, err := documentSum("")
	if err != nil {
		return runError{err}
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	recorder := &recording.Recorder{Provenance: provenanceOf(baseURL), Document: sum}
	session, err := newLiveSession(key, baseURL, recorder)
	if err != nil {
		return runError{err}
	}
	if err := os.MkdirAll(f.dir, 0o755); err != nil { //nolint:gosec // It holds no secret.
		return runError{fmt.Errorf("%s: the directory can't be made; name another one with --out", filepath.ToSlash(f.dir))}
	}
	file := filepath.Join(f.dir, time.Now().UTC().Format("2006-01-02T150405Z")+".har")
	if recorder.Writer, err = recording.Create(file, recording.NewRedactor(c, recording.RedactorOptions{Private: true})); err != nil {
		return runError{err}
	}
	log := &recordLog{out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
	recorder.Report = log.report
	return concludeLive(ctx, session.run(ctx, f.write), recorder.Writer, log, filepath.ToSlash(file))
}

var errNothingRecorded = errors.New("nothing was recorded")

// concludeLive writes the recording where all of the session is in it, and returns what the command ends with.
func concludeLive(ctx context.Context, failed error, writer *recording.Writer, log *recordLog, file string) error {
	switch {
	case ctx.Err() != nil:
		return runError{oneLine(errors.Join(errors.New("interrupted"), failed, errNothingRecorded, writer.Discard()))}
	case failed == nil && log.isIncomplete():
		failed = errors.New("not all that was answered could be recorded")
		fallthrough
	case log.isIncomplete():
		return runError{oneLine(errors.Join(failed, errNothingRecorded, writer.Discard()))}
	}
	if err := writer.Close(); err != nil {
		return runError{oneLine(errors.Join(failed, err))}
	}
	verdict := log.verdict(file)
	if failed == nil {
		return verdict
	}
	failed = oneLine(fmt.Errorf("%w; what was answered is in %s", failed, file))
	if errors.Is(verdict, errFindings) {
		log.complain(failed)
		return verdict
	}
	return runError{failed}
}

// newLiveSession makes the clients. Each call is one exchange: what is tried again would be recorded again.
func newLiveSession(key, baseURL string, recorder *recording.Recorder) (*liveSession, error) {
	options := []organizations.Option{
		organizations.WithTransport(recorder), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}), organizations.WithTimeout(time.Minute),
		organizations.WithVersionWarning(), organizations.WithUserAgent("orgcontract-live"),
	}
	if baseURL != "" {
		options = append(options, organizations.WithBaseURL(baseURL))
	}
	partner, err := organizations.New(organizations.PartnerKey(key), options...)
	if err != nil {
		text := strings.NewReplacer("organizations: WithBaseURL", baseURLVariable, "organizations: the key", keyVariable+": the key").Replace(err.Error())
		return nil, errors.New(text)
	}
	return &liveSession{
		partner: partner,
		as: func(id string) (*organizations.Client, error) {
			return organizations.New(organizations.OrganizationKey(id, key), options...)
		},
	}, nil
}

// provenanceOf says who answers at a base URL.
func provenanceOf(baseURL string) contract.Provenance {
	u, err := url.Parse(baseURL)
	if err != nil {
		return contract.Live
	}
	if ip := net.ParseIP(u.Hostname()); strings.EqualFold(u.Hostname(), "localhost") || ip != nil && ip.IsLoopback() {
		return contract.Sandbox
	}
	return contract.Live
}
