package contest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// user is somebody with a connection, which is read all the while.
type user struct {
	t    testing.TB
	name string
	ws   *websocket.Conn
	done chan struct{} // closed when the connection is over

	mu      sync.Mutex // guards what follows
	calls   int
	waiting map[string]chan rpctest.Reply
	notes   []note
	frames  [][]byte
}

// note is a notification that came.
type note struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
}

func (n note) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(n.Params, v); err != nil {
		t.Fatal(err)
	}
}

func (h *house) user(name string, roles ...string) *user {
	h.t.Helper()
	return h.connected(name, h.As(h.t, name, roles...).Socket())
}

func (h *house) connected(name string, ws *websocket.Conn) *user {
	u := &user{t: h.t, name: name, ws: ws, done: make(chan struct{}), waiting: map[string]chan rpctest.Reply{}}
	go u.read()
	h.t.Cleanup(u.quit)
	return u
}

// quit ends the connection.
func (u *user) quit() {
	_ = u.ws.CloseNow()
	<-u.done
}

func (u *user) read() {
	defer close(u.done)
	for {
		_, data, err := u.ws.Read(context.Background())
		if err != nil {
			return
		}
		var f struct {
			rpctest.Reply
			Params json.RawMessage `json:"params"`
		}
		if err := json.Unmarshal(data, &f); err != nil {
			u.t.Errorf("%v in %s", err, data)
			return
		}
		u.mu.Lock()
		u.frames = append(u.frames, data)
		if f.Method != "" {
			u.notes = append(u.notes, note{f.Method, f.Params})
		} else if waiting := u.waiting[string(f.ID)]; waiting != nil {
			waiting <- f.Reply
		}
		u.mu.Unlock()
	}
}

// begin sends a call and returns where its reply comes.
func (u *user) begin(method string, params any) chan rpctest.Reply {
	u.t.Helper()
	body, isText := params.(string)
	if !isText {
		b, err := json.Marshal(params)
		if err != nil {
			u.t.Fatal(err)
		}
		body = string(b)
	}
	reply := make(chan rpctest.Reply, 1)
	u.mu.Lock()
	u.calls++
	id := strconv.Itoa(u.calls)
	u.waiting[id] = reply
	u.mu.Unlock()
	text := fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s,"id":%s}`, method, body, id)
	ctx, cancel := context.WithTimeout(context.Background(), rpctest.Patience)
	defer cancel()
	if err := u.ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		u.t.Fatalf("%s: %v", method, err)
	}
	return reply
}

// Call calls a method and returns its reply.
func (u *user) Call(method string, params any) rpctest.Reply {
	u.t.Helper()
	reply := u.begin(method, params)
	select {
	case r := <-reply:
		return r
	case <-u.done:
		u.t.Fatalf("%s: the connection has ended", method)
	case <-time.After(time.Minute):
		u.t.Fatalf("%s: no reply", method)
	}
	return rpctest.Reply{}
}

// Must is Call for calls that must succeed.
func (u *user) Must(method string, params, result any) {
	u.t.Helper()
	r := u.Call(method, params)
	if r.Error != nil {
		u.t.Fatalf("%s of %s: %+v", method, u.name, r.Error)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(r.Result, result); err != nil {
		u.t.Fatalf("%s: %v", method, err)
	}
}

// took returns the notifications of a name so far, and forgets them.
func (u *user) took(method string) []note {
	u.mu.Lock()
	defer u.mu.Unlock()
	var out, rest []note
	for _, n := range u.notes {
		if n.Method == method {
			out = append(out, n)
		} else {
			rest = append(rest, n)
		}
	}
	u.notes = rest
	return out
}

// seen is everything that was received, one frame a line.
func (u *user) seen() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	var all []byte
	for _, f := range u.frames {
		all = append(append(all, f...), '\n')
	}
	return string(all)
}

// answer submits an answer.
func (u *user) answer(c schema.Contest, question, answer string) rpctest.Reply {
	u.t.Helper()
	return u.Call("contest.submitAnswer", map[string]any{"contestId": c.ID, "questionId": question, "answer": answer})
}

// mustAnswer submits an answer that must be accepted, or was.
func (u *user) mustAnswer(c schema.Contest, question, answer string) (r schema.ContestSubmitAnswerResult, raw string) {
	u.t.Helper()
	reply := u.answer(c, question, answer)
	if reply.Error != nil {
		u.t.Fatalf("%s answers %s to %s: %+v", u.name, answer, question, reply.Error)
	}
	if err := json.Unmarshal(reply.Result, &r); err != nil {
		u.t.Fatal(err)
	}
	return r, string(reply.Result)
}
