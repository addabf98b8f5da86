package soak

import (
	"fmt"
	"slices"
)

// Bounds say what may grow from the first third of the periods that count to
// the last.
type Bounds struct {
	Bytes      float64 // of the heap, for each call made in between
	Slack      float64 // bytes of the heap, besides
	Goroutines int
	Files      int
}

// Growth is what grew from the first third of the periods that count to the
// last, by medians.
type Growth struct {
	Heap              float64
	Goroutines, Files int
	Connections       int // made in between
	Calls             int
}

// PerCall is how many bytes of the heap each call has left behind.
func (g Growth) PerCall() float64 { return g.Heap / float64(max(1, g.Calls)) }

// leastPeriods is how many can be judged.
const leastPeriods = 6

// Grown compares the periods after the first ones, in which a node still learns
// who there is. It needs leastPeriods after them.
func Grown(all []Sample, warm int) (Growth, error) {
	if len(all)-warm < leastPeriods {
		return Growth{}, fmt.Errorf("%d periods after the first %d are too few to be judged: it takes %d", max(0, len(all)-warm), warm, leastPeriods)
	}
	counted := all[warm:]
	third := len(counted) / 3
	first, last := counted[:third], counted[len(counted)-third:]
	return Growth{
		Heap:        median(last, heap) - median(first, heap),
		Goroutines:  int(median(last, goroutines) - median(first, goroutines)),
		Files:       int(median(last, files) - median(first, files)),
		Connections: int(median(last, connections) - median(first, connections)),
		Calls:       int(median(last, calls) - median(first, calls)),
	}, nil
}

// Leaks says what grew beyond its bounds.
func (g Growth) Leaks(b Bounds) []string {
	var out []string
	if g.Heap > b.Slack+b.Bytes*float64(g.Calls) {
		out = append(out, fmt.Sprintf("the heap grew by %.2f MiB over %d calls, %.1f bytes each", g.Heap/(1<<20), g.Calls, g.PerCall()))
	}
	if g.Goroutines > b.Goroutines {
		out = append(out, fmt.Sprintf("%d more goroutines over %d connections", g.Goroutines, g.Connections))
	}
	if g.Files > b.Files {
		out = append(out, fmt.Sprintf("%d more open files over %d connections", g.Files, g.Connections))
	}
	return out
}

func heap(s Sample) float64        { return s.Heap }
func goroutines(s Sample) float64  { return float64(s.Goroutines) }
func files(s Sample) float64       { return float64(s.Files) }
func connections(s Sample) float64 { return float64(s.Connections) }
func calls(s Sample) float64       { return float64(s.Calls) }

func median(of []Sample, what func(Sample) float64) float64 {
	values := make([]float64, 0, len(of))
	for _, s := range of {
		values = append(values, what(s))
	}
	slices.Sort(values)
	middle := len(values) / 2
	if len(values)%2 == 1 {
		return values[middle]
	}
	return (values[middle-1] + values[middle]) / 2
}
