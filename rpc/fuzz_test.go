package rpc_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/coder/websocket"

	"prepwire/rpc/rpctest"
)

// probe ends what a fuzzed frame brings: its reply shows that the connection
// still works.
const probe = "probe 7f3a"

// target is a connection that outlives the runs of a fuzz target.
type target struct {
	g     *rpctest.Gateway
	token string
	ws    *websocket.Conn
}

func newTarget(f *testing.F) *target {
	g := rpctest.Start(f, serveAll)
	c := &target{g: g, token: g.Token(f, "alice", 24*time.Hour)}
	f.Cleanup(func() {
		if c.ws != nil {
			_ = c.ws.CloseNow()
		}
	})
	return c
}

func (c *target) send(t *testing.T, data []byte) {
	t.Helper()
	if c.ws == nil {
		ws, _, err := websocket.Dial(t.Context(), c.g.URL, &websocket.DialOptions{HTTPHeader: bearer(c.token)})
		if err != nil {
			t.Fatal(err)
		}
		ws.SetReadLimit(-1)
		c.ws = ws
	}
	if err := c.ws.Write(context.Background(), websocket.MessageText, data); err != nil {
		t.Fatal(err)
	}
}

// receive returns the next frame, and the close code when there is none.
func (c *target) receive(t *testing.T) ([]byte, websocket.StatusCode) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), rpctest.Patience)
	defer cancel()
	_, data, err := c.ws.Read(ctx)
	if err == nil {
		return data, 0
	}
	c.ws = nil
	return nil, websocket.CloseStatus(err)
}

// must is receive for a frame that must come.
func (c *target) must(t *testing.T) []byte {
	t.Helper()
	data, code := c.receive(t)
	if data == nil {
		t.Fatalf("closed with %d", code)
	}
	return data
}

// FuzzFrames sends any bytes as a text frame. Whatever they are: what comes
// back is JSON-RPC, an answer for each request, and the connection goes on,
// unless they are no UTF-8, which closes it with 1007.
func FuzzFrames(f *testing.F) {
	for _, seed := range []string{
		pingCall, "[" + pingCall + "," + pingCall + "]", "[]", "{}", "null", "", " ", "\xef\xbb\xbf{}", `{"jsonrpc":"2.0","method":"system.ping"}`,
		`{"jsonrpc":"2.0","id":1,"result":0}`, `[1,[2],{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":null}]`,
		`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":1}}`, `{"jsonrpc":"2.0","method":"coaching.hint","params":{"questionId":"q","_meta":{"progressToken":1}},"id":1e400}`,
		`{"jsonrpc":"2.0","meth\u006fd":"system.ping","id":"\ud800"}`, `{"jsonrpc":"2.0","id":1,"id":1,"method":"x"}`, "\"\xff\"", `[[[[[[[[`, `{"a":`,
		`{"jsonrpc":"2.0","method":"session.authenticate","params":{"token":"x.y.z"},"id":0}`, `{"jsonrpc":"2.0","method":"coaching.strategy","params":{"skill":"panic"},"id":0}`,
	} {
		f.Add([]byte(seed))
	}
	c := newTarget(f)
	f.Fuzz(func(t *testing.T, frame []byte) {
		if bytes.Contains(frame, []byte(probe)) || bytes.Contains(frame, []byte(`"wait"`)) {
			return
		}
		c.send(t, frame)
		if !utf8.Valid(frame) {
			if data, code := c.receive(t); code != websocket.StatusInvalidFramePayloadData {
				t.Fatalf("came %s, closed with %d", data, code)
			}
			return
		}
		c.send(t, []byte(`{"jsonrpc":"2.0","method":"system.ping","id":"`+probe+`"}`))
		answers, probed := 0, false
		for expected := expectedReplies(frame); !probed || answers < expected; {
			data := c.must(t)
			if bytes.Contains(data, []byte(probe)) {
				probed = true
				continue
			}
			answers += checkReplies(t, data)
		}
		if expected := expectedReplies(frame); answers != expected {
			t.Fatalf("%d answers to %q, want %d", answers, frame, expected)
		}
	})
}

// checkReplies fails unless data is one reply or a batch of them, and counts them.
func checkReplies(t *testing.T, data []byte) int {
	t.Helper()
	list := []map[string]json.RawMessage{}
	if data[0] == '[' {
		if err := json.Unmarshal(data, &list); err != nil || len(list) == 0 {
			t.Fatalf("%v in %s", err, data)
		}
	} else {
		var one map[string]json.RawMessage
		if err := json.Unmarshal(data, &one); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		list = append(list, one)
	}
	for _, r := range list {
		_, result := r["result"]
		_, failure := r["error"]
		if string(r["jsonrpc"]) != `"2.0"` || len(r["id"]) == 0 || result == failure || len(r) != 3 {
			t.Fatalf("no reply: %s", data)
		}
	}
	return len(list)
}

// expectedReplies counts the replies that a frame must bring, by another
// reading of JSON than the gateway's.
func expectedReplies(frame []byte) int {
	if !json.Valid(frame) {
		return 1 // a parse error, or too deep
	}
	if deep(frame) {
		return 1
	}
	trimmed := bytes.TrimLeft(frame, " \t\r\n")
	if trimmed[0] != '[' {
		return replyCount(trimmed)
	}
	var items []json.RawMessage
	if err := json.Unmarshal(frame, &items); err != nil || len(items) == 0 || len(items) > 100 {
		return 1
	}
	n := 0
	for _, item := range items {
		n += replyCount(item)
	}
	return n
}

// deep reports whether a JSON text nests over 64 levels.
func deep(text []byte) bool {
	d := json.NewDecoder(bytes.NewReader(text))
	for level := 0; ; {
		token, err := d.Token()
		if err != nil {
			return false
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			level++
		case json.Delim('}'), json.Delim(']'):
			level--
		}
		if level > 64 {
			return true
		}
	}
}

// replyCount is 0 for notifications and responses, else 1.
func replyCount(message json.RawMessage) int {
	if message[0] != '{' {
		return 1
	}
	seen := map[string]json.RawMessage{}
	twice := map[string]bool{}
	d := json.NewDecoder(bytes.NewReader(message))
	_, _ = d.Token()
	for d.More() {
		key, _ := d.Token()
		var value json.RawMessage
		_ = d.Decode(&value)
		name := key.(string)
		_, twice[name] = seen[name]
		if twice[name] {
			twice[""] = true
		}
		seen[name] = value
	}
	id, hasID := seen["id"]
	_, method := seen["method"]
	_, result := seen["result"]
	_, failure := seen["error"]
	switch {
	case hasID && (twice["id"] || bytes.ContainsAny(id[:1], "{[tf")):
		return 1
	case !method && (result || failure):
		return 0
	case hasID:
		return 1
	}
	params := seen["params"]
	sound := !twice[""] && len(seen) <= 64 && method && !result && !failure && seen["method"][0] == '"' &&
		(params == nil || params[0] == '{' || params[0] == '[')
	var version string
	if json.Unmarshal(seen["jsonrpc"], &version) != nil || version != "2.0" {
		sound = false
	}
	if sound {
		return 0
	}
	return 1
}

// FuzzIDs gives a call any JSON value as its id: it comes back byte for byte,
// or the call is invalid.
func FuzzIDs(f *testing.F) {
	for _, seed := range []string{`1`, `-0`, `1.50`, `1e999`, `"a"`, `""`, `"<&>\u0041\ud800\/"`, `null`, `true`, `{}`, `[1]`, `123456789012345678901234567890`, `"` + probe} {
		f.Add([]byte(seed))
	}
	c := newTarget(f)
	f.Fuzz(func(t *testing.T, id []byte) {
		if !utf8.Valid(id) || !json.Valid(id) {
			return
		}
		c.send(t, []byte(`{"jsonrpc":"2.0","method":"coaching.hint","params":["q"],"id":`+string(id)+`}`))
		data := c.must(t)
		var r rpctest.Reply
		if err := json.Unmarshal(data, &r); err != nil {
			t.Fatalf("%v in %s", err, data)
		}
		id = bytes.Trim(id, " \t\r\n")
		switch {
		case bytes.ContainsAny(id[:1], "{[tf"):
			if r.Error == nil || r.Error.Code != -32600 && r.Error.Code != -32700 || string(r.ID) != "null" {
				t.Fatalf("id %s: %s", id, data)
			}
		case r.Error != nil || !bytes.HasSuffix(data, append([]byte(`"id":`), append(id, '}')...)):
			t.Fatalf("id %s: %s", id, data)
		}
	})
}
