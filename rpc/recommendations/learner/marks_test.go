package learner

import "testing"

// Only the lower bits of an ordinal are kept: distances stay right when the count
// of answers runs over them.
func TestDistancesOutliveTheMarks(t *testing.T) {
	p := Default()
	for _, right := range []uint32{0, ordinals - 3, ordinals, 3 * (ordinals + 1)} {
		s := State{right: right}
		for i, skill := range []SkillID{1, 2, 2, 2, 2, 2} {
			p.Update(&s, Answer{Question: Question{Skills: []SkillID{skill}}, Correct: i%2 == 0, SelfReported: i == 0})
		}
		k := s.skill(1)
		if n, ok := s.Since(1); n != 5 || !ok {
			t.Errorf("after %d answers: %d since the first skill, want 5", right, n)
		}
		if n, ok := s.Since(2); n != 0 || !ok {
			t.Errorf("after %d answers: %d since the last skill, want 0", right, n)
		}
		if !k.last() || k.self() != 1 || k.checked() != 0 || s.skill(2).checked() != 5 || s.skill(2).last() {
			t.Errorf("after %d answers: %+v", right, s.skills)
		}
	}
}
