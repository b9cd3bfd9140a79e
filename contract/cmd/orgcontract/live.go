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

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// The constants are the environment variables that the command reads. It reads no flags for them,
// because other users of the machine can see flags.
const (
	keyVariable     = "POLYTOMIC_PARTNER_KEY"
	baseURLVariable = "POLYTOMIC_BASE_URL"
)

// liveFlags has the flags of the command live.
type liveFlags struct {
	dir   string
	write bool
}

func liveCommand() *cobra.Command {
	var flags liveFlags
	cmd := &cobra.Command{
		Use:   "live [--out DIRECTORY] [--write]",
		Short: "Ask the server with your key, and record and check its answers",
		Long: `Live calls the API with the partner key in ` + keyVariable + ` and
records what it answers: the list of organizations, the first organization and,
while it acts as that organization, the current organization and its record
logging settings. It checks each answer. It changes nothing.

With --write it also creates an organization whose name says that it is safe to
delete, and reads, renames and deletes it. It deletes it whatever goes wrong,
also after Ctrl-C. If it can't, the last line names the organization.

The recording goes to the directory that --out names, in a file named by the
time. Without --out it goes to contract/testdata/recordings/live of the checkout
of this repository that the working directory is in. Elsewhere --out is needed.

The key and other secrets are replaced before anything is written, as by
orgcontract record, and so are names, addresses and identifiers of
organizations. If an exchange of the session is lost, nothing is recorded.

` + baseURLVariable + ` is the address of a self-hosted deployment. An address
of the loopback interface is a stand-in: its answers are recorded as those of a
sandbox.

It exits with 0 if nothing was found, 1 if an answer is wrong, and 2 if it
could not find out.`,
		Example: `  # Only read, in a checkout of this repository.
  ` + keyVariable + `=... orgcontract live

  # Create an organization too, and delete it.
  ` + keyVariable + `=... orgcontract live --write --out recordings/`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return flags.run(cmd) },
	}
	cmd.Flags().StringVar(&flags.dir, "out", "", "the `DIRECTORY` to write the recording to (default: the one in this repository's checkout)")
	cmd.Flags().BoolVar(&flags.write, "write", false, "create an organization too, and delete it")
	return cmd
}

func (f *liveFlags) run(cmd *cobra.Command) error {
	key, baseURL := os.Getenv(keyVariable), os.Getenv(baseURLVariable)
	if key == "" {
		return runError{fmt.Errorf("there is no key, so nothing was sent; set %s to a partner key, which the vendor's support issues", keyVariable)}
	}
	dir, err := f.directory()
	if err != nil {
		return runError{err}
	}
	c, err := contract.Parse(defaultDocument, polytomic.OpenAPI())
	if err != nil {
		return runError{err}
	}
	ctx, stop := untilInterrupted(cmd.Context())
	defer stop()
	recorder := &recording.Recorder{Provenance: provenanceOf(baseURL), Document: part.Sum(c)}
	session, err := newLiveSession(key, baseURL, recorder)
	if err != nil {
		return runError{err}
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return runError{fmt.Errorf("%s: the directory can't be made; name another one with --out", filepath.ToSlash(dir))}
	}
	file := filepath.Join(dir, time.Now().UTC().Format("2006-01-02T150405Z")+".har")
	if recorder.Writer, err = recording.Create(file, recording.NewRedactor(c, recording.RedactorOptions{Private: true})); err != nil {
		return runError{err}
	}
	log := &recordLog{out: cmd.OutOrStdout(), err: cmd.ErrOrStderr()}
	recorder.Report = log.report
	return concludeLive(ctx, session.run(ctx, f.write), recorder, log, filepath.ToSlash(file))
}

// liveDirectory is the directory of the recordings in a checkout of this repository.
const liveDirectory = "contract/testdata/recordings/live"

// directory returns the directory to write to. It is the value of --out. Without --out, it is in
// the checkout of this repository around the working directory.
func (f *liveFlags) directory() (string, error) {
	if f.dir != "" {
		return f.dir, nil
	}
	dir, err := os.Getwd()
	for err == nil {
		if module, err := wholefile.Read(filepath.Join(dir, "go.mod"), wholefile.MaxRead); err == nil && modulePath(module) == thisModule {
			return filepath.Join(dir, filepath.FromSlash(liveDirectory)), nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			break
		}
		dir = parent
	}
	return "", errors.New("name the directory to write to with --out: the working directory is not in a checkout of this repository; nothing was sent")
}

// thisModule is the path of this repository's module.
const thisModule = "github.com/orgcontract/polytomic-organizations"

// modulePath returns the module path in a go.mod file.
func modulePath(module []byte) string {
	for line := range strings.Lines(string(module)) {
		if path, found := strings.CutPrefix(line, "module "); found {
			return strings.TrimSpace(path)
		}
	}
	return ""
}

var errNothingRecorded = errors.New("nothing was recorded")

// concludeLive writes the recording if each request was answered. It returns the error with which
// the command ends.
func concludeLive(ctx context.Context, failed error, recorder *recording.Recorder, log *recordLog, file string) error {
	switch {
	case ctx.Err() != nil:
		return runError{oneLine(errors.Join(errors.New("interrupted"), failed, errNothingRecorded, recorder.Writer.Discard()))}
	case failed == nil && log.lacksAnswers():
		failed = errors.New("an answer could not be recorded")
		fallthrough
	case log.lacksAnswers():
		return runError{oneLine(errors.Join(failed, errNothingRecorded, recorder.Writer.Discard()))}
	}
	if err := recorder.Close(); err != nil {
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

// newLiveSession creates the clients. The clients don't retry, so each call is one exchange.
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

// provenanceOf returns who answers at a base URL.
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
