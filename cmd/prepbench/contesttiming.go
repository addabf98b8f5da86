package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/bots"
	"prepwire/cmd/prepbench/node"
	"prepwire/cmd/prepbench/stats"
)

// level is the probability below which a difference is not taken for chance.
const level = 0.01

var errTold = errors.New("replies to right and to wrong answers differ")

// timing compares replies to right and to wrong answers under every feedback
// that withholds which is which: their lengths, and how long they took.
func (c *contestCommand) timing(ctx context.Context) error {
	plan := c.plan()
	plan.Pacing, plan.Duplicated, plan.Conflicting, plan.Reconnecting, plan.Latency, plan.Jitter = "free", 0, 0, 0, 0, 0
	if plan.Participants == manyBots {
		plan.Participants = 20
	}
	if plan.Questions == manyQuestions {
		plan.Questions = 1000
	}
	plan.Connections = plan.Participants
	if c.Duration == 0 {
		plan.Duration = 10*time.Second + time.Duration(plan.Participants*plan.Questions)*10*time.Millisecond
	}
	fmt.Printf("%d bots, %d questions, one answer at a time, half of them right, in random order; SQLite, %s; load of the machine %s\n",
		plan.Participants, plan.Questions, node.Unlimited, loadAverage())
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "feedback\tright\twrong\tmean µs right\tmean µs wrong\tmedian\tmedian\tWelch p\tKolmogorov–Smirnov D\tp\tdifference that would show\treply lengths\t")
	var told error
	for _, feedback := range []string{"afterEnd", "score"} {
		plan.Feedback = feedback
		replies, err := c.whisper(ctx, plan)
		if err != nil {
			return err
		}
		told = errors.Join(told, compare(w, feedback, replies, c.Floor > 0))
	}
	return errors.Join(w.Flush(), told)
}

func (c *contestCommand) whisper(ctx context.Context, plan bots.Plan) ([]bots.Reply, error) {
	v, err := c.venue(ctx)
	if err != nil {
		return nil, err
	}
	defer v.close()
	crowd, err := bots.Gather(ctx, &plan, nil, v.signer, v.node.Addr)
	if err != nil {
		return nil, v.explain(err)
	}
	defer crowd.Close()
	replies, err := crowd.Whisper(ctx)
	if err != nil {
		return nil, v.explain(err)
	}
	return replies, nil
}

// compare prints a row. The times are compared as logarithms, since a few very
// long ones would drown everything else.
func compare(w *tabwriter.Writer, feedback string, replies []bots.Reply, judged bool) error {
	var logs, times [2][]float64 // right, wrong
	var forms [2]map[int]bool
	for i := range forms {
		forms[i] = map[int]bool{}
	}
	for _, r := range replies {
		i := 1
		if r.Right {
			i = 0
		}
		took := float64(r.Took.Nanoseconds()) / 1000
		times[i], logs[i] = append(times[i], took), append(logs[i], math.Log(took))
		forms[i][r.Form] = true
	}
	means, welch := stats.Welch(times[0], times[1]), stats.Welch(logs[0], logs[1])
	d, p := stats.Kolmogorov(times[0], times[1])
	for i := range times {
		slices.Sort(times[i])
	}
	_, _ = fmt.Fprintf(w, "%s\t%d\t%d\t%.1f\t%.1f\t%.1f\t%.1f\t%.3f\t%.4f\t%.3f\t%.1f %%\t%v %v\t\n", feedback, len(times[0]), len(times[1]),
		means.A, means.B, stats.Quantile(times[0], 0.5), stats.Quantile(times[1], 0.5), welch.P, d, p, 100*(math.Exp(welch.Resolution())-1), lengths(forms[0]), lengths(forms[1]))
	switch {
	case len(forms[0]) != 1 || len(forms[1]) != 1 || !slices.Equal(lengths(forms[0]), lengths(forms[1])):
		return fmt.Errorf("%w: lengths under %s", errTold, feedback)
	case judged && (welch.P <= level || p <= level):
		return fmt.Errorf("%w: times under %s", errTold, feedback)
	}
	return nil
}

func lengths(forms map[int]bool) []int {
	var all []int
	for n := range forms {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}
