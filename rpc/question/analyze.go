package question

import (
	"context"

	"prepwire/rpc"
	"prepwire/schema"
)

// analyze explains how to go about a question.
func (s *Service) analyze(ctx context.Context, p schema.QuestionAnalyzeParams) (schema.QuestionAnalyzeResult, error) {
	return s.Analyze(ctx, p)
}

// Analyze is question.analyze for methods of other namespaces that bring a
// question, such as a screenshot. It must run within a call; the calling
// connection hears of it as it does of question.analyze. Faults of the params
// have the pointers of question.analyze.
func (s *Service) Analyze(ctx context.Context, p schema.QuestionAnalyzeParams) (schema.QuestionAnalyzeResult, error) {
	call, who := caller(ctx)
	m, err := s.matter(ctx, who, p)
	if err != nil {
		return schema.QuestionAnalyzeResult{}, err
	}
	if m.requestID == "" {
		m.requestID, _ = call.IdempotencyID(0)
	}
	told := newInsights(call, m)
	told.refuse = func(read string) error { return s.RefuseContested(ctx, read) }
	e, err := s.analyst.explain(ctx, m, told)
	if err != nil {
		return schema.QuestionAnalyzeResult{}, err
	}
	told.progress(95, saving, "Looking for similar questions")
	a := s.analysis(m, e)
	a.SimilarQuestionIDs = s.similar(ctx, who, m, a)
	result := schema.QuestionAnalyzeResult{RequestID: m.requestID, Analysis: a}
	s.announceAnalysis(ctx, call, result)
	return result, nil
}

// analysis is what the model wrote, in the words of the taxonomy. Of a question
// of ours, what we know counts.
func (s *Service) analysis(m matter, e explained) schema.Analysis {
	a := schema.Analysis{Strategy: e.Strategy, Steps: orEmpty(e.Steps), Pitfalls: orEmpty(e.Pitfalls)}
	if q := m.known; q != nil {
		a.Stem, a.Options = q.Stem, viewOptions(q.Options)
		a.Subject, a.Skill, a.Difficulty = q.Subject, q.Skill, difficultyOf(q.DifficultyLevel)
		return a
	}
	a.Stem, a.Difficulty = e.Stem, schema.Difficulty(e.Difficulty)
	for i, text := range e.Options {
		a.Options = append(a.Options, schema.Option{ID: letter(i), Text: text})
	}
	a.Subject, a.Skill = s.syllabus.nearest(e.Subject, e.Skill)
	return a
}

// announceAnalysis tells all devices of the caller. The model was paid by now,
// so it happens even if the caller has just gone, and without live delivery the
// call still succeeds.
func (s *Service) announceAnalysis(ctx context.Context, call *rpc.Call, r schema.QuestionAnalyzeResult) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), announceWithin)
	defer cancel()
	err := rpc.Emit(ctx, s.bus, rpc.UserTopic(call.Identity().UserID), schema.QuestionAnalyzed.Notice,
		schema.QuestionAnalyzedParams{RequestID: r.RequestID, Analysis: r.Analysis, By: call.ConnectionID()})
	if err != nil {
		s.log.WarnContext(ctx, "announce an analysis", "err", err)
	}
}
