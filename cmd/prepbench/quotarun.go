package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

const (
	quotaModel    = "gemini-bench"
	quotaFallback = "gemini-other"
	quotaWarmUp   = 3 * time.Minute

	// Times of the network and of the model, log-normal: median and 99th percentile.
	wayMedian, wayP99   = 60 * time.Millisecond, 250 * time.Millisecond
	workMedian, workP99 = 2 * time.Second, 8 * time.Second
)

// quotaNoon is when runs begin: far from the end of a quota's day.
var quotaNoon = time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)

// A quotaRun is one run of one row: a client with its pool, and a server.
type quotaRun struct {
	row        quotaRow
	begin, end time.Time // of what is measured
	clock      *geminitest.Clock
	server     *geminitest.Server
	quotas     *geminitest.Quotas
	client     *gemini.Client
	ride       *geminitest.Ride
	secrets    []string

	mu     sync.Mutex
	rand   *rand.Rand
	tally  quotaTally
	deadAt time.Time // last call to the dead key
}

func newQuotaRun(row quotaRow, minutes int, seed uint64) (*quotaRun, error) {
	r := &quotaRun{row: row, rand: rand.New(rand.NewPCG(seed, 1)), clock: geminitest.NewClock(quotaNoon)}
	r.begin = quotaNoon.Add(quotaWarmUp)
	r.end = r.begin.Add(time.Duration(minutes) * time.Minute)
	projects := quotaProjects
	if row.projects > 0 {
		projects = row.projects
	}
	of := map[string]string{}
	var list []string
	for i := range max(row.keys, projects) {
		secret, project := fmt.Sprintf("bench-key-%d", i), fmt.Sprintf("p%d", i%projects)
		of[secret] = project
		r.secrets = append(r.secrets, secret)
		if !row.unlabeled {
			secret += "@" + project
		}
		list = append(list, secret)
	}
	r.quotas = &geminitest.Quotas{RPM: quotaRPM, Fixed: row.fixed, Clock: r.clock, Project: func(key string) string { return of[key] }}
	r.tally = quotaTally{limit: float64(projects * quotaRPM * minutes), errs: map[string]int{}}
	if row.spentDays > 0 {
		r.quotas.RPD = 100_000
		for _, secret := range r.secrets[:row.spentDays] {
			r.quotas.Spend(secret, quotaModel, r.quotas.RPD)
		}
	}
	if row.dead {
		r.tally.limit *= float64(projects-1) / float64(projects)
	}
	return r, r.start(list)
}

func (r *quotaRun) start(list []string) (err error) {
	keys, err := gemini.ParseKeys(strings.Join(list, ","))
	if err != nil {
		return err
	}
	r.server = geminitest.Start()
	r.server.SetClock(r.clock)
	r.server.Handle(r.answer)
	opts := gemini.Options{
		Keys: keys, Model: quotaModel, BaseURL: r.server.URL(), Clock: r.clock, MaxWait: r.row.maxWait,
		Limits: gemini.Limits{RPM: quotaRPM},
	}
	if r.row.learn {
		opts.Limits = gemini.Limits{}
	}
	if r.row.fallback {
		opts.FallbackModel = quotaFallback
	}
	if r.client, err = gemini.New(opts); err != nil {
		r.server.Close()
		return err
	}
	r.ride = geminitest.NewRide(r.clock, r.server, r.client)
	return nil
}

// answer is the server's reply to one call.
func (r *quotaRun) answer(c *geminitest.Call) geminitest.Reply {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.row.dead && c.Key == r.secrets[0] {
		// After a quarter of an hour it may be asked whether it has been mended.
		if now := r.clock.Now(); r.tally.dead == 0 || now.Sub(r.deadAt) < 15*time.Minute {
			r.tally.dead++
		}
		r.deadAt = r.clock.Now()
		return geminitest.KeyInvalid()
	}
	middle := r.begin.Add(r.end.Sub(r.begin) / 2)
	if now := r.clock.Now(); c.Model == quotaModel && !now.Before(middle) && now.Before(middle.Add(r.row.storm)) {
		return geminitest.Overloaded()
	}
	way := geminitest.LogNormal(r.rand, wayMedian, wayP99)
	work := geminitest.LogNormal(r.rand, workMedian, workP99)
	return geminitest.Timed(r.quotas, way, work, geminitest.Text("ok"))
}

// do makes the calls and returns what happened.
func (r *quotaRun) do() quotaTally {
	defer r.server.Close()
	for _, at := range r.arrivals() {
		r.clock.AfterFunc(at.Sub(quotaNoon), func() { r.ride.Go(func() { r.call(at) }) })
	}
	r.ride.Run(r.begin)
	accepted, rejected := r.quotas.Counts()
	r.ride.Run(r.end)
	atEnd, rejectedAtEnd := r.quotas.Counts()
	r.ride.Finish()
	_ = r.client.Close()
	r.tally.accepted, r.tally.rejected = atEnd-accepted, rejectedAtEnd-rejected
	return r.tally
}

// arrivals are the times of the calls: as many as the load says exactly, at times
// drawn evenly, which is a Poisson process of which the number is known. So the
// quota used can be compared with the load.
func (r *quotaRun) arrivals() []time.Time {
	perMinute := r.tally.limit / r.end.Sub(r.begin).Minutes() * r.row.load
	var times []time.Time
	for from := quotaNoon; from.Before(r.end); {
		span := r.begin.Sub(from)
		if !from.Before(r.begin) {
			span = r.end.Sub(from)
		}
		if r.row.burst {
			span = time.Minute
		}
		for range int(perMinute*span.Minutes() + .5) {
			within := span
			if r.row.burst {
				within = 2 * time.Second
			}
			times = append(times, from.Add(time.Duration(r.rand.Int64N(int64(within)))))
		}
		from = from.Add(span)
	}
	return times
}

func (r *quotaRun) call(at time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	result, err := r.client.Generate(ctx, gemini.Request{Parts: []gemini.Part{{Text: "question"}}})
	took := r.clock.Now().Sub(at)
	r.mu.Lock()
	defer r.mu.Unlock()
	if at.Before(r.begin) {
		return
	}
	r.tally.calls++
	switch class := gemini.ClassOf(err); {
	case err == nil:
		r.tally.waits = append(r.tally.waits, result.Waited)
	case class == gemini.ClassBusy:
		r.tally.refused++
		r.tally.refusals = append(r.tally.refusals, took)
	default:
		r.tally.failed++
		r.tally.errs[class.String()]++
	}
}
