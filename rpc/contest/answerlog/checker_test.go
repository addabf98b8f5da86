package answerlog

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"prepwire/rpc/contest/scoring"
)

// liveContest has at least three answers, the last not by the first's
// participant, so there is something to spoil.
func liveContest(t *testing.T) *contest {
	t.Helper()
	for seed := range uint64(1000) {
		c := play(t, rand.New(rand.NewPCG(seed, 0)), 8, 8)
		if n := len(c.entries); c.rules.Pacing == scoring.Live && n > 6 && len(c.rules.Questions) > 2 && c.entries[1].At.Before(c.rules.Opens(len(c.rules.Questions)-1)) && c.entries[1].Answer.Participant != c.entries[n-2].Answer.Participant {
			return c
		}
	}
	t.Fatal("no contest to spoil")
	return nil
}

// Everything that the checker promises to look at, in a log that was written
// anew to fit from the spoilt entry on.
func TestCheckerLooksAtContents(t *testing.T) {
	for _, c := range []struct {
		entry int // from 0; negative from the end
		why   string
		spoil func(c *contest, e *Entry)
	}{
		{0, "rules: unknown pacing", func(_ *contest, e *Entry) { e.Opened.Rules.Pacing = "slow" }},
		{0, "rules: question 2", func(_ *contest, e *Entry) { e.Opened.Rules.Questions[1].ID = e.Opened.Rules.Questions[0].ID }},
		{0, "rules: the end is not", func(_ *contest, e *Entry) { e.Opened.Rules.End = e.Opened.Rules.End.Add(time.Second) }},
		{0, "a key commitment that is not 64", func(_ *contest, e *Entry) { e.Opened.KeyCommitment = "ABC" }},
		{1, `question "other" is not in this contest`, func(_ *contest, e *Entry) { e.Answer.QuestionID = "other" }},
		{1, "an answer without a participant", func(_ *contest, e *Entry) { e.Answer.Participant = "" }},
		{1, "a time of", func(_ *contest, e *Entry) { e.Answer.TimeMs++ }},
		{1, "a credit of 151 ms", func(_ *contest, e *Entry) { e.Answer.CreditMs = 151 }},
		{1, "a credit of -1 ms", func(_ *contest, e *Entry) { e.Answer.CreditMs, e.Answer.TimeMs = -1, e.Answer.TimeMs+1 }},
		{1, "the time is before", func(_ *contest, e *Entry) { e.At = start.Add(-time.Hour) }},
		{1, "an entry of type \"opened\" at position 2", func(c *contest, e *Entry) { *e = Entry{At: e.At, Type: TypeOpened, Opened: c.entries[0].Opened} }},
		{1, "was not open yet", func(c *contest, e *Entry) { e.Answer.QuestionID = c.rules.Questions[len(c.rules.Questions)-1].ID }},
		{-2, "an answer after the end", func(c *contest, e *Entry) { e.At = c.rules.End.Add(301 * time.Millisecond) }},
		{-2, "has answered question", func(c *contest, e *Entry) {
			e.Answer = c.entries[1].Answer
			e.Answer.TimeMs += e.At.Sub(e.Answer.At).Milliseconds()
		}},
		{-1, "closed before the last call", func(c *contest, e *Entry) { e.At = c.rules.End.Add(299 * time.Millisecond) }},
		{-1, "not what the opening entry committed to", func(c *contest, e *Entry) { e.Closed.Salt = NewSalt() }},
		{-1, "not what the opening entry committed to", func(c *contest, e *Entry) {
			c.key[c.rules.Questions[0].ID] += "x"
			e.Closed.Key = scoring.NewKey(c.key)
		}},
		{-1, "the key has no answer to question", func(c *contest, e *Entry) {
			delete(c.key, c.rules.Questions[0].ID)
			e.Closed.Key = scoring.NewKey(c.key)
		}},
		{-1, "the key has 1", func(c *contest, e *Entry) { e.Closed.Key = scoring.NewKey(manyAnswers(c)) }},
		{-1, "a salt that is not 64", func(c *contest, e *Entry) { e.Closed.Salt = strings.ToUpper(e.Closed.Salt) + "0" }},
	} {
		log := liveContest(t)
		i := (c.entry + len(log.entries)) % len(log.entries)
		c.spoil(log, &log.entries[i])
		if e := &log.entries[i]; e.Type == TypeAnswer && !strings.Contains(c.why, "time") && !strings.Contains(c.why, "credit of -1") {
			s, err := scoring.NewSchedule(log.rules)
			if err != nil {
				t.Fatal(err)
			}
			if slot, ok := s.Find(e.Answer.QuestionID); ok {
				e.Answer.TimeMs = e.At.Sub(slot.Opens).Milliseconds() - e.Answer.CreditMs
			}
		}
		file := joined(rechain(log.entries, i))
		if fault := faultOf(file, ""); fault == nil || fault.Position != int64(i)+1 || !strings.Contains(fault.Why, c.why) {
			t.Errorf("%v, want position %d: %s", fault, i+1, c.why)
		}
	}
}

// manyAnswers is the key and answers to questions that are not there.
func manyAnswers(c *contest) map[string]string {
	for len(c.key) < 10 {
		c.key[strings.Repeat("x", len(c.key)+1)] = "A"
	}
	return c.key
}

func TestVerifyFiles(t *testing.T) {
	c := play(t, rand.New(rand.NewPCG(3, 3)), 8, 8)
	n := int64(len(c.lines))
	whole := c.file()
	for name, v := range map[string]struct {
		file     []byte
		position int64 // 0: good
		why      string
	}{
		"good":                      {whole, 0, ""},
		"no last line end":          {whole[:len(whole)-1], 0, ""},
		"empty":                     {nil, 1, "the log is empty"},
		"an empty line":             {[]byte("\n"), 1, "not a JSON object"},
		"an empty line at the end":  {append(slices.Clone(whole), '\n'), n + 1, "the log is closed, but something follows"},
		"carriage returns":          {bytes.ReplaceAll(whole, []byte("\n"), []byte("\r\n")), 1, "not the canonical form"},
		"a space":                   {bytes.Replace(whole, []byte(`,"at"`), []byte(`, "at"`), 1), 2, "not the canonical form"},
		"a byte order mark":         {append([]byte("\ufeff"), whole...), 1, "not a JSON object"},
		"a longer line than bounds": {bytes.Repeat([]byte("x"), MaxLine+1), 1, "the line is longer than 16777216 bytes"},
		"an array":                  {[]byte("[]\n"), 1, "not a JSON object"},
		"an unknown member":         {bytes.Replace(whole, []byte(`,"type":"opened"`), []byte(`,"type":"opened","zeal":1`), 1), 1, `unknown member "zeal"`},
		"a member of another type":  {bytes.Replace(whole, []byte(`,"type":"opened"`), []byte(`,"timeMs":1,"type":"opened"`), 1), 1, "not the canonical form, or not the members"},
		"an unknown type":           {bytes.Replace(whole, []byte(`"opened"`), []byte(`"begun"`), 1), 1, `unknown type "begun"`},
		"a time with another zone":  {bytes.Replace(whole, []byte(`Z","hash`), []byte(`+00:00","hash`), 1), 1, "at is not a time"},
		"a hash in capitals":        {bytes.Replace(whole, []byte(c.entries[0].Hash), []byte(strings.ToUpper(c.entries[0].Hash)), 1), 1, "not the canonical form"},
		"another hash":              {bytes.Replace(whole, []byte(c.entries[0].Hash), []byte(zeroHash), 1), 1, "the hash is not that of the entry"},
	} {
		fault := faultOf(v.file, "")
		if (fault == nil) != (v.position == 0) || fault != nil && (fault.Position != v.position || !strings.Contains(fault.Why, v.why)) {
			t.Errorf("%s: %v, want position %d: %s", name, fault, v.position, v.why)
		}
	}
}

// A log does not begin with the end of another.
func TestFirstPrevHash(t *testing.T) {
	c := liveContest(t)
	first := c.entries[0]
	first.PrevHash = c.head()
	lines := [][]byte{resealed(&first)}
	for i, e := range c.entries[1:] {
		e.PrevHash = first.Hash
		if i > 0 {
			e.PrevHash = c.entries[i].Hash
		}
		lines = append(lines, resealed(&e))
		c.entries[i+1] = e
	}
	if fault := faultOf(joined(lines), c.head()); fault == nil || fault.Position != 1 || fault.Line != 1 {
		t.Errorf("found %v", fault)
	}
}

func TestVerifySummary(t *testing.T) {
	c := liveContest(t)
	s, err := Verify(iotest.OneByteReader(bytes.NewReader(c.file())), c.head())
	participants := map[string]bool{}
	for _, e := range c.entries[1 : len(c.entries)-1] {
		participants[e.Answer.Participant] = true
	}
	want := Summary{ContestID: c.rules.ContestID, KeyCommitment: c.entries[0].Opened.KeyCommitment, Entries: int64(len(c.entries)),
		Answers: int64(len(c.entries)) - 2, Participants: len(participants), Head: c.head(), Closed: true}
	if err != nil || s != want {
		t.Errorf("%+v (%v), want %+v", s, err, want)
	}
	// Up to the fault, and without one.
	for n := 1; n < len(c.lines); n++ {
		s, err := Verify(bytes.NewReader(joined(c.lines[:n])), c.entries[n-1].Hash)
		if err != nil || s.Closed || s.Entries != int64(n) {
			t.Errorf("%d entries: %+v (%v)", n, s, err)
		}
		s, err = Verify(bytes.NewReader(append(joined(c.lines[:n]), '?')), "")
		if err == nil || s.Entries != int64(n) {
			t.Errorf("%d entries and a fault: %+v (%v)", n, s, err)
		}
	}
}

// A file that cannot be read to its end is not thereby a bad log.
func TestVerifyTellsItsReadersErrors(t *testing.T) {
	c := liveContest(t)
	broken := errors.New("the disk is gone")
	for _, keep := range []int{0, 10, len(c.lines[0]), len(c.lines[0]) + 1, len(c.file()) / 2, len(c.file()) - 1} {
		_, err := Verify(io.MultiReader(bytes.NewReader(c.file()[:keep]), iotest.ErrReader(broken)), "")
		if fault := new(Fault); !errors.Is(err, broken) || errors.As(err, &fault) {
			t.Errorf("after %d bytes: %v", keep, err)
		}
	}
}
