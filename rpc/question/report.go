package question

import (
	"context"
	"fmt"

	"prepwire/rpc"
	"prepwire/schema"
	"prepwire/store"
)

// report keeps what a user finds wrong with a question. There is one report a
// user, question and type; a repeat answers the first.
func (s *Service) report(ctx context.Context, p schema.QuestionReportParams) (schema.Report, error) {
	call, who := caller(ctx)
	q, err := s.find(ctx, who, p.QuestionID)
	if err != nil {
		return schema.Report{}, err
	}
	if message := textFault(p.Description, false); message != "" {
		return schema.Report{}, rpc.InvalidParam("/description", message)
	}
	id, _ := call.IdempotencyID(0)
	kept, err := s.store.AddReport(ctx, store.Report{
		ID:          string(id),
		QuestionID:  q.ID,
		UserID:      who.UserID,
		Type:        string(p.Type),
		Description: p.Description,
		At:          s.now(),
	})
	if err != nil {
		return schema.Report{}, fmt.Errorf("report question: %w", err)
	}
	return viewReport(kept), nil
}
