package question

import (
	"context"
	"strings"

	"prepwire/rpc"
	"prepwire/schema"
)

// taxonomy lists what can be practised, in one exam or in all.
func (s *Service) taxonomy(_ context.Context, p schema.TaxonomyParams) (schema.Taxonomy, error) {
	if p.ExamType == "" {
		return schema.Taxonomy{Exams: s.syllabus.exams}, nil
	}
	exam := s.syllabus.exam(string(p.ExamType))
	if exam == nil {
		return schema.Taxonomy{}, rpc.InvalidParam("/examType", "must be one of "+strings.Join(s.syllabus.codes(), ", "))
	}
	return schema.Taxonomy{Exams: []schema.Exam{*exam}}, nil
}
