package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/apipage"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// shutdownTimeout is how long requests in flight may take to end.
const shutdownTimeout = 10 * time.Second

// serveFlags are the flags of the serve command.
type serveFlags struct {
	addr, seed, state            string
	partnerKey, userKey, ownerID string
}

func serveCommand() *cobra.Command {
	var flags serveFlags
	cmd := &cobra.Command{
		Use:   "serve [--addr HOST:PORT] [--seed FILE] [--state FILE]",
		Short: "Serve a sandbox: a partner account, as the API is documented",
		Long: `Serve answers requests to the API on a port, as the API is documented, and keeps
the organizations that it is sent. Programs in any language can use it without
a partner key and without touching a real customer. It prints the base URL and
the keys, which never change, and logs each request to standard error.

The server has three more paths:
  /docs             an interactive page of the API
  /healthz          answers 200 while the server runs
  ` + sandbox.FaultsPath + `  adds, lists and removes faults

On SIGINT or SIGTERM, serve waits up to 10 seconds for the requests in flight
and exits with 0. It exits with 2 if it could not start.`,
		Example: `  # One partner with fixed keys, in memory, on port 8080 of this machine.
  orgcontract serve

  # On a free port, with the organizations kept in a file.
  orgcontract serve --addr 127.0.0.1:0 --state sandbox.db

  # Answer the next two requests with 503.
  curl -d '{"kind": "status", "status": 503, "times": 2}' \
    -H 'Content-Type: application/json' \
    http://127.0.0.1:8080` + sandbox.FaultsPath,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
			defer stop()
			context.AfterFunc(ctx, stop) // A second signal ends the program at once.
			if err := serve(ctx, flags, cmd.OutOrStdout(), cmd.ErrOrStderr()); err != nil {
				return runError{err}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&flags.addr, "addr", "127.0.0.1:8080", "the `HOST:PORT` to listen on; port 0 means a free port\n")
	cmd.Flags().StringVar(&flags.seed, "seed", "", "a YAML or JSON `FILE` with the partners to start with\n(default: one partner with fixed keys)")
	cmd.Flags().StringVar(&flags.state, "state", "", "a `FILE` that keeps the organizations (default: memory)")
	cmd.Flags().StringVar(&flags.partnerKey, "partner-key", string(sandbox.DefaultPartnerKey), "the partner `KEY`")
	cmd.Flags().StringVar(&flags.userKey, "user-key", string(sandbox.DefaultUserKey), "the user `KEY` of the child organization\n")
	cmd.Flags().StringVar(&flags.ownerID, "owner-id", sandbox.DefaultOwnerID, "the `UUID` of the owner organization\n")
	for _, name := range []string{"partner-key", "user-key", "owner-id"} {
		cmd.MarkFlagsMutuallyExclusive("seed", name)
	}
	return cmd
}

// loadSeed returns the seed in the file, or the default seed with the keys and the ID of the flags.
func (f serveFlags) loadSeed() (sandbox.Seed, error) {
	if f.seed != "" {
		return sandbox.LoadSeed(f.seed)
	}
	seed := sandbox.DefaultSeed()
	partner := &seed.Partners[0]
	partner.Key, partner.Owner.ID = sandbox.Secret(f.partnerKey), f.ownerID
	partner.Children[0].UserKeys = []sandbox.Secret{sandbox.Secret(f.userKey)}
	return seed, nil
}

// serve runs the sandbox until the context ends.
func serve(ctx context.Context, flags serveFlags, stdout, stderr io.Writer) (err error) {
	seed, err := flags.loadSeed()
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewTextHandler(stderr, nil))
	options := []sandbox.Option{sandbox.WithSeed(seed), sandbox.WithLogger(logger)}
	if flags.state != "" {
		options = append(options, sandbox.WithState(flags.state))
	}
	s, err := sandbox.Open(options...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	page, err := apipage.New("/docs", polytomic.OpenAPI())
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", flags.addr)
	if err != nil {
		return fmt.Errorf("--addr %s: %w; name an address of this machine with a port that is free", flags.addr, withoutOperation(err))
	}
	if err := writeWelcome(stdout, "http://"+listener.Addr().String(), seed); err != nil {
		return errors.Join(err, listener.Close())
	}
	server := sandbox.NewHTTPServer(withPages(s, page), logger)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ending); err != nil { // A request takes longer, such as one with a slow body.
		_ = server.Close()
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// withPages returns a handler for the sandbox, the page of the API and the health check.
func withPages(s, page http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch path := r.URL.Path; {
		case path == "/healthz":
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"status":"ok"}`+"\n")
		case path == "/docs", strings.HasPrefix(path, "/docs/"):
			page.ServeHTTP(w, r)
		default:
			s.ServeHTTP(w, r)
		}
	})
}

// writeWelcome prints the base URL, the keys and a first request.
func writeWelcome(w io.Writer, url string, seed sandbox.Seed) error {
	// Flush returns the error of a write that failed.
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintf(table, "base URL\t%s\n", url)
	_, _ = fmt.Fprintf(table, "documentation\t%s/docs\n", url)
	for _, partner := range seed.Partners {
		_, _ = fmt.Fprintf(table, "partner key\t%s\tof %s (%q)\n", string(partner.Key), partner.Owner.ID, partner.Owner.Name)
		for _, o := range append([]sandbox.Organization{partner.Owner}, partner.Children...) {
			for _, key := range o.UserKeys {
				_, _ = fmt.Fprintf(table, "user key\t%s\tof %s (%q)\n", string(key), o.ID, o.Name)
			}
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	key := strings.ReplaceAll(string(seed.Partners[0].Key), "'", `'\''`) // Quoted for a shell.
	_, err := fmt.Fprintf(w, "\ncurl -H 'Authorization: Bearer %s' %s/api/organizations\n", key, url)
	return err
}
