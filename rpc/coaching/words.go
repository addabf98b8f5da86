package coaching

import (
	"prepwire/rpc"
	"prepwire/rpc/coaching/triggers"
	"prepwire/store"
)

// words is what a trigger has to say to an answer.
func (s *Service) words(a rpc.Answered, t triggers.Trigger) store.Message {
	m := store.Message{Trigger: string(t), Skill: a.Skill}
	name := a.Skill
	if known, _, ok := s.questions.Skill(a.Skill); ok {
		name = known.Name
	}
	switch t {
	case triggers.Rushing:
		m.Type, m.Skill = typeWarning, ""
		m.Text = "Your last three answers came very quickly and were wrong. Take a breath: read each question to its end, and say what is asked before you choose. A few seconds more are worth it."
	case triggers.WrongStreak:
		way := s.strategyFor(a.Skill, "")
		m.Type = typeStrategy
		m.Text = "Three in a row went wrong on “" + name + "”. That happens; here is a way to go about it.\n" + way.Text + "\n" + numbered(way.Steps)
	case triggers.Slow:
		m.Type, m.QuestionID = typeHint, a.QuestionID
		m.Text = "That one took more than three times as long as is usual. When you are stuck, write down what is given, strike out what cannot be right, mark the question and come back to it at the end."
	case triggers.Streak5:
		m.Type, m.Skill = typeEncouragement, ""
		m.Text = "Five right answers in a row. Well done, keep going."
	case triggers.Streak10:
		m.Type, m.Skill = typeEncouragement, ""
		m.Text = "Ten right answers in a row. That is no luck any more. Are you ready for a harder one?"
	case triggers.Streak20:
		m.Type, m.Skill = typeEncouragement, ""
		m.Text = "Twenty right answers in a row, an excellent run. Try another skill or a higher level now: that is where you gain most."
	case triggers.Mastered:
		m.Type = typeEncouragement
		m.Text = "You have mastered “" + name + "”. Come back to it now and then, so that it stays that way."
	}
	return m
}
