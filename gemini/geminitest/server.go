// Package geminitest is a fake Gemini: an HTTP server that answers each call from
// a script, or by a function, and remembers what it was asked. It speaks the wire
// as the real one does, and misbehaves in every way the real one and the things
// in between have been seen to.
//
//	server := geminitest.New(t)
//	server.Script(geminitest.Overloaded(), geminitest.Text("hello"))
//	client, err := gemini.New(gemini.Options{BaseURL: server.URL(), Keys: keys})
//
// It watches over the rules that hold for every call: the key comes in its header
// and never in the address.
package geminitest

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
)

// maxRequest bounds what the server reads of one request.
const maxRequest = 64 << 20

// IgnoreSDK returns the goleak option for the goroutines that generative-ai-go
// leaves behind for the life of a process that has made a client: the callback
// serializers (three, with grpc 1.85) of the gRPC client it makes for cached
// content and never closes. Package gemini makes one such client per process.
func IgnoreSDK() goleak.Option {
	return goleak.IgnoreTopFunction("google.golang.org/grpc/internal/grpcsync.(*CallbackSerializer).run")
}

// A Call is one request as the server received it.
type Call struct {
	N      int    // from 1, in order of arrival
	Remote string // address of the client, which tells connections apart
	Time   time.Time
	Path   string
	Query  url.Values
	Header http.Header
	Key    string // the x-goog-api-key header
	Model  string // from the path, without "models/"
	Stream bool   // streamGenerateContent
	Raw    []byte // the body
	Body   Body   // the body, decoded
}

// A Body is what a call asks for.
type Body struct {
	Model             string         `json:"model"`
	SystemInstruction Content        `json:"systemInstruction"`
	Contents          []Content      `json:"contents"`
	GenerationConfig  map[string]any `json:"generationConfig"`
}

// Content is a list of parts.
type Content struct {
	Role  string `json:"role"`
	Parts []Part `json:"parts"`
}

// A Part is text or data.
type Part struct {
	Text       string `json:"text"`
	InlineData *struct {
		MimeType string `json:"mimeType"`
		Data     []byte `json:"data"` // decoded from base64
	} `json:"inlineData"`
}

// A Server is a fake Gemini. Its methods may be called at once from any number of
// goroutines.
type Server struct {
	http    *httptest.Server
	closing chan struct{}
	once    sync.Once

	mu       sync.Mutex
	script   []Reply
	handle   func(*Call) Reply
	calls    []*Call
	broken   []string
	serving  int
	clock    *Clock // nil: the system's
	waiting  int    // replies that wait for the clock
	parkings int64
	moved    chan struct{} // holds one when a reply began or ceased to wait
	conns    map[net.Conn]struct{}
}

// New starts a server that closes with the test, and fails the test when a rule
// was broken or a call came that no reply was scripted for.
func New(tb testing.TB) *Server {
	tb.Helper()
	s := Start()
	tb.Cleanup(func() {
		s.Close()
		for _, rule := range s.Broken() {
			tb.Errorf("fake Gemini: %s", rule)
		}
	})
	return s
}

// Start starts a server for programs that are no tests. Close ends it.
func Start() *Server {
	s := &Server{closing: make(chan struct{}), conns: map[net.Conn]struct{}{}, moved: make(chan struct{}, 1)}
	s.http = httptest.NewUnstartedServer(s)
	s.http.Config.ConnState = s.count
	s.http.Start()
	return s
}

// count keeps the open connections.
func (s *Server) count(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.conns[c] = struct{}{}
	case http.StateClosed, http.StateHijacked:
		delete(s.conns, c)
	}
}

// Connections is the number of open connections.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// SetClock makes pauses of replies go by the clock.
func (s *Server) SetClock(c *Clock) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = c
}

// parked is how many replies wait for the clock, and how often that has changed.
func (s *Server) parked() (now int, changes int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waiting, s.parkings
}

func (s *Server) park(by int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting += by
	s.parkings++
	signal(s.moved)
}

// Close ends the replies that wait, and the server.
func (s *Server) Close() {
	s.once.Do(func() { close(s.closing) })
	s.http.Close()
}

// URL returns the address to give as base URL.
func (s *Server) URL() string { return s.http.URL }

// Script appends replies, one for each call to come.
func (s *Server) Script(replies ...Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = append(s.script, replies...)
}

// Handle sets the function that finds the reply when the script is used up. It
// may be called many times at once.
func (s *Server) Handle(f func(*Call) Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.handle = f
}

// Calls returns the calls so far, in order of arrival. Do not change them.
func (s *Server) Calls() []*Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]*Call(nil), s.calls...)
}

// Serving returns the number of calls being answered now.
func (s *Server) Serving() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.serving
}

// Broken returns the rules that calls have broken, in words.
func (s *Server) Broken() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.broken...)
}

// CloseConnections closes the connections of clients that are idle.
func (s *Server) CloseConnections() { s.http.CloseClientConnections() }

// ServeHTTP implements http.Handler, for use behind another server.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, maxRequest))
	if err != nil {
		return // the caller has gone away in the middle of its request, as it may
	}
	call, err := readCall(r, raw)
	if err != nil {
		s.breakRule(err.Error())
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	reply := s.admit(call)
	defer func() {
		s.mu.Lock()
		s.serving--
		s.mu.Unlock()
	}()
	reply(&Exchange{Call: call, w: w, r: r, server: s})
}

func (s *Server) breakRule(rule string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = append(s.broken, rule)
}

// admit records the call and finds its reply.
func (s *Server) admit(call *Call) Reply {
	s.mu.Lock()
	s.serving++
	s.calls = append(s.calls, call)
	call.N = len(s.calls)
	if call.Query.Has("key") {
		s.broken = append(s.broken, fmt.Sprintf("call %d: the key is in the address", call.N))
	}
	if call.Key == "" {
		s.broken = append(s.broken, fmt.Sprintf("call %d: no x-goog-api-key header", call.N))
	}
	if call.Body.Model != "models/"+call.Model {
		s.broken = append(s.broken, fmt.Sprintf("call %d: the model of the path is not that of the body", call.N))
	}
	handle := s.handle
	if len(s.script) > 0 {
		reply := s.script[0]
		s.script = s.script[1:]
		s.mu.Unlock()
		return reply
	}
	if handle == nil {
		s.broken = append(s.broken, fmt.Sprintf("call %d: no reply was scripted", call.N))
	}
	s.mu.Unlock()
	if handle == nil {
		return Fail(http.StatusNotImplemented, "UNIMPLEMENTED", "no reply was scripted for this call")
	}
	return handle(call)
}

// readCall reads the request with that body: POST …/v1beta/models/{model}:{method}.
func readCall(r *http.Request, raw []byte) (*Call, error) {
	call := &Call{
		Time: time.Now(), Remote: r.RemoteAddr, Path: r.URL.Path, Query: r.URL.Query(), Header: r.Header.Clone(),
		Key: r.Header.Get("x-goog-api-key"), Raw: raw,
	}
	_, name, found := strings.Cut(r.URL.Path, "/v1beta/models/")
	model, method, _ := strings.Cut(name, ":")
	if r.Method != http.MethodPost || !found || method != "generateContent" && method != "streamGenerateContent" {
		return nil, fmt.Errorf("unknown request: %s %s", r.Method, r.URL.Path)
	}
	call.Model, call.Stream = model, method == "streamGenerateContent"
	if err := json.Unmarshal(raw, &call.Body); err != nil {
		return nil, fmt.Errorf("read body of a request: %w", err)
	}
	return call, nil
}
