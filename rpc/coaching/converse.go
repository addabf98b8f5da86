package coaching

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"prepwire/rpc"
	"prepwire/schema"
)

// chatTries is how often the model is asked: what tells an answer that the
// student has not earned, or says nothing, is asked for once more.
const chatTries = 2

// maxReply is how many characters of a reply are kept.
const maxReply = 8000

// reserve is what a call keeps of its time for what follows the model.
const reserve = 2 * time.Second

// converse asks the model and checks what it says, while the call's
// progressToken, if there is one, hears it.
func (s *Service) converse(ctx context.Context, call *rpc.Call, t topic, message string) (string, error) {
	asking, cancel := budget(ctx)
	defer cancel()
	told := &telling{call: call, topic: t}
	fault := ""
	for range chatTries {
		r, err := t.request(message, fault)
		if err != nil {
			return "", err
		}
		told.begin()
		text, err := s.model.Say(asking, r, told.event)
		if err != nil {
			return "", refuse(ctx, err)
		}
		text = shortened(plain(text), maxReply)
		if fault = t.unfit(text); fault == "" {
			told.finish(text)
			return text, nil
		}
		s.log.WarnContext(ctx, "the model's reply did not do", "fault", fault)
	}
	return "", rpc.Refuse(schema.AIBadOutput, rpc.Because(errors.New(fault)))
}

// unfit says why a reply must not be shown, empty for no reason.
func (t topic) unfit(text string) string {
	switch {
	case text == "":
		return "the reply was empty"
	case t.question != nil && !t.attempted && keyOf(*t.question).ToldBy(text):
		return "the reply told the answer, which the student has yet to find"
	}
	return ""
}

// budget is ctx with an end that leaves the reserve.
func budget(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end.Add(-reserve))
}

// tellEvery bounds how often what the model has said is read and told.
const tellEvery = 100 * time.Millisecond

// telling streams a reply. Nothing is told that a whole reply would be refused
// for.
type telling struct {
	call  *rpc.Call
	topic topic
	step  float64 // progress: it only rises
	last  time.Time
	text  strings.Builder
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
			t.tell(t.text.String())
		}
	}
}

// tell tells what there is so far. While the key must not be told, a sentence
// waits for its end: it could tell the key up to its last letter before it can
// be seen to tell it.
func (t *telling) tell(text string) {
	if t.topic.question != nil && !t.topic.attempted {
		text = sentences(text)
	}
	text = shortened(plain(text), maxReply)
	if t.topic.unfit(text) == "" {
		t.say("writing", "The tutor is writing", text)
	}
}

// finish tells the whole of it.
func (t *telling) finish(text string) { t.say("saving", "Keeping the reply", text) }

func (t *telling) say(stage, message, text string) {
	t.step++
	t.call.Progress(schema.Progress{Progress: t.step, Stage: stage, Message: message, Text: text})
}
