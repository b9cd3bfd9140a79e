//go:build unix

package main

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/plotutil"
	"gonum.org/v1/plot/vg"
)

// series says how the cost depends on one thing.
type series struct {
	// name is the name of the file. x is the label of the axis. of says what is the same for all
	// points.
	name, x, of string
	// logarithmic reports whether the axis is logarithmic.
	logarithmic bool
	points      []point
}

func (s series) file() string { return "scaling-" + s.name + ".svg" }

// at returns the point for a value. In a short measurement without that value, it returns the last
// point.
func (s series) at(x float64) *point {
	for i := range s.points {
		if s.points[i].x == x {
			return &s.points[i]
		}
	}
	return s.last()
}

func (s series) last() *point { return &s.points[len(s.points)-1] }

// draw writes the plot of the processor time and the memory.
func (s series) draw(file string) error {
	p := plot.New()
	p.X.Label.Text = s.x
	p.Y.Label.Text = "µs of processor time an exchange, and MB"
	p.Y.Min = 0
	p.Legend.Top, p.Legend.Left = true, true
	if s.logarithmic {
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: -1}
	}
	var times, memory plotter.XYs
	for _, at := range s.points {
		times = append(times, plotter.XY{X: at.x, Y: at.perExchange()})
		memory = append(memory, plotter.XY{X: at.x, Y: float64(at.all.memory) / 1e6})
	}
	if err := plotutil.AddLinePoints(p, "µs an exchange", times, "MB at most", memory); err != nil {
		return err
	}
	for _, all := range []plotter.XYs{times, memory} {
		for _, xy := range all {
			p.Y.Max = max(p.Y.Max, 1.25*xy.Y)
		}
	}
	return p.Save(16*vg.Centimeter, 9*vg.Centimeter, file)
}
