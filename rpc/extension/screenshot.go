package extension

import (
	"context"
	"errors"

	"prepwire/rpc"
	"prepwire/schema"
)

// screenshot has a screenshot analysed as question.analyze has an image.
func (s *Service) screenshot(ctx context.Context, p schema.ScreenshotParams) (schema.QuestionAnalyzeResult, error) {
	r, err := s.analyze(ctx, schema.QuestionAnalyzeParams{Image: p.Screenshot, URL: p.Metadata.URL})
	var refused *rpc.Error
	if errors.As(err, &refused) {
		for i := range refused.Data.Errors {
			if fault := &refused.Data.Errors[i]; fault.Pointer == "/image" {
				fault.Pointer = "/screenshot"
			}
		}
	}
	return r, err
}
