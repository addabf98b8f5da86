package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// quotaCommand measures how much of a quota the pool of keys uses, and at what
// price to its callers. The server is the fake one with a strict quota engine; the
// clock stands still while anything works, so that the figures are exact and do
// not depend on the machine.
type quotaCommand struct {
	Minutes int    `default:"30" help:"Minutes measured, after three of warming up."`
	Runs    int    `default:"3" help:"Runs of each row; the figures are of all of them together."`
	Only    string `help:"Measure the rows whose name contains this."`
	Seed    uint64 `default:"1" help:"Seed of the first run."`
	Target  bool   `default:"true" negatable:"" help:"Fail when a target is missed."`
}

// Run prints the table and fails when a target is missed.
func (c *quotaCommand) Run() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Printf("%d projects × %d requests a minute, %d runs of %d minutes; waits in seconds by the compressed clock\n", quotaProjects, quotaRPM, c.Runs, c.Minutes)
	_, _ = fmt.Fprintln(w, "row\tused %\t429/1000\trefused %\tfailed %\tp50\tp95\tp99\tlongest\tlate refusals\tcalls dead key\t")
	var missed []error
	var notes []string
	start := time.Now()
	for _, row := range quotaRows() {
		if c.Only != "" && !containsFold(row.name, c.Only) {
			continue
		}
		total, err := c.measure(row)
		if err != nil {
			return fmt.Errorf("%s: %w", row.name, err)
		}
		f := total.figures()
		_, _ = fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t%.2f\t%.2f\t%.2f\t%.2f\t%.2f\t%d\t%d\t\n", row.name, f.used, f.wasted, f.refused, f.failed,
			f.p50, f.p95, f.p99, f.longest, f.late, total.dead)
		if len(total.errs) > 0 {
			notes = append(notes, fmt.Sprintf("%s: failures by class %v", row.name, total.errs))
		}
		if row.target != nil {
			if err := row.target(f, total); err != nil {
				missed = append(missed, fmt.Errorf("%s: %w", row.name, err))
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Println("late refusals: calls that were let wait, and then refused after all")
	for _, note := range notes {
		fmt.Println(note)
	}
	fmt.Printf("%s of machine time\n", time.Since(start).Round(time.Second/10))
	if c.Target {
		return errors.Join(missed...)
	}
	return nil
}

func (c *quotaCommand) measure(row quotaRow) (quotaTally, error) {
	var total quotaTally
	for i := range c.Runs {
		run, err := newQuotaRun(row, c.Minutes, c.Seed+uint64(i))
		if err != nil {
			return total, err
		}
		total.add(run.do())
	}
	return total, nil
}

// A quotaTally is what happened in the minutes measured.
type quotaTally struct {
	limit              float64 // requests the server would have taken
	accepted, rejected int     // by the server
	calls              int
	refused, failed    int // calls without an answer: told to come back, or else
	waits              []time.Duration
	refusals           []time.Duration // how long it took to say so
	dead               int             // most calls a dead key got in a run
	errs               map[string]int
}

func (t *quotaTally) add(more quotaTally) {
	t.limit += more.limit
	t.accepted += more.accepted
	t.rejected += more.rejected
	t.calls += more.calls
	t.refused += more.refused
	t.failed += more.failed
	t.waits = append(t.waits, more.waits...)
	t.refusals = append(t.refusals, more.refusals...)
	t.dead = max(t.dead, more.dead)
	if t.errs == nil {
		t.errs = map[string]int{}
	}
	for what, n := range more.errs {
		t.errs[what] += n
	}
}

type quotaFigures struct {
	used, wasted, refused, failed float64
	p50, p95, p99, longest        float64
	late                          int // calls that were let wait and refused after all
}

func (t *quotaTally) figures() quotaFigures {
	percent := func(n int) float64 { return 100 * float64(n) / float64(max(t.calls, 1)) }
	slices.Sort(t.waits)
	at := func(q float64) float64 {
		if len(t.waits) == 0 {
			return 0
		}
		return t.waits[min(int(q*float64(len(t.waits))), len(t.waits)-1)].Seconds()
	}
	f := quotaFigures{
		used: 100 * float64(t.accepted) / t.limit, wasted: 1000 * float64(t.rejected) / float64(max(len(t.waits), 1)),
		refused: percent(t.refused), failed: percent(t.failed), p50: at(.5), p95: at(.95), p99: at(.99), longest: at(1),
	}
	for _, after := range t.refusals {
		if after > 0 {
			f.late++
		}
	}
	return f
}
