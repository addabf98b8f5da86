package question

import (
	"slices"
	"strings"
	"time"

	"prepwire/rpc"
	"prepwire/rpc/question/partial"
	"prepwire/schema"
)

// insightParts are the parts of an analysis that are told while they are
// written.
var insightParts = []string{"stem", "options", "strategy", "steps", "pitfalls"}

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
}

// hear follows the model.
func (n *insights) hear(e ModelEvent) {
	switch e.Kind {
	case ModelQueued:
		n.progress(1, queued, "Waiting for the model")
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
	if n.m.known == nil && (len(members) == 0 || members[0] != partial.Member{Name: "found", Text: foundQuestion, Whole: true}) {
		return
	}
	for _, p := range members {
		if !slices.Contains(insightParts, p.Name) || p.Text == "" || p.Text == n.told[p.Name] || len(p.Text) > 4*maxSteps*maxStep || n.m.unfit(p.Text) != "" {
			continue
		}
		n.told[p.Name] = p.Text
		n.call.Notify(schema.QuestionInsight.Notice, string(n.m.requestID)+"\x00"+p.Name,
			schema.QuestionInsightParams{RequestID: n.m.requestID, Part: p.Name, Text: p.Text})
	}
	n.progress(5+80*float64(len(n.told))/float64(len(insightParts)+1), writing, "The model is writing")
}

func (n *insights) progress(percent float64, stage, message string) {
	n.call.Progress(schema.Progress{Progress: percent, Total: 100, Stage: stage, Message: message})
}
