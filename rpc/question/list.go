package question

import (
	"context"
	"errors"
	"fmt"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// list answers a page of what the caller may see: shared questions that are not
// locked and own ones; an admin sees all. Authors who ask for what is not verified also get
// what was generated for others: it waits for their review.
func (s *Service) list(ctx context.Context, p schema.QuestionListParams) (schema.QuestionPage, error) {
	_, who := caller(ctx)
	page, err := s.store.ListQuestions(ctx, s.filter(who, p), store.Page{Cursor: p.Cursor, Limit: int(p.Limit)})
	if errors.Is(err, store.ErrBadCursor) {
		return schema.QuestionPage{}, rpc.InvalidParam("/cursor", "must be the nextCursor of an earlier page")
	}
	if err != nil {
		return schema.QuestionPage{}, fmt.Errorf("list questions: %w", err)
	}
	return schema.QuestionPage{Items: views(page.Items), NextCursor: page.NextCursor}, nil
}

// filter says it in the words of the store, with normalised names.
func (s *Service) filter(who *auth.Identity, p schema.QuestionListParams) store.QuestionFilter {
	t := s.syllabus.named(string(p.ExamType), string(p.Subject), string(p.Skill))
	low, high := levels(p.Difficulty)
	f := store.QuestionFilter{
		ExamType: t.exam, Subject: t.subject, Skill: t.skill,
		QuestionType: string(p.QuestionType),
		MinLevel:     low, MaxLevel: high,
		Verified: p.Verified, Tag: p.Tag, Text: p.Text,
		VisibleTo:  who.UserID,
		IncludeAll: who.Has(auth.Admin),

		IncludeGenerated: who.Has(auth.Author) && p.Verified != nil && !*p.Verified,
	}
	if p.Mine {
		f.CreatedBy = who.UserID
	}
	return f
}
