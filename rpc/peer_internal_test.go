package rpc

import (
	"testing"
	"time"
)

func TestLatencyIsHalfTheMedianOfFiveTrips(t *testing.T) {
	for _, tt := range []struct {
		name  string
		trips []time.Duration
		want  time.Duration
	}{
		{"none", nil, 0},
		{"one", []time.Duration{80}, 40},
		{"two", []time.Duration{80, 40}, 30},
		{"three", []time.Duration{900, 20, 40}, 20},
		{"five", []time.Duration{10, 20, 30, 40, 50}, 15},
		{"the oldest goes", []time.Duration{10, 10, 10, 200, 200, 200, 200}, 100},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var tr trips
			for _, d := range tt.trips {
				tr.add(d * time.Millisecond)
			}
			if got := tr.latency(); got != tt.want*time.Millisecond {
				t.Errorf("got %v, want %v", got, tt.want*time.Millisecond)
			}
		})
	}
}
