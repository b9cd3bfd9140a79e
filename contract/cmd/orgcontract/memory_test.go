package main

import (
	"compress/gzip"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// generated is a recording that is generated while it is read. After each eighth of the recording,
// it measures how much memory is in use.
type generated struct {
	size  int
	entry func(i int) string
	tail  string

	rest       strings.Reader
	read, next int
	measured   int
	peak       uint64
}

func (g *generated) Read(p []byte) (int, error) {
	for g.rest.Len() == 0 {
		if g.read >= g.size {
			if g.tail == "" {
				return 0, io.EOF
			}
			g.rest.Reset(g.tail)
			g.tail = ""
			continue
		}
		g.rest.Reset(g.entry(g.next))
		g.next++
		if g.read*8/g.size > g.measured {
			g.measured = g.read * 8 / g.size
			g.measure()
		}
	}
	n, err := g.rest.Read(p)
	g.read += n
	return n, err
}

func (g *generated) measure() {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	g.peak = max(g.peak, stats.HeapAlloc)
}

// zipped compresses the data from r.
func zipped(r io.Reader) io.Reader {
	packed, w := io.Pipe()
	go func() {
		z := gzip.NewWriter(w)
		_, err := io.Copy(z, r)
		if err == nil {
			err = z.Close()
		}
		_ = w.CloseWithError(err) // CloseWithError never fails.
	}()
	return packed
}

// BenchmarkMemory reads recordings of 4 MiB and of 24 MiB, and fails if the larger recording needs
// more memory. The memory must depend on the largest exchange and on the number of causes, which is
// a few thousand. It must not depend on the size of the file. The benchmark reads a hundred
// megabytes, so make race runs it, and make test doesn't.
func BenchmarkMemory(b *testing.B) {
	body := `{"data": [` + strings.Repeat(`{"id": "a", "name": "Acme"}, `, 400) + `{}]}`
	const sent, received = `{"Authorization": "Bearer k"}`, `{"X-Polytomic-Version": "2025-09-18", "Content-Type": "application/json"}`
	fields := strings.NewReplacer(`{"`, `[{"name": "`, `": "`, `", "value": "`, `", "`, `"}, {"name": "`, `}`, `}]`)
	entry := fmt.Sprintf(`{"request": {"method": "GET", "url": "https://app.polytomic.com/api/organizations", "headers": %s}, "response": {"status": 200, "headers": %s, "content": {"text": %q}}}`,
		fields.Replace(sent), fields.Replace(received), body)
	line := fmt.Sprintf(`{"request": {"method": "GET", "url": "https://app.polytomic.com/api/organizations", "headers": %s}, "response": {"status": 200, "headers": %s, "body": %q}}`+"\n",
		sent, received, body)
	har := func(i int) string {
		if i == 0 {
			return `{"log": {"entries": [` + entry
		}
		return ",\n" + entry
	}
	lines := func(int) string { return line }
	causes := func(i int) string {
		return fmt.Sprintf(`{"request": {"method": "GET", "url": "https://app.polytomic.com/none/%d"}, "response": {"status": 200}}`+"\n", i)
	}
	const small, large = 4 << 20, 24 << 20
	for name, tt := range map[string]struct {
		entry func(i int) string
		tail  string
		wrap  func(io.Reader) io.Reader
		code  error
	}{
		"HAR":               {har, "]}}", nil, nil},
		"HAR, packed":       {har, "]}}", zipped, nil},
		"JSON lines":        {lines, "", nil, nil},
		"a cause each line": {causes, "", nil, errFindings},
	} {
		b.Run(name, func(b *testing.B) {
			peak := func(size int) int {
				g := &generated{size: size, entry: tt.entry, tail: tt.tail}
				cmd := checkCommand()
				cmd.SetArgs([]string{"--suggest=false", "--spec", "../../../openapi.yaml", "-"}) // With suggestions, the command would keep a part of the standard input.
				cmd.SetIn(g)
				if tt.wrap != nil {
					cmd.SetIn(tt.wrap(g))
				}
				cmd.SetOut(io.Discard)
				cmd.SilenceErrors, cmd.SilenceUsage = true, true
				require.ErrorIs(b, cmd.Execute(), tt.code)
				return int(g.peak)
			}
			for b.Loop() {
				first, second := peak(small), peak(large)
				assert.Less(b, second-first, (large-small)/4, "%d bytes for %d, %d bytes for %d", first, small, second, large)
				b.ReportMetric(float64(second-first)/(large-small), "B/B")
			}
		})
	}
}
