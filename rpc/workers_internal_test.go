package rpc

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Work that comes while the workers are closed is waited for or not begun.
func TestWorkersCloseBesideWork(t *testing.T) {
	for range 200 {
		w := newWorkers()
		var closed atomic.Bool
		var late atomic.Int64
		var givers sync.WaitGroup
		for range 4 {
			givers.Go(func() {
				for range 20 {
					w.run(task(func() {
						if closed.Load() {
							late.Add(1)
						}
					}))
				}
			})
		}
		w.close()
		closed.Store(true)
		givers.Wait()
		w.run(task(func() { late.Add(1) }))
		if n := late.Load(); n > 0 {
			t.Fatalf("%d pieces of work ran after close", n)
		}
	}
}
