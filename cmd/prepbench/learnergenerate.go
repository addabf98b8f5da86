package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"prepwire/cmd/prepbench/tutor"
)

type learnerGenerate struct {
	Dir   string `arg:"" type:"path" help:"Folder to write into: train.csv, test.csv, truth.csv (of test), items.csv."`
	Train int    `default:"1000" help:"Students to fit to."`
	Test  int    `default:"200" help:"Students to predict."`
	Seed  uint64 `default:"1" help:"Seed: the same seed writes the same files."`
	Kind  string `default:"sat" help:"sat: 29 skills, 600 questions, times. school: as a school's log looks, 123 skills, some answers of several, 18,000 questions, no times. Or a kind of learner lookalikes."`
}

// Run writes the files and says so.
func (c *learnerGenerate) Run() error {
	if c.Train < 1 || c.Test < 1 {
		return fmt.Errorf("--train and --test must be at least 1")
	}
	generate, err := generator(c.Kind)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return err
	}
	train, test := generate(c.Seed, 1, c.Train), generate(c.Seed, 1_000_001, c.Test)
	for name, write := range map[string]func(io.Writer) error{
		"train.csv": train.WriteLog, "test.csv": test.WriteLog, "truth.csv": test.WriteTruth, "items.csv": test.WriteBank} {
		if err := c.write(name, write); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %d answers of %d students to fit to, %d of %d to predict; oracle %.4f AUC, %.4f log-loss\n", c.Dir,
		len(train.Log.Rows), c.Train, len(test.Log.Rows), c.Test, tutor.Judge(test.Oracle).AUC, tutor.Judge(test.Oracle).LogLoss)
	return nil
}

func generator(kind string) (func(seed uint64, first, students int) *tutor.Made, error) {
	switch kind {
	case "sat":
		return tutor.Generate, nil
	case "school":
		return tutor.GenerateSchool, nil
	}
	names := "sat, school"
	for _, k := range tutor.Lookalikes() {
		if k.Name == kind {
			return k.Generate, nil
		}
		names += ", " + k.Name
	}
	return nil, fmt.Errorf("--kind is %q; it must be one of %s", kind, names)
}

func (c *learnerGenerate) write(name string, write func(io.Writer) error) error {
	f, err := os.Create(filepath.Join(c.Dir, name))
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
