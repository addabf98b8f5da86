package geminitest

import (
	"container/heap"
	"sync"
	"time"
)

// A Clock stands still until it is moved, and then calls what is due. It serves as
// the clock of a client's quota and of a server's [Quotas] at the same time, so
// that hours of waiting take no longer than the work in them. Its methods may be
// called at once from any number of goroutines, but one only may move it.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers timers
	n      int64
}

type timer struct {
	at    time.Time
	n     int64
	call  func()
	place int // in the heap; -1 when done
}

// NewClock returns a clock that stands at the time.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now is where the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// AfterFunc calls f when the clock has moved by d. stop prevents that, and reports
// whether it came in time.
func (c *Clock) AfterFunc(d time.Duration, f func()) (stop func() bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	t := &timer{at: c.now.Add(max(d, 0)), n: c.n, call: f}
	heap.Push(&c.timers, t)
	return func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		if t.place < 0 {
			return false
		}
		heap.Remove(&c.timers, t.place)
		return true
	}
}

// Step moves the clock to the next time at which something is due, and calls it.
// It reports whether there was anything.
func (c *Clock) Step() bool {
	c.mu.Lock()
	if len(c.timers) == 0 {
		c.mu.Unlock()
		return false
	}
	t := heap.Pop(&c.timers).(*timer)
	if t.at.After(c.now) {
		c.now = t.at
	}
	c.mu.Unlock()
	t.call()
	return true
}

// Advance moves the clock by d, calling what is due on the way.
func (c *Clock) Advance(d time.Duration) {
	reached := false
	c.AfterFunc(d, func() { reached = true })
	for !reached {
		c.Step()
	}
}

// timers is a heap by time, then by order of making.
type timers []*timer

func (t timers) Len() int { return len(t) }
func (t timers) Less(i, j int) bool {
	if !t[i].at.Equal(t[j].at) {
		return t[i].at.Before(t[j].at)
	}
	return t[i].n < t[j].n
}
func (t timers) Swap(i, j int) {
	t[i], t[j] = t[j], t[i]
	t[i].place, t[j].place = i, j
}

// Push implements heap.Interface.
func (t *timers) Push(x any) {
	one := x.(*timer)
	one.place = len(*t)
	*t = append(*t, one)
}

// Pop implements heap.Interface.
func (t *timers) Pop() any {
	last := len(*t) - 1
	one := (*t)[last]
	(*t)[last], one.place = nil, -1
	*t = (*t)[:last]
	return one
}

// A Waiter is a client, as far as a Ride has to know it: how many of its calls
// wait for a slot, and how many slots it has given so far.
type Waiter interface {
	Waiting() (waiting int, granted int64)
}

// A Ride moves a clock as fast as the work allows: on to the next event whenever
// every call either waits in the client for a slot or in the server for the clock.
type Ride struct {
	clock  *Clock
	server *Server
	client Waiter

	mu      sync.Mutex
	calls   int   // under way
	changes int64 // begun or ended
	work    sync.WaitGroup

	moved chan struct{} // holds one
}

// NewRide returns a ride for the calls of one client to one server. The server's
// clock must be the client's.
func NewRide(clock *Clock, server *Server, client Waiter) *Ride {
	return &Ride{clock: clock, server: server, client: client, moved: make(chan struct{}, 1)}
}

// Go makes a call in a goroutine of its own. It may be called from a function
// given to the clock.
func (r *Ride) Go(call func()) {
	r.change(1)
	r.work.Go(func() {
		defer r.change(-1)
		call()
	})
}

func (r *Ride) change(by int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.calls += by
	r.changes++
	signal(r.moved)
}

// signal puts into a channel that holds one what is not yet there.
func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// Run moves the clock up to the time.
func (r *Ride) Run(until time.Time) {
	reached := false
	r.clock.AfterFunc(until.Sub(r.clock.Now()), func() { reached = true })
	for !reached {
		r.settle()
		r.clock.Step()
	}
	r.settle()
}

// Finish moves the clock until no call is under way.
func (r *Ride) Finish() {
	for {
		r.settle()
		r.mu.Lock()
		calls := r.calls
		r.mu.Unlock()
		if calls == 0 {
			r.work.Wait()
			return
		}
		r.clock.Step()
	}
}

// settle waits until every call waits. The counts are taken twice with nothing
// having moved in between, so that no call is seen in two places. The server and
// the ride say when something has moved; the client does not, so it is asked now
// and then.
func (r *Ride) settle() {
	const nowAndThen = 100 * time.Microsecond
	for {
		before, idle := r.look()
		if after, still := r.look(); idle && still && before == after {
			return
		}
		timer := time.NewTimer(nowAndThen)
		select {
		case <-r.server.moved:
		case <-r.moved:
		case <-timer.C:
		}
		timer.Stop()
	}
}

func (r *Ride) look() (moves [3]int64, idle bool) {
	waiting, granted := r.client.Waiting()
	parked, parkings := r.server.parked()
	r.mu.Lock()
	defer r.mu.Unlock()
	return [3]int64{granted, parkings, r.changes}, r.calls == waiting+parked
}
