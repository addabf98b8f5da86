package geminitest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"sync"
	"time"
	_ "time/tzdata" // days end in California
)

// Quotas hold calls to limits as strictly as a server can: for each project and
// model, counted when the call arrives. 0 is no limit.
type Quotas struct {
	RPM int // requests in a window
	TPM int // input tokens in a window
	RPD int // requests in a day that ends at midnight Pacific time

	Window        time.Duration // 1 minute
	Fixed         bool          // windows begin with the minute, else they slide
	CountRejected bool          // refused calls count, too
	NoValues      bool          // refusals do not name the limit
	DayDelay      string        // the delay a refusal of the day names, which is of no use: 36s

	// Project says whose quota a key uses; nil: every key has its own.
	Project func(key string) string
	// Tokens says what a call costs; nil: a quarter of its bytes.
	Tokens func(*Call) int
	// Clock to count by; nil: the system's.
	Clock *Clock

	mu       sync.Mutex
	accounts map[string]*account
}

// An account is what one project has spent on one model.
type account struct {
	sent  []sending
	day   string
	today int

	accepted, refused int
}

type sending struct {
	at     time.Time
	tokens int
}

func (q *Quotas) now() time.Time {
	if q.Clock == nil {
		return time.Now()
	}
	return q.Clock.Now()
}

var california = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil { // the zones are linked in
		panic(err)
	}
	return zone
})

// Check books the call, or returns the refusal.
func (q *Quotas) Check(c *Call) Reply {
	q.mu.Lock()
	defer q.mu.Unlock()
	now, a := q.now(), q.account(c)
	tokens := len(c.Raw) / 4
	if q.Tokens != nil {
		tokens = q.Tokens(c)
	}
	a.roll(now)
	a.forget(now, q.start)
	refusal := q.refusal(a, c.Model, tokens, now)
	if refusal != nil {
		a.refused++
	}
	if refusal == nil || q.CountRejected {
		a.sent = append(a.sent, sending{now, tokens})
	}
	if refusal == nil {
		a.accepted++
		a.today++
	}
	return refusal
}

func (q *Quotas) account(c *Call) *account {
	name := c.Key
	if q.Project != nil {
		name = q.Project(c.Key)
	}
	if q.accounts == nil {
		q.accounts = map[string]*account{}
	}
	name += " " + c.Model
	if q.accounts[name] == nil {
		q.accounts[name] = &account{}
	}
	return q.accounts[name]
}

// Spend books requests of today that were made elsewhere, for the project and model.
func (q *Quotas) Spend(key, model string, requests int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	a := q.account(&Call{Key: key, Model: model})
	a.roll(q.now())
	a.today += requests
}

// Counts are the calls accepted and refused so far.
func (q *Quotas) Counts() (accepted, refused int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, a := range q.accounts {
		accepted += a.accepted
		refused += a.refused
	}
	return accepted, refused
}

func (q *Quotas) window() time.Duration {
	if q.Window == 0 {
		return time.Minute
	}
	return q.Window
}

// start is the beginning of the window that ends at the time.
func (q *Quotas) start(now time.Time) time.Time {
	if q.Fixed {
		return now.Truncate(q.window()).Add(-1)
	}
	return now.Add(-q.window())
}

func (a *account) roll(now time.Time) {
	if day := now.In(california()).Format(time.DateOnly); day != a.day {
		a.day, a.today = day, 0
	}
}

func (a *account) forget(now time.Time, start func(time.Time) time.Time) {
	from, old := start(now), 0
	for old < len(a.sent) && !a.sent[old].at.After(from) {
		old++
	}
	a.sent = a.sent[old:]
}

func (q *Quotas) refusal(a *account, model string, tokens int, now time.Time) Reply {
	var list []Violation
	delay := time.Duration(0)
	add := func(id, metric string, limit int, wait time.Duration) {
		v := Violation{ID: id, Metric: metric, Value: strconv.Itoa(limit), Model: model}
		if q.NoValues {
			v.Value = ""
		}
		list = append(list, v)
		delay = max(delay, wait)
	}
	if q.RPM > 0 && len(a.sent) >= q.RPM {
		add(PerMinute, Metric, q.RPM, q.free(a.sent[len(a.sent)-q.RPM].at, now))
	}
	spent := 0
	for _, s := range a.sent {
		spent += s.tokens
	}
	if q.TPM > 0 && spent+tokens > q.TPM {
		wait := q.window()
		for _, s := range a.sent {
			if spent -= s.tokens; spent+tokens <= q.TPM {
				wait = q.free(s.at, now)
				break
			}
		}
		add(Tokens, "generativelanguage.googleapis.com/generate_content_free_tier_input_token_count", q.TPM, wait)
	}
	text := fmt.Sprintf("%.9fs", delay.Seconds())
	if q.RPD > 0 && a.today >= q.RPD {
		add(PerDay, Metric, q.RPD, 0)
		if text = q.DayDelay; text == "" {
			text = "36s"
		}
	}
	if len(list) == 0 {
		return nil
	}
	if q.NoValues {
		return Fail(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", QuotaFailure(list...), RetryInfo(text))
	}
	return QuotaExceeded(text, list...)
}

// free is how long what was sent at the time still counts.
func (q *Quotas) free(at, now time.Time) time.Duration {
	if q.Fixed {
		return now.Truncate(q.window()).Add(q.window()).Sub(now)
	}
	return at.Add(q.window()).Sub(now)
}

// Enforce makes the server hold every call without a script to the quotas and
// answer the others by reply.
func (s *Server) Enforce(q *Quotas, reply func(*Call) Reply) {
	s.Handle(func(c *Call) Reply {
		return func(x *Exchange) {
			answer := q.Check(c)
			if answer == nil {
				answer = reply(c)
			}
			answer(x)
		}
	})
}

// Timed is a reply that takes as long as servers do by the exchange's clock: first
// the time on the way, before the quota is checked, then the time for the work.
func Timed(q *Quotas, way, work time.Duration, reply Reply) Reply {
	return func(x *Exchange) {
		x.Pause(way)
		if refusal := q.Check(x.Call); refusal != nil {
			refusal(x)
			return
		}
		x.Pause(work)
		reply(x)
	}
}

// LogNormal draws from a log-normal distribution with this median and 99th
// percentile, as times to answer are distributed.
func LogNormal(r *rand.Rand, median, p99 time.Duration) time.Duration {
	const z99 = 2.3263478740408408 // of the normal distribution
	sigma := math.Log(p99.Seconds()/median.Seconds()) / z99
	return time.Duration(float64(median) * math.Exp(sigma*r.NormFloat64()))
}
