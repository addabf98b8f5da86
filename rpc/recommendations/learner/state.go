package learner

import "unsafe"

// State is what the model remembers of a student: the fold of the student's own
// answers, in their order, under one Params. The zero State is a new student.
//
// It is a value of 96 bytes and 28 a skill, never shared: guard it as you would a
// map. Under other Params it means nothing; fold the answers again. At most 256
// skills are remembered, and the one left alone longest is forgotten.
type State struct {
	at       int64 // of the last answer with a time, ms
	mean     float32
	variance float32
	fast     float32 // moving averages of outcomes: 0.4, 0.1 and 0.03 of each new one
	middle   float32
	slow     float32
	surprise float32 // moving average of outcome less what the filter expected
	speed    float32 // log of time taken over time expected, of this student
	pace     float32 // the same of the last answer, 0 unknown
	right    uint32
	wrong    uint32
	streak   int16 // right ones in a row, or wrong ones when negative
	sitting  uint16
	self     uint16 // self-reported answers not yet won back
	paces    uint16 // how many times speed rests on, held at 50
	tries    tries  // the last questions
	skills   []skillState
}

const maxRemembered = 256

// Answers returns how many answers the state is made of, self-reported ones
// included.
func (s *State) Answers() int { return int(s.right) + int(s.wrong) }

// Skills returns the skills the student has practised, in the order they were
// first met. The slice is new.
func (s *State) Skills() []SkillID {
	ids := make([]SkillID, len(s.skills))
	for i := range s.skills {
		ids[i] = s.skills[i].id
	}
	return ids
}

// Size returns how many bytes of memory the state takes.
func (s *State) Size() int {
	return int(unsafe.Sizeof(*s)) + cap(s.skills)*int(unsafe.Sizeof(skillState{}))
}

// Streak returns how many answers in a row were right, or wrong when negative.
func (s *State) Streak() int { return int(s.streak) }

// Clone returns a copy that shares nothing.
func (s *State) Clone() State {
	c := *s
	c.skills = append([]skillState(nil), s.skills...)
	return c
}

// Since returns how many answers the student gave after the last one on a skill;
// ok is false when the skill was never practised.
func (s *State) Since(skill SkillID) (answers int, ok bool) {
	k := s.skill(skill)
	if k == nil {
		return s.Answers(), false
	}
	return int(s.since(k)), true
}

func (s *State) skill(id SkillID) *skillState {
	for i := range s.skills {
		if s.skills[i].id == id {
			return &s.skills[i]
		}
	}
	return nil
}

// room returns the entry of a skill, made when there is none.
func (s *State) room(id SkillID) *skillState {
	if k := s.skill(id); k != nil {
		return k
	}
	if n := len(s.skills); n < maxRemembered {
		if n == cap(s.skills) {
			s.skills = grown(s.skills)
		}
		s.skills = append(s.skills, skillState{id: id})
		return &s.skills[n]
	}
	oldest := 0
	for i := range s.skills {
		if s.since(&s.skills[i]) > s.since(&s.skills[oldest]) {
			oldest = i
		}
	}
	s.skills[oldest] = skillState{id: id}
	return &s.skills[oldest]
}
