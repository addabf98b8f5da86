// Package soak has students use the gateway for long, and looks whether
// anything of them is left behind when they are gone:
//
//	period: students, devices and a contest ─► everybody leaves ─► garbage is collected ─► what is left is measured
//
// and again. Users are the same in every period, so what a node keeps of users
// is there after the first ones. What grows from then on is a leak, or a cost of
// what the store keeps.
package soak

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/fleet"
	"prepwire/cmd/prepbench/model"
)

// Config says what is run.
type Config struct {
	Fleet    fleet.Config
	Model    model.Plan // devices that come and go, and check what they hear
	Students int        // that practise, one connection each
	Calls    int        // of a student on one connection: the mean
	Contest  bots.Plan  // of each period; without participants there is none
	Period   time.Duration
	For      time.Duration // no period begins later
	Least    int           // periods, even if that takes longer
	Profiles string        // folder for what lives on each node after each period; empty: nothing is kept
	Say      func(format string, args ...any)
}

// Report is what came of it.
type Report struct {
	Counts    model.Counts
	Calls     Tally // of students
	Contests  int
	Samples   []Sample // one for each period
	Faults    []string // the first of many broken promises
	Blamed    int
	NodeFault []string // warnings and errors in the logs of nodes
	Began     time.Time
	Took      time.Duration
}

// run is a soak under way.
type run struct {
	config   Config
	fleet    *fleet.Fleet
	book     *model.Book
	model    *model.Run
	students []*student
	tally    *tally
	report   Report
}

// Run runs it. The error says that it could not be run; broken promises are in
// the report.
func Run(ctx context.Context, c Config) (_ *Report, err error) {
	f, err := fleet.Start(ctx, c.Fleet)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := &run{config: c, fleet: f, book: model.NewBook(), tally: newTally()}
	if r.model, err = model.New(c.Model, r.book, f.Addrs(), func(user string) (string, error) { return f.Token(user) }); err != nil {
		return nil, err
	}
	if err := r.enrol(); err != nil {
		return nil, err
	}
	began := time.Now()
	for n := 1; n <= c.Least || time.Since(began) < c.For; n++ {
		if err := r.period(ctx, n); err != nil {
			return nil, fmt.Errorf("period %d: %w", n, err)
		}
		s := r.report.Samples[n-1]
		c.Say("period %d: %d connections and %d calls so far; left: %.1f MiB, %d goroutines, %d files", n, s.Connections, s.Calls, s.Heap/(1<<20), s.Goroutines, s.Files)
	}
	if err := r.model.Settle(ctx); err != nil {
		r.book.Fault("%v", err)
	}
	r.report.Began, r.report.Took = began, time.Since(began)
	r.sum()
	return &r.report, nil
}

func (r *run) sum() {
	r.report.Counts = r.book.Counts()
	r.report.Calls = r.tally.sum()
	faults, blamed := r.book.Faults()
	r.report.Faults = append(r.report.Faults, faults...)
	r.report.Blamed += blamed
	for _, m := range r.fleet.Members {
		for _, line := range m.Faults() {
			r.report.NodeFault = append(r.report.NodeFault, m.Name+": "+line)
		}
	}
}

// period is everybody coming, staying and leaving.
func (r *run) period(ctx context.Context, n int) error {
	living, stop := context.WithCancel(ctx)
	defer stop()
	var everybody sync.WaitGroup
	everybody.Go(func() { r.model.Live(living) })
	for _, s := range r.students {
		everybody.Go(func() { s.live(living) })
	}
	timer := time.NewTimer(r.config.Period)
	defer timer.Stop()
	err := r.contest(ctx, n)
	select {
	case <-timer.C:
	case <-ctx.Done():
		err = errors.Join(err, ctx.Err())
	}
	stop()
	everybody.Wait()
	if err != nil {
		return err
	}
	sample, err := r.measure(ctx)
	r.report.Samples = append(r.report.Samples, sample)
	return err
}

// contest is played and checked while the others go about theirs.
func (r *run) contest(ctx context.Context, n int) (err error) {
	plan := r.config.Contest
	if plan.Participants == 0 {
		return nil
	}
	plan.Seed = r.config.Model.Seed<<8 + uint64(n)
	plan.Feedback = []string{"immediate", "score", "afterEnd"}[n%3]
	crowd, err := bots.Gather(ctx, &plan, nil, r.fleet.Signer, r.fleet.Addrs()...)
	if err != nil {
		return err
	}
	defer crowd.Close()
	if err := crowd.Play(ctx); err != nil {
		return err
	}
	verdict, err := crowd.Check(ctx, crowd.Export)
	if err != nil {
		return err
	}
	r.report.Contests++
	r.report.Blamed += verdict.Blamed
	r.report.Faults = append(r.report.Faults, verdict.Faults...)
	return nil
}
