package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/apipage"
	"github.com/orgcontract/polytomic-organizations/contract/internal/logwriter"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// shutdownTimeout is how long the command waits for requests in flight when it ends.
const shutdownTimeout = 10 * time.Second

// serveFlags has the flags of the command serve.
type serveFlags struct {
	addr, seed, state            string
	partnerKey, userKey, ownerID string
	tls, tlsCert, tlsKey         string
	logFormat                    string
	quiet, control               bool
}

func serveCommand() *cobra.Command {
	var flags serveFlags
	cmd := &cobra.Command{
		Use:   "serve [--addr HOST:PORT] [--seed FILE] [--state FILE]",
		Short: "Serve a sandbox: a partner account, as the API is documented",
		Long: `Serve answers requests to the API on a port, as the documentation says, and
keeps the organizations that a program creates. Programs in any language can use
it without a partner key and without touching a real customer. It prints the
base URL and the keys, which never change, and logs each request to standard
error.

The server has more paths:
  /docs       an interactive page of the API
  /healthz    answers 200 while the server runs
  /_sandbox/  controls the sandbox: its faults, journal, clock and state

/_sandbox/ needs no key, so it answers only requests from this machine, unless
you add --control. On a loopback address, such as the default, the server
answers only requests whose Host is localhost or a loopback address.

On SIGINT, SIGTERM or SIGHUP, serve waits up to 10 seconds for the requests in
flight and exits with 0. It exits with 2 if it could not start.`,
		Example: `  # One partner with fixed keys, in memory, on port 8080 of this machine.
  orgcontract serve

  # On a free port, with the organizations kept in a file.
  orgcontract serve --addr 127.0.0.1:0 --state sandbox.db

  # HTTPS, with a certificate of its own.
  orgcontract serve --tls self-signed

  # Answer the next two requests with 503.
  curl -d '{"kind": "status", "status": 503, "times": 2}' \
    -H 'Content-Type: application/json' \
    http://127.0.0.1:8080` + sandbox.FaultsPath,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := untilInterrupted(cmd.Context())
			defer stop()
			if err := serve(ctx, flags, cmd.OutOrStdout(), cmd.ErrOrStderr()); err != nil {
				return runError{err}
			}
			return nil
		},
	}
	flags.add(cmd)
	for _, name := range []string{"partner-key", "user-key", "owner-id"} {
		cmd.MarkFlagsMutuallyExclusive("seed", name)
	}
	cmd.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	cmd.MarkFlagsMutuallyExclusive("tls", "tls-cert")
	return cmd
}

// add adds the flags to a command.
func (f *serveFlags) add(cmd *cobra.Command) {
	set := cmd.Flags()
	set.StringVar(&f.addr, "addr", "127.0.0.1:8080", "the `HOST:PORT` to listen on; port 0 means a free port\n")
	set.StringVar(&f.seed, "seed", "", "a YAML or JSON `FILE` with the partners to start with\n(default: one partner with fixed keys)")
	set.StringVar(&f.state, "state", "", "a `FILE` that keeps the organizations (default: memory)")
	set.StringVar(&f.partnerKey, "partner-key", string(sandbox.DefaultPartnerKey), "the partner `KEY`")
	set.StringVar(&f.userKey, "user-key", string(sandbox.DefaultUserKey), "the user `KEY` of the child organization\n")
	set.StringVar(&f.ownerID, "owner-id", sandbox.DefaultOwnerID, "the `UUID` of the owner organization\n")
	set.StringVar(&f.tls, "tls", "", "serve HTTPS with a new certificate; `HOW` is self-signed")
	set.StringVar(&f.tlsCert, "tls-cert", "", "serve HTTPS with the certificate in this PEM `FILE`")
	set.StringVar(&f.tlsKey, "tls-key", "", "the PEM `FILE` with the key of --tls-cert")
	set.StringVar(&f.logFormat, "log-format", logText, "the `FORMAT` of the log, text or json")
	set.BoolVar(&f.quiet, "quiet", false, "log only warnings and errors, not each request")
	set.BoolVar(&f.control, "control", false, "let every address control the sandbox")
}

// The constants are the values of --log-format.
const (
	logText = "text"
	logJSON = "json"
)

// logger returns the logger that the flags choose.
func (f *serveFlags) logger(w io.Writer) (*slog.Logger, error) {
	options := &slog.HandlerOptions{}
	if f.quiet {
		options.Level = slog.LevelWarn
	}
	switch f.logFormat {
	case logText:
		return slog.New(slog.NewTextHandler(w, options)), nil
	case logJSON:
		return slog.New(slog.NewJSONHandler(w, options)), nil
	default:
		return nil, fmt.Errorf("--log-format %s: it must be %s or %s", f.logFormat, logText, logJSON)
	}
}

// loadSeed returns the seed in the file. Without a file, it returns the default seed with the keys
// and the ID of the flags.
func (f *serveFlags) loadSeed() (sandbox.Seed, error) {
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
	log := logwriter.New(stderr)
	defer func() { _ = log.Close() }() // If an error can't be logged, it can't be reported either.
	logger, err := flags.logger(log)
	if err != nil {
		return err
	}
	var certificate *tls.Certificate
	var fingerprint string
	var seed sandbox.Seed
	err = interruptible(ctx, errInterrupted, func() (err error) {
		if certificate, fingerprint, err = flags.certificate(); err == nil {
			seed, err = flags.loadSeed() // This and the certificate may be pipes.
		}
		return err
	})
	if err != nil {
		return err
	}
	s, err := flags.open(seed, logger)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", flags.addr)
	if err != nil {
		return fmt.Errorf("--addr %s: %w; name an address of this machine with a port that is free", flags.addr, withoutOperation(err))
	}
	server, err := flags.server(s, listener.Addr(), logger)
	b := banner{url: baseURL("http", listener.Addr()), fingerprint: fingerprint, state: flags.state, keys: s.Keys()}
	if certificate != nil {
		b.url = baseURL("https", listener.Addr())
	}
	if err == nil && flags.state != "" {
		b.differences, err = s.Differences()
	}
	if err == nil {
		err = b.write(stdout)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	if certificate != nil {
		server.TLSConfig = &tls.Config{Certificates: []tls.Certificate{*certificate}, MinVersion: tls.VersionTLS12}
	}
	return serveUntil(ctx, server, listener)
}

// open opens the sandbox with a seed.
func (f *serveFlags) open(seed sandbox.Seed, logger *slog.Logger) (*sandbox.Sandbox, error) {
	options := []sandbox.Option{sandbox.WithSeed(seed), sandbox.WithLogger(logger)}
	if f.state != "" {
		options = append(options, sandbox.WithState(f.state))
	}
	if f.control {
		options = append(options, sandbox.WithControl())
	}
	return sandbox.Open(options...)
}

// server returns the server for the sandbox and for the page of the API. It warns if other machines
// may reach the address. The page shows keys to other machines only if other machines may control
// the sandbox.
func (f *serveFlags) server(s *sandbox.Sandbox, address net.Addr, logger *slog.Logger) (*sandbox.HTTPServer, error) {
	options := apipage.Options{Fresh: "Idempotency-Key"}
	tcp, ok := address.(*net.TCPAddr)
	local := ok && tcp.IP.IsLoopback()
	switch {
	case local:
	case f.control:
		logger.Warn("everybody who reaches the address can read and change everything in the sandbox", slog.String("addr", address.String()))
	default:
		logger.Warn("other machines may reach the address; only this one can control the sandbox, unless you add --control", slog.String("addr", address.String()))
	}
	if local || f.control {
		options.Keys = offeredKeys(s.Keys())
	}
	page, err := apipage.New("/docs", polytomic.OpenAPI(), options)
	if err != nil {
		return nil, err
	}
	return sandbox.NewHTTPServer(withPages(s, page), logger), nil
}

// serveUntil serves the connections of the listener until the context ends.
func serveUntil(ctx context.Context, server *sandbox.HTTPServer, listener net.Listener) error {
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := server.Shutdown(ending); err != nil { // A request is still running, such as one with a slow body.
		_ = server.Close()
	}
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// withPages returns a handler that serves the sandbox, the page of the API and the health check.
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
