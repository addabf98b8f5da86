package main

import (
	"os"
	"text/tabwriter"
)

// learnerCommand measures the learner model.
type learnerCommand struct {
	Evaluate   learnerEvaluate   `cmd:"" help:"Fit to one log of answers, predict every answer of another."`
	Simulate   learnerSimulate   `cmd:"" help:"Simulated students: predicting, measuring and practising, each beside its baselines."`
	Lookalikes learnerLookalikes `cmd:"" help:"Logs made in ways that the model does not assume, each beside simpler models and an oracle."`
	Generate   learnerGenerate   `cmd:"" help:"Write simulated logs, what is behind them, and their questions, as CSV."`
	Speed      learnerSpeed      `cmd:"" help:"What a prediction, a choice and a student's state cost."`
}

func table() *tabwriter.Writer {
	return tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
}
