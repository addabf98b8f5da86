package gemini

import "time"

// A bucket is the quota of one project for one model, and what we know of it. It
// is guarded by the pool.
type bucket struct {
	project *project
	model   *modelState
	ledger  ledger
	fixed   Limits     // configured
	nodes   func() int // that share the project; nil: this one

	learned   Limits // said by the server
	learnedAt time.Time
	share     share

	cool     time.Time // nothing is sent before
	coolWhy  Class
	unknown  int    // refusals without a reason, in a row
	off      *Error // no quota at all
	day      dayCount
	inflight int

	counts counts
}

type counts struct {
	sent, ok, tokens int64
	byClass          map[Class]int64
}

// maxCool and minCool clamp the pause after a refusal for a minute's quota.
const (
	minCool     = time.Second
	maxCool     = 2 * time.Minute
	usualCool   = 15 * time.Second // when the server names no delay
	unknownCool = 5 * time.Second  // doubled with each refusal that says nothing
	longestCool = 10 * time.Minute
)

// limits are those in force. The lower of what is configured and what the server
// says counts.
func (b *bucket) limits(now time.Time) Limits {
	lim := Limits{
		RPM: lower(b.fixed.RPM, b.learned.RPM), TPM: lower(b.fixed.TPM, b.learned.TPM),
		RPD: lower(b.fixed.RPD, b.learned.RPD), Concurrency: b.fixed.Concurrency,
	}
	if b.nodes != nil {
		if n := b.nodes(); n > 1 {
			lim = lim.share(1 / float64(n))
		}
	}
	lim.RPM = lower(lim.RPM, b.share.limit(now, lim.RPM))
	return lim
}

// lower is the lower of two limits, of which 0 is none.
func lower(a, b int) int {
	if a <= 0 || b > 0 && b < a {
		return b
	}
	return a
}

// need is what a request takes.
type need struct {
	tokens int
	bulk   bool
}

// bulkShare is the part of a bucket that bulk requests may fill, so that others
// need not wait for them.
const bulkShare = 0.7

func (b *bucket) limitsFor(n need, now time.Time) Limits {
	lim := b.limits(now)
	if n.bulk {
		lim = lim.share(bulkShare)
	}
	return lim
}

// opens is the earliest time at which the bucket takes requests at all, whatever
// its window says, and the reason when that is not now.
func (b *bucket) opens(n need, lim Limits, now time.Time) (time.Time, Class) {
	b.day.roll(now)
	at, why := now, ClassBusy
	if b.cool.After(at) {
		at, why = b.cool, b.coolWhy
	}
	if lim.Concurrency > 0 && b.inflight >= lim.Concurrency {
		at = later(at, now.Add(max(b.model.latency, 100*time.Millisecond)))
	}
	switch {
	case b.day.out && b.day.reopens.After(at):
		at, why = b.day.reopens, ClassRateDay
	case !b.day.out && lim.RPD > 0 && b.day.count >= lim.RPD && b.day.ends.After(at):
		at, why = b.day.ends, ClassRateDay
	}
	return at, why
}

// ready is when the bucket can take the request.
func (b *bucket) ready(n need, now time.Time) (time.Time, Class) {
	lim := b.limitsFor(n, now)
	at, why := b.opens(n, lim, now)
	if slot := b.ledger.ready(now, lim, n.tokens); slot.After(at) {
		return slot, ClassBusy
	}
	return at, why
}

// fullness is the used part of the window, to choose between buckets that are
// ready. Without a limit the count alone tells them apart.
func (b *bucket) fullness(now time.Time) float64 {
	lim := b.limits(now)
	requests, tokens := b.ledger.used(now)
	f := float64(requests) / 1e6
	if lim.RPM > 0 {
		f = float64(requests) / float64(lim.RPM)
	}
	if lim.TPM > 0 {
		f = max(f, float64(tokens)/float64(lim.TPM))
	}
	return f
}

// pause keeps the bucket closed until a time. A pause is never shortened.
func (b *bucket) pause(until time.Time, why Class) {
	if until.After(b.cool) {
		b.cool, b.coolWhy = until, why
	}
}

// refused learns from a 429 to a request that was begun then; the ones before it
// tell whether the limit was ours to keep.
func (b *bucket) refused(begun, now time.Time, e *Error) {
	switch e.Class {
	case ClassRateMinute, ClassRateTokens:
		requests, _ := b.ledger.used(now)
		known := b.limits(now).RPM
		b.learn(now, e.Quotas)
		// The refused request is in the log, too.
		if before := requests - 1; e.Class == ClassRateMinute && (known == 0 && b.learned.RPM == 0 || known > 0 && before < known) {
			b.share.shrink(now, before)
		}
		delay := e.RetryAfter
		if delay == 0 {
			delay = usualCool
		}
		b.pause(now.Add(min(max(delay, minCool), maxCool)+jitter(0, 250*time.Millisecond)), e.Class)
	case ClassRateDay:
		b.learn(now, e.Quotas)
		if b.day.justBegan(begun, now) {
			b.pause(now.Add(jitter(dayGrace/2, dayGrace)), e.Class)
			return
		}
		b.day.exhaust(now, e.RetryAfter)
	case ClassNoQuota:
		b.off = e
	case ClassRateUnknown:
		longest := min(unknownCool<<min(b.unknown, 10), longestCool)
		b.unknown++
		delay := max(jitter(longest/2, longest), min(e.RetryAfter, longestCool))
		b.pause(now.Add(delay), e.Class)
	}
}

// learn keeps the limits that a refusal names.
func (b *bucket) learn(now time.Time, quotas []Quota) {
	for _, q := range quotas {
		if q.Value <= 0 || q.Value > 1<<30 {
			continue
		}
		switch q.kind() {
		case perDay:
			b.learned.RPD = int(q.Value)
		case tokensPerMinute:
			b.learned.TPM = int(q.Value)
		case perMinute:
			b.learned.RPM = int(q.Value)
		default:
			continue
		}
		b.learnedAt = now
	}
}

// answered notes that the server took a request.
func (b *bucket) answered(probe bool) {
	b.unknown = 0
	if !probe {
		return
	}
	// The day was not used up after all, so the limit we knew was wrong.
	b.day.out = false
	if b.learned.RPD > 0 && b.day.count > b.learned.RPD {
		b.learned.RPD = 0
	}
}

// A share is what is left for a key whose project others use too, keys without a
// label among them: additive increase, multiplicative decrease (Chiu and Jain,
// 1989), on the requests of a window. A refusal below the known limit lowers it to
// what went through; every quiet while it rises by one, and the while doubles
// when it turns out too short.
type share struct {
	cap   int // 0: all of the limit
	quiet time.Duration
	since time.Time
}

const (
	quietShort = time.Minute
	quietLong  = 16 * time.Minute
)

func (s *share) shrink(now time.Time, through int) {
	if s.cap > 0 && now.Sub(s.since) < 5*time.Second {
		s.cap = max(1, min(s.cap, through)) // the same event
		return
	}
	s.quiet = min(max(2*s.quiet, quietShort), quietLong)
	s.cap, s.since = max(1, through*7/8), now
}

// limit is the share of a limit at the time.
func (s *share) limit(now time.Time, limit int) int {
	if s.cap == 0 {
		return 0
	}
	if steps := int(now.Sub(s.since) / s.quiet); steps > 0 {
		s.cap += steps
		s.since = s.since.Add(time.Duration(steps) * s.quiet)
	}
	if limit > 0 && s.cap >= limit {
		*s = share{}
	}
	return s.cap
}
