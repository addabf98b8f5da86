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
	Kind  string `default:"sat" enum:"sat,school" help:"sat: 29 skills, 600 questions, times. school: as a school's log looks, 123 skills, some answers of several, 18,000 questions, no times."`
}

// Run writes the files and says so.
func (c *learnerGenerate) Run() error {
	if c.Train < 1 || c.Test < 1 {
		return fmt.Errorf("--train and --test must be at least 1")
	}
	if err := os.MkdirAll(c.Dir, 0o755); err != nil {
		return err
	}
	make := tutor.Generate
	if c.Kind == "school" {
		make = tutor.GenerateSchool
	}
	train, test := make(c.Seed, 1, c.Train), make(c.Seed, 1_000_001, c.Test)
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
