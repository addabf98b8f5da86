package node

import (
	"math"
	"testing"
)

func TestHistogram(t *testing.T) {
	m := Metrics{
		`s_bucket{op="a",le="0.1"}`: 1, `s_bucket{op="a",le="1"}`: 9, `s_bucket{op="a",le="+Inf"}`: 12, `s_sum{op="a"}`: 24, `s_count{op="a"}`: 12,
		`s_bucket{op="b",le="0.1"}`: 99, `s_count{op="b"}`: 99,
	}
	before := Metrics{`s_bucket{op="a",le="1"}`: 2, `s_bucket{op="a",le="+Inf"}`: 2, `s_sum{op="a"}`: 4, `s_count{op="a"}`: 2}
	h := m.Histogram(before, "s", `op="a"`)
	if h.Count != 10 || h.Mean() != 2 || len(h.Bounds) != 3 || h.Below(0.1) != 0.1 || h.Below(0.7) != 1 || !math.IsInf(h.Below(0.99), 1) {
		t.Errorf("%+v: mean %v", h, h.Mean())
	}
}
