package wire

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// A client tells replies, refusals and notifications apart, passes over what it
// is to pass over, answers pings, and knows when it is over.
func TestClient(t *testing.T) {
	frames := make(chan string)
	pinged := make(chan error, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			return
		}
		ctx := r.Context()
		var reading sync.WaitGroup
		defer reading.Wait()
		defer func() { _ = ws.CloseNow() }()
		reading.Go(func() { // pongs come with what is read
			for {
				if _, _, err := ws.Read(ctx); err != nil {
					return
				}
			}
		})
		pinged <- ws.Ping(ctx)
		for frame := range frames {
			if ws.Write(ctx, websocket.MessageText, []byte(frame)) != nil {
				return
			}
		}
		_ = ws.Close(4008, "too slow")
	}))
	defer server.Close()
	heard := make(chan string, 10)
	c, err := Connect(strings.TrimPrefix(server.URL, "http://"), "", Options{Passed: []string{"board"},
		Heard: func(method string, params []byte) { heard <- method + string(params) }})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := <-pinged; err != nil {
		t.Fatal(err)
	}
	first, second, third := c.Begin("a", 1, nil), c.Begin("b", 2, nil), c.Begin("c", 3, nil)
	long := strings.Repeat("x", 70_000)
	for _, frame := range []string{
		`{"jsonrpc":"2.0","method":"board","params":{"long":"` + long + `"}}`,
		`{"jsonrpc":"2.0","method":"boards","params":{"short":1}}`,
		`{"jsonrpc":"2.0","error":{"code":-32009,"message":"no","data":{"reason":"already_answered","retryable":false}},"id":2}`,
		`{"jsonrpc":"2.0","result":"` + long + `","id":1}`,
	} {
		frames <- frame
	}
	close(frames)
	var got string
	if err := first.Into(t.Context(), &got); err != nil || got != long {
		t.Errorf("%v, %d bytes", err, len(got))
	}
	var refused *Error
	if err := second.Into(t.Context(), nil); !errors.As(err, &refused) || refused.Data.Reason != "already_answered" {
		t.Errorf("got %v", err)
	}
	if r, _ := second.Wait(context.Background()); string(r.Body) != `{"jsonrpc":"2.0","error":{"code":-32009,"message":"no","data":{"reason":"already_answered","retryable":false}},"id":}` {
		t.Errorf("got %s", r.Body)
	}
	if got := <-heard; got != `boards{"short":1}` || len(heard) > 0 {
		t.Errorf("heard %s and %d more", got, len(heard))
	}
	if _, err := third.Wait(t.Context()); err == nil || !strings.Contains(err.Error(), "4008 too slow") {
		t.Errorf("got %v", err)
	}
	<-c.Over()
	if _, err := c.Begin("d", 4, nil).Wait(t.Context()); err == nil {
		t.Error("a call on a connection that is over")
	}
	if sent, received, notices := c.Traffic(); sent == 0 || received < 140_000 || notices != 2 {
		t.Errorf("traffic %d, %d, %d", sent, received, notices)
	}
}
