package recommendations

import (
	"fmt"
	"hash/fnv"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/learner/choose"
	"prepwire/rpc/recommendations/students"
	"prepwire/schema"
)

// wishes are the params of a request as the choice wants them.
func (s *Service) wishes(p schema.RecommendationParams, student *students.Student, now time.Time) (choose.Request, error) {
	r := choose.Request{
		Mode: choose.Mode(p.Mode), Limit: int(p.Limit), State: &student.State, At: now.UnixMilli(),
		Exam: choose.SAT().Weights(), Blueprint: choose.SAT(),
	}
	var faults []schema.ParamError
	for i, area := range p.WeakAreas {
		skills := s.skills(string(area))
		if len(skills) == 0 {
			faults = append(faults, schema.ParamError{Pointer: fmt.Sprintf("/weakAreas/%d", i), Message: "names no skill or subject that is known here; see question.taxonomy"})
		}
		r.Weak = append(r.Weak, skills...)
	}
	r.Levels = map[learner.SkillID]float64{}
	for name, level := range p.CurrentSkillLevel {
		for _, skill := range s.skills(string(name)) { // one that nobody knows says nothing
			r.Levels[skill] = level
		}
	}
	s.usual(p.Context, &r)
	if f := p.Preferences; f != nil {
		r.Difficulty, r.TimeLimitMs = int8(f.Difficulty), f.TimeLimitMs
		for _, name := range f.Subjects {
			r.Subjects = append(r.Subjects, s.Questions.SubjectNamed(string(name)))
		}
	}
	if len(faults) > 0 {
		return r, rpc.InvalidParams(faults...)
	}
	return r, nil
}

// skills are those that a name means: one skill, or all of a subject.
func (s *Service) skills(name string) []learner.SkillID {
	if code, known := s.Questions.NamedSkill(name); known {
		return []learner.SkillID{learner.Skill(code)}
	}
	var out []learner.SkillID
	for _, code := range s.Questions.SkillsOf(s.Questions.SubjectNamed(name)) {
		out = append(out, learner.Skill(code))
	}
	return out
}

// usual takes what a student says of the last results for all skills that the
// student has said nothing else of, and goals that name a skill or subject for
// what the student wants to work on. Other goals are for people.
func (s *Service) usual(c *schema.RecommendationContext, r *choose.Request) {
	if c == nil {
		return
	}
	for _, goal := range c.StudyGoals {
		r.Weak = append(r.Weak, s.skills(goal)...)
	}
	if len(c.RecentPerformance) == 0 {
		return
	}
	sum := 0.0
	for _, x := range c.RecentPerformance {
		sum += x
	}
	for _, w := range r.Exam {
		if _, said := r.Levels[w.Skill]; !said {
			r.Levels[w.Skill] = sum / float64(len(c.RecentPerformance))
		}
	}
}

// sittingSeed keeps chance the same for one student within a sitting.
func sittingSeed(user string, at time.Time) uint64 {
	h := fnv.New64a()
	fmt.Fprintf(h, "%s\x00%d", user, at.UnixMilli())
	return h.Sum64()
}
