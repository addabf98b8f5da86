package geminitest

import (
	"encoding/json"
	"net"
	"net/http"
	"strings"
	"time"
)

// A Reply answers one call, by way of the exchange. Those of this package suit
// both kinds of call. The function may be called many times at once when the same
// reply is used for many calls.
type Reply func(*Exchange)

// An Exchange is one call being answered. Until Header or the first Write is
// called, nothing has been sent.
type Exchange struct {
	Call   *Call
	w      http.ResponseWriter
	r      *http.Request
	server *Server
}

// Head sends the status and the content type now.
func (x *Exchange) Head(status int, contentType string) {
	x.w.Header().Set("Content-Type", contentType)
	x.w.WriteHeader(status)
	x.flush()
}

// Header returns the headers to be sent.
func (x *Exchange) Header() http.Header { return x.w.Header() }

// Write sends the text now, in a write of its own.
func (x *Exchange) Write(text string) {
	// A client that has gone away is no fault of the script.
	_, _ = x.w.Write([]byte(text))
	x.flush()
}

func (x *Exchange) flush() {
	if f, ok := x.w.(http.Flusher); ok {
		f.Flush()
	}
}

// Gone is closed when the client has gone away.
func (x *Exchange) Gone() <-chan struct{} { return x.r.Context().Done() }

// Await waits until the channel is closed, the client has gone away, or the
// server closes. A nil channel waits for the latter two.
func (x *Exchange) Await(until <-chan struct{}) {
	select {
	case <-until:
	case <-x.Gone():
	case <-x.server.closing:
	}
}

// Pause waits for a time, by the server's clock, or less when the client goes away
// or the server closes.
func (x *Exchange) Pause(d time.Duration) {
	x.server.mu.Lock()
	clock := x.server.clock
	x.server.mu.Unlock()
	if clock != nil {
		x.pauseBy(clock, d)
		return
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-x.Gone():
	case <-x.server.closing:
	}
}

func (x *Exchange) pauseBy(clock *Clock, d time.Duration) {
	over := make(chan struct{})
	stop := clock.AfterFunc(d, func() {
		x.server.park(-1)
		close(over)
	})
	x.server.park(1) // not before: who sees it may move the clock
	select {
	case <-over:
		return
	case <-x.Gone():
	case <-x.server.closing:
	}
	if stop() {
		x.server.park(-1)
	}
}

// Cut closes the connection in the middle of the answer. It does not return.
func (x *Exchange) Cut() { panic(http.ErrAbortHandler) }

// Reset resets the connection (RST). The reply must end after it.
func (x *Exchange) Reset() {
	h, ok := x.w.(http.Hijacker)
	if !ok {
		x.Cut()
	}
	conn, _, err := h.Hijack()
	if err != nil {
		x.Cut()
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// A Chunk is a whole answer, or one element of a stream. Zero fields are left out.
type Chunk struct {
	Text   string
	Parts  []string // raw JSON, after the text
	Finish any      // finishReason, as a number or a name
	Block  any      // promptFeedback.blockReason, as a number or a name
	Usage  *Usage
	Bare   bool // a candidate without content
	Raw    string
}

// Usage is the token count of an answer.
type Usage struct {
	Prompt   int `json:"promptTokenCount"`
	Cached   int `json:"cachedContentTokenCount,omitempty"`
	Output   int `json:"candidatesTokenCount"`
	Thoughts int `json:"thoughtsTokenCount,omitempty"`
	Total    int `json:"totalTokenCount"`
}

// JSON renders the chunk; Raw, when set, is the rendering.
func (c Chunk) JSON() string {
	if c.Raw != "" {
		return c.Raw
	}
	out := map[string]any{"modelVersion": "fake-1"}
	if c.Block != nil {
		out["promptFeedback"] = map[string]any{"blockReason": c.Block}
	}
	if c.Usage != nil {
		out["usageMetadata"] = c.Usage
	}
	var parts []json.RawMessage
	if c.Text != "" {
		parts = append(parts, json.RawMessage(`{"text":`+quote(c.Text)+`}`))
	}
	for _, p := range c.Parts {
		parts = append(parts, json.RawMessage(p))
	}
	if len(parts) > 0 || c.Finish != nil || c.Bare {
		candidate := map[string]any{"index": 0, "safetyRatings": []any{map[string]any{"category": 7, "probability": 1}}}
		if c.Finish != nil {
			candidate["finishReason"] = c.Finish
		}
		if len(parts) > 0 {
			candidate["content"] = map[string]any{"role": "model", "parts": parts}
		}
		out["candidates"] = []any{candidate}
	}
	return mustJSON(out)
}

func quote(text string) string { return mustJSON(text) }

// mustJSON encodes values made of maps, slices, strings and numbers. Anything
// else in a script is a mistake of the script.
func mustJSON(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic("geminitest: " + err.Error())
	}
	return string(data)
}

// Text answers with the text, whole: finish reason STOP and a usage of 10 tokens in
// and 5 out.
func Text(text string) Reply {
	return Chunks(Chunk{Text: text, Finish: 1, Usage: &Usage{Prompt: 10, Output: 5, Total: 15}})
}

// Chunks answers a stream with the chunks, each in a write of its own, and a
// single call with the first chunk.
func Chunks(chunks ...Chunk) Reply {
	return func(x *Exchange) {
		x.Head(http.StatusOK, "application/json; charset=UTF-8")
		if !x.Call.Stream {
			x.Write(chunks[0].JSON())
			return
		}
		x.Write("[" + chunks[0].JSON())
		for _, c := range chunks[1:] {
			x.Write(",\r\n" + c.JSON())
		}
		x.Write("]")
	}
}

// Paced is Chunks with a pause before each chunk but the first.
func Paced(pause time.Duration, chunks ...Chunk) Reply {
	return func(x *Exchange) {
		x.Head(http.StatusOK, "application/json; charset=UTF-8")
		open := "["
		for i, c := range chunks {
			if i > 0 {
				x.Pause(pause)
			}
			x.Write(open + c.JSON())
			open = ",\r\n"
		}
		x.Write("]")
	}
}

// Raw answers with the body as it is, each piece in a write of its own.
func Raw(status int, contentType string, body ...string) Reply {
	return func(x *Exchange) {
		x.Head(status, contentType)
		for _, piece := range body {
			x.Write(piece)
		}
	}
}

// Elements renders chunks as the array of a stream, for use with Raw.
func Elements(chunks ...Chunk) string {
	all := make([]string, len(chunks))
	for i, c := range chunks {
		all[i] = c.JSON()
	}
	return "[" + strings.Join(all, ",\r\n") + "]"
}

// Stall sends nothing at all until the client goes away.
func Stall() Reply {
	return func(x *Exchange) { x.Await(nil) }
}
