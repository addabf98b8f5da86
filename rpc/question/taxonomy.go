package question

import (
	"context"

	"prepwire/schema"
)

// taxonomy lists what can be practised, in one exam or in all. Names of exams
// are free, so an unknown one is no fault: there is just nothing of it, as in a
// list of its questions.
func (s *Service) taxonomy(_ context.Context, p schema.TaxonomyParams) (schema.Taxonomy, error) {
	if p.ExamType == "" {
		return schema.Taxonomy{Exams: s.syllabus.exams}, nil
	}
	exam := s.syllabus.exam(string(p.ExamType))
	if exam == nil {
		return schema.Taxonomy{Exams: []schema.Exam{}}, nil
	}
	return schema.Taxonomy{Exams: []schema.Exam{*exam}}, nil
}
