//go:build unix

package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/largeshop"
)

// measurement builds and runs the command.
type measurement struct{ dir, command string }

// newMeasurement builds the command in a directory.
func newMeasurement(ctx context.Context, dir string) (*measurement, error) {
	m := &measurement{dir: dir, command: filepath.Join(dir, "orgcontract")}
	build := exec.CommandContext(ctx, "go", "build", "-C", "../..", "-o", m.command, "./contract/cmd/orgcontract") //nolint:gosec // The command is this repository's.
	build.Stderr = os.Stderr
	return m, build.Run()
}

// cost is the processor time and the memory of a check.
type cost struct {
	// processor is the time of all processors together.
	processor time.Duration
	// memory is the largest resident set, in bytes.
	memory int64
}

// least returns the lower time and the lower memory of two runs.
func (c cost) least(other cost) cost {
	return cost{min(c.processor, other.processor), min(c.memory, other.memory)}
}

// check runs the command once. It pipes the exchanges of the work to the command.
func (m *measurement) check(ctx context.Context, w work) (cost, error) {
	spec := filepath.Join(m.dir, fmt.Sprintf("%d.yaml", w.operations))
	if err := os.WriteFile(spec, largeshop.Document(w.operations), 0o600); err != nil {
		return cost{}, err
	}
	cmd := exec.CommandContext(ctx, m.command, "check", "--suggest=false", "--spec", spec, "-") //nolint:gosec // As above.
	cmd.Dir, cmd.Stderr = m.dir, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return cost{}, err
	}
	if err := cmd.Start(); err != nil {
		return cost{}, err
	}
	written := errors.Join(w.write(in), in.Close())
	err = cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 1 && w.wrong > 0 {
		err = nil // The exchanges contradict the document, as they should.
	}
	if err := errors.Join(written, err); err != nil {
		return cost{}, fmt.Errorf("%+v: %w", w, err)
	}
	usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, errors.New("this system doesn't say how much memory a process took")
	}
	memory := usage.Maxrss
	if runtime.GOOS != "darwin" {
		memory <<= 10 // Except on this system, the size is in kilobytes.
	}
	return cost{cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), memory}, nil
}

// point is a check with its cost.
type point struct {
	x    float64
	work work
	// first is the cost of the first exchange of each operation, and cost that of all exchanges.
	first, cost cost
	// runs is how often the costs were measured, and took is how long that took.
	runs int
	took time.Duration
}

// perExchange returns the processor time of an exchange in microseconds, without the start of the
// command, and without the first exchange of each operation, for which its schemas are compiled.
func (p point) perExchange() float64 {
	others := p.work.exchanges - p.work.operations
	return float64(p.cost.processor-p.first.processor) / float64(others) / float64(time.Microsecond)
}

// add runs the checks of the point once more. It keeps the lowest costs, because other programs can
// only increase them.
func (p *point) add(ctx context.Context, m *measurement) error {
	start := time.Now()
	each := p.work
	each.exchanges = p.work.operations
	first, err := m.check(ctx, each)
	if err != nil {
		return err
	}
	all, err := m.check(ctx, p.work)
	if err != nil {
		return err
	}
	if p.runs > 0 {
		first, all = first.least(p.first), all.least(p.cost)
	}
	p.first, p.cost = first, all
	p.runs++
	p.took += time.Since(start)
	return nil
}

// A point is measured again until it has this many runs, or until its runs took this long.
const (
	maxRuns = 10
	enough  = 20 * time.Second
)

// points measures the costs for the values of x. The points take turns, so that another program
// that runs for a while slows all of them down.
func (m *measurement) points(ctx context.Context, xs []int, of func(x int) work) ([]point, error) {
	var points []point
	for _, x := range xs {
		points = append(points, point{x: float64(x), work: of(x)})
	}
	for range maxRuns {
		for i := range points {
			if points[i].took >= enough {
				continue
			}
			if err := points[i].add(ctx, m); err != nil {
				return nil, err
			}
		}
	}
	return points, nil
}

func (m *measurement) byExchanges(ctx context.Context, most int) (series, error) {
	var xs []int
	for n := 1000; n <= most; n *= 10 {
		xs = append(xs, n)
	}
	points, err := m.points(ctx, xs, func(n int) work { return work{exchanges: n, operations: 100} })
	return series{name: "exchanges", x: "exchanges", logarithmic: true, of: "a document of 100 operations, and no findings", points: points}, err
}

// some is the number of exchanges where that is not what is measured. It is more than the number of
// operations.
const some = 100_000

func (m *measurement) byOperations(ctx context.Context) (series, error) {
	points, err := m.points(ctx, []int{10, 100, 1000, 10_000}, func(operations int) work { return work{exchanges: some, operations: operations} })
	return series{name: "operations", x: "operations of the document", logarithmic: true, of: thousands(some) + " exchanges, and no findings", points: points}, err
}

func (m *measurement) byFindings(ctx context.Context) (series, error) {
	points, err := m.points(ctx, []int{0, 25, 50, 75, 100}, func(wrong int) work { return work{exchanges: some, operations: 100, wrong: wrong} })
	return series{name: "findings", x: "exchanges with a finding (%)", of: thousands(some) + " exchanges and a document of 100 operations", points: points}, err
}
