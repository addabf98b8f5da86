package main

import (
	"fmt"

	"prepwire/cmd/prepbench/tutor"
)

type learnerSpeed struct {
	Students  int    `default:"100000" help:"Students whose state is held."`
	Questions int    `default:"10000" help:"Questions to choose from."`
	Rounds    int    `default:"1000" help:"Choices timed, a mode."`
	Seed      uint64 `default:"1" help:"Seed."`
}

// Run prints what things cost.
func (c *learnerSpeed) Run() error {
	if c.Students < 1 || c.Questions < 100 || c.Rounds < 10 {
		return fmt.Errorf("--students must be at least 1, --questions 100, --rounds 10")
	}
	s := tutor.MeasureSpeed(c.Seed, c.Students, c.Questions, c.Rounds)
	fmt.Printf("predict and update: %.0f ns an answer, %.2f allocations in 1,000\n\n", s.NsPerAnswer, s.AllocsPer1000)
	w := table()
	_, _ = fmt.Fprintf(w, "choose 10 of %d, the fastest of three times\tp50\tp99\t\n", c.Questions)
	for _, m := range s.Choices {
		_, _ = fmt.Fprintf(w, "%s\t%v\t%v\t\n", m.Mode, m.P50, m.P99)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Printf("\n%d students of %d answers: %.0f bytes each in memory (%.0f MB), %.0f encoded; folded anew in %.1f s, decoded in %.2f s\n",
		s.Students, s.AnswersPerFold, s.BytesInMemory, s.BytesInMemory*float64(s.Students)/1e6, s.BytesEncoded, s.FoldSeconds, s.DecodeSeconds)
	return nil
}
