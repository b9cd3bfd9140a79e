package main

import (
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress shows on a terminal, in a line that it takes away at the end, how much of the input of a long command is read. It is safe for
// concurrent use. The zero value shows nothing.
type progress struct {
	terminal io.Writer
	title    string
	counts   bool // Things, and no bytes.

	mu    sync.Mutex
	bar   *progressbar.ProgressBar
	ended bool
}

// newProgress returns one for w. What is no terminal gets none: a log, for instance.
func newProgress(w io.Writer, title string) *progress {
	if !isTerminal(w) {
		return &progress{}
	}
	return &progress{terminal: w, title: title}
}

// counting makes it show how many things are done, in the place of bytes.
func (p *progress) counting() *progress {
	p.counts = true
	return p
}

// set says how many bytes of how many are read; a total of -1 is one that nobody knows.
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
	_ = p.bar.Set64(read) // A terminal that can't be written to, or a file that grew meanwhile, is no reason to stop.
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	if p.bar != nil {
		_ = p.bar.Clear() // As above.
	}
}
