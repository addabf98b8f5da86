package main

import (
	"fmt"
	"os"

	"prepwire/cmd/prepbench/tutor"
)

type learnerSimulate struct {
	Students int    `default:"3000" help:"Students who are measured. A fifth as many practise, at each peak, and a third are predicted."`
	Seed     uint64 `default:"1" help:"Seed: the same seed prints the same figures."`
	Seeds    int    `default:"1" help:"Practising is repeated with so many seeds in a row: its figures lie near its targets."`
	Part     string `default:"all" enum:"all,predict,measure,practise" help:"What to simulate."`
	Plots    string `type:"path" help:"Folder to write charts into, as SVG."`
}

// Run prints a table a part.
func (c *learnerSimulate) Run() error {
	if c.Students < 10 || c.Seeds < 1 {
		return fmt.Errorf("--students is %d, --seeds %d; they must be at least 10 and 1", c.Students, c.Seeds)
	}
	fmt.Printf("Simulated: people and questions are made up (three-parameter logistic responses, learning, forgetting); seed %d\n", c.Seed)
	for _, part := range []struct {
		name string
		run  func() error
	}{{"predict", c.predicting}, {"measure", c.measuring}, {"practise", c.practising}} {
		if c.Part != "all" && c.Part != part.name {
			continue
		}
		if err := part.run(); err != nil {
			return err
		}
	}
	return nil
}

func (c *learnerSimulate) predicting() error {
	n := max(5, c.Students/3)
	train, test := tutor.Generate(c.Seed, 1, n), tutor.Generate(c.Seed, 1_000_001, max(5, n/5))
	r := tutor.Evaluate(train.Log, test.Log, os.Stderr)
	fmt.Printf("\nPredicting: %d answers of %d students to fit to, %d of %d others to predict\n", len(train.Log.Rows), len(train.Log.Users), len(test.Log.Rows), len(test.Log.Users))
	if err := printFits(append(r.Fits, tutor.NamedFit{Name: "oracle (true chance)", Fit: tutor.Judge(test.Oracle)})); err != nil {
		return err
	}
	if err := printAgainst(r.Compare(test.Truth)); err != nil {
		return err
	}
	if c.Plots == "" {
		return nil
	}
	if err := tutor.Calibration(r.Guesses).Save(c.Plots, "calibration"); err != nil {
		return err
	}
	return tutor.LearningCurve(r.Guesses).Save(c.Plots, "learning-curve")
}

func (c *learnerSimulate) measuring() error {
	fmt.Fprintln(os.Stderr, "measuring")
	const noise = 0.3
	rows := tutor.Measure(c.Seed, c.Students, noise)
	fmt.Printf("\nMeasuring: %d students N(0, 1), a bank of 600 whose difficulties are known to within SD %.1f, scored on a grid (EAP)\n", c.Students, noise)
	w := table()
	_, _ = fmt.Fprintln(w, "how questions are chosen\tRMSE at 10\t20\t30\t54\t95 % interval covers at 20\taccuracy\tmost shown\tquestions used\toff the blueprint, at most\t")
	for _, m := range rows {
		_, _ = fmt.Fprintf(w, "%s\t%.3f\t%.3f\t%.3f\t%.3f\t%.3f\t%.2f\t%.2f\t%d\t%.1f\t\n", m.Policy, m.RMSE[0], m.RMSE[1], m.RMSE[2], m.RMSE[3], m.Coverage, m.Accuracy, m.MostExposed, m.Used, m.Deviation)
	}
	if err := w.Flush(); err != nil || c.Plots == "" {
		return err
	}
	return tutor.Precision(rows).Save(c.Plots, "precision")
}

func (c *learnerSimulate) practising() error {
	n := max(2, c.Students/5)
	fmt.Printf("\nPractising: %d students, 10 days of 20 questions; gain in expected percent correct of an exam", n)
	if c.Seeds > 1 {
		fmt.Printf("; means over seeds %d to %d, and how far these lie apart", c.Seed, c.Seed+uint64(c.Seeds)-1)
	}
	fmt.Println()
	w := table()
	_, _ = fmt.Fprintln(w, "how questions are chosen\ttrue peak\tgain\tshare of the oracle's\tSD over seeds\tlowest\taccuracy\tskills practised\tstudents who practised all\t")
	for _, peak := range []float64{0.70, 0.60, 0.85} {
		var runs [][]tutor.Practising
		for i := range c.Seeds {
			fmt.Fprintf(os.Stderr, "practising, true peak %.2f, seed %d\n", peak, c.Seed+uint64(i))
			runs = append(runs, tutor.Practice{Seed: c.Seed + uint64(i), Students: n, Peak: peak, Others: 1000}.Run())
		}
		for _, m := range tutor.OverSeeds(runs) {
			_, _ = fmt.Fprintf(w, "%s\t%.2f\t%.1f\t%.1f %%\t%.1f\t%.1f %%\t%.2f\t%.2f\t%.2f\t\n", m.Policy, peak, m.Gain, 100*m.Share, 100*m.ShareSD, 100*m.LowestShare, m.Accuracy, m.Covered, m.AllOf)
		}
	}
	return w.Flush()
}
