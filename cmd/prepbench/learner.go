package main

import (
	"encoding/json"
	"fmt"
	"os"

	"prepwire/cmd/prepbench/tutor"
)

// learnerCommand measures the learner model.
type learnerCommand struct {
	Evaluate evaluateCommand `cmd:"" help:"Fit to one log of answers, predict every answer of another."`
}

type evaluateCommand struct {
	Train string `required:"" type:"existingfile" help:"CSV to fit to: user,skills,item,correct[,time,elapsed_ms]; skills apart by ~."`
	Test  string `required:"" type:"existingfile" help:"CSV to predict, of other users."`
	Truth string `type:"existingfile" help:"CSV of what simulated users really can: user, then a column a skill."`
	Items string `type:"existingfile" help:"CSV of what is known of questions: item,level,format."`
}

// Run prints a table, and a line of JSON last.
func (c *evaluateCommand) Run() error {
	bank, err := tutor.ReadBank(c.Items)
	if err != nil {
		return err
	}
	train, err := tutor.ReadLog(c.Train, bank)
	if err != nil {
		return err
	}
	test, err := tutor.ReadLog(c.Test, bank)
	if err != nil {
		return err
	}
	r := tutor.Evaluate(train, test, os.Stderr)
	out := map[string]float64{"auc": r.Model.AUC, "logLoss": r.Model.LogLoss, "rmse": r.Model.RMSE, "ece": r.Model.ECE, "aucFirst10": r.First10.AUC, "nsPerAnswer": r.NsPerAnswer}
	fmt.Printf("filter %+v\nmodel %+v\n", r.Filter, r.Model)
	if c.Truth != "" {
		t, err := tutor.ReadTruth(c.Truth)
		if err != nil {
			return err
		}
		a := r.Compare(t)
		fmt.Printf("%+v\n", a)
		out["skillCorrelation"] = a.Skill
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}
