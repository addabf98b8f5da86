package gemini

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Stats say how the pool is doing. Keys appear by their safe ids only.
type Stats struct {
	Waiting int           // calls that wait for a slot
	Granted int64         // slots given, since the start
	Refused int64         // calls refused without being sent, or given up waiting for them
	WaitP50 time.Duration // of the last slots given
	WaitP95 time.Duration
	Used    float64 // part of the known request limits used in the last window, 0 to 1; 0 when none is known

	Keys    []KeyStats
	Buckets []BucketStats
	Models  []ModelStats
}

// KeyStats are the figures of one key.
type KeyStats struct {
	ID       string
	Project  string // label, may be empty
	State    string // ok, dead or testing; the class of the last outcome when that was an error of the key's project
	Sent     int64
	Failed   int64
	InFlight int
	RetestIn time.Duration // of a dead key
}

// BucketStats are the figures of one project and model.
type BucketStats struct {
	Project    string // label, or the id of the only key
	Model      string
	Sent       int64
	OK         int64
	Failed     map[string]int64 // by class
	Tokens     int64            // input tokens, as the server counted
	InFlight   int
	Used       int // requests in the window
	Limits     Limits
	Configured Limits
	Learned    Limits
	DayUsed    int
	DayLeft    int // -1 when no limit is known
	ReadyIn    time.Duration
	State      string // ready, or why it is not: the word of a class
}

// ModelStats are the figures of one model.
type ModelStats struct {
	Name    string
	Waiting int
	State   string        // ok, overloaded or missing
	Latency time.Duration // moving average of good answers
}

// tally keeps the last waits.
type tally struct {
	granted, refused int64
	waits            []time.Duration
	next             int
}

const keptWaits = 1024

func (t *tally) waited(d time.Duration) {
	t.granted++
	if len(t.waits) < keptWaits {
		t.waits = append(t.waits, d)
		return
	}
	t.waits[t.next] = d
	t.next = (t.next + 1) % keptWaits
}

func (t *tally) quantiles() (p50, p95 time.Duration) {
	if len(t.waits) == 0 {
		return 0, 0
	}
	sorted := slices.Sorted(slices.Values(t.waits))
	return sorted[len(sorted)/2], sorted[len(sorted)*95/100]
}

// Stats returns the figures of now.
func (c *Client) Stats() Stats { return c.pool.stats() }

// Waiting is how many calls wait for a slot now and were told how long, and
// Granted how many have got one since the start.
func (c *Client) Waiting() (waiting int, granted int64) {
	c.pool.mu.Lock()
	defer c.pool.mu.Unlock()
	return c.pool.settled, c.pool.tally.granted
}

func (p *pool) stats() Stats {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.clock.Now()
	s := Stats{Waiting: p.waiting(), Granted: p.tally.granted, Refused: p.tally.refused}
	s.WaitP50, s.WaitP95 = p.tally.quantiles()
	for _, k := range p.keys {
		s.Keys = append(s.Keys, k.stats(now))
	}
	used, limit := 0, 0
	for _, m := range p.models {
		s.Models = append(s.Models, m.stats(now))
		for _, b := range m.buckets {
			one := b.stats(now)
			if one.Limits.RPM > 0 {
				used += min(one.Used, one.Limits.RPM)
				limit += one.Limits.RPM
			}
			s.Buckets = append(s.Buckets, one)
		}
	}
	if limit > 0 {
		s.Used = float64(used) / float64(limit)
	}
	return s
}

func (k *keyState) stats(now time.Time) KeyStats {
	s := KeyStats{
		ID: k.ID(), Project: k.Key.project, State: "ok",
		Sent: k.sent, Failed: k.failed, InFlight: k.inflight,
	}
	switch {
	case k.death != nil && k.death.testing:
		s.State = "testing"
	case k.death != nil:
		s.State, s.RetestIn = "dead", max(k.death.next.Sub(now), 0)
	case k.used && k.last.aboutQuota():
		s.State = k.last.String()
	}
	return s
}

func (c Class) aboutQuota() bool {
	switch c {
	case ClassRateMinute, ClassRateTokens, ClassRateDay, ClassRateUnknown, ClassNoQuota:
		return true
	}
	return false
}

func (c Class) aboutKeys() bool { return c == ClassKeyDead || c == ClassNoQuota }

func (b *bucket) stats(now time.Time) BucketStats {
	at, why := b.ready(need{}, now)
	requests, _ := b.ledger.used(now)
	s := BucketStats{
		Project: b.project.name, Model: b.model.name, Sent: b.counts.sent, OK: b.counts.ok, Failed: map[string]int64{},
		Tokens: b.counts.tokens, InFlight: b.inflight, Used: requests, Limits: b.limits(now), Configured: b.fixed, Learned: b.learned,
		DayUsed: b.day.count, DayLeft: -1, ReadyIn: at.Sub(now), State: "ready",
	}
	for class, n := range maps.All(b.counts.byClass) {
		s.Failed[class.String()] = n
	}
	switch {
	case b.day.out:
		s.DayLeft = 0
	case s.Limits.RPD > 0:
		s.DayLeft = max(0, s.Limits.RPD-b.day.count)
	}
	switch {
	case b.off != nil:
		s.State = ClassNoQuota.String()
	case !b.project.usable(now):
		s.State = ClassKeyDead.String()
	case at.After(now):
		s.State = why.String()
	}
	return s
}

func (m *modelState) stats(now time.Time) ModelStats {
	s := ModelStats{Name: m.name, Waiting: m.line.Len(), State: "ok", Latency: m.latency}
	switch {
	case m.missing != nil && now.Before(m.until):
		s.State = "missing"
	case m.breaker.open:
		s.State = "overloaded"
	}
	return s
}

// sortBuckets puts figures in a fixed order.
func sortBuckets(list []savedBucket) {
	slices.SortFunc(list, func(a, b savedBucket) int {
		return cmp.Or(cmp.Compare(a.Model, b.Model), cmp.Compare(a.Project, b.Project))
	})
}
