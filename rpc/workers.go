package rpc

import "sync"

// maxIdleWorkers bounds how many goroutines wait for work.
const maxIdleWorkers = 64

// A job is something to run once. It contains its own panics.
type job interface{ run() }

// task makes a job of a function.
type task func()

func (t task) run() { t() }

// workers runs short pieces of work in goroutines that are kept, because a
// fresh goroutine grows its stack anew each time. Bounds on how much may run
// are those of whoever hands in work.
type workers struct {
	jobs chan job
	quit chan struct{}
	idle chan struct{} // a token for each goroutine that may wait

	mu     sync.Mutex // of the beginning of goroutines
	closed bool
	wg     sync.WaitGroup
}

func newWorkers() *workers {
	return &workers{jobs: make(chan job), quit: make(chan struct{}), idle: make(chan struct{}, maxIdleWorkers)}
}

// run runs j at once, in another goroutine. Once the workers are closed it does
// nothing: a timer of a connection that is over may still come with work.
func (w *workers) run(j job) {
	select {
	case w.jobs <- j:
	default:
		if w.hire() {
			go w.work(j)
		}
	}
}

// hire counts a goroutine that begins, if any may.
func (w *workers) hire() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return false
	}
	w.wg.Add(1)
	return true
}

func (w *workers) work(j job) {
	defer w.wg.Done()
	for {
		j.run()
		select {
		case w.idle <- struct{}{}:
		default:
			return
		}
		select {
		case j = <-w.jobs:
			<-w.idle
		case <-w.quit:
			return
		}
	}
}

// close waits for all work. It is called once.
func (w *workers) close() {
	w.mu.Lock()
	w.closed = true
	w.mu.Unlock()
	close(w.quit)
	w.wg.Wait()
}
