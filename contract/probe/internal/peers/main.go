// Command peers compares orgcontract probe with Schemathesis on the defects of the bookshop. It
// prints a table in Markdown with the defects that each tool finds, the number of requests and the
// time.
//
//	go run ./contract/probe/internal/peers --schemathesis venv/bin/schemathesis
package main

import (
	"context"
	"encoding/xml"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// timeout limits the time of a response. Both tools use it.
const timeout = time.Second

func main() {
	peer := flag.String("schemathesis", "", "the program")
	only := flag.String("only", "", "the defects to try, separated by commas (default: all)")
	flag.Parse()
	if err := run(context.Background(), *peer, *only); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

// outcome is the result of running a tool.
type outcome struct {
	found    bool
	requests int64
	took     time.Duration
}

func (o outcome) String() string {
	return fmt.Sprintf("%s | %d | %.1f s", map[bool]string{true: "yes", false: "**no**"}[o.found], o.requests, o.took.Seconds())
}

func run(ctx context.Context, peer, only string) error {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // A leftover directory is in the temporary folder.
	spec := filepath.Join(dir, "bookshop.yaml")
	if err := os.WriteFile(spec, bookshop.Document(), 0o600); err != nil {
		return err
	}
	always, _, err := schemathesis(ctx, peer, spec, dir)
	if err != nil {
		return err
	}
	fmt.Printf("Schemathesis finds in the bookshop without a defect: %s\n\n", strings.Join(always, ", "))
	fmt.Println("| defect | probe finds it | requests | time | Schemathesis finds it | requests | time |\n|---|---|---:|---:|---|---:|---:|")
	var ours, theirs [3]float64
	add := func(sum *[3]float64, o outcome) {
		sum[0] += map[bool]float64{true: 1}[o.found]
		sum[1] += float64(o.requests)
		sum[2] += o.took.Seconds()
	}
	for _, d := range bookshop.Defects() {
		if only != "" && !slices.Contains(strings.Split(only, ","), d.Name) {
			continue
		}
		own, err := probed(ctx, d)
		if err != nil {
			return err
		}
		found, other, err := schemathesis(ctx, peer, spec, dir, d.Name)
		if err != nil {
			return err
		}
		other.found = slices.ContainsFunc(found, func(failure string) bool {
			operation, _, _ := strings.Cut(failure, ": ")
			return (operation == statefulTests || slices.Contains(d.Operations, operation)) && !slices.Contains(always, failure)
		})
		fmt.Printf("| %s: %s | %s | %s |\n", d.Name, d.What, own, other)
		add(&ours, own)
		add(&theirs, other)
	}
	fmt.Printf("| **all** | %.0f | %.0f | %.0f s | %.0f | %.0f | %.0f s |\n", ours[0], ours[1], ours[2], theirs[0], theirs[1], theirs[2])
	return nil
}

// served calls f with the address of a bookshop, and returns the number of requests that it got.
func served(f func(url string) error, defects ...string) (int64, error) {
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	var count atomic.Int64
	shop := bookshop.New(defects...)
	server := &http.Server{ReadHeaderTimeout: time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		count.Add(1)
		shop.ServeHTTP(w, r)
	})}
	go func() { _ = server.Serve(listener) }() // Serve ends when the server is closed.
	err = f("http://" + listener.Addr().String())
	_ = server.Close() // The program ends soon.
	return count.Load(), err
}

// probed probes a bookshop with a defect.
func probed(ctx context.Context, d bookshop.Defect) (o outcome, err error) {
	c, err := contract.Parse("bookshop.yaml", bookshop.Document())
	if err != nil {
		return o, err
	}
	start := time.Now()
	o.requests, err = served(func(url string) error {
		p, err := probe.New(c, url, probe.Header("Authorization", "Bearer "+bookshop.Token),
			probe.OtherHeader("Authorization", "Bearer "+bookshop.OtherToken), probe.Timeout(timeout))
		if err != nil {
			return err
		}
		defer func() { _ = p.Close() }() // The server ends too.
		r, err := p.Run(ctx)
		if err != nil {
			return err
		}
		o.found = slices.ContainsFunc(r.Failures, func(f probe.Failure) bool {
			return slices.Contains(d.Rules, f.Finding.Rule.String()) && slices.Contains(d.Operations, f.Finding.Operation)
		})
		return nil
	}, d.Name)
	o.took = time.Since(start)
	return o, err
}

// statefulTests is the name under which Schemathesis reports findings in sequences of operations.
const statefulTests = "Stateful tests"

// problem is a failure or an error in a report of Schemathesis.
type problem struct {
	Text string `xml:",chardata"`
}

// schemathesis runs Schemathesis with all its checks and phases. It returns the failures as
// "OPERATION: MESSAGE".
func schemathesis(ctx context.Context, program, spec, dir string, defects ...string) (failures []string, o outcome, err error) {
	report := filepath.Join(dir, "junit.xml")
	start := time.Now()
	o.requests, err = served(func(url string) error {
		cmd := exec.CommandContext(ctx, program, "run", spec, "--url", url, "-H", "Authorization: Bearer "+bookshop.Token, "--checks", "all",
			"--continue-on-failure", "--request-timeout", fmt.Sprint(timeout.Seconds()), "--generation-database", "none", "--seed", "1",
			"--report", "junit", "--report-junit-path", report)
		_ = cmd.Run() // It exits with an error if it finds a failure. The report has the details.
		return nil
	}, defects...)
	o.took = time.Since(start)
	if err != nil {
		return nil, o, err
	}
	data, err := os.ReadFile(report)
	if err != nil {
		return nil, o, err
	}
	defer func() { _ = os.Remove(report) }() // The next run overwrites it.
	var suites struct {
		Cases []struct {
			Name     string    `xml:"name,attr"`
			Failures []problem `xml:"failure"`
			Errors   []problem `xml:"error"`
		} `xml:"testsuite>testcase"`
	}
	if err := xml.Unmarshal(data, &suites); err != nil {
		return nil, o, err
	}
	for _, c := range suites.Cases {
		for _, f := range c.Failures {
			for line := range strings.Lines(f.Text) {
				if title, ok := strings.CutPrefix(strings.TrimSpace(line), "- "); ok {
					failures = append(failures, c.Name+": "+title)
				}
			}
		}
		for _, f := range c.Errors { // The connection broke off, or there was no answer.
			title, _, _ := strings.Cut(f.Text, "\n")
			failures = append(failures, c.Name+": "+title)
		}
	}
	return failures, o, nil
}
