package soak

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// series is what a node leaves behind over periods of 100 connections with 10
// calls each: after the first ones it only wavers, and besides grows by what is
// said for each call and for each period.
func series(periods int, bytes float64, goroutines, files int) []Sample {
	rng := rand.New(rand.NewPCG(1, 1))
	var out []Sample
	for i := range periods {
		learnt := float64(min(i, 4)) * (4 << 20)
		out = append(out, Sample{
			Connections: 100 * (i + 1), Calls: 1000 * (i + 1),
			Heap:       20<<20 + learnt + float64(rng.IntN(256<<10)) + bytes*1000*float64(i),
			Goroutines: 90 + rng.IntN(4) + goroutines*i, Files: 25 + rng.IntN(2) + files*i,
		})
	}
	return out
}

func TestLeaksAreFound(t *testing.T) {
	bounds := Bounds{Bytes: 10, Slack: 1 << 20, Goroutines: 10, Files: 10}
	for _, c := range []struct {
		name              string
		bytes             float64
		goroutines, files int
		want              string
	}{
		{"nothing", 0, 0, 0, ""},
		{"heap", 120, 0, 0, "the heap grew by"},
		{"goroutines", 0, 1, 0, "more goroutines"},
		{"files", 0, 0, 1, "more open files"},
	} {
		growth, err := Grown(series(64, c.bytes, c.goroutines, c.files), 4)
		if err != nil {
			t.Fatal(err)
		}
		leaks := strings.Join(growth.Leaks(bounds), "; ")
		if c.want == "" && leaks != "" || !strings.Contains(leaks, c.want) || strings.Contains(leaks, ";") {
			t.Errorf("%s: %q", c.name, leaks)
		}
	}
}

// One look that finds more, such as in the middle of a collection, is no leak.
func TestOneLookIsNoLeak(t *testing.T) {
	all := series(34, 0, 0, 0)
	all[33].Heap += 100 << 20
	all[33].Goroutines += 1000
	growth, err := Grown(all, 4)
	if err != nil {
		t.Fatal(err)
	}
	if leaks := growth.Leaks(Bounds{Bytes: 1, Slack: 1 << 20, Goroutines: 10, Files: 10}); len(leaks) > 0 {
		t.Error(leaks)
	}
}

func TestTooFewPeriodsAreNotJudged(t *testing.T) {
	if _, err := Grown(series(9, 0, 0, 0), 4); err == nil {
		t.Error("five periods were judged")
	}
}
