package contest

import (
	"errors"
	"sync"
)

// atOnce is how many calls of the store are under way for one run: they share
// waits for the disk.
const atOnce = 32

// inParallel calls f for all items, some at once, waits, and returns what went
// wrong, if anything.
func inParallel[T any](items []T, f func(T) error) error {
	var mu sync.Mutex
	var all []error
	var wait sync.WaitGroup
	next := make(chan T)
	for range min(atOnce, len(items)) {
		wait.Go(func() {
			for item := range next {
				if err := contain(func() error { return f(item) }); err != nil {
					mu.Lock()
					all = append(all[:min(len(all), 3)], err)
					mu.Unlock()
				}
			}
		})
	}
	for _, item := range items {
		next <- item
	}
	close(next)
	wait.Wait()
	return errors.Join(all...)
}
