package rpc

import (
	"context"
	"io"
	"testing"

	"github.com/sourcegraph/jsonrpc2"
)

// oneRequest is a stream that shows the library a template and then ends.
type oneRequest struct {
	shown int
	calls []*Call
}

func (s *oneRequest) ReadObject(v any) error {
	if s.shown == len(s.calls) {
		return io.EOF
	}
	s.shown++
	t, err := setTemplate(v)
	if err != nil {
		return err
	}
	t.release() // at once, so that the next message gets the same one
	return nil
}

func (s *oneRequest) WriteObject(any) error { return nil }
func (s *oneRequest) Close() error          { return nil }

type seen struct {
	method string
	id     jsonrpc2.ID
	notif  bool
}

type recorder struct{ got chan seen }

func (r recorder) Handle(_ context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) {
	r.got <- seen{req.Method, req.ID, req.Notif}
}

// A new version of jsonrpc2 that decodes or dispatches otherwise must be found
// here and not in production: see template.go.
func TestTemplateFitsTheLibrary(t *testing.T) {
	s := &oneRequest{calls: []*Call{
		{method: "a.b", ordinal: 7},
		{method: "c.d", ordinal: 1 << 60, notification: true},
		{method: "e.f", ordinal: 8},
	}}
	r := recorder{make(chan seen, len(s.calls))}
	conn := jsonrpc2.NewConn(t.Context(), s, r, jsonrpc2.SetLogger(silent{}), jsonrpc2.OnRecv(func(req *jsonrpc2.Request, resp *jsonrpc2.Response) {
		if resp != nil {
			t.Error("a template came out as a response")
		}
		fillRequest(req, s.calls[s.shown-1])
	}))
	<-conn.DisconnectNotify()
	for _, c := range s.calls {
		want := seen{c.method, jsonrpc2.ID{Num: c.ordinal}, c.notification}
		if got := <-r.got; got != want {
			t.Errorf("the handler saw %+v, want %+v", got, want)
		}
	}
}
