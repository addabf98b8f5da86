package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/sourcegraph/jsonrpc2"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/session"
	"prepwire/schema"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// serveCommand runs one of the servers that are compared.
type serveCommand struct {
	Kind  string `arg:"" enum:"floor,plain,prepwire,node" help:"Which server."`
	Redis string `help:"host:port of Redis, which a node has for its bus."`
}

// Run listens on a free port, prints its address, and serves until its
// standard input closes, which happens when the measuring process ends.
func (c *serveCommand) Run() error {
	handler, err := c.handler()
	if err != nil {
		return err
	}
	http.Handle("/ws", handler)
	http.HandleFunc("/usage", usage)
	http.HandleFunc("/profile", profile)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(listener.Addr())
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second, ErrorLog: log.New(os.Stderr, "", 0)}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() { // ends with the process that started us
		_, _ = os.Stdin.Read(make([]byte, 1))
		stop()
	}()
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}

func (c *serveCommand) handler() (http.Handler, error) {
	switch c.Kind {
	case "floor":
		return http.HandlerFunc(echo), nil
	case "plain":
		return http.HandlerFunc(plain), nil
	case "node":
		return busNode(c.Redis)
	default:
		return gateway()
	}
}

// echo is the floor: WebSocket frames in and out and nothing else.
func echo(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	defer func() { _ = ws.CloseNow() }()
	for {
		kind, data, err := ws.Read(context.Background())
		if err != nil {
			return
		}
		if err := ws.Write(context.Background(), kind, data); err != nil {
			return
		}
	}
}

// jsonStream is the obvious way to put jsonrpc2 on a WebSocket.
type jsonStream struct{ ws *websocket.Conn }

func (s jsonStream) ReadObject(v any) error  { return wsjson.Read(context.Background(), s.ws, v) }
func (s jsonStream) WriteObject(v any) error { return wsjson.Write(context.Background(), s.ws, v) }
func (s jsonStream) Close() error            { return s.ws.CloseNow() }

// plain is the two libraries as their documentation shows them.
func plain(w http.ResponseWriter, r *http.Request) {
	ws, err := websocket.Accept(w, r, nil)
	if err != nil {
		return
	}
	handler := jsonrpc2.HandlerWithError(func(_ context.Context, _ *jsonrpc2.Conn, req *jsonrpc2.Request) (any, error) {
		var p schema.QuestionReportParams
		if err := json.Unmarshal(*req.Params, &p); err != nil {
			return nil, err
		}
		return reportOf(p), nil
	})
	conn := jsonrpc2.NewConn(r.Context(), jsonStream{ws}, jsonrpc2.AsyncHandler(handler), jsonrpc2.SetLogger(log.New(io.Discard, "", 0)))
	<-conn.DisconnectNotify()
}

func reportOf(p schema.QuestionReportParams) schema.Report {
	return schema.Report{ID: "r1", QuestionID: p.QuestionID, Type: p.Type, Description: p.Description, CreatedAt: schema.Time{Time: time.Now()}}
}

// gateway is Prepwire with everything between socket and handler: identity,
// access, rates (set so high that they count but never refuse), strict
// decoding, metrics. The handler does what the plain one does.
func gateway() (http.Handler, error) {
	mux := rpc.NewMux()
	rpc.Handle(mux, schema.QuestionReport, func(_ context.Context, p schema.QuestionReportParams) (schema.Report, error) {
		return reportOf(p), nil
	})
	return open(mux, memory.NewBus(memory.Options{}))
}

// open makes a gateway of a mux and a bus. Who asks for a token gets it.
func open(mux *rpc.Mux, bus live.Bus) (*rpc.Server, error) {
	secret := auth.NewSecret()
	verifier, err := auth.NewVerifier(context.Background(), auth.VerifierConfig{Secret: secret})
	if err != nil {
		return nil, err
	}
	signer, err := auth.NewSigner(auth.SignerConfig{Secret: secret})
	if err != nil {
		return nil, err
	}
	origins, err := auth.NewOrigins(nil)
	if err != nil {
		return nil, err
	}
	session.New(session.Config{}).Register(mux)
	limits := rpc.DefaultLimits()
	limits.ConnsPerAddress, limits.ConnectsPerAddress, limits.Connects, limits.ConnsPerUser = 0, live.Rate{}, live.Rate{}, 0
	limits.CallsPerUser = live.Rate{Events: 1e9, Per: time.Second}
	server, err := rpc.NewServer(context.Background(), mux, rpc.Options{Verifier: verifier, Signer: signer, Origins: origins,
		Bus: bus, Limiter: memory.NewLimiter(memory.Options{}), Limits: limits})
	if err != nil {
		return nil, err
	}
	http.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		token, _, err := signer.Sign(auth.Grant{UserID: r.FormValue("user"), Name: "Bench", TTL: 12 * time.Hour})
		if err != nil {
			http.Error(w, "no such user", http.StatusBadRequest)
			return
		}
		_, _ = io.WriteString(w, token)
	})
	return server, nil
}

// Usage is what the server process has used.
type Usage struct {
	CPU        time.Duration
	RSS        int64
	Heap       int64
	Stacks     int64
	Goroutines int
}

// usage answers Usage; with ?gc=1 memory is returned to the system first.
func usage(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("gc") != "" {
		runtime.GC()
		debug.FreeOSMemory()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	_ = json.NewEncoder(w).Encode(Usage{
		CPU:        cpuTime(),
		RSS:        rss(),
		Heap:       int64(m.HeapAlloc),
		Stacks:     int64(m.StackInuse),
		Goroutines: runtime.NumGoroutine(),
	})
}

// rss reads the resident memory of this process (Linux; 0 elsewhere).
func rss() int64 {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(b))
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}

// profile records where CPU goes for ?seconds, or the heap without them.
func profile(w http.ResponseWriter, r *http.Request) {
	seconds, err := strconv.Atoi(r.FormValue("seconds"))
	if err != nil {
		_ = pprof.Lookup("heap").WriteTo(w, 0)
		return
	}
	if err := pprof.StartCPUProfile(w); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	defer pprof.StopCPUProfile()
	select {
	case <-time.After(time.Duration(seconds) * time.Second):
	case <-r.Context().Done():
	}
}
