package coaching

import (
	"context"

	"prepwire/rpc"
	"prepwire/rpc/coaching/strategies"
	"prepwire/schema"
	"prepwire/store"
)

// strategy says how to go about a question or a skill.
func (s *Service) strategy(ctx context.Context, p schema.StrategyParams) (schema.Strategy, error) {
	skill, subject, known := s.questions.Skill(string(p.Skill))
	switch {
	case p.Skill == "" && p.QuestionID == "":
		return schema.Strategy{}, rpc.InvalidParam("/questionId", "must be there when skill is not")
	case p.Skill != "" && !known:
		return schema.Strategy{}, rpc.InvalidParam("/skill", "must be a skill of the taxonomy, such as ALG1; question.taxonomy lists them")
	}
	var q store.Question
	if p.QuestionID != "" {
		var err error
		if q, err = s.questions.Find(ctx, p.QuestionID); err != nil {
			return schema.Strategy{}, err
		}
	}
	var way strategies.Strategy
	var err error
	if p.Skill != "" {
		way, err = s.wayOfSkill(ctx, skill, subject)
	} else {
		way, err = s.wayOfQuestion(ctx, q)
	}
	if err != nil {
		return schema.Strategy{}, err
	}
	return schema.Strategy{Strategy: way.Text, Steps: way.Steps, Pitfalls: way.Pitfalls}, nil
}

// wayOfSkill is the strategy for a skill: ours, else the model's, else that of
// the subject.
func (s *Service) wayOfSkill(ctx context.Context, skill schema.Skill, subject string) (strategies.Strategy, error) {
	if way, ok := strategies.ForSkill(skill.Code); ok {
		return way, nil
	}
	way, ok, err := written(ctx, s, &s.ways, TaskStrategy, derivedID("skill", skill.Code, skill.Name, subject),
		func(ctx context.Context) (strategies.Strategy, error) {
			return s.writeStrategy(ctx, lessonMatter{Subject: subject, Skill: skill.Name}, nil)
		})
	if err == nil && !ok {
		way = strategies.ForSubject(subject)
	}
	return way, err
}

// wayOfQuestion is the strategy for a question: the model's, else that of its
// skill.
func (s *Service) wayOfQuestion(ctx context.Context, q store.Question) (strategies.Strategy, error) {
	way, ok, err := written(ctx, s, &s.ways, TaskStrategy, matterOf(q), func(ctx context.Context) (strategies.Strategy, error) {
		return s.writeStrategy(ctx, s.lesson(q), &q)
	})
	if err == nil && !ok {
		way = s.strategyFor(q.Skill, q.Subject)
	}
	return way, err
}
