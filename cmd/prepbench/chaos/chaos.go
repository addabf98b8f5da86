// Package chaos has everything go wrong that goes wrong in production, while
// model clients hold the gateways to what they promise and bots play contests:
//
//	round: a contest opens ─► troubles, one or two at once, each made good again ─► the contest is checked
//
// and again, until there were as many resumes as asked for.
package chaos

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/fleet"
	"prepwire/cmd/prepbench/model"
	"prepwire/cmd/prepbench/wire"
)

// Config says what is run.
type Config struct {
	Fleet   fleet.Config
	Model   model.Plan
	Contest bots.Plan     // of each round; Seed, Lost and what varies by round are set
	Resumes int           // to be reached
	For     time.Duration // at most
	Calm    bool          // nothing goes wrong: a floor
	Tamper  bool          // only what cannot be withstood goes wrong: the report must blame somebody
	Say     func(format string, args ...any)
}

// Report is what came of it.
type Report struct {
	Counts    model.Counts
	Verdicts  []*bots.Verdict // of each contest
	Troubles  map[string]int  // how often each happened
	Recovery  time.Duration   // the longest until all nodes were well again
	Took      time.Duration
	Faults    []string // the first of many
	Blamed    int
	NodeFault []string // errors in the logs of nodes
	Store     string
}

// run is a chaos under way.
type run struct {
	config Config
	fleet  *fleet.Fleet
	book   *model.Book
	model  *model.Run
	rng    *rand.Rand
	hand   *hand
	report Report

	tampered bool // Redis was rolled back
}

// Run runs it. The error says that it could not be run; what the gateways did
// wrong is in the report.
func Run(ctx context.Context, c Config) (_ *Report, err error) {
	c.Say("nodes start")
	f, err := fleet.Start(ctx, c.Fleet)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := &run{config: c, fleet: f, book: model.NewBook(), rng: rand.New(rand.NewPCG(c.Model.Seed, 1)), report: Report{Troubles: map[string]int{}, Store: "SQLite"}}
	if f.Store != nil {
		r.report.Store = f.Store.String()
	}
	r.hand = &hand{rng: r.rng, deck: deck(&c.Fleet)}
	if c.Tamper {
		r.hand.deck = []trouble{{"Redis rolled back unnoticed", r.tamper}}
	}
	if r.model, err = model.New(c.Model, r.book, f.Addrs(), func(user string) (string, error) { return f.Token(user) }); err != nil {
		return nil, err
	}
	began := time.Now()
	if err := r.rounds(ctx); err != nil {
		return nil, r.explain(err)
	}
	c.Say("everybody comes back once more")
	if err := r.model.Settle(ctx); err != nil {
		r.book.Fault("%v", err)
	}
	r.report.Took = time.Since(began)
	r.report.Counts = r.book.Counts()
	r.sum()
	return &r.report, nil
}

// explain adds what the model clients and the nodes complain of.
func (r *run) explain(err error) error {
	faults, _ := r.book.Faults()
	for _, line := range faults {
		err = fmt.Errorf("%w\n%s", err, line)
	}
	for _, m := range r.fleet.Members {
		lines := m.Faults()
		for _, line := range lines[max(0, len(lines)-explained):] {
			err = fmt.Errorf("%w\n%s: %.400s", err, m.Name, line)
		}
	}
	return err
}

// explained is how many lines of each node's log are shown with an error.
const explained = 5

func (r *run) sum() {
	r.report.Faults, r.report.Blamed = r.book.Faults()
	for i, v := range r.report.Verdicts {
		r.report.Blamed += v.Blamed
		for _, f := range v.Faults {
			r.report.Faults = append(r.report.Faults, fmt.Sprintf("contest %d: %s", i+1, f))
		}
	}
	for _, m := range r.fleet.Members {
		for _, line := range m.Faults() {
			r.report.NodeFault = append(r.report.NodeFault, m.Name+": "+line)
		}
	}
}

// rounds plays contests one after the other while model clients come and go.
func (r *run) rounds(ctx context.Context) error {
	var clients sync.WaitGroup
	living, stop := context.WithCancel(ctx)
	defer clients.Wait()
	defer stop()
	clients.Go(func() { r.model.Live(living) })
	deadline := time.Now().Add(r.config.For)
	more := func() bool { return r.book.Resumes() < r.config.Resumes && time.Now().Before(deadline) }
	for n := 1; n == 1 || more() || r.unnoticed(deadline); n++ {
		round := r.round
		if r.config.Fleet.Local {
			round = r.roundWithout
		}
		if err := round(ctx, n); err != nil {
			return fmt.Errorf("round %d: %w", n, err)
		}
	}
	return nil
}

// unnoticed reports whether to tamper once more. On a machine so busy that a node
// gave up an append, its topic has another epoch, and then a roll back is told as
// a loss, as it should be.
func (r *run) unnoticed(deadline time.Time) bool {
	_, blamed := r.book.Faults()
	return r.config.Tamper && (len(r.report.Troubles) == 0 || blamed == 0 && time.Now().Before(deadline))
}

// roundWithout is one without a contest.
func (r *run) roundWithout(ctx context.Context, n int) error {
	r.config.Say("round %d; %d resumes so far", n, r.book.Resumes())
	done := make(chan struct{})
	timer := time.AfterFunc(r.config.Contest.Duration, func() { close(done) })
	defer timer.Stop()
	return r.troubles(ctx, done)
}

// round is one contest.
func (r *run) round(ctx context.Context, n int) error {
	plan := r.plan(n)
	crowd, err := bots.Gather(ctx, &plan, nil, r.fleet.Signer, r.fleet.Addrs()...)
	if err != nil {
		return err
	}
	defer crowd.Close()
	r.config.Contest.Lead = plan.Lead
	r.model.Watch(crowd.ID())
	r.config.Say("round %d: %s, %s, until %s; %d resumes so far", n, plan.Pacing, plan.Scoring, crowd.End().Format(time.TimeOnly), r.book.Resumes())
	if err := r.storm(ctx, crowd); err != nil {
		return err
	}
	verdict, err := crowd.Check(ctx, crowd.Export)
	if err != nil {
		return err
	}
	r.report.Verdicts = append(r.report.Verdicts, verdict)
	return nil
}

// plan is what is played in a round.
func (r *run) plan(n int) bots.Plan {
	p := r.config.Contest
	p.Seed, p.Lost = r.config.Model.Seed<<8+uint64(n), true
	p.Scoring = []string{"accuracy", "negative", "amc"}[n%3]
	p.Feedback = []string{"immediate", "score", "afterEnd"}[n%3]
	p.Pacing = []string{"free", "live"}[n%2]
	if p.Pacing == "live" {
		p.Limit, p.Gap = 2*time.Second, 200*time.Millisecond
		p.Questions = max(1, int(p.Duration/(p.Limit+p.Gap)))
	}
	return p
}

// storm has things go wrong while the contest is played, and makes all good.
func (r *run) storm(ctx context.Context, crowd *bots.Crowd) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var playing sync.WaitGroup
	done := make(chan struct{})
	var failed error
	playing.Go(func() {
		defer close(done)
		if failed = crowd.Play(ctx); failed != nil {
			cancel(failed)
		}
	})
	err := r.troubles(ctx, done)
	if err != nil {
		cancel(err)
	}
	playing.Wait()
	if failed != nil && !errors.Is(failed, err) {
		err = errors.Join(failed, err)
	}
	return err
}

// troubles go on until done, one or two at once. At the end all is well.
func (r *run) troubles(ctx context.Context, done <-chan struct{}) error {
	for !r.config.Calm {
		select {
		case <-done:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(r.between(0, time.Second)):
		}
		cards := []trouble{r.hand.next()}
		if r.rng.IntN(3) == 0 {
			cards = append(cards, r.hand.next())
		}
		if err := r.suffer(ctx, cards); err != nil {
			return err
		}
	}
	<-done
	return nil
}

func (r *run) between(least, most time.Duration) time.Duration {
	return least + time.Duration(r.rng.Int64N(int64(most-least)))
}

// suffer has things go wrong at once, and makes them good after some time.
func (r *run) suffer(ctx context.Context, cards []trouble) error {
	if r.fleet.Redis != nil && r.rng.IntN(3) == 0 {
		if err := r.fleet.Redis.Remember(ctx); err != nil {
			return err
		}
	}
	var errs []error
	var heals []func(context.Context) error
	for _, t := range cards {
		r.report.Troubles[t.name]++
		r.config.Say("  %s", t.name)
		heal, err := t.do(ctx, r.fleet, r.rng)
		errs = append(errs, t.wrap(err))
		if heal != nil {
			heals = append(heals, func(ctx context.Context) error { return t.wrap(heal(ctx)) })
		}
	}
	_ = wire.Pause(ctx, r.between(200*time.Millisecond, 3*time.Second))
	for _, heal := range heals {
		errs = append(errs, heal(context.WithoutCancel(ctx)))
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	began := time.Now()
	if err := r.fleet.AwaitWell(ctx); err != nil {
		return err
	}
	r.report.Recovery = max(r.report.Recovery, time.Since(began))
	return nil
}
