//go:build unix

// Command scale measures how the cost of orgcontract check grows with three things: the number of
// exchanges, the number of operations of the document, and the share of exchanges that have a
// finding. It writes a page with the figures, and a plot of each series as SVG.
//
//	cd contract/benchmarks && go run ./scale -out ../docs
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	out := flag.String("out", "../docs", "the directory of the page")
	most := flag.Int("exchanges", 10_000_000, "the largest number of exchanges; fewer take less time, and the figures are less exact")
	flag.Parse()
	if err := run(context.Background(), *out, *most); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

// run measures and writes the page. The largest number of exchanges is at least 1,000.
func run(ctx context.Context, out string, most int) error {
	dir, err := os.MkdirTemp("", "scale")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // The directory is a temporary one.
	m, err := newMeasurement(ctx, dir)
	if err != nil {
		return err
	}
	var r results
	if r.byExchanges, err = m.byExchanges(ctx, most); err != nil {
		return err
	}
	if r.byOperations, r.few, r.scattered, err = m.byOperations(ctx, most); err != nil {
		return err
	}
	if r.byFindings, err = m.byFindings(ctx); err != nil {
		return err
	}
	for _, s := range r.all() {
		if err := s.draw(filepath.Join(out, s.file())); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(out, "scaling.md"), r.page(), 0o644) //nolint:gosec // Everybody may read the page.
}
