package main

import (
	"encoding/json"
	"fmt"
	"os"

	"prepwire/cmd/prepbench/tutor"
)

type learnerEvaluate struct {
	Train string `required:"" type:"existingfile" help:"CSV to fit to, with a head line: user, correct, skills (apart by ~), item, and maybe time (seconds) and elapsed_ms."`
	Test  string `required:"" type:"existingfile" help:"CSV to predict, of other users."`
	Truth string `type:"existingfile" help:"CSV of what simulated users really can at the end: user, then a column a skill."`
	Items string `type:"existingfile" help:"CSV of what is known of questions beforehand: item[,level][,format mc or spr]."`
	Plots string `type:"path" help:"Folder to write charts into, as SVG."`
}

// evaluation is the last line of the output.
type evaluation struct {
	AUC              float64  `json:"auc"`
	LogLoss          float64  `json:"logLoss"`
	RMSE             float64  `json:"rmse"`
	ECE              float64  `json:"ece"`
	AUCFirst10       float64  `json:"aucFirst10"`
	NsPerAnswer      float64  `json:"nsPerAnswer"`
	SkillCorrelation *float64 `json:"skillCorrelation,omitempty"`
}

// Run prints tables, and a line of JSON last.
func (c *learnerEvaluate) Run() error {
	bank, err := tutor.ReadBank(c.Items)
	if err != nil {
		return err
	}
	train, err := readLog(c.Train, bank)
	if err != nil {
		return err
	}
	test, err := readLog(c.Test, bank)
	if err != nil {
		return err
	}
	truth, err := c.truth(test)
	if err != nil {
		return err
	}
	r := tutor.Evaluate(train, test, os.Stderr)
	fmt.Printf("%d answers of %d users to fit to, %d of %d to predict; parameters %s\n\n", len(train.Rows), len(train.Users), len(test.Rows), len(test.Users), r.Params.Version())
	if err := printFits(r.Fits); err != nil {
		return err
	}
	out := evaluation{AUC: r.Model.AUC, LogLoss: r.Model.LogLoss, RMSE: r.Model.RMSE, ECE: r.Model.ECE, AUCFirst10: r.First10.AUC, NsPerAnswer: r.NsPerAnswer}
	if c.Truth != "" {
		a := r.Compare(truth)
		if err := printAgainst(a); err != nil {
			return err
		}
		out.SkillCorrelation = &a.Skill
	}
	if c.Plots != "" {
		if err := tutor.Calibration(r.Guesses).Save(c.Plots, "calibration"); err != nil {
			return err
		}
		if err := tutor.LearningCurve(r.Guesses).Save(c.Plots, "learning-curve"); err != nil {
			return err
		}
	}
	fmt.Println()
	return json.NewEncoder(os.Stdout).Encode(out)
}

// truth is read before anything is fitted, which takes minutes. One of other
// users would leave nothing to compare.
func (c *learnerEvaluate) truth(test tutor.Log) (tutor.Truth, error) {
	if c.Truth == "" {
		return nil, nil
	}
	truth, err := tutor.ReadTruth(c.Truth)
	if err != nil {
		return nil, err
	}
	for _, user := range test.Users {
		if _, ok := truth[user]; ok {
			return truth, nil
		}
	}
	return nil, fmt.Errorf("%s: tells of no user of %s", c.Truth, c.Test)
}

func readLog(path string, bank tutor.Bank) (tutor.Log, error) {
	l, err := tutor.ReadLog(path, bank)
	if err != nil {
		return l, err
	}
	fmt.Fprintf(os.Stderr, "%s: %d answers of %d users, %d skills\n", path, len(l.Rows), len(l.Users), len(l.Skills))
	if len(l.Rows) == 0 {
		return l, fmt.Errorf("%s: no answers", path)
	}
	return l, nil
}

func printFits(fits []tutor.NamedFit) error {
	w := table()
	_, _ = fmt.Fprintln(w, "model\tAUC\tlog-loss\tRMSE\tECE\taccuracy\t")
	for _, f := range fits {
		_, _ = fmt.Fprintf(w, "%s\t%.4f\t%.4f\t%.4f\t%.4f\t%.3f\t\n", f.Name, f.AUC, f.LogLoss, f.RMSE, f.ECE, f.Accuracy)
	}
	return w.Flush()
}

func printAgainst(a tutor.Against) error {
	fmt.Println()
	w := table()
	_, _ = fmt.Fprintf(w, "correlation with the truth\tskills (%d pairs)\tmean of a user\t\n", a.Pairs)
	_, _ = fmt.Fprintf(w, "estimate\t%.3f\t%.3f\t\n", a.Skill, a.User)
	_, _ = fmt.Fprintf(w, "share of right answers\t%.3f\t%.3f\t\n", a.PercentCorrect, a.UserPercent)
	_, _ = fmt.Fprintf(w, "true skills inside the 95 %% interval\t%.3f\t\t\n", a.Coverage)
	return w.Flush()
}
