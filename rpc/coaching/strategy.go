package coaching

import (
	"context"

	"prepwire/rpc"
	"prepwire/rpc/coaching/strategies"
	"prepwire/schema"
)

// strategy says how to go about a question or a skill.
func (s *Service) strategy(ctx context.Context, p schema.StrategyParams) (schema.Strategy, error) {
	var way strategies.Strategy
	switch skill, _, known := s.questions.Skill(string(p.Skill)); {
	case p.Skill == "" && p.QuestionID == "":
		return schema.Strategy{}, rpc.InvalidParam("/questionId", "must be there when skill is not")
	case p.Skill != "" && !known:
		return schema.Strategy{}, rpc.InvalidParam("/skill", "must be a skill of the taxonomy, such as ALG1; question.taxonomy lists them")
	case p.Skill != "":
		way = s.strategyFor(skill.Code, "")
	}
	if p.QuestionID != "" {
		q, err := s.questions.Find(ctx, p.QuestionID)
		if err != nil {
			return schema.Strategy{}, err
		}
		if p.Skill == "" {
			way = s.strategyFor(q.Skill, q.Subject)
		}
	}
	return schema.Strategy{Strategy: way.Text, Steps: way.Steps, Pitfalls: way.Pitfalls}, nil
}
