package main

import (
	"context"
	"os"
	"syscall"
)

// starting hears the signals that come before a node serves.
type starting struct {
	stopped os.Signal // SIGTERM or SIGINT; nil when the node is to serve
	reload  bool      // SIGHUP came

	served, ended chan struct{}
}

// startingNode watches until its end is called: a signal to stop calls cancel.
func startingNode(signals <-chan os.Signal, cancel context.CancelFunc) *starting {
	s := &starting{served: make(chan struct{}), ended: make(chan struct{})}
	go s.watch(signals, cancel)
	return s
}

func (s *starting) watch(signals <-chan os.Signal, cancel context.CancelFunc) {
	defer close(s.ended)
	for {
		select {
		case <-s.served:
			return
		case signal := <-signals:
			if signal != syscall.SIGHUP {
				s.stopped = signal
				cancel()
				return
			}
			s.reload = true
		}
	}
}

// end stops watching. What came is told by the fields from then on.
func (s *starting) end() {
	close(s.served)
	<-s.ended
}
