package question

import (
	"time"

	"prepwire/rpc"
	"prepwire/schema"
)

// Stages of a generation.
const (
	queued   = "queued"
	writing  = "writing"
	checking = "checking"
	saving   = "saving"
)

// step is how far a generation is.
type step struct {
	stage   string
	percent int64
	message string
	eta     time.Duration // until the model can start
}

// teller hears how far a generation is. It does not block.
type teller func(step)

// teller tells the calling connection, and the call's progressToken if there is
// one. The percentage only rises. The model's text is never told: it holds the
// keys.
func (o order) teller(call *rpc.Call) teller {
	var last step
	return func(now step) {
		now.percent = max(now.percent, last.percent)
		if now == last {
			return
		}
		last = now
		call.Notify(schema.QuestionGenerating.Notice, string(o.requestID), schema.QuestionGeneratingParams{
			RequestID: o.requestID,
			Stage:     now.stage,
			Percent:   now.percent,
			Message:   now.message,
			EtaMs:     now.eta.Milliseconds(),
		})
		call.Progress(schema.Progress{
			Progress: float64(now.percent), Total: 100, Stage: now.stage, Message: now.message,
		})
	}
}
