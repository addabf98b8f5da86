package question

import (
	"prepwire/schema"
	"prepwire/store"
)

// view is a question as students see it.
func view(q store.Question) schema.Question {
	return schema.Question{
		ID:              schema.ID(q.ID),
		ExamType:        schema.Code64(q.ExamType),
		Subject:         schema.Code64(q.Subject),
		Skill:           schema.Code64(q.Skill),
		Difficulty:      difficultyOf(q.DifficultyLevel),
		DifficultyLevel: int64(q.DifficultyLevel),
		QuestionType:    schema.QuestionType(q.QuestionType),
		Passage:         q.Passage,
		Stem:            q.Stem,
		Options:         viewOptions(q.Options),
		TimeLimitMs:     q.TimeLimitMs,
		Tags:            orEmpty(q.Tags),
		Provider:        schema.Provider(q.Provider),
		Model:           q.Model,
		Visibility:      schema.Visibility(q.Visibility),
		Verified:        q.Verified,
		Version:         int64(q.Version),
		CreatedBy:       q.CreatedBy,
		CreatedAt:       schema.Time{Time: q.CreatedAt},
	}
}

func views(qs []store.Question) []schema.Question {
	out := make([]schema.Question, len(qs))
	for i, q := range qs {
		out[i] = view(q)
	}
	return out
}

func viewOptions(options []store.Option) []schema.Option {
	var out []schema.Option
	for _, o := range options {
		out = append(out, schema.Option{ID: o.ID, Text: o.Text})
	}
	return out
}

func viewReport(r store.Report) schema.Report {
	return schema.Report{
		ID:          schema.ID(r.ID),
		QuestionID:  schema.ID(r.QuestionID),
		Type:        schema.ReportType(r.Type),
		Description: r.Description,
		CreatedAt:   schema.Time{Time: r.At},
	}
}

// orEmpty is l, never nil: the contract has a list there.
func orEmpty(l []string) []string {
	if l == nil {
		return []string{}
	}
	return l
}
