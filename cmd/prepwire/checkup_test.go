package main

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"prepwire/schema"
)

// TestHealthIsLookedAtOnce: who asks often, or all at once, costs one look, and
// who leaves early or changes the answer spoils nothing for others.
func TestHealthIsLookedAtOnce(t *testing.T) {
	var looks atomic.Int64
	c := newCheckup(func(ctx context.Context) schema.Health {
		looks.Add(1)
		if ctx.Err() != nil {
			return schema.Health{Status: "degraded", Checks: map[string]string{}}
		}
		return schema.Health{Status: "ok", Checks: map[string]string{"store": "ok"}}
	})
	start := time.Now()
	var later atomic.Int64
	c.now = func() time.Time { return start.Add(time.Duration(later.Load())) }

	gone, cancel := context.WithCancel(t.Context())
	cancel()
	c.health(gone)
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			h := c.health(t.Context())
			if h.Status != "ok" || h.Checks["store"] != "ok" || len(h.Checks) != 1 {
				t.Errorf("got %+v", h)
			}
			h.Checks["node"] = "draining"
		})
	}
	wg.Wait()
	later.Store(int64(healthFor - 1))
	c.health(t.Context())
	if n := looks.Load(); n != 1 {
		t.Errorf("%d looks", n)
	}
	later.Store(int64(healthFor))
	c.health(t.Context())
	if n := looks.Load(); n != 2 {
		t.Errorf("%d looks, want another after %v", n, healthFor)
	}
}
