package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows how much of its input a long command has read. It shows this only on a terminal.
// It removes its line at the end. It is safe for concurrent use. The zero value shows nothing.
type progress struct {
	terminal io.Writer
	title    string
	counts   bool // Whether the progress counts things and not bytes.

	mu    sync.Mutex
	bar   *progressbar.ProgressBar
	ended bool
}

// newProgress returns a progress that writes to w. It shows nothing if w is not a terminal.
func newProgress(w io.Writer, title string) *progress {
	if !isTerminal(w) {
		return &progress{}
	}
	return &progress{terminal: w, title: title}
}

// counting makes the progress count things instead of bytes.
func (p *progress) counting() *progress {
	p.counts = true
	return p
}

// set sets how many bytes have been read, and the total. A total of -1 means that the total isn't
// known.
func (p *progress) set(read, total int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.terminal == nil || p.ended {
		return
	}
	if p.bar == nil {
		p.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(p.terminal), progressbar.OptionSetDescription(p.title), progressbar.OptionShowBytes(!p.counts),
			progressbar.OptionShowTotalBytes(true), progressbar.OptionShowCount(), progressbar.OptionSetWidth(30), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetSpinnerChangeInterval(0), progressbar.OptionUseANSICodes(true), progressbar.OptionSetRenderBlankState(true))
	}
	_ = p.bar.Set64(read) // The command continues if the terminal is broken or the file has grown.
}

// end removes the line of the progress.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if p.bar != nil {
		_ = p.bar.Clear() // The command continues if the terminal is broken.
	}
}

// passes shows the progress of a check. The check first reads the recordings, and may read them
// again to try edits.
type passes struct{ checking, trying *progress }

func newPasses(w io.Writer) *passes {
	return &passes{newProgress(w, "checking"), newProgress(w, "trying edits")}
}

func (p *passes) first(read, total int64) { p.checking.set(read, total) }

func (p *passes) further(read, total int64) {
	p.checking.end()
	p.trying.set(read, total)
}

// end removes the line of the progress.
func (p *passes) end() {
	p.checking.end()
	p.trying.end()
}
