package main

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"prepwire/cmd/prepbench/tutor"
)

type learnerLookalikes struct {
	Seed uint64   `default:"1" help:"Seed: the same seed prints the same figures."`
	Only []string `help:"Names of the kinds to take; all when missing."`
	More int      `default:"1" help:"So many times as many students to predict, for surer figures."`
}

// Run prints a table a kind.
func (c *learnerLookalikes) Run() error {
	fmt.Printf("Made-up logs whose people are not as the model assumes, each in another way; seed %d\n", c.Seed)
	found := false
	for _, k := range tutor.Lookalikes() {
		if len(c.Only) > 0 && !slices.Contains(c.Only, k.Name) {
			continue
		}
		found = true
		k.Test *= max(1, c.More)
		train, test := k.Generate(c.Seed, 1, k.Base), k.Generate(c.Seed, 1_000_001, k.Test)
		r := tutor.Evaluate(train.Log, test.Log, os.Stderr)
		fmt.Printf("\n%s: %s\n%d answers of %d students to fit to, %d of %d to predict\n", k.Name, k.Help, len(train.Log.Rows), k.Base, len(test.Log.Rows), k.Test)
		if err := printFits(append(r.Fits, tutor.NamedFit{Name: "oracle (true chance)", Fit: tutor.Judge(test.Oracle)})); err != nil {
			return err
		}
	}
	if !found {
		return fmt.Errorf("no kind is called %s", strings.Join(c.Only, " or "))
	}
	return nil
}
