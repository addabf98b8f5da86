package learner_test

import (
	"fmt"
	"math"
	"testing"

	"prepwire/rpc/recommendations/learner"
)

const day = int64(86_400_000)

func one(change func(a *learner.Answer)) learner.Answer {
	a := learner.Answer{Question: learner.Question{Item: learner.Item("q1"), Skills: []learner.SkillID{learner.Skill("S1")}, Level: 3, Options: 4},
		Correct: true, At: 1_700_000_000_000, TimeMs: 60_000}
	change(&a)
	return a
}

func sane(t *testing.T, p *learner.Params, s *learner.State, after string) {
	t.Helper()
	m := p.Mastery(s, learner.Skill("S1"), 0)
	for _, x := range []float64{m.Mean, m.SD, m.Ability, m.AbilitySD, p.Predict(s, one(func(*learner.Answer) {}).Question, 0).P} {
		if math.IsNaN(x) || math.Abs(x) > 12.5 {
			t.Fatalf("%s: %+v", after, m)
		}
	}
	if m.Mean <= 0 || m.Mean >= 1 || m.SD <= 0 {
		t.Fatalf("%s: %+v", after, m)
	}
}

func TestTimesNobodyBelievesCountAsUnknown(t *testing.T) {
	p := learner.Fit(1, made(1, 20, 40))
	want := p.Fold(func(yield func(learner.Answer) bool) { yield(one(func(a *learner.Answer) { a.TimeMs = 0 })) })
	for _, ms := range []int64{-5, 1, 299, 3_600_001, 7 * day, math.MaxInt64, math.MinInt64} {
		got := p.Fold(func(yield func(learner.Answer) bool) { yield(one(func(a *learner.Answer) { a.TimeMs = ms })) })
		if string(p.AppendState(nil, &got)) != string(p.AppendState(nil, &want)) {
			t.Errorf("%d ms leaves another state than no time", ms)
		}
	}
}

func TestAWalkInBetweenHardlyChangesTheExpectedTime(t *testing.T) {
	p := learner.Default()
	var calm, walked learner.State
	for i := range 20 {
		p.Update(&calm, one(func(*learner.Answer) {}))
		p.Update(&walked, one(func(a *learner.Answer) {
			if i == 10 {
				a.TimeMs = 3_500_000
			}
		}))
	}
	q := one(func(*learner.Answer) {}).Question
	a, b := p.ExpectedTime(&calm, q), p.ExpectedTime(&walked, q)
	if float64(b) > 1.1*float64(a) {
		t.Errorf("expected %d ms, after a walk %d ms", a, b)
	}
}

func TestClockJumpingBackCountsAsNoTimePassed(t *testing.T) {
	p := learner.Default()
	var s learner.State
	p.Update(&s, one(func(*learner.Answer) {}))
	back := s.Clone()
	still := s.Clone()
	p.Update(&back, one(func(a *learner.Answer) { a.At -= 400 * day }))
	p.Update(&still, one(func(*learner.Answer) {}))
	if a, b := p.Mastery(&back, learner.Skill("S1"), 0), p.Mastery(&still, learner.Skill("S1"), 0); a != b {
		t.Errorf("after a jump back %+v, without %+v", a, b)
	}
	for _, at := range []int64{math.MaxInt64, math.MinInt64, 0, -1, 1} {
		p.Update(&s, one(func(a *learner.Answer) { a.At = at }))
		sane(t, p, &s, fmt.Sprint("at ", at))
	}
}

func TestNoSingleAnswerMovesAnAbilityByMoreThanTwo(t *testing.T) {
	p := learner.Default()
	for _, level := range []int8{-3, 0, 1, 5, 100} {
		for _, correct := range []bool{true, false} {
			var s learner.State
			p.Update(&s, one(func(a *learner.Answer) { a.Level, a.Correct = level, correct }))
			m, _ := p.Ability(&s, learner.Skill("S1"), 0)
			if m == 0 || (m > 0) != correct || math.Abs(m) > 2 {
				t.Errorf("level %d, %v: the ability moved by %.2f", level, correct, m)
			}
		}
	}
}

func TestManyAgreeingAnswersStayBounded(t *testing.T) {
	p := learner.Default()
	for _, correct := range []bool{true, false} {
		var s learner.State
		for i := range 5_000 {
			p.Update(&s, one(func(a *learner.Answer) { a.Correct, a.At = correct, a.At+int64(i)*1000 }))
		}
		sane(t, p, &s, fmt.Sprint("5,000 times ", correct))
		if got := s.Answers(); got != 5_000 {
			t.Errorf("counted %d", got)
		}
		// And a way back: some dozens of the opposite are enough to be in doubt.
		for range 80 {
			p.Update(&s, one(func(a *learner.Answer) { a.Correct = !correct }))
		}
		if m := p.Mastery(&s, learner.Skill("S1"), 0).Mean; (m > 0.6) == correct && (m < 0.4) != correct {
			t.Errorf("after 80 of the opposite of %v the mean is still %.2f", correct, m)
		}
	}
}

// A flood of self-reported answers weighs less than a handful of checked ones,
// and checked ones outweigh it soon.
func TestSelfReportedFloodsWeighLittle(t *testing.T) {
	p := learner.Default()
	skill := learner.Skill("S1")
	checked := func(n int) float64 {
		var s learner.State
		for range n {
			p.Update(&s, one(func(a *learner.Answer) {}))
		}
		m, _ := p.Ability(&s, skill, 0)
		return m
	}
	var flood learner.State
	for range 3_000 {
		p.Update(&flood, one(func(a *learner.Answer) { a.SelfReported = true }))
	}
	first := p.Fold(func(yield func(learner.Answer) bool) { yield(one(func(a *learner.Answer) { a.SelfReported = true })) })
	if m, _ := p.Ability(&first, skill, 0); m <= 0 || m >= checked(1) {
		t.Errorf("one self-reported answer moves by %.3f, a checked one by %.3f", m, checked(1))
	}
	got, _ := p.Ability(&flood, skill, 0)
	if got > checked(5) {
		t.Errorf("3,000 self-reported answers move by %.2f, 5 checked ones by %.2f", got, checked(5))
	}
	// Over any number of skills, at large.
	var wide learner.State
	for i := range 5_000 {
		p.Update(&wide, one(func(a *learner.Answer) {
			a.SelfReported, a.Skills = true, []learner.SkillID{learner.Skill(fmt.Sprint("X", i))}
		}))
	}
	m, _ := p.Ability(&wide, 0, 0)
	var honest learner.State
	for i := range 25 {
		p.Update(&honest, one(func(a *learner.Answer) { a.Skills = []learner.SkillID{learner.Skill(fmt.Sprint("Y", i))} }))
	}
	if h, _ := p.Ability(&honest, 0, 0); m > h {
		t.Errorf("5,000 self-reported answers over all skills move by %.2f, 25 checked ones by %.2f", m, h)
	}
	if n := len(wide.Skills()); n > 256 {
		t.Errorf("%d skills are remembered", n)
	}
}

func TestSelfReportedAnswersDoNotTouchItems(t *testing.T) {
	log := made(3, 20, 40)
	before, sd := learner.Fit(1, log).Difficulty(learner.Question{Item: learner.Item("new"), Skills: []learner.SkillID{learner.Skill("fresh")}})
	for i := range 500 {
		log = append(log, learner.Logged{Student: uint64(900 + i), Answer: one(func(a *learner.Answer) {
			a.Item, a.Skills, a.Level, a.SelfReported, a.Correct = learner.Item("new"), []learner.SkillID{learner.Skill("fresh")}, 0, true, false
		})})
	}
	after, sdAfter := learner.Fit(1, log).Difficulty(learner.Question{Item: learner.Item("new"), Skills: []learner.SkillID{learner.Skill("fresh")}})
	if before != after || sd != sdAfter {
		t.Errorf("difficulty was %.3f±%.3f, after self-reported answers %.3f±%.3f", before, sd, after, sdAfter)
	}
}

func TestUnknownThingsArePredictedWithLessCertainty(t *testing.T) {
	log := made(4, 80, 60)
	p := learner.Fit(1, log)
	s := p.Fold(own(log, 3))
	known := p.Predict(&s, log[0].Question, 0)
	unknown := p.Predict(&s, learner.Question{Item: 1, Skills: []learner.SkillID{1}, Level: 3}, 0)
	if !(unknown.AbilitySD > known.AbilitySD) {
		t.Errorf("ability in an unknown skill ±%.2f, in a known one ±%.2f", unknown.AbilitySD, known.AbilitySD)
	}
	_, sd := p.Difficulty(log[0].Question)
	if _, sdUnknown := p.Difficulty(learner.Question{}); sdUnknown <= sd {
		t.Errorf("difficulty of an unknown question ±%.2f, of a known one ±%.2f", sdUnknown, sd)
	}
	var empty learner.State
	if got := p.Predict(&empty, learner.Question{}, 0).P; got < 0.1 || got > 0.9 {
		t.Errorf("nobody at nothing: %.2f", got)
	}
}

// Whoever only says that they can do it has not shown that they can, however able
// they are elsewhere.
func TestNobodyMastersASkillBySelfReportsAlone(t *testing.T) {
	p := learner.Default()
	skill := learner.Skill("S1")
	hard := func(a *learner.Answer) { a.Level, a.Options = 5, 1 }
	var s learner.State
	for i := range 60 {
		p.Update(&s, one(func(a *learner.Answer) { hard(a); a.Skills = []learner.SkillID{learner.Skill(fmt.Sprint("X", i%5))} }))
	}
	for i := range 300 {
		p.Update(&s, one(func(a *learner.Answer) { hard(a); a.SelfReported = true }))
		if m := p.Mastery(&s, skill, 0); m.Level == learner.Mastered {
			t.Fatalf("mastered by %d self-reported answers: %+v", i+1, m)
		}
	}
	for i := range 5 {
		if m := p.Mastery(&s, skill, 0); m.Level == learner.Mastered {
			t.Fatalf("mastered by %d checked answers: %+v", i, m)
		}
		p.Update(&s, one(hard))
	}
	if m := p.Mastery(&s, skill, 0); m.Level != learner.Mastered || m.Checked != 5 || m.Answers != 305 {
		t.Errorf("after five checked ones: %+v", m)
	}
}
