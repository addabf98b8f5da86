package tutor

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strconv"

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
// (mc: four options, spr: typed in).
func ReadBank(path string) (Bank, error) {
	if path == "" {
		return Bank{}, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, fmt.Errorf("%s: no bank: %w", path, err)
	}
	item, level, format := slices.Index(records[0], "item"), slices.Index(records[0], "level"), slices.Index(records[0], "format")
	if item < 0 {
		return nil, fmt.Errorf("%s: no column \"item\"", path)
	}
	bank := Bank{}
	for i, r := range records[1:] {
		q := learner.Question{Item: learner.Item(r[item])}
		if level >= 0 {
			n, err := strconv.Atoi(r[level])
			if err != nil {
				return nil, fmt.Errorf("%s: line %d: column \"level\" is %q", path, i+2, r[level])
			}
			q.Level = int8(min(max(n, 0), 6))
		}
		if format >= 0 {
			q.Options = map[string]uint8{"mc": 4, "spr": 1}[r[format]]
		}
		bank[r[item]] = q
	}
	return bank, nil
}
