package gemini

import "time"

// maxAttempts bounds the requests of one call.
const maxAttempts = 4

// A turn is one call's way through its attempts. It belongs to the goroutine of
// the call.
type turn struct {
	need
	priority Priority
	wanted   string        // the model asked for
	detour   bool          // that one failed: ask the fallback
	patience time.Duration // left for waiting
	pause    time.Duration // before the next attempt
	order    int64         // of arrival; 0 before it

	allowed  int // attempts
	attempts int // made
	overload int // times the model was overloaded
	faults   map[Class]int
	queued   time.Duration // waited so far

	oneAnswer   bool
	restartable bool
	fallback    bool // there is another model to ask
}

func (o *Options) turn(r *Request) *turn {
	t := &turn{
		need: need{tokens: r.tokens(), bulk: r.Priority == Bulk}, priority: r.Priority, wanted: r.Model,
		patience: o.MaxWait, allowed: o.MaxAttempts, faults: map[Class]int{},
		oneAnswer: r.OneAnswer, restartable: r.Restartable, fallback: o.FallbackModel != "" && o.FallbackModel != r.Model,
	}
	if r.MaxWait != 0 {
		t.patience = max(r.MaxWait, 0)
	}
	return t
}

// waited takes the time from the call's patience.
func (t *turn) waited(d time.Duration) {
	t.queued += d
	t.patience = max(0, t.patience-d)
}

const (
	overloadRetries = 2
	overloadPause   = 300 * time.Millisecond // at least
	overloadLong    = 4 * time.Second        // at most; full jitter between
)

// again decides whether the call sends another request after this failure.
// delivered says that the caller has already been given text.
func (t *turn) again(e *Error, delivered bool) bool {
	if e == nil || t.attempts >= t.allowed || delivered && !t.restartable {
		return false
	}
	t.pause = 0
	t.faults[e.Class]++
	once := t.faults[e.Class] == 1
	switch e.Class {
	case ClassKeyDead, ClassRateMinute, ClassRateTokens, ClassRateDay, ClassNoQuota, ClassRateUnknown:
		return true // another bucket, or the same one later: the pool knows
	case ClassOverloaded:
		return t.afterOverload(e)
	case ClassModelMissing:
		t.detour = t.fallback && !t.detour
		return t.detour
	case ClassTransport, ClassTimeout:
		t.pause = jitter(100*time.Millisecond, 500*time.Millisecond)
		return once
	case ClassTruncated, ClassMaxTokens:
		return once && !t.oneAnswer
	case ClassMalformed:
		return once && !t.oneAnswer && e.HTTP == 0 // a redirect will redirect again
	}
	return false
}

// afterOverload tries the model again after a pause, and then another model.
func (t *turn) afterOverload(e *Error) bool {
	t.overload++
	longest := overloadLong
	if t.overload == 1 {
		longest = overloadLong / 4
	}
	pause := max(jitter(overloadPause, longest), e.RetryAfter)
	last := t.attempts+1 >= t.allowed
	switch {
	case t.fallback && !t.detour && (t.overload > overloadRetries || last || pause >= t.patience):
		t.detour = true
	case t.overload > overloadRetries || e.RetryAfter >= t.patience:
		return false
	default:
		t.pause = min(pause, t.patience*3/4)
	}
	return true
}
