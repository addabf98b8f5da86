// Package porttest gives ports of this machine to servers that tests start, and
// that have to listen on the same port again after they were killed:
//
//	port, err := porttest.Take()
//
// No other process that asks here is given a port while this one lives, whether
// anybody listens on it or not.
package porttest

import (
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"syscall"
)

// Ports are below those that the system gives to connections by itself, from
// 32,768 on. Apart is from a Redis server's port to that of its cluster's bus.
const (
	first = 10_000
	count = 10_000
	apart = 10_000
)

// sign is where a listener says that a port is taken. Nobody else listens on that
// address of this machine.
const sign = "127.77.0.1"

// taker takes ports for one process.
type taker struct {
	mu    sync.Mutex // guards what follows
	taken map[int]net.Listener
}

var mine taker

// Take returns a port of 127.0.0.1 on which nobody listens, nor on the one that
// is higher by 10,000. It is the caller's until this process ends. It may be
// called concurrently.
func Take() (int, error) { return mine.take(func() int { return first + rand.IntN(count) }) }

// tries bounds how many ports are looked at.
const tries = 1000

func (t *taker) take(pick func() int) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range tries {
		port := pick()
		if _, known := t.taken[port]; known {
			continue
		}
		l, err := listen(sign, port)
		if err != nil && !errors.Is(err, syscall.EADDRNOTAVAIL) { // a system may have one such address only
			continue
		}
		if !free(port) || !free(port+apart) {
			if l != nil {
				_ = l.Close()
			}
			continue
		}
		if t.taken == nil {
			t.taken = map[int]net.Listener{}
		}
		t.taken[port] = l
		return port, nil
	}
	return 0, errors.New("no free port")
}

func free(port int) bool {
	l, err := listen("127.0.0.1", port)
	return err == nil && l.Close() == nil
}

func listen(host string, port int) (net.Listener, error) {
	return net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
}
