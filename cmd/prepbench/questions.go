package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/planted"
	"prepwire/rpc/question"
	"prepwire/rpc/question/vet"
)

// questionsCommand tries the checks of written questions on planted faults.
type questionsCommand struct {
	Good    int     `default:"2000" help:"Good questions, from the item bank."`
	Planted int     `default:"200" help:"Questions with each kind of fault."`
	Errs    float64 `default:"0.1" help:"Share of its solutions in which the simulated solver errs."`
	Seed    uint64  `default:"1" help:"Seed: the same seed makes the same questions and errors."`
}

// set is every question of a run.
type set struct {
	good  []planted.Question
	kinds []planted.Kind
	bad   map[string][]planted.Question
}

func (c *questionsCommand) plant() (*set, error) {
	m := planted.NewMaker(c.Seed)
	s := &set{good: m.Good(c.Good), kinds: planted.Kinds(), bad: map[string][]planted.Question{}}
	for _, k := range s.kinds {
		qs, err := m.Plant(k, c.Planted)
		if err != nil {
			return nil, err
		}
		s.bad[k.Name] = qs
	}
	return s, nil
}

// Run prints what each check finds, and what a gateway releases.
func (c *questionsCommand) Run() error {
	if c.Good < 1 || c.Planted < 1 || c.Errs < 0 || c.Errs > 1 {
		return errors.New("--good and --planted must be at least 1, --errs from 0 to 1")
	}
	s, err := c.plant()
	if err != nil {
		return err
	}
	fmt.Printf("Questions made by the program itself: %d good ones of the item bank, %d with each of %d planted faults, seed %d.\n\n",
		len(s.good), c.Planted, len(s.kinds), c.Seed)
	s.printChecks()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Minute)
	defer cancel()
	var results []result
	for _, level := range []question.Checks{question.ChecksStatic, question.ChecksFull} {
		r, err := c.release(ctx, s, level)
		if err != nil {
			return err
		}
		results = append(results, r)
	}
	printReleases(s, results)
	return c.printCalls(ctx)
}

// vetted is what the checks without a model find in a question.
func vetted(q planted.Question) []vet.Fault {
	return vet.Question{Kind: vet.MultipleChoice, Passage: q.Passage, Stem: q.Stem, Options: q.Options, Key: q.Key, Explanation: q.Explanation}.Faults()
}

// finds counts, over questions, by how many each check was failed, and by how
// many any.
func finds(qs []planted.Question) (by map[string]int, some int) {
	by = map[string]int{}
	for _, q := range qs {
		found := vetted(q)
		for _, f := range found {
			by[f.Check]++
		}
		if len(found) > 0 {
			some++
		}
	}
	return by, some
}

func percent(n, of int) string { return fmt.Sprintf("%.1f %%", 100*float64(n)/float64(max(1, of))) }

// printChecks prints what package vet does alone: each check beside the fault
// it finds most of.
func (s *set) printChecks() {
	goodBy, goodAny := finds(s.good)
	best := map[string]string{}
	most := map[string]int{}
	all := map[string]int{}
	for _, k := range s.kinds {
		by, _ := finds(s.bad[k.Name])
		for check, n := range by {
			all[check] += n
			if n > most[check] {
				most[check], best[check] = n, k.Name
			}
		}
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "check, without a model\tfaulty found\tof its main fault\t\tgood refused\t")
	for _, c := range vet.Checks() {
		_, _ = fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t\n", c.Name, all[c.Name], percent(most[c.Name], len(s.bad[best[c.Name]])), best[c.Name], percent(goodBy[c.Name], len(s.good)))
	}
	_, _ = fmt.Fprintf(w, "all together\t\t\t\t%s\t\n", percent(goodAny, len(s.good)))
	_ = w.Flush()
	start := time.Now()
	for _, q := range s.good {
		vetted(q)
	}
	fmt.Printf("All of them take %.0f µs a question here and now.\n\n", float64(time.Since(start).Microseconds())/float64(len(s.good)))
}

// result is what a gateway released of a set.
type result struct {
	level    question.Checks
	released map[string]int // by fault; empty for good ones
	writes   int
	solves   int
}

// calls are the model's calls for each question released.
func (r result) calls() float64 {
	n := 0
	for _, k := range slices.Collect(maps.Values(r.released)) {
		n += k
	}
	return float64(r.writes+r.solves) / float64(max(1, n))
}

// printReleases prints what went through a real gateway, by fault.
func printReleases(s *set, results []result) {
	fmt.Println("Through a gateway's socket, in orders of 10. QUESTION_CHECKS=full has a simulated solver, which knows the truth and errs as told.")
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "planted fault\tfound by vet alone\tcaught, static\tcaught, full\tmost found by\t")
	caught, alone, of := map[bool][2]int{}, map[bool]int{}, map[bool]int{}
	for _, k := range s.kinds {
		qs := s.bad[k.Name]
		by, some := finds(qs)
		_, _ = fmt.Fprintf(w, "%s\t%s\t", mark(k), percent(some, len(qs)))
		sums := caught[k.Named]
		for i, r := range results {
			n := len(qs) - r.released[k.Name]
			sums[i] += n
			_, _ = fmt.Fprintf(w, "%s\t", percent(n, len(qs)))
		}
		caught[k.Named] = sums
		alone[k.Named] += some
		of[k.Named] += len(qs)
		_, _ = fmt.Fprintf(w, "%s\t\n", strings.Join(firsts(by), ", "))
	}
	for _, named := range []bool{true, false} {
		title := map[bool]string{true: "all marked *", false: "all others"}[named]
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t\t\n", title, percent(alone[named], of[named]), percent(caught[named][0], of[named]), percent(caught[named][1], of[named]))
	}
	_, goodAny := finds(s.good)
	_, _ = fmt.Fprintf(w, "good ones refused\t%s\t", percent(goodAny, len(s.good)))
	for _, r := range results {
		_, _ = fmt.Fprintf(w, "%s\t", percent(len(s.good)-r.released[""], len(s.good)))
	}
	_, _ = fmt.Fprintln(w, "\t")
	_ = w.Flush()
}

func mark(k planted.Kind) string {
	if k.Named {
		return k.Name + " *"
	}
	return k.Name
}

// firsts are the two checks that found most.
func firsts(by map[string]int) []string {
	names := slices.SortedFunc(maps.Keys(by), func(a, b string) int {
		return cmp.Or(by[b]-by[a], strings.Compare(a, b))
	})
	return names[:min(2, len(names))]
}

// printCalls prints what a released question costs when one in ten that the
// model writes is faulty.
func (c *questionsCommand) printCalls(ctx context.Context) error {
	fmt.Printf("\nModel calls for each question released, simulated: 1 in 10 written has a fault marked *, the solver errs on %.0f %%.\n", 100*c.Errs)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "questions of an order\tQUESTION_CHECKS\torders\treleased\twrites\tsolves\tcalls a question\t")
	for _, count := range []int{1, 5, 10} {
		for _, level := range []question.Checks{question.ChecksOff, question.ChecksStatic, question.ChecksFull} {
			orders := max(1, min(c.Good/10, 200)/count)
			r, err := c.serve(ctx, level, count, orders)
			if err != nil {
				return err
			}
			released := 0
			for _, n := range r.released {
				released += n
			}
			_, _ = fmt.Fprintf(w, "%d\t%s\t%d\t%d\t%d\t%d\t%.2f\t\n", count, level, orders, released, r.writes, r.solves, r.calls())
		}
	}
	return w.Flush()
}
