package tutor

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"prepwire/rpc/recommendations/learner"
)

// Bank says what is known of questions beside their answers. The empty bank
// knows nothing.
type Bank map[string]learner.Question

func (b Bank) question(item string) learner.Question {
	if q, ok := b[item]; ok {
		return q
	}
	return learner.Question{Item: learner.Item(item)}
}

// ReadBank reads a CSV with the columns item, and maybe level (1–5) and format
// (mc: four options, spr: typed in); empty ones are unknown.
func ReadBank(path string) (Bank, error) {
	bank := Bank{}
	if path == "" {
		return bank, nil
	}
	return bank, withSheet(path, bank.read)
}

func (b Bank) read(s *sheet) error {
	item, err := s.need("item")
	if err != nil {
		return err
	}
	level, err := s.column("level")
	if err != nil {
		return err
	}
	format, err := s.column("format")
	if err != nil {
		return err
	}
	for {
		r, line, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		name := strings.Clone(strings.TrimSpace(r[item]))
		q := learner.Question{Item: learner.Item(name)}
		if level >= 0 && !missing(strings.TrimSpace(r[level])) {
			x, err := number(strings.TrimSpace(r[level]))
			if err != nil || x != math.Trunc(x) {
				return fmt.Errorf("line %d: column \"level\" is %.60q, not a whole number", line, r[level])
			}
			q.Level = int8(min(max(x, 0), 6))
		}
		if format >= 0 {
			q.Options = map[string]uint8{"mc": 4, "spr": 1}[strings.TrimSpace(r[format])]
		}
		b[name] = q
	}
}
