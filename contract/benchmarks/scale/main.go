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
	most := flag.Int("exchanges", 10_000_000, "the largest number of exchanges")
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
	var all []series
	byExchanges := func(ctx context.Context) (series, error) { return m.byExchanges(ctx, most) }
	for _, measure := range []func(context.Context) (series, error){byExchanges, m.byOperations, m.byFindings} {
		s, err := measure(ctx)
		if err != nil {
			return err
		}
		all = append(all, s)
	}
	for _, s := range all {
		if err := s.draw(filepath.Join(out, s.file())); err != nil {
			return err
		}
	}
	return os.WriteFile(filepath.Join(out, "scaling.md"), page(all), 0o644) //nolint:gosec // Everybody may read the page.
}
