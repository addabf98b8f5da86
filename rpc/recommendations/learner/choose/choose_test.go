package choose_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
)

// bank returns n questions a skill of the SAT, of levels 1 to 5 in turn.
func bank(n int) []choose.Candidate {
	var out []choose.Candidate
	for _, s := range choose.SAT().Sections {
		subject := map[string]string{"RW": "reading-writing", "MATH": "math"}[s.Code]
		for _, d := range s.Domains {
			for _, k := range d.Skills {
				for i := range n {
					c := choose.Candidate{ID: fmt.Sprintf("%s-%d", k.Code, i), Skill: k.Code, Subject: subject}
					c.Level, c.Options = int8(i%5+1), 4
					if i%2 == 0 {
						c.Family = learner.Family(k.Code)
					}
					out = append(out, c)
				}
			}
		}
	}
	return out
}

func request(change func(r *choose.Request)) choose.Request {
	r := choose.Request{State: &learner.State{}, Limit: 10, Seed: 1, Exam: choose.SAT().Weights(), Blueprint: choose.SAT()}
	change(&r)
	return r
}

func TestHardFiltersHoldInEveryMode(t *testing.T) {
	candidates := bank(20)
	byID := map[string]choose.Candidate{}
	for _, c := range candidates {
		byID[c.ID] = c
	}
	x := choose.NewIndex(learner.Default(), candidates...)
	for _, mode := range []choose.Mode{choose.Practise, choose.Measure, choose.Review} {
		got, err := x.Choose(request(func(r *choose.Request) {
			r.Mode, r.Subjects, r.Difficulty, r.TimeLimitMs = mode, []string{"math"}, 4, 400_000
			r.Answered = func(c *choose.Candidate) bool { return c.ID == "ALG1-3" }
			r.Locked = func(c *choose.Candidate) bool { return c.ID == "ALG2-3" }
			r.Families = []learner.FamilyID{learner.Family("ADV1")}
		}))
		if err != nil || len(got) == 0 {
			t.Fatalf("%s: %v, %v", mode, got, err)
		}
		var spent int64
		families := map[learner.FamilyID]bool{learner.Family("ADV1"): true}
		for _, c := range got {
			q := byID[c.ID]
			spent += c.ExpectedTimeMs
			if q.Subject != "math" || q.Level != 4 || c.ID == "ALG1-3" || c.ID == "ALG2-3" {
				t.Errorf("%s chose %+v", mode, q)
			}
			if q.Family != 0 && families[q.Family] {
				t.Errorf("%s chose %s, an isomorph of another", mode, c.ID)
			}
			families[q.Family] = true
			if c.P <= 0 || c.P >= 1 || c.Text == "" || c.Reason == "" {
				t.Errorf("%s: %+v", mode, c)
			}
		}
		if spent > 400_000 {
			t.Errorf("%s: the questions take %d ms together", mode, spent)
		}
	}
}

func TestTheFilterThatLeavesNothingIsNamed(t *testing.T) {
	all := func(*choose.Candidate) bool { return true }
	x := choose.NewIndex(learner.Default(), bank(4)...)
	for want, change := range map[string]func(r *choose.Request){
		"subjects":    func(r *choose.Request) { r.Subjects = []string{"chess"} },
		"difficulty":  func(r *choose.Request) { r.Difficulty = 5 },
		"locked":      func(r *choose.Request) { r.Locked = all },
		"answered":    func(r *choose.Request) { r.Answered = all },
		"timeLimitMs": func(r *choose.Request) { r.TimeLimitMs = 1000 },
		"isomorphs": func(r *choose.Request) {
			r.Difficulty = 3
			for _, w := range r.Exam {
				r.Families = append(r.Families, familyOf(w.Skill))
			}
		},
	} {
		for _, mode := range []choose.Mode{choose.Practise, choose.Measure, choose.Review} {
			_, err := x.Choose(request(func(r *choose.Request) { r.Mode = mode; change(r) }))
			var empty *choose.EmptyError
			if !errors.As(err, &empty) || empty.Filter != want {
				t.Errorf("%s, %s: %v", mode, want, err)
			}
		}
	}
	_, err := choose.NewIndex(learner.Default()).Choose(request(func(*choose.Request) {}))
	var empty *choose.EmptyError
	if !errors.As(err, &empty) || empty.Filter != "bank" {
		t.Errorf("an empty bank: %v", err)
	}
}

func familyOf(id learner.SkillID) learner.FamilyID {
	for _, s := range choose.SAT().Sections {
		for _, d := range s.Domains {
			for _, k := range d.Skills {
				if learner.Skill(k.Code) == id {
					return learner.Family(k.Code)
				}
			}
		}
	}
	return 0
}

func TestSameRequestSameChoice(t *testing.T) {
	x := choose.NewIndex(learner.Default(), bank(30)...)
	shuffled := bank(30)
	slices.Reverse(shuffled)
	y := choose.NewIndex(learner.Default())
	for _, c := range shuffled {
		y.Put(c)
	}
	for _, mode := range []choose.Mode{choose.Practise, choose.Measure, choose.Review} {
		r := request(func(r *choose.Request) { r.Mode = mode })
		a, _ := x.Choose(r)
		b, _ := y.Choose(r)
		if !slices.Equal(a, b) {
			t.Errorf("%s: %v, then %v", mode, a, b)
		}
	}
}

func TestPutAndRemove(t *testing.T) {
	x := choose.NewIndex(learner.Default())
	c := choose.Candidate{ID: "one", Skill: "ALG1", Subject: "math"}
	x.Put(c)
	c.Level = 5
	x.Put(c)
	if got, err := x.Choose(request(func(r *choose.Request) { r.Difficulty = 5 })); err != nil || len(got) != 1 || x.Len() != 1 {
		t.Errorf("after putting it twice: %v, %v, %d in all", got, err, x.Len())
	}
	x.Remove("one")
	x.Remove("one")
	if _, err := x.Choose(request(func(*choose.Request) {})); err == nil || x.Len() != 0 {
		t.Error("a removed question was chosen")
	}
}

// Whoever follows the recommendations practises every skill within 200 answers.
func TestEverySkillComesWithin200Answers(t *testing.T) {
	p := learner.Default()
	x := choose.NewIndex(p, bank(60)...)
	s := &learner.State{}
	last := map[learner.SkillID]int{}
	answered := map[string]bool{}
	for n := range 600 {
		got, err := x.Choose(request(func(r *choose.Request) {
			r.State, r.Limit = s, 1
			r.Answered = func(c *choose.Candidate) bool { return answered[c.ID] }
		}))
		if err != nil {
			t.Fatal(err)
		}
		answered[got[0].ID] = true
		last[got[0].Skill] = n
		p.Update(s, learner.Answer{Question: learner.Question{Item: learner.Item(got[0].ID), Skills: []learner.SkillID{got[0].Skill}}, Correct: n%3 > 0})
		if n < 199 {
			continue
		}
		for _, w := range choose.SAT().Weights() {
			if at, ok := last[w.Skill]; !ok || n-at >= 200 {
				t.Fatalf("after %d answers a skill has waited since %d (ever: %v)", n+1, at, ok)
			}
		}
	}
}

// Also a skill that is a small part of the exam, or none of it, comes when the
// student asks for it; and not it alone.
func TestWhatIsAskedForComes(t *testing.T) {
	juggling := choose.Candidate{ID: "juggling", Skill: "juggling", Subject: "circus"}
	juggling.Level = 3
	x := choose.NewIndex(learner.Default(), append(bank(20), juggling)...)
	of := map[string]learner.SkillID{"juggling": learner.Skill("juggling")}
	for _, c := range bank(1) {
		of[c.Skill] = learner.Skill(c.Skill)
	}
	practised := &learner.State{}
	for i := range 60 {
		a := learner.Answer{Correct: i%3 > 0}
		a.Skills, a.Level, a.Options = []learner.SkillID{learner.Skill("ALG1")}, 3, 4
		learner.Default().Learn(practised, a)
	}
	for name, state := range map[string]*learner.State{"somebody new": {}, "somebody who knows ALG1": practised} {
		for code, skill := range of {
			got, err := x.Choose(request(func(r *choose.Request) {
				r.State, r.Limit, r.Weak = state, 5, []learner.SkillID{skill}
			}))
			if err != nil {
				t.Fatal(err)
			}
			if got[0].Skill != skill || got[0].Reason == choose.Teaches {
				t.Errorf("%s asks for %s and gets %s first: %s", name, code, got[0].ID, got[0].Text)
			}
			if got[1].Skill == skill && got[2].Skill == skill && got[3].Skill == skill {
				t.Errorf("%s asks for %s and gets nothing else", name, code)
			}
		}
	}
}

func TestExposureStaysUnderItsCap(t *testing.T) {
	x := choose.NewIndex(learner.Default(), bank(20)...)
	shown := choose.NewExposure(choose.ExposureCap)
	const tests, length = 200, 10
	for i := range tests {
		shown.Begin(uint64(i))
		got, err := x.Choose(request(func(r *choose.Request) {
			r.Mode, r.Limit, r.Seed, r.Exposure = choose.Measure, length, uint64(i), shown
		}))
		if err != nil || len(got) != length {
			t.Fatal(got, err)
		}
		for _, c := range got {
			shown.Show(uint64(i), learner.Item(c.ID))
		}
	}
	if most, items := shown.Most(); most > choose.ExposureCap || items < 4*length {
		t.Errorf("one question was shown in %.2f of the measurements, %d in all", most, items)
	}
}

// Whoever asks for the same measurement again and again neither takes questions
// from everybody else nor makes room for showing them to all.
func TestAskingOftenDoesNotMoveTheCap(t *testing.T) {
	x := choose.NewExposure(choose.ExposureCap)
	for range 1_000 {
		x.Begin(7)
		x.Show(7, 1)
	}
	if !x.Open(1) {
		t.Error("one student has used up a question")
	}
	for test := range uint64(40) {
		x.Begin(100 + test)
		if x.Open(1) {
			x.Show(100+test, 1)
		}
	}
	if most, _ := x.Most(); most > choose.ExposureCap {
		t.Errorf("41 tests, and a question was shown in %.2f of them", most)
	}
}

func TestMeasuringFollowsTheBlueprint(t *testing.T) {
	x := choose.NewIndex(learner.Default(), bank(40)...)
	got, err := x.Choose(request(func(r *choose.Request) { r.Mode, r.Limit = choose.Measure, 98 }))
	if err != nil || len(got) != 98 {
		t.Fatal(len(got), err)
	}
	count := map[learner.SkillID]int{}
	for _, c := range got {
		count[c.Skill]++
	}
	for _, s := range choose.SAT().Sections {
		for _, d := range s.Domains {
			n := 0
			for _, k := range d.Skills {
				n += count[learner.Skill(k.Code)]
			}
			if want := d.Share * float64(s.Questions); float64(n) < want-1 || float64(n) > want+1 {
				t.Errorf("%s has %d questions of %.1f", d.Code, n, want)
			}
		}
	}
}
