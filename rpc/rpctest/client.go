package rpctest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"testing"

	"github.com/coder/websocket"

	"prepwire/schema"
)

// Client is one connection to a gateway, read by the test itself.
type Client struct {
	t      testing.TB
	ws     *websocket.Conn
	nextID int
	aside  [][]byte // notifications that Call passed over
}

// Dial opens a connection. The header may carry a token; see Gateway.As.
func (g *Gateway) Dial(t testing.TB, header http.Header) *Client {
	t.Helper()
	ctx, cancel := patience()
	defer cancel()
	ws, resp, err := websocket.Dial(ctx, g.URL, &websocket.DialOptions{HTTPClient: g.client, HTTPHeader: header, Subprotocols: []string{schema.Version}})
	if err != nil {
		t.Fatalf("dial: %v (%v)", err, resp)
	}
	ws.SetReadLimit(64 << 20)
	t.Cleanup(func() { _ = ws.CloseNow() })
	return &Client{t: t, ws: ws}
}

// As opens a connection for a user.
func (g *Gateway) As(t testing.TB, user string, roles ...string) *Client {
	t.Helper()
	return g.Dial(t, http.Header{"Authorization": {"Bearer " + g.Token(t, user, 0, roles...)}})
}

// Socket returns the connection itself.
func (c *Client) Socket() *websocket.Conn { return c.ws }

// Send sends a text frame.
func (c *Client) Send(text string) {
	c.t.Helper()
	ctx, cancel := patience()
	defer cancel()
	if err := c.ws.Write(ctx, websocket.MessageText, []byte(text)); err != nil {
		c.t.Fatalf("send: %v", err)
	}
}

// Receive returns the next text frame, those that Call passed over first.
func (c *Client) Receive() []byte {
	c.t.Helper()
	if len(c.aside) > 0 {
		first := c.aside[0]
		c.aside = c.aside[1:]
		return first
	}
	data, err := c.receive()
	if err != nil {
		c.t.Fatalf("receive: %v", err)
	}
	return data
}

// Heard reports whether a call has passed over notifications that Receive has
// not returned yet.
func (c *Client) Heard() bool { return len(c.aside) > 0 }

func (c *Client) receive() ([]byte, error) {
	ctx, cancel := patience()
	defer cancel()
	_, data, err := c.ws.Read(ctx)
	return data, err
}

// Closed waits for the connection to end and returns its close code, -1 for none.
func (c *Client) Closed() websocket.StatusCode {
	c.t.Helper()
	for {
		if _, err := c.receive(); err != nil {
			return websocket.CloseStatus(err)
		}
	}
}

// Reply is what came of a call.
type Reply struct {
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    schema.Code      `json:"code"`
		Message string           `json:"message"`
		Data    schema.ErrorData `json:"data"`
	} `json:"error"`
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
}

// Call calls a method and returns its reply; notifications before it are kept
// for Receive. params may be a string of JSON or anything that encodes.
func (c *Client) Call(method string, params any) Reply {
	c.t.Helper()
	body, isText := params.(string)
	if !isText {
		b, err := json.Marshal(params)
		if err != nil {
			c.t.Fatal(err)
		}
		body = string(b)
	}
	c.nextID++
	id := strconv.Itoa(c.nextID)
	c.Send(`{"jsonrpc":"2.0","method":"` + method + `","params":` + body + `,"id":` + id + `}`)
	for {
		data, err := c.receive()
		if err != nil {
			c.t.Fatalf("%s: %v", method, err)
		}
		var r Reply
		if err := json.Unmarshal(data, &r); err != nil {
			c.t.Fatalf("%s: %v in %s", method, err, data)
		}
		if string(r.ID) == id {
			return r
		}
		c.aside = append(c.aside, data)
	}
}

// Must is Call for calls that must succeed; result may be nil.
func (c *Client) Must(method string, params, result any) {
	c.t.Helper()
	r := c.Call(method, params)
	if r.Error != nil {
		c.t.Fatalf("%s: %d %s %+v", method, r.Error.Code, r.Error.Message, r.Error.Data)
	}
	if result == nil {
		return
	}
	if err := json.Unmarshal(r.Result, result); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}
