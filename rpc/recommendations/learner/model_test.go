package learner_test

import (
	"math"
	"testing"

	"prepwire/rpc/recommendations/learner"
)

func TestRightAnswersRaiseAndWrongOnesLower(t *testing.T) {
	log := made(5, 80, 60)
	p := learner.Fit(1, log)
	for student := range uint64(30) {
		s := p.Fold(own(log, student))
		skill := learner.Skill("S1")
		before := p.Mastery(&s, skill, 0)
		up, down := s.Clone(), s.Clone()
		p.Update(&up, one(func(*learner.Answer) {}))
		p.Update(&down, one(func(a *learner.Answer) { a.Correct = false }))
		if a, b := p.Mastery(&up, skill, 0).Mean, p.Mastery(&down, skill, 0).Mean; !(a > before.Mean && b < a) {
			t.Errorf("student %d: from %.3f to %.3f when right, %.3f when wrong", student, before.Mean, a, b)
		}
	}
}

func TestHarderQuestionsAreAnsweredRightLess(t *testing.T) {
	p := learner.Default()
	var s learner.State
	last := 1.0
	for level := int8(1); level <= 5; level++ {
		got := p.Predict(&s, learner.Question{Level: level}, 0).P
		if got >= last {
			t.Errorf("level %d: %.3f, the level before %.3f", level, got, last)
		}
		last = got
	}
}

func TestAFreshIsomorphIsAsHardAsItsFamily(t *testing.T) {
	var log []learner.Logged
	base := made(6, 40, 60)
	for i, a := range base {
		log = append(log, a)
		// A hard family: a right answer in four.
		log = append(log, learner.Logged{Student: a.Student, Answer: one(func(x *learner.Answer) {
			x.Item, x.Family, x.Level, x.Correct = learner.ItemID(1000+i%40), learner.Family("hard"), 3, i%4 == 0
		})})
	}
	p := learner.Fit(1, log)
	plain, plainSD := p.Difficulty(learner.Question{Item: 77, Skills: []learner.SkillID{learner.Skill("S1")}, Level: 3})
	fresh, freshSD := p.Difficulty(learner.Question{Item: 78, Skills: []learner.SkillID{learner.Skill("S1")}, Level: 3, Family: learner.Family("hard")})
	if fresh < plain+0.3 || freshSD >= plainSD {
		t.Errorf("a new question is %.2f±%.2f hard, a new one of a hard family %.2f±%.2f", plain, plainSD, fresh, freshSD)
	}
}

func TestMasteryNeedsAnswersAndCertainty(t *testing.T) {
	p := learner.Default()
	var s learner.State
	skill := learner.Skill("S1")
	if got := p.Mastery(&s, skill, 0); got.Level != learner.Novice || got.Answers != 0 {
		t.Errorf("nothing answered: %+v", got)
	}
	seen := map[learner.Level]bool{}
	last := p.Mastery(&s, skill, 0)
	for n := 1; n <= 40; n++ {
		p.Update(&s, one(func(a *learner.Answer) { a.Level = 5; a.Options = 1 }))
		m := p.Mastery(&s, skill, 0)
		seen[m.Level] = true
		if m.Answers != n || m.Level == learner.Mastered && n < 5 || m.AbilitySD > last.AbilitySD+0.01 {
			t.Fatalf("after %d: %+v, before %+v", n, m, last)
		}
		last = m
	}
	if last.Level != learner.Mastered || !seen[learner.Novice] || !seen[learner.Proficient] && !seen[learner.Developing] {
		t.Errorf("40 hard ones right: %+v, levels seen %v", last, seen)
	}
}

func TestScoresAreOnTheScaleWithTheirRange(t *testing.T) {
	p := learner.Default()
	var s learner.State
	weights := []learner.Weight{{Skill: learner.Skill("S1"), Share: 0.5}, {Skill: learner.Skill("S2"), Share: 0.5}}
	fresh := p.Score(&s, weights, 0)
	if fresh.Score != 500 || fresh.Low >= 450 || fresh.High <= 550 {
		t.Errorf("nothing answered: %+v", fresh)
	}
	for i := range 60 {
		p.Update(&s, one(func(a *learner.Answer) { a.Level, a.Correct = 4, i%3 > 0 }))
	}
	got := p.Score(&s, weights, 0)
	if got.Score <= 500 || got.High-got.Low >= fresh.High-fresh.Low || math.Mod(got.Low, 10) != 0 {
		t.Errorf("after 60 answers: %+v", got)
	}
	for range 5000 {
		p.Update(&s, one(func(a *learner.Answer) { a.Level = 5 }))
	}
	if got = p.Score(&s, nil, 0); got.Score > 800 || got.High > 800 || got.Low < 200 {
		t.Errorf("off the scale: %+v", got)
	}
}

func TestRecallFallsWithTime(t *testing.T) {
	p := learner.Default()
	var s learner.State
	skill := learner.Skill("S1")
	if _, _, ok := p.Recall(&s, skill, 0); ok {
		t.Error("a skill never practised can be recalled")
	}
	for range 20 {
		p.Update(&s, one(func(*learner.Answer) {}))
	}
	at := one(func(*learner.Answer) {}).At
	last, _, ok := p.Recall(&s, skill, at)
	if !ok || last < 0.88 || last > 0.91 {
		t.Errorf("at once: %.3f", last)
	}
	for _, days := range []int64{10, 40, 160, 700} {
		got, since, _ := p.Recall(&s, skill, at+days*day)
		if got >= last || math.Abs(since-float64(days)) > 0.1 {
			t.Errorf("after %d days %.3f (%.1f days), before %.3f", days, got, since, last)
		}
		last = got
	}
}

func TestTheGridFindsAnAbility(t *testing.T) {
	g := learner.NewGrid(0, 1)
	_, before := g.Estimate()
	for i := range 200 {
		c := learner.Curve{Slope: 1.2, Difficulty: float64(i%9-4) / 2}
		g.Add(c, 1.2*(1.0-c.Difficulty) > 0)
	}
	got, sd := g.Estimate()
	if math.Abs(got-1) > 0.4 || sd > 0.3*before {
		t.Errorf("%.2f±%.2f, from ±%.2f", got, sd, before)
	}
	var c learner.Curve
	if c.Information(0) <= c.Information(3) {
		t.Error("a question tells more far from its difficulty")
	}
	if (learner.Curve{SD: 1}).Information(0) >= c.Information(0) {
		t.Error("a question of uncertain difficulty tells as much as a known one")
	}
}

func TestExpectedTimeFollowsItemsAndStudents(t *testing.T) {
	log := made(11, 60, 60)
	for i := range log {
		if log[i].Skills[0] == learner.Skill("S2") {
			log[i].TimeMs *= 3
		}
	}
	p := learner.Fit(1, log)
	var s learner.State
	slow := p.ExpectedTime(&s, learner.Question{Skills: []learner.SkillID{learner.Skill("S2")}})
	plain := p.ExpectedTime(&s, learner.Question{Skills: []learner.SkillID{learner.Skill("S3")}})
	if slow < 2*plain || plain < 40_000 || plain > 90_000 {
		t.Errorf("%d ms, and %d ms for a skill of a third of that", slow, plain)
	}
	for range 30 {
		p.Update(&s, one(func(a *learner.Answer) { a.TimeMs = 20_000 }))
	}
	if quick := p.ExpectedTime(&s, learner.Question{Skills: []learner.SkillID{learner.Skill("S3")}}); float64(quick) > 0.6*float64(plain) {
		t.Errorf("a quick student needs %d ms, others %d ms", quick, plain)
	}
}
