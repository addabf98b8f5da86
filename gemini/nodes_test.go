package gemini

import (
	"testing"
	"time"
)

// Gateways that share a project each keep to their part of its limits, those
// configured and those learned, and never to none.
func TestNodesShareTheLimits(t *testing.T) {
	now := time.Now()
	nodes := 1
	b := &bucket{fixed: Limits{RPM: 15, RPD: 2}, nodes: func() int { return nodes }, ledger: newWindow(time.Minute)}
	b.learned.TPM = 900
	for n, want := range map[int]Limits{0: {RPM: 15, TPM: 900, RPD: 2}, 1: {RPM: 15, TPM: 900, RPD: 2}, 3: {RPM: 5, TPM: 300, RPD: 1}, 20: {RPM: 1, TPM: 45, RPD: 1}} {
		nodes = n
		if got := b.limits(now); got != want {
			t.Errorf("%d nodes: %+v, want %+v", n, got, want)
		}
	}
}
