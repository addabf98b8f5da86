package porttest

import (
	"math/rand/v2"
	"net"
	"runtime"
	"testing"
)

// A port that was given is given to nobody else, in this process or another, also
// while nobody listens on it.
func TestTakenOnce(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("other systems may have one address of their own only")
	}
	var here, there taker
	t.Cleanup(func() { here.close(); there.close() })
	port, err := here.take(func() int { return first + rand.IntN(count) })
	if err != nil {
		t.Fatal(err)
	}
	for who, taker := range map[string]*taker{"the same": &here, "another": &there} {
		looked := 0
		got, err := taker.take(func() int {
			if looked++; looked == 1 {
				return port
			}
			return first + rand.IntN(count)
		})
		if err != nil || got == port || looked < 2 {
			t.Errorf("%s: port %d after %d looks, %v; %d is taken", who, got, looked, err, port)
		}
	}
}

// A port on which somebody listens, or whose neighbour's bus would, is not given.
func TestTakenElsewhere(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	var here taker
	t.Cleanup(here.close)
	for _, busy := range []int{port, port - apart} {
		if got, err := here.take(func() int { return busy }); err == nil {
			t.Errorf("got %d, and somebody listens on %d", got, port)
		}
	}
}

func (t *taker) close() {
	for _, l := range t.taken {
		if l != nil {
			_ = l.Close()
		}
	}
}
