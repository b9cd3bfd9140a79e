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

// point is a check with its costs.
type point struct {
	x    float64
	work work
	// loaded is the cost of a single exchange, so of what the command does with the document. called
	// is the cost of calling each operation once. part is the cost of a part of the exchanges, and
	// all is that of all exchanges.
	loaded, called, part, all cost
	// runs is how often the costs were measured, and took is how long that took.
	runs int
	took time.Duration
}

// inPart is the number of exchanges in the part.
func (p *point) inPart() int { return max(p.work.called, p.work.exchanges/10) }

// perExchange returns the processor time of an exchange after the first ones, in microseconds. It
// leaves out what happens once: the start of the command, the first exchange of each operation, and
// getting memory from the system.
func (p *point) perExchange() float64 {
	return microseconds(p.all.processor-p.part.processor) / float64(p.work.exchanges-p.inPart())
}

func microseconds(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// add runs the checks of the point once more. It keeps the lowest costs, because other programs can
// only increase them.
func (p *point) add(ctx context.Context, m *measurement) error {
	start := time.Now()
	for _, run := range []struct {
		exchanges int
		least     *cost
	}{{1, &p.loaded}, {p.work.called, &p.called}, {p.inPart(), &p.part}, {p.work.exchanges, &p.all}} {
		w := p.work
		w.exchanges = run.exchanges
		c, err := m.check(ctx, w)
		if err != nil {
			return err
		}
		if p.runs > 0 {
			c = c.least(*run.least)
		}
		*run.least = c
	}
	p.runs++
	p.took += time.Since(start)
	return nil
}

// A point is measured again until it has this many runs, or until its runs took this long.
const (
	maxRuns = 10
	enough  = 20 * time.Second
)

// measure measures the costs of the points. The points take turns, so that another program that
// runs for a while slows all of them down.
func (m *measurement) measure(ctx context.Context, points []point) error {
	for range maxRuns {
		for i := range points {
			if points[i].took >= enough {
				continue
			}
			if err := points[i].add(ctx, m); err != nil {
				return err
			}
		}
	}
	return nil
}

// usual is the number of operations where that is not what is measured.
const usual = 100

func (m *measurement) byExchanges(ctx context.Context, most int) (series, error) {
	s := series{name: "exchanges", x: "exchanges", logarithmic: true, of: "a document of 100 operations, and no findings"}
	for n := 1000; n <= most; n *= 10 {
		s.points = append(s.points, point{x: float64(n), work: work{exchanges: n, operations: usual, called: usual, steps: 1}})
	}
	return s, m.measure(ctx, s.points)
}

// many is the number of exchanges to measure large documents. With fewer, the collector would run
// only once or twice.
const many = 1_000_000

// byOperations measures documents of several sizes. The further points are about the largest
// document. With few, the exchanges call few of its operations. With scattered, they call all, and
// no exchange calls an operation near the last one.
func (m *measurement) byOperations(ctx context.Context, most int) (s series, few, scattered point, err error) {
	exchanges := max(some, min(many, most))
	s = series{name: "operations", x: "operations of the document", logarithmic: true, of: thousands(exchanges) + " exchanges, and no findings"}
	for n := fewest; n <= largest; n *= 10 {
		s.points = append(s.points, point{x: float64(n), work: work{exchanges: exchanges, operations: n, called: n, steps: 1}})
	}
	s.points = append(s.points,
		point{work: work{exchanges: exchanges, operations: largest, called: fewest, steps: 1}},
		point{work: work{exchanges: exchanges, operations: largest, called: largest, steps: manySteps}})
	err = m.measure(ctx, s.points)
	end := len(s.points) - 2
	few, scattered, s.points = s.points[end], s.points[end+1], s.points[:end]
	return s, few, scattered, err
}

// manySteps has no factor in common with a number of operations, so each operation has its turn.
const manySteps = 3_847

// The constants are the numbers of operations of the smallest document and of the largest.
const (
	fewest  = 10
	largest = 10_000
)

// some is the number of exchanges where that is not what is measured.
const some = 100_000

func (m *measurement) byFindings(ctx context.Context) (series, error) {
	s := series{name: "findings", x: "exchanges with a finding (%)", of: thousands(some) + " exchanges and a document of 100 operations"}
	for wrong := 0; wrong <= 100; wrong += 25 {
		s.points = append(s.points, point{x: float64(wrong), work: work{exchanges: some, operations: usual, called: usual, steps: 1, wrong: wrong}})
	}
	return s, m.measure(ctx, s.points)
}
