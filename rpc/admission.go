package rpc

import (
	"context"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"

	"prepwire/auth"
	"prepwire/store/live"
)

const (
	admissionWait  = 2 * time.Second        // worth of connections that wait for their turn
	admissionSlack = 250 * time.Millisecond // that one waits beyond, since clocks are not exact
	admissionBurst = 20 * time.Millisecond  // worth of connections that may come at once
	engagedWithin  = 500 * time.Millisecond // to find out whether somebody waiting is in a contest
)

// admission spreads new connections over time, so that all the clients of a node
// that died do not fall upon the others in one instant. Who comes too early
// waits a little, those in a running contest before all others; who would wait
// too long is told when to come back. It is safe for concurrent use.
type admission struct {
	rate    live.Rate
	over    chan struct{} // closed by close
	closing sync.Once

	mu      sync.Mutex
	tokens  float64
	at      time.Time      // when tokens were counted
	waiting [2]admitQueue  // those in a contest, then all others
	timer   *time.Timer    // for the next admission; nil when nobody waits
	ushers  sync.WaitGroup // timers that run
}

type admitQueue []*place

// place is that of one who waits.
type place struct {
	decided  chan struct{} // closed once it is
	admitted bool          // then: or the place went to another; guarded by admission.mu
}

func newAdmission(rate live.Rate) *admission {
	a := &admission{rate: rate, over: make(chan struct{}), at: time.Now()}
	a.tokens = a.burst()
	return a
}

func (a *admission) burst() float64 {
	return max(1, a.rate.PerSecond()*admissionBurst.Seconds())
}

// bound is how many may wait.
func (a *admission) bound() int { return max(1, int(a.rate.PerSecond()*admissionWait.Seconds())) }

// enter waits for admission. first, which may be slow and is asked only when
// there is a queue, says whether whoever comes goes before others.
func (a *admission) enter(ctx context.Context, first func() bool) denial {
	if a.rate.Unlimited() || a.free() {
		return denial{}
	}
	class := 1
	if first() {
		class = 0
	}
	p, after := a.queue(class)
	if p == nil {
		return tooMany(after)
	}
	patience := time.NewTimer(admissionWait + admissionSlack)
	defer patience.Stop()
	select {
	case <-p.decided:
	case <-a.over:
		return draining
	case <-patience.C:
	case <-ctx.Done():
	}
	if a.give(class, p) {
		return denial{}
	}
	return tooMany(a.backlog())
}

// draining refuses a connection because the node is about to stop.
var draining = denial{http.StatusServiceUnavailable, "draining", time.Second}

// tooMany refuses a connection until after about that time; a second at random
// keeps those refused together from coming back together.
func tooMany(after time.Duration) denial {
	return denial{http.StatusServiceUnavailable, "LIMIT_CONNECTS", after + rand.N(time.Second) + 1}
}

// free admits at once when nobody waits.
func (a *admission) free() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.refill()
	if len(a.waiting[0])+len(a.waiting[1]) > 0 || a.tokens < 1 {
		return false
	}
	a.tokens--
	return true
}

func (a *admission) refill() {
	now := time.Now()
	a.tokens = min(a.burst(), a.tokens+now.Sub(a.at).Seconds()*a.rate.PerSecond())
	a.at = now
}

// queue takes a place in a queue. When none is left, who is in a contest takes
// that of the last who is not; else p is nil, and after says how long it takes
// until those before are admitted.
func (a *admission) queue(class int) (p *place, after time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.waiting[0])+len(a.waiting[1]) >= a.bound() {
		last := len(a.waiting[1]) - 1
		if class != 0 || last < 0 {
			return nil, a.clears()
		}
		close(a.waiting[1][last].decided)
		a.waiting[1] = a.waiting[1][:last]
	}
	p = &place{decided: make(chan struct{})}
	select {
	case <-a.over: // nobody is admitted any more, as it will find
	default:
		a.waiting[class] = append(a.waiting[class], p)
		a.schedule()
	}
	return p, 0
}

// give takes a place out of its queue, if it is still there, and reports whether
// its turn had come.
func (a *admission) give(class int, p *place) (admitted bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i := slices.Index(a.waiting[class], p); i >= 0 {
		a.waiting[class] = slices.Delete(a.waiting[class], i, i+1)
	}
	return p.admitted
}

func (a *admission) backlog() time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.clears()
}

// clears is how long it takes to admit all who wait.
func (a *admission) clears() time.Duration {
	n := float64(len(a.waiting[0]) + len(a.waiting[1]))
	return time.Duration(n / a.rate.PerSecond() * float64(time.Second))
}

// schedule has the next one admitted once there is a token.
func (a *admission) schedule() {
	if a.timer != nil {
		return
	}
	a.refill()
	missing := max(0, 1-a.tokens)
	a.ushers.Add(1)
	a.timer = time.AfterFunc(time.Duration(missing/a.rate.PerSecond()*float64(time.Second)), a.usher)
}

// usher admits whoever has a token, and goes on while somebody waits.
func (a *admission) usher() {
	defer a.ushers.Done()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.timer = nil
	a.refill()
	for class := range a.waiting {
		for len(a.waiting[class]) > 0 && a.tokens >= 1 {
			a.waiting[class][0].admitted = true
			close(a.waiting[class][0].decided)
			a.waiting[class] = a.waiting[class][1:]
			a.tokens--
		}
	}
	if len(a.waiting[0])+len(a.waiting[1]) > 0 {
		a.schedule()
	}
}

// close tells all who wait that the node stops, and waits for a timer that runs.
// It may be called again.
func (a *admission) close() { a.closing.Do(a.end) }

func (a *admission) end() {
	a.mu.Lock()
	close(a.over)
	a.waiting = [2]admitQueue{}
	if a.timer != nil && a.timer.Stop() {
		a.ushers.Done()
	}
	a.mu.Unlock()
	a.ushers.Wait()
}

// admitConnection lets a new connection in when its time has come.
func (s *Server) admitConnection(ctx context.Context, id *auth.Identity) denial {
	if s.Draining() {
		return draining
	}
	return s.admission.enter(ctx, func() bool {
		if id == nil || s.options.Engaged == nil {
			return false
		}
		ctx, cancel := context.WithTimeout(ctx, engagedWithin)
		defer cancel()
		engaged, err := s.options.Engaged(ctx, id.UserID)
		return err == nil && engaged
	})
}
