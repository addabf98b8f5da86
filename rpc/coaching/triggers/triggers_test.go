package triggers

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// answers reads a notation: one word an answer, of + or -, r if it is reported, a
// skill if it is not A, and the time spent in percent of the expected 60 s if it is not 100.
func answers(t *testing.T, text string) (all []Answer) {
	for i, word := range strings.Fields(text) {
		a := Answer{ID: fmt.Sprint(i), Skill: "A", Correct: word[0] == '+', ExpectedMs: 60_000, SpentMs: 60_000}
		word, a.Reported = strings.CutPrefix(word[1:], "r")
		rest := strings.TrimLeft(word, "ABC")
		if skill := word[:len(word)-len(rest)]; skill != "" {
			a.Skill = skill
		}
		if rest != "" {
			var percent int64
			if _, err := fmt.Sscan(rest, &percent); err != nil {
				t.Fatal(err)
			}
			a.SpentMs = 600 * percent
		}
		all = append(all, a)
	}
	return all
}

func TestFired(t *testing.T) {
	streak := func(n int) string { return strings.Repeat("+ ", n) }
	for text, want := range map[string][]Trigger{
		"":               nil,
		"-":              nil,
		"- -":            nil,
		"- - -":          {WrongStreak},
		"- - - -":        {WrongStreak}, // it rests elsewhere
		"- + - -":        nil,
		"- -B - +B - +B": nil,
		"- -B - -B -":    {WrongStreak}, // others may come between
		"- - -B":         nil,
		"-B - - +B":      nil,

		"+300":                       nil,
		"+301":                       {Slow},
		"-301":                       {Slow},
		"+301 +":                     nil,
		"+5999":                      {Slow},
		"+6000":                      nil, // an hour: nobody was there
		"+1008000":                   nil, // a week
		"-14 -B14 -C14":              {Rushing},
		"-14 -B15 -C14":              nil,
		"-14 +B14 -C14":              nil,
		"-14 -B0 -C14":               nil, // one time was not told
		"-14 -14 -14":                {Rushing, WrongStreak},
		"-1 -B1 -C1 -B1":             {Rushing},
		"- - -301":                   {WrongStreak, Slow},
		streak(4):                    nil,
		streak(5):                    {Streak5},
		"-" + " " + streak(5):        {Streak5},
		streak(6):                    nil,
		streak(10):                   {Streak10},
		streak(20):                   {Streak20},
		streak(21):                   nil,
		streak(25):                   nil,
		streak(19) + "+301":          {Slow, Streak20},
		streak(4) + "- " + streak(4): nil,

		"+r +r +r +r +r":            nil, // nobody praises what nobody saw
		streak(4) + "+r":            nil,
		streak(4) + "+r +r +":       {Streak5}, // nor does it make or break a streak
		streak(4) + "-r +":          {Streak5},
		streak(9) + "+r +r +r -r +": {Streak10},
		streak(5) + "-r":            nil,           // praised already
		"-r14 -r14 -r14":            {WrongStreak}, // help is offered, and no warning
		"-14 -B14 -rC14":            nil,
		"-14 -B14 -rC14 -C14":       {Rushing},
		"-14 -B14 +rC14 -C14":       {Rushing},
		"- - -r":                    {WrongStreak},
		"- +r -":                    nil,
		"+r301":                     nil,
	} {
		all := answers(t, text)
		if got := Fired(all, fmt.Sprint(len(all)-1)); !slices.Equal(got, want) {
			t.Errorf("%q fires %v, want %v", text, got, want)
		}
	}
}

// What an answer sets off does not depend on what came after it: facts may be
// told late.
func TestLaterAnswersDoNotMatter(t *testing.T) {
	all := answers(t, "+ - - - + + + + + -14 -B14 -C14 +301")
	for i := range all {
		id := fmt.Sprint(i)
		if got, want := Fired(all, id), Fired(all[:i+1], id); !slices.Equal(got, want) {
			t.Errorf("answer %d fires %v, then %v", i, want, got)
		}
	}
	if got := Fired(all, "unknown"); got != nil {
		t.Errorf("an unknown answer fires %v", got)
	}
}

func TestUnknownTimesAndSkills(t *testing.T) {
	for _, a := range []Answer{{SpentMs: 1 << 40}, {SpentMs: 1, ExpectedMs: 0}, {SpentMs: -5, ExpectedMs: 60_000}} {
		all := []Answer{a, a, a}
		all[2].ID = "last"
		if got := Fired(all, "last"); got != nil {
			t.Errorf("%+v fires %v", a, got)
		}
	}
}
