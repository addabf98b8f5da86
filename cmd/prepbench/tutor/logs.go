package tutor

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"prepwire/rpc/recommendations/learner"
)

// Log is a file of answers: user, skills, item, correct, and maybe time and
// elapsed_ms. Rows of a user are in the order in which they were given.
type Log struct {
	Rows   []learner.Logged
	Users  []string // name of each Logged.Student
	Skills []string // every code that occurs, in the order of first use
}

// ReadLog reads a CSV with a head line. The columns user, skills (codes apart by
// ~), item and correct must be there; time (seconds) and elapsed_ms may be
// missing or empty, and unknown columns are passed over. A fault names its line
// and column.
func ReadLog(path string, bank Bank) (Log, error) {
	f, err := os.Open(path)
	if err != nil {
		return Log{}, err
	}
	defer func() { _ = f.Close() }()
	l, err := readLog(f, bank)
	if err != nil {
		return Log{}, fmt.Errorf("%s: %w", path, err)
	}
	return l, nil
}

func readLog(r io.Reader, bank Bank) (Log, error) {
	in := csv.NewReader(bufio.NewReaderSize(r, 1<<20))
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return Log{}, fmt.Errorf("head line: %w", err)
	}
	c, err := columnsOf(head)
	if err != nil {
		return Log{}, err
	}
	b := logBuilder{bank: bank, users: map[string]uint64{}, skills: map[string]bool{}, lists: map[string][]learner.SkillID{}}
	for {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			return b.log, nil
		}
		if err != nil {
			return Log{}, err
		}
		if err := b.add(record, c); err != nil {
			line, _ := in.FieldPos(0)
			return Log{}, fmt.Errorf("line %d: %w", line, err)
		}
	}
}

type columns struct{ user, skills, item, correct, time, elapsed int }

func columnsOf(head []string) (columns, error) {
	at := func(name string) int {
		return slices.IndexFunc(head, func(h string) bool {
			return strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(h, "\ufeff")), name)
		})
	}
	c := columns{at("user"), at("skills"), at("item"), at("correct"), at("time"), at("elapsed_ms")}
	for _, need := range []struct {
		name string
		at   int
	}{{"user", c.user}, {"skills", c.skills}, {"item", c.item}, {"correct", c.correct}} {
		if need.at < 0 {
			return c, fmt.Errorf("no column %q among %q", need.name, head)
		}
	}
	return c, nil
}

type logBuilder struct {
	log    Log
	bank   Bank
	users  map[string]uint64
	skills map[string]bool
	lists  map[string][]learner.SkillID
}

func (b *logBuilder) add(record []string, c columns) error {
	user, item := strings.TrimSpace(record[c.user]), strings.TrimSpace(record[c.item])
	if user == "" {
		return errors.New(`column "user" is empty`)
	}
	correct, err := strconv.ParseFloat(strings.TrimSpace(record[c.correct]), 64)
	if err != nil || (correct != 0 && correct != 1) {
		return fmt.Errorf(`column "correct" is %q, not 0 or 1`, record[c.correct])
	}
	a := learner.Answer{Question: b.bank.question(item), Correct: correct == 1}
	a.Skills = b.list(record[c.skills])
	if seconds, ok, err := number(record, c.time, "time"); err != nil {
		return err
	} else if ok {
		a.At = int64(seconds * 1000)
	}
	if ms, ok, err := number(record, c.elapsed, "elapsed_ms"); err != nil {
		return err
	} else if ok {
		a.TimeMs = int64(ms)
	}
	b.log.Rows = append(b.log.Rows, learner.Logged{Student: b.user(user), Answer: a})
	return nil
}

// number reads an optional column.
func number(record []string, at int, name string) (x float64, ok bool, err error) {
	if at < 0 {
		return 0, false, nil
	}
	s := strings.TrimSpace(record[at])
	if s == "" || strings.EqualFold(s, "nan") || strings.EqualFold(s, "null") {
		return 0, false, nil
	}
	if x, err = strconv.ParseFloat(s, 64); err != nil || x > 9e15 || x < -9e15 {
		return 0, false, fmt.Errorf("column %q is %q, not a number", name, s)
	}
	return x, true, nil
}

func (b *logBuilder) user(name string) uint64 {
	n, ok := b.users[name]
	if !ok {
		n = uint64(len(b.users))
		name = strings.Clone(name)
		b.users[name] = n
		b.log.Users = append(b.log.Users, name)
	}
	return n
}

func (b *logBuilder) list(codes string) []learner.SkillID {
	if ids, ok := b.lists[codes]; ok {
		return ids
	}
	codes = strings.Clone(codes)
	var ids []learner.SkillID
	for code := range strings.SplitSeq(codes, "~") {
		if code = strings.TrimSpace(code); code == "" {
			continue
		}
		ids = append(ids, learner.Skill(code))
		if !b.skills[code] {
			b.skills[code] = true
			b.log.Skills = append(b.log.Skills, code)
		}
	}
	b.lists[codes] = ids
	return ids
}
