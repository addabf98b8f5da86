package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/coder/websocket"

	"prepwire/schema"
)

// pipes is a listener whose connections have no buffer at all: who writes
// waits for the reader.
type pipes struct {
	accepted chan net.Conn
	closed   chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.accepted:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipe"} }

func (p *pipes) DialContext(context.Context, string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	p.accepted <- theirs
	return ours, nil
}

// servePipes serves h as the gateway serves its ports, on a clock of its own.
func servePipes(t *testing.T, h http.Handler, talk func(*pipes)) {
	synctest.Test(t, func(t *testing.T) {
		p := newPipes()
		server := newHTTPServer(h, slog.New(slog.DiscardHandler))
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(p) }()
		talk(p)
		if err := server.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Error(err)
		}
	})
}

func TestSlowReaderOfADocumentIsCut(t *testing.T) {
	servePipes(t, document("application/json", schema.OpenRPC()), func(p *pipes) {
		conn, err := p.DialContext(t.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		// Nobody reads the document. The next request finds no reader either,
		// until the server gives up.
		if err := conn.SetWriteDeadline(begun.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		_, err = conn.Write(bytes.Repeat([]byte("x"), 1<<20))
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("after %v: %v, want the connection closed", time.Since(begun), err)
		}
		if took := time.Since(begun); took > time.Minute {
			t.Errorf("closed after %v", took)
		}
	})
}

// The limits of HTTP end with the upgrade: a WebSocket that is silent for an
// hour can still be written to.
func TestWebSocketsOutliveTheLimitsOfHTTP(t *testing.T) {
	quiet := func(w http.ResponseWriter, r *http.Request) {
		ws, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		defer ws.CloseNow()
		time.Sleep(time.Hour) // of the bubble's clock
		if err := ws.Write(context.Background(), websocket.MessageText, []byte("still here")); err != nil {
			t.Errorf("write after an hour: %v", err)
		}
	}
	servePipes(t, http.HandlerFunc(quiet), func(p *pipes) {
		transport := &http.Transport{DialContext: p.DialContext}
		ws, _, err := websocket.Dial(context.Background(), "ws://localhost/ws", &websocket.DialOptions{HTTPClient: &http.Client{Transport: transport}})
		if err != nil {
			t.Fatal(err)
		}
		defer ws.CloseNow()
		_, text, err := ws.Read(context.Background())
		if err != nil || !strings.HasPrefix(string(text), "still") {
			t.Errorf("read %q, %v", text, err)
		}
	})
}
