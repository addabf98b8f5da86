package question

import (
	"context"
	"errors"
	"log/slog"
	"strings"

	"prepwire/rpc"
	"prepwire/schema"
)

// analyst has a model explain questions.
type analyst struct {
	model    Model
	syllabus *syllabus
	log      *slog.Logger
}

// analystTries is how often the model is asked about one question: what fails
// the checks is asked for once more.
const analystTries = 2

// explain asks the model and checks what it writes. told follows the writing.
func (a *analyst) explain(ctx context.Context, m matter, told *insights) (explained, error) {
	asking, cancel := budget(ctx)
	defer told.wait.Wait()
	defer cancel()
	told.stop = cancel
	var faults []string
	for range analystTries {
		r, err := a.request(m, faults)
		if err != nil {
			return explained{}, err
		}
		told.begin()
		text, err := a.model.Write(asking, r, told.hear)
		if refused := told.refused(); refused != nil {
			return explained{}, refused
		}
		switch {
		case err == nil:
			e, err := readExplained(text)
			if err == nil && m.known == nil {
				if e.Found == foundNone {
					return e, m.notFound()
				}
				if err := told.clear(e); err != nil {
					return e, err
				}
			}
			told.finish()
			fault := "the answer was malformed"
			if err == nil {
				fault = e.check(m)
			}
			if fault == "" {
				return e, nil
			}
			faults = []string{fault}
		case isBadOutput(err):
			faults = []string{"the answer was cut or malformed"}
		default:
			return explained{}, refuse(ctx, err)
		}
		a.log.WarnContext(ctx, "the model's answer did not do", "model", a.model.Name(), "faults", faults, "err", err)
	}
	return explained{}, rpc.Refuse(schema.AIBadOutput, rpc.Because(errors.New(strings.Join(faults, "; "))))
}

// notFound refuses what shows no question, as far as the model can see.
func (m matter) notFound() error {
	var faults []schema.ParamError
	for _, pointer := range m.given {
		faults = append(faults, fault(pointer, "must show an exam question that can be read; none was found"))
	}
	return rpc.InvalidParams(faults...)
}
