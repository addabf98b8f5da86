package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
	"prepwire/schema"
)

// chat is a gateway that talks through a fake server, and a caller.
func chat(t *testing.T, replies ...geminitest.Reply) (*geminitest.Server, *running, *caller) {
	t.Helper()
	fake := geminitest.New(t)
	fake.Script(replies...)
	dir := t.TempDir()
	r := start(t, dir, "GEMINI_BASE_URL="+fake.URL(), "GEMINI_API_KEY="+strings.Repeat("k", 39), "LIMIT_AI_PER_USER=0")
	return fake, r, r.dial(tokenFor(t, dir, nil, "--user", "bob"))
}

// said calls coaching.send.
func said(c *caller) message { return c.call("coaching.send", `{"message":"How do I begin?"}`) }

// send sends a frame.
func send(t *testing.T, c *caller, frame string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := c.ws.Write(ctx, websocket.MessageText, []byte(frame)); err != nil {
		t.Fatal(err)
	}
}

func pieces(texts ...string) (chunks []geminitest.Chunk) {
	for _, text := range texts {
		chunks = append(chunks, geminitest.Chunk{Text: text})
	}
	chunks[len(chunks)-1].Finish = 1
	return chunks
}

func TestChatIsStreamed(t *testing.T) {
	seen := make(chan struct{})
	fake, r, c := chat(t, func(x *geminitest.Exchange) {
		x.Head(200, "application/json; charset=UTF-8")
		x.Write("[" + geminitest.Chunk{Text: "Begin with "}.JSON())
		x.Await(seen)
		x.Write("," + geminitest.Chunk{Text: "the brackets.", Finish: 1}.JSON() + "]")
	})
	if m := c.call("system.ping", `{}`); m.Error != nil {
		t.Fatal(m.Error)
	}
	send(t, c, `{"jsonrpc":"2.0","id":900,"method":"coaching.send","params":{"message":"How?","_meta":{"progressToken":"p"}}}`)
	opened := false
	for {
		m, err := c.read()
		if err != nil {
			t.Fatal(err)
		}
		if m.ID == 900 {
			if m.Error != nil || !strings.Contains(string(m.Result), `"message":"Begin with the brackets."`) || !opened {
				t.Errorf("got %+v", m)
			}
			break
		}
		if m.Method == "$/progress" && strings.Contains(string(m.Params), `"text":"Begin with"`) && !opened {
			opened = true
			close(seen) // the first words are here while the model is still writing
		}
	}
	if body := fake.Calls()[0].Body; body.GenerationConfig["responseSchema"] != nil || !strings.Contains(body.Contents[0].Parts[0].Text, `"message":"How?"`) {
		t.Errorf("sent %s", fake.Calls()[0].Raw)
	}
	c.ws.CloseNow()
	r.stop()
}

// A stream that is cut is begun anew, once; then the reply is refused.
func TestCutChat(t *testing.T) {
	cut := func(x *geminitest.Exchange) {
		x.Head(200, "application/json; charset=UTF-8")
		x.Write("[" + geminitest.Chunk{Text: "Begin wi"}.JSON())
		x.Cut()
	}
	fake, r, c := chat(t, cut, geminitest.Chunks(pieces("Begin with ", "the brackets.")...), cut, cut)
	m := said(c)
	if m.Error != nil || !strings.Contains(string(m.Result), "Begin with the brackets.") {
		t.Errorf("got %+v", m)
	}
	m = said(c)
	if m.Error == nil || m.Error.Data.Reason != string(schema.AIBadOutput) && m.Error.Data.Reason != string(schema.AIUnavailable) {
		t.Errorf("cut twice: %+v", m)
	}
	if n := len(fake.Calls()); n != 4 {
		t.Errorf("%d requests", n)
	}
	var page schema.MessagePage
	c.result("coaching.list", `{}`, &page)
	if len(page.Items) != 3 || page.Unread != 1 {
		t.Errorf("kept is %+v: what the student said stays", page)
	}
	c.ws.CloseNow()
	r.stop()
}

func TestChatRefusals(t *testing.T) {
	_, r, c := chat(t, geminitest.Chunks(geminitest.Chunk{Block: "SAFETY"}),
		geminitest.QuotaExceeded("36s", geminitest.Violation{ID: geminitest.PerMinute, Metric: geminitest.Metric, Value: "15", Model: gemini.DefaultModel}))
	if m := said(c); m.Error == nil || m.Error.Code != int(schema.Blocked) || m.Error.Data.Reason != string(schema.AIBlocked) {
		t.Errorf("blocked: %+v", m.Error)
	}
	begun := time.Now()
	for range 2 { // the second time nobody is asked
		m := said(c)
		if m.Error == nil || m.Error.Code != int(schema.QuotaExhausted) || m.Error.Data.RetryAfterMs < 35_900-time.Since(begun).Milliseconds() || m.Error.Data.RetryAfterMs > 37_000 {
			t.Errorf("with the quota used up: %+v", m.Error)
		}
	}
	c.ws.CloseNow()
	r.stop()
}
