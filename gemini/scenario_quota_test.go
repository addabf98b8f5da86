package gemini_test

import (
	"fmt"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

// patient lets calls wait for so long.
func patient(d time.Duration) func(*gemini.Options) {
	return func(o *gemini.Options) { o.MaxWait = d }
}

// pauses is a scenario of a refusal for a short time, with one key: a patient
// caller is told how long it takes, waits and gets the answer; another is told
// at once when to come back, and again without a call, and that is true.
func pauses(low, high time.Duration, reply geminitest.Reply) func(*testing.T) {
	return func(t *testing.T) {
		s := newStage(t, "a", patient(15*time.Minute))
		s.script(reply)
		a := s.ask("patient")
		s.good(a, "ok")
		s.near("took", a.took, low, high)
		if a.count(gemini.EventQueued) == 0 || a.count(gemini.EventRetry) != 1 || a.Attempts != 2 {
			s.Errorf("%d attempts, events %+v", a.Attempts, a.events)
		}
		for _, e := range a.events {
			if e.Kind == gemini.EventQueued {
				s.near("told ETA", e.ETA, low, high)
			}
		}
		s.calls(2)

		s = newStage(t, "a", func(o *gemini.Options) { o.MaxWait = time.Millisecond })
		s.script(reply)
		var retry time.Duration
		for range 3 {
			a := s.ask("in a hurry")
			s.bad(a, gemini.ClassBusy, "")
			s.near("told to come back after", a.retry, low, high)
			s.near("told after", a.took, 0, 0)
			retry = a.retry
		}
		s.calls(1)
		s.pass(retry)
		s.good(s.ask("come back"), "ok")
		s.calls(2)
	}
}

// elsewhere is a scenario of a refusal of one key's project: the other key answers
// at once, and the first gets no further call for a while.
func elsewhere(t *testing.T, quiet time.Duration, reply geminitest.Reply) *stage {
	s := newStage(t, "a b", nil)
	s.only("a", reply)
	for i := range 4 {
		a := s.ask("hi")
		s.good(a, "ok")
		s.near("took", a.took, 0, 0)
		if i > 0 { // by chance the first goes to the other; then the second does not
			s.pass(quiet / 8)
		}
	}
	s.calls(1, 4)
	return s
}

// rollover uses up a day's quota shortly before a midnight in California.
func rollover(t *testing.T, evening time.Time, hours int) {
	s := newStage(t, "a", nil)
	quotas := &geminitest.Quotas{RPD: 3, Clock: s.clock}
	s.server.Enforce(quotas, func(*geminitest.Call) geminitest.Reply { return geminitest.Text("ok") })
	s.pass(evening.Sub(noon))
	for range 3 {
		s.good(s.ask("hi"), "ok")
	}
	s.bad(s.ask("one too many"), gemini.ClassRateDay, "")
	a := s.ask("known by now")
	s.bad(a, gemini.ClassRateDay, "")
	s.near("told to come back after", a.retry, time.Hour, time.Hour+15*time.Second)
	s.calls(4)
	s.pass(a.retry)
	for range 3 {
		s.good(s.ask("a new day"), "ok")
	}
	// What was learned needs no second lesson.
	a = s.ask("used up")
	s.bad(a, gemini.ClassRateDay, "")
	day := time.Duration(hours) * time.Hour
	s.near("told to come back after", a.retry, day-time.Minute, day)
	s.calls(7)
	s.pass(a.retry)
	s.good(s.ask("another day"), "ok")
}

// Quotas used up, of all kinds and in all words.
var quotaScenarios = []scenario{
	{22, "requests of the minute", func(t *testing.T) {
		pauses(36*time.Second, 37*time.Second, geminitest.QuotaExceeded("36.429760048s", perMinute("15")))(t)
		s := newStage(t, "a", nil)
		s.script(geminitest.QuotaExceeded("1s", perMinute("15")))
		s.good(s.ask("hi"), "ok")
		if got := s.client.Stats().Buckets[0]; got.Learned.RPM != 15 || got.Failed["rate_minute"] != 1 {
			s.Errorf("learned %+v", got)
		}
	}},
	{23, "requests of the day, with a delay of seconds", func(t *testing.T) {
		day := geminitest.QuotaExceeded("36s", perDay("20"))
		elsewhere(t, 2*time.Hour, day)
		s := newStage(t, "a", nil)
		s.only("a", day)
		for range 3 {
			a := s.ask("hi")
			s.bad(a, gemini.ClassRateDay, "")
			s.near("told to come back after", a.retry, 12*time.Hour, 12*time.Hour+15*time.Second)
		}
		s.calls(1)
		// Now and then one call asks whether it is true: three times, not more.
		for range 40 {
			s.pass(15 * time.Minute)
			s.bad(s.ask("hi"), gemini.ClassRateDay, "")
		}
		s.calls(4)
		s = newStage(t, "a", nil)
		s.script(day)
		s.bad(s.ask("hi"), gemini.ClassRateDay, "")
		s.pass(2 * time.Minute)
		for range 3 {
			s.good(s.ask("it was not true"), "ok")
		}
	}},
	{24, "input tokens of the minute", func(t *testing.T) {
		pauses(26*time.Second, 27*time.Second, geminitest.QuotaExceeded("26s", tokens("250000")))(t)
		s := newStage(t, "a", patient(3*time.Minute))
		quotas := &geminitest.Quotas{TPM: 250_000, Clock: s.clock, Tokens: func(*geminitest.Call) int { return 100_000 }}
		s.server.Enforce(quotas, func(*geminitest.Call) geminitest.Reply {
			return geminitest.Chunks(chunk{Text: "ok", Finish: 1, Usage: &geminitest.Usage{Prompt: 100_000, Output: 1, Total: 100_001}})
		})
		r := ask("hi")
		r.InputTokens = 100_000
		for range 6 {
			s.good(s.by(streamed, r), "ok")
		}
		s.calls(7) // one to learn the limit by
		if got := s.client.Stats().Buckets[0].Learned.TPM; got != 250_000 {
			s.Errorf("learned %d", got)
		}
	}},
	{25, "three quotas at once", func(t *testing.T) {
		elsewhere(t, 2*time.Hour, exhausted(geminitest.QuotaFailure(perMinute(""), tokens(""), perDay("")), geminitest.RetryInfo("47s")))
	}},
	{26, "no quota at all", func(t *testing.T) {
		none := geminitest.QuotaExceeded("36s", perDay("0"), perMinute("0"))
		s := elsewhere(t, 48*time.Hour, none)
		s.only("a", geminitest.Text("ok"))
		if err := s.client.SetKeys(mustKeys(t, keyList("a"))); err != nil {
			t.Fatal(err)
		}
		s.good(s.ask("the keys were read again"), "ok")
		s = newStage(t, "a", nil)
		s.only("a", none)
		for range 3 {
			s.bad(s.ask("hi"), gemini.ClassNoQuota, "")
		}
		s.calls(1)
	}},
	{27, "too much, and no word of what", func(t *testing.T) {
		elsewhere(t, time.Second, geminitest.Exhausted())
		s := newStage(t, "a", patient(30*time.Minute))
		s.only("a", geminitest.Exhausted())
		a := s.ask("hi")
		s.bad(a, gemini.ClassRateUnknown, "")
		s.near("told to come back after", a.retry, 5*time.Second, 10*time.Second) // doubled
		s.calls(2)
		for range 12 {
			s.ask("hi")
		}
		s.near("told to come back after", s.ask("hi").retry, 5*time.Minute, 10*time.Minute)
	}},
	{28, "in an array", func(t *testing.T) {
		pauses(9*time.Second, 10*time.Second,
			geminitest.FailInArray(429, "RESOURCE_EXHAUSTED", "Quota exceeded.", geminitest.QuotaFailure(perMinute("15")), geminitest.RetryInfo("9s")))(t)
	}},
	{29, "delays of all sizes", func(t *testing.T) {
		for _, d := range []struct {
			text      string
			low, high time.Duration
		}{
			{"0.250s", time.Second, 1250 * time.Millisecond}, {"45.837906927s", 45 * time.Second, 46500 * time.Millisecond},
			{"562476.752463453s", 2 * time.Minute, 121 * time.Second}, {"-5s", 15 * time.Second, 16 * time.Second}, {"soon", 15 * time.Second, 16 * time.Second},
		} {
			pauses(d.low, d.high, exhausted(geminitest.QuotaFailure(perMinute("15")), geminitest.RetryInfo(d.text)))(t)
		}
		pauses(15*time.Second, 16*time.Second, exhausted(geminitest.QuotaFailure(perMinute("15"))))(t)
	}},
	{30, "a delay in the header", func(t *testing.T) {
		pauses(12*time.Second, 13*time.Second, geminitest.WithHeader("Retry-After", "12", exhausted(geminitest.QuotaFailure(perMinute("15")))))(t)
		pauses(30*time.Second, 61*time.Second, func(x *geminitest.Exchange) { // the date is of the answer, which may take a while to arrive
			date := time.Now().Add(time.Minute).UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT")
			geminitest.WithHeader("Retry-After", date, exhausted(geminitest.QuotaFailure(perMinute("15"))))(x)
		})(t)
	}},
	{31, "keys that share a project", func(t *testing.T) {
		for _, fixed := range []bool{false, true} {
			s := newStage(t, "a@red b@red c@blue", func(o *gemini.Options) { o.Limits.RPM, o.MaxWait = 5, time.Hour })
			quotas := &geminitest.Quotas{RPM: 5, Clock: s.clock, Fixed: fixed, Project: func(key string) string {
				return map[bool]string{true: "blue", false: "red"}[key == secret("c")]
			}}
			s.server.Enforce(quotas, func(*geminitest.Call) geminitest.Reply { return geminitest.Text("ok") })
			var answers []*answer
			for i := range 60 {
				answers = append(answers, s.start(t.Context(), ask(fmt.Sprint(i)), streamed))
			}
			s.ride.Finish()
			longest := time.Duration(0)
			for _, a := range answers {
				s.good(a, "ok")
				longest = max(longest, a.took)
			}
			s.near("the last answer came after", longest, 5*time.Minute, 5*time.Minute+5*time.Second)
			if accepted, refused := quotas.Counts(); accepted != 60 || refused != 0 {
				s.Errorf("%d calls accepted, %d refused", accepted, refused)
			}
			s.calls(15, 15, 30)
		}
	}},
	{32, "days of 24, 23 and 25 hours", func(t *testing.T) {
		rollover(t, time.Date(2026, 12, 2, 7, 0, 0, 0, time.UTC), 24)
		rollover(t, time.Date(2027, 3, 14, 7, 0, 0, 0, time.UTC), 23)
		rollover(t, time.Date(2027, 11, 7, 6, 0, 0, 0, time.UTC), 25)
	}},
}
