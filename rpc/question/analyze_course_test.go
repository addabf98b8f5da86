package question_test

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/question"
	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// gate is a model that holds its answer back.
type gate struct {
	asked chan struct{} // receives when it was asked
	open  chan struct{} // close it to let the answer through
}

func newGate() gate { return gate{make(chan struct{}, 100), make(chan struct{})} }

func (gate) Name() string { return "gate" }

func (g gate) Write(ctx context.Context, _ question.ModelRequest, on func(question.ModelEvent)) (string, error) {
	g.asked <- struct{}{}
	on(question.ModelEvent{Kind: question.ModelStarted})
	on(question.ModelEvent{Kind: question.ModelText, Text: told()[:60]})
	select {
	case <-g.open:
		return told(), nil
	case <-ctx.Done():
		return "", fmt.Errorf("write: %w", ctx.Err())
	}
}

func TestAnalyzeIsCancelled(t *testing.T) {
	model := newGate()
	h := open(t, model)
	c := h.as(t, "alice")
	c.Send(`{"jsonrpc":"2.0","method":"question.analyze","params":{"text":"What is x?","requestId":"r"},"id":"a"}`)
	<-model.asked
	c.Send(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"a"}}`)
	var r struct {
		ID    any
		Error struct{ Code schema.Code }
	}
	for r.ID != "a" {
		if err := json.Unmarshal(c.Receive(), &r); err != nil {
			t.Fatal(err)
		}
	}
	if r.Error.Code != schema.Cancelled || len(h.events(t, "alice")) != 0 {
		t.Errorf("got %+v, %d events", r, len(h.events(t, "alice")))
	}
}

func TestAnalyzeProgress(t *testing.T) {
	model := newGate()
	c := open(t, model).as(t, "alice")
	c.Send(`{"jsonrpc":"2.0","method":"question.analyze","params":{"text":"What is x?","_meta":{"progressToken":"p"}},"id":"a"}`)
	<-model.asked
	var stages []string
	last := -1.0
	for {
		frame := c.Receive()
		var n struct {
			ID     any
			Method string
			Params schema.Progress
		}
		if err := json.Unmarshal(frame, &n); err != nil {
			t.Fatal(err)
		}
		if n.ID == "a" {
			break
		}
		if n.Method != "$/progress" {
			continue
		}
		if n.Params.Progress <= last || n.Params.Total != 100 || string(n.Params.Token) != `"p"` {
			t.Errorf("after %v came %s", last, frame)
		}
		last = n.Params.Progress
		if stages = append(stages, n.Params.Stage); n.Params.Stage == "writing" {
			select {
			case <-model.open:
			default:
				close(model.open)
			}
		}
	}
	if text := strings.Join(stages, " "); !strings.Contains(text, "writing") {
		t.Errorf("stages %s", text)
	}
}

// TestPicturesAreLetGo: while the model works, a call holds neither the frame,
// nor the base64, nor the file, nor the pixels.
func TestPicturesAreLetGo(t *testing.T) {
	model := newGate()
	h := open(t, model)
	c := h.as(t, "alice")
	image := screen(t, 1800, 600) // of noise
	if len(image) < 1<<20 {
		t.Fatalf("the picture is small: %d", len(image))
	}
	frame := `{"jsonrpc":"2.0","method":"question.analyze","params":{"image":"` + image + `"},"id":%d}`
	const calls = 4
	before := heap()
	for i := range calls {
		c.Send(fmt.Sprintf(frame, i))
	}
	for range calls {
		<-model.asked
	}
	tick, late := time.NewTicker(5*time.Millisecond), time.After(rpctest.Patience)
	defer tick.Stop()
	for grown := heap() - before; grown > calls*int64(len(image))/2; grown = heap() - before {
		select {
		case <-tick.C: // somebody may still have to let go
		case <-late:
			t.Fatalf("%d calls with %d KiB each hold %d KiB", calls, len(image)>>10, grown>>10)
		}
	}
	close(model.open)
	for range calls {
		for !strings.Contains(string(c.Receive()), `"analysis"`) {
		}
	}
}

// heap is what is reachable.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
