package question

import (
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question/partial"
	"prepwire/schema"
)

// insightParts are the parts of an analysis that are told while they are
// written, with the characters that they may have.
var insightParts = map[string]int{
	"stem": maxStem, "options": maxOptions * (maxOption + 1), "strategy": maxStrategy,
	"steps": maxSteps * (maxStep + 1), "pitfalls": maxPitfalls * (maxStep + 1),
}

// insightEvery bounds how often what the model has written is read and told.
const insightEvery = 100 * time.Millisecond

// insights tells the calling connection what the model has written so far, and
// the call's progressToken, if there is one, how far it is. Nothing is told that
// a whole analysis would be refused for.
type insights struct {
	call *rpc.Call
	m    matter
	last time.Time
	text strings.Builder
	told map[string]string

	refuse func(read string) error // what the model has read; nil: nothing is refused
	stop   func()                  // ends the model's writing
	read   *reading                // under way or done; nil: not begun
	wait   sync.WaitGroup          // for readings

	percent float64 // told last
}

func newInsights(call *rpc.Call, m matter) *insights { return &insights{call: call, m: m} }

// begin makes void what was written.
func (n *insights) begin() {
	n.progress(1, queued, "Waiting for the model")
	n.restart()
}

func (n *insights) restart() {
	n.text.Reset()
	n.told = map[string]string{}
	n.read = nil
}

// hear follows the model.
func (n *insights) hear(e ModelEvent) {
	switch e.Kind {
	case ModelQueued:
		n.progress(2, queued, fmt.Sprintf("Waiting for the model, about %.0f s", max(1, e.Wait.Seconds())))
	case ModelAgain:
		n.progress(2, queued, "Asking the model once more")
	case ModelStarted:
		n.restart()
		n.progress(5, writing, "The model is reading")
	case ModelText:
		n.text.WriteString(e.Text)
		if now := time.Now(); now.Sub(n.last) >= insightEvery {
			n.last = now
			n.tell()
		}
	}
}

// finish tells what came since.
func (n *insights) finish() {
	n.tell()
	n.progress(90, checking, "Checking")
}

// tell tells each part that has grown.
func (n *insights) tell() {
	members := partial.Members(n.text.String())
	if n.m.known == nil && !n.cleared(members) {
		return
	}
	for _, p := range members {
		if n.m.known != nil && !p.Whole {
			p.Text = sentences(p.Text)
		}
		if p.Text == n.told[p.Name] || !within(p.Text, 1, insightParts[p.Name]) || n.m.unfit(p.Text) != "" {
			continue
		}
		n.told[p.Name] = p.Text
		n.call.Notify(schema.QuestionInsight.Notice, string(n.m.requestID)+"\x00"+p.Name,
			schema.QuestionInsightParams{RequestID: n.m.requestID, Part: p.Name, Text: p.Text})
	}
	n.progress(5+80*float64(len(n.told))/float64(len(insightParts)+1), writing, "The model is writing")
}

// sentences is a text up to the end of its last sentence or line that has one.
// What is still being written of a question whose key is known waits: it could
// tell the key up to its last letter before it can be seen to tell it.
func sentences(text string) string {
	ends := sentenceEnds.FindAllStringIndex(text, -1)
	if len(ends) == 0 {
		return ""
	}
	return strings.TrimSpace(text[:ends[len(ends)-1][1]])
}

var sentenceEnds = regexp.MustCompile(`[.!?؟।]\s|[。！？]|\n`)

// progress tells how far the analysis is; the percentage only rises.
func (n *insights) progress(percent float64, stage, message string) {
	n.percent = max(n.percent, percent)
	percent = n.percent
	n.call.Progress(schema.Progress{Progress: percent, Total: 100, Stage: stage, Message: message})
}
