package coaching

import (
	"fmt"
	"strings"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
)

// tellEvery bounds how often what the model has said is read and told.
const tellEvery = 100 * time.Millisecond

// telling streams what the model says to the call's progressToken, if there is
// one.
type telling struct {
	call *rpc.Call

	// view is what of an answer so far may be told: nothing that the whole would
	// be refused for. Empty: nothing yet.
	view func(text string) string

	step float64 // progress: it only rises
	last time.Time
	text strings.Builder
}

func (t *telling) begin() {
	t.text.Reset()
	t.say("queued", "Waiting for the model", "")
}

func (t *telling) event(e ModelEvent) {
	switch e.Kind {
	case ModelQueued:
		t.say("queued", fmt.Sprintf("Waiting for the model, about %.0f s", max(1, e.Wait.Seconds())), "")
	case ModelAgain:
		t.say("queued", "Asking the model once more", "")
	case ModelStarted:
		t.text.Reset()
		t.say("writing", "The tutor is thinking", "")
	case ModelText:
		t.text.WriteString(e.Text)
		if now := time.Now(); now.Sub(t.last) >= tellEvery {
			t.last = now
			if text := t.view(t.text.String()); text != "" {
				t.say("writing", "The tutor is writing", text)
			}
		}
	}
}

// finish tells the whole of it.
func (t *telling) finish(text string) { t.say("saving", "Keeping the reply", text) }

func (t *telling) say(stage, message, text string) {
	t.step++
	t.call.Progress(schema.Progress{Progress: t.step, Stage: stage, Message: message, Text: text})
}
