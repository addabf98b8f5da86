package answerlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"prepwire/rpc/contest/scoring"
)

// Parse reads one line of a log, without its line end. It takes nothing but
// the canonical form, with the members of the entry's type and no others, and
// a hash that is that of the entry. Whether the entry belongs where it stands
// is for Chain.Follow and Checker.
func Parse(line []byte) (Entry, error) {
	e, ok := readAnswer(line)
	if !ok {
		var err error
		if e, err = read(line); err != nil {
			return Entry{}, err
		}
	}
	said := e.Hash
	again, err := seal(make([]byte, 0, len(line)), &e)
	if err != nil {
		return Entry{}, err
	}
	if e.Hash != said && IsHash(said) && sameButHash(again, line, e.Hash, said) {
		return Entry{}, errors.New("the hash is not that of the entry")
	}
	if !bytes.Equal(again, line) {
		return Entry{}, notCanonical(line)
	}
	return e, nil
}

// sameButHash says whether two lines differ in nothing but the hash.
func sameButHash(again, line []byte, is, said string) bool {
	return len(again) == len(line) && bytes.Equal(bytes.Replace(again, []byte(`"hash":"`+is), []byte(`"hash":"`+said), 1), line)
}

// notCanonical says what it can of a line that is not as it would be written.
func notCanonical(line []byte) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(new(members)); err != nil && strings.Contains(err.Error(), "unknown field") {
		_, name, _ := strings.Cut(err.Error(), "unknown field ")
		return fmt.Errorf("unknown member %s", name)
	}
	return errors.New("not the canonical form, or not the members, of such an entry")
}

// read takes from a line what an entry of its type has.
func read(line []byte) (Entry, error) {
	var m members
	if err := json.Unmarshal(line, &m); err != nil {
		return Entry{}, errors.New("not a JSON object with the members of an entry")
	}
	at, err := time.Parse(timeLayout, m.At)
	if err != nil {
		return Entry{}, errors.New("at is not a time in UTC with milliseconds")
	}
	e := Entry{Position: m.Position, At: at, Type: m.Type, PrevHash: m.PrevHash, Hash: m.Hash}
	switch m.Type {
	case TypeOpened:
		e.Opened, err = readOpened(&m)
	case TypeAnswer:
		e.Answer = scoring.Answer{Position: m.Position, At: at, Participant: m.Participant, QuestionID: m.QuestionID,
			Answer: m.Answer, TimeMs: m.TimeMs, CreditMs: m.CreditMs}
	case TypeClosed:
		e.Closed = &Closed{Key: scoring.NewKey(m.Key), Salt: m.Salt}
	default:
		err = fmt.Errorf("unknown type %q", m.Type)
	}
	return e, err
}

func readOpened(m *members) (*Opened, error) {
	if m.Rules == nil {
		return nil, errors.New("an opening entry without rules")
	}
	o := &Opened{KeyCommitment: m.KeyCommitment, Rules: scoring.Rules{ContestID: m.Rules.ContestID,
		Pacing: m.Rules.Pacing, GapMs: m.Rules.GapMs, Scoring: m.Rules.Scoring}}
	var err error
	if o.Rules.Start, err = time.Parse(timeLayout, m.Rules.StartTime); err != nil {
		return nil, errors.New("startTime is not a time in UTC with milliseconds")
	}
	if o.Rules.End, err = time.Parse(timeLayout, m.Rules.EndTime); err != nil {
		return nil, errors.New("endTime is not a time in UTC with milliseconds")
	}
	for _, q := range m.Questions {
		points, err := milli(string(q.Points))
		if err != nil {
			return nil, err
		}
		o.Rules.Questions = append(o.Rules.Questions, scoring.Question{ID: q.QuestionID, Type: q.QuestionType,
			Options: q.Options, PointsMilli: points, TimeLimitMs: q.TimeLimitMs})
	}
	return o, nil
}

// milli reads a decimal of at most three places as thousandths.
func milli(s string) (int64, error) {
	whole, rest, _ := strings.Cut(s, ".")
	if len(whole) > 12 || len(rest) > 3 {
		return 0, errors.New("points that are not thousandths")
	}
	n, err := strconv.ParseInt(whole+rest+"000"[len(rest):], 10, 64)
	if err != nil {
		return 0, errors.New("points that are not thousandths")
	}
	return n, nil
}
