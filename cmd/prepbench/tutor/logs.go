package tutor

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"prepwire/rpc/recommendations/learner"
)

// Log is a file of answers: user and correct, and maybe skills, item, time and
// elapsed_ms. Rows of a user are in the order in which they were given.
type Log struct {
	Rows   []learner.Logged
	Users  []string // name of each Logged.Student
	Skills []string // every code that occurs, in the order of first use
	Notes  []string // what was odd, for people
}

// mostRows bounds a log, and with it memory: an answer takes some 100 bytes, and
// as much again where it is fitted to.
const mostRows = 20_000_000

// ReadLog reads a CSV with a head line, its columns in any order. user and
// correct (0 or 1) must be there, and skills (codes apart by ~) or item. time
// (seconds from anywhere, or a date) and elapsed_ms may be missing or empty, and
// unknown columns are passed over. Where all rows of a user have a time they are
// put in its order, rows of one time staying as they are. A fault names its line
// and column.
func ReadLog(path string, bank Bank) (l Log, err error) {
	err = withSheet(path, func(s *sheet) error {
		l, err = readLog(s, bank)
		return err
	})
	return l, err
}

func readLog(s *sheet, bank Bank) (Log, error) {
	c, err := columnsOf(s)
	if err != nil {
		return Log{}, err
	}
	b := logBuilder{bank: bank, users: map[string]uint64{}, skills: map[string]bool{}, lists: map[string][]learner.SkillID{}}
	for {
		record, line, err := s.next()
		if errors.Is(err, io.EOF) {
			b.log.order()
			b.log.note(c)
			return b.log, nil
		}
		if err == nil && len(b.log.Rows) == mostRows {
			err = fmt.Errorf("line %d: more than %d answers; some of the users are enough", line, mostRows)
		}
		if err != nil {
			return Log{}, err
		}
		if err := b.add(record, c); err != nil {
			return Log{}, fmt.Errorf("line %d: %w", line, err)
		}
	}
}

// columns are places in a record, -1 for those that are missing.
type columns struct{ user, skills, item, correct, time, elapsed int }

func columnsOf(s *sheet) (c columns, err error) {
	var errs [6]error
	c.user, errs[0] = s.need("user")
	c.correct, errs[1] = s.need("correct")
	c.skills, errs[2] = s.column("skills", "skill")
	c.item, errs[3] = s.column("item")
	c.time, errs[4] = s.column("time")
	c.elapsed, errs[5] = s.column("elapsed_ms")
	for _, err := range errs {
		if err != nil {
			return c, err
		}
	}
	if c.skills < 0 && c.item < 0 {
		return c, fmt.Errorf(`no column "skills" and no column "item" among %q`, s.head)
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

// noTime stands for an unknown time until the others are known.
const noTime = math.MinInt64

func (b *logBuilder) add(record []string, c columns) error {
	field := func(at int) string {
		if at < 0 {
			return ""
		}
		return strings.TrimSpace(record[at])
	}
	user := field(c.user)
	if user == "" {
		return errors.New(`column "user" is empty`)
	}
	correct, ok := outcome(field(c.correct))
	if !ok {
		return fmt.Errorf(`column "correct" is %.60q, not 0 or 1`, record[c.correct])
	}
	a := learner.Answer{Question: b.bank.question(field(c.item)), Correct: correct, At: noTime}
	a.Skills = b.list(field(c.skills))
	if s := field(c.time); !missing(s) {
		ms, err := instant(s)
		if err != nil {
			return err
		}
		a.At = ms
	}
	if s := field(c.elapsed); !missing(s) {
		ms, err := number(s)
		if err != nil {
			return fmt.Errorf(`column "elapsed_ms" is %.60q, not a number`, s)
		}
		a.TimeMs = int64(ms)
	}
	b.log.Rows = append(b.log.Rows, learner.Logged{Student: b.user(user), Answer: a})
	return nil
}

func outcome(s string) (correct, ok bool) {
	switch {
	case strings.EqualFold(s, "true"):
		return true, true
	case strings.EqualFold(s, "false"):
		return false, true
	}
	x, err := number(s)
	return x == 1, err == nil && (x == 0 || x == 1)
}

// missing tells how programs write that there is no number.
func missing(s string) bool {
	switch strings.ToLower(s) {
	case "", "nan", "null", "na", "none", `\n`:
		return true
	}
	return false
}

func number(s string) (float64, error) {
	x, err := strconv.ParseFloat(s, 64)
	if err == nil && !(math.Abs(x) < 9e15) {
		err = strconv.ErrRange
	}
	return x, err
}

// instant reads a time: seconds, or a date. The answer is in milliseconds.
func instant(s string) (int64, error) {
	if x, err := number(s); err == nil {
		return int64(x * 1000), nil
	}
	for _, layout := range [...]string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UnixMilli(), nil
		}
	}
	return 0, fmt.Errorf(`column "time" is %.60q, neither seconds nor a date`, s)
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
