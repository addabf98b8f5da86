package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/coder/websocket"

	"prepwire/schema"
)

// maxParams is what is read of stdin at most.
const maxParams = 64 << 20

// callCommand calls one method of a gateway. It ends with 0 after a result,
// with 1 after a reply that refuses, and with 2 when there was no reply or the
// command line is wrong. stdout has the result, and with --listen what comes
// after it; stderr has all else.
type callCommand struct {
	Method string `arg:"" optional:"" help:"Method, such as question.generate."`
	JSON   string `arg:"" optional:"" name:"json" help:"Params: an object by name, an array by position, or - to read them from stdin. None without it."`

	URL      string        `name:"url" env:"PREPWIRE_URL" default:"ws://127.0.0.1:3001/ws" help:"Where the gateway listens."`
	Token    string        `env:"PREPWIRE_TOKEN" help:"Who is calling. Others on this machine see it on the command line; the variable they do not. Without one a gateway in development gives one."`
	User     string        `default:"dev" help:"User of the token that a gateway in development gives."`
	Listen   bool          `aliases:"follow" help:"Print notifications too, and go on until interrupted."`
	Progress bool          `help:"Ask how far the call is, and say so on stderr."`
	Pretty   *bool         `negatable:"" help:"Print in several lines; without it on a terminal only."`
	Timeout  time.Duration `default:"1m" help:"How long to wait for the reply; 0 waits for ever."`
	List     bool          `help:"List the methods of the contract, or those that begin with METHOD, and call none."`
}

// toldRefusal is a reply with an error, which was printed.
type toldRefusal struct{ schema.Code }

func (r toldRefusal) Error() string { return fmt.Sprintf("refused with %d", r.Code) }

// Run makes the call.
func (c *callCommand) Run(p process) error {
	out := printer{p, c.pretty(p.stdout)}
	if c.List {
		return out.methods(c.Method)
	}
	request, err := c.request(p.stdin)
	if err != nil {
		return unusable{err}
	}
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e := exchange{callCommand: c, printer: out, interrupted: interrupted, stop: stop, messages: make(chan []byte)}
	if c.Timeout > 0 {
		timer := time.NewTimer(c.Timeout)
		defer timer.Stop()
		e.late = timer.C
	}
	ctx, cancel := c.within(interrupted)
	defer cancel()
	if e.ws, err = c.connect(ctx); err != nil {
		return unusable{err}
	}
	return e.run(request)
}

func (c *callCommand) within(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.Timeout > 0 {
		return context.WithTimeout(ctx, c.Timeout)
	}
	return context.WithCancel(ctx)
}

// exchange is one call on an open connection.
type exchange struct {
	*callCommand
	printer
	ws          *websocket.Conn
	interrupted context.Context
	stop        func() // the next interrupt ends the program
	late        <-chan time.Time
	greeting    bool        // the reply is that to the greeting
	messages    chan []byte // closed when the connection is
	closed      error       // why; set before messages is closed
}

// run sends the request and prints what comes.
func (e *exchange) run(request []byte) error {
	ctx, cancel := context.WithCancel(context.Background())
	var reader sync.WaitGroup
	defer reader.Wait()
	defer cancel()
	defer e.ws.CloseNow()
	reader.Go(func() { e.read(ctx) })
	if err := e.greet(); err != nil {
		return err
	}
	if err := e.send(request); err != nil {
		return unusable{err}
	}
	err := e.await()
	if err == nil && e.Listen {
		err = e.listen()
	}
	if told := new(toldRefusal); err == nil || errors.As(err, told) {
		_ = e.ws.Close(websocket.StatusNormalClosure, "") // all is said
	}
	return err
}

// greet makes a first call where notifications are wanted: before its first
// reply a connection is sent none, not even progress.
func (e *exchange) greet() error {
	if !e.Progress && !e.Listen {
		return nil
	}
	e.greeting = true
	defer func() { e.greeting = false }()
	if err := e.send(greeting); err != nil {
		return unusable{err}
	}
	return e.await()
}

func (e *exchange) read(ctx context.Context) {
	defer close(e.messages)
	for {
		_, data, err := e.ws.Read(ctx)
		if err != nil {
			e.closed = err
			return
		}
		select {
		case e.messages <- data:
		case <-ctx.Done():
			return
		}
	}
}

// sendWithin bounds how long the gateway may leave what we send.
const sendWithin = 30 * time.Second

func (e *exchange) send(frame []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), sendWithin)
	defer cancel()
	if err := e.ws.Write(ctx, websocket.MessageText, frame); err != nil {
		return fmt.Errorf("send the call: %w", err)
	}
	return nil
}

// await prints the reply. Interrupted or late, it cancels the call; an
// interrupted call still gets its reply.
func (e *exchange) await() error {
	interrupted := e.interrupted.Done()
	for {
		select {
		case frame, open := <-e.messages:
			if !open {
				return unusable{whyClosed(e.closed)}
			}
			if done, err := e.take(frame); done || err != nil {
				return err
			}
		case <-interrupted:
			interrupted = nil
			e.stop()
			if err := e.send(cancelFrame); err != nil {
				return unusable{err}
			}
		case <-e.late:
			_ = e.send(cancelFrame) // nobody waits for its end
			return unusable{fmt.Errorf("%s: no reply within %v", e.Method, e.Timeout)}
		}
	}
}

// take prints a message and says whether it was the reply.
func (e *exchange) take(frame []byte) (done bool, err error) {
	var m wireMessage
	if err := json.Unmarshal(frame, &m); err != nil {
		return false, unusable{errors.New("the other side does not speak JSON-RPC")}
	}
	switch {
	case m.Method == "$/progress" && e.Progress:
		return false, e.progress(m.Params)
	case m.Method != "" && e.Listen:
		return false, e.json(frame)
	case m.Method != "":
		return false, nil
	case e.greeting:
		return true, nil
	case m.Error != nil:
		return true, e.refusal(e.Method, m.Error)
	case m.Result != nil:
		return true, e.json(m.Result)
	}
	return false, unusable{errors.New("the other side does not speak JSON-RPC")}
}

// listen prints notifications until it is interrupted.
func (e *exchange) listen() error {
	for {
		select {
		case frame, open := <-e.messages:
			if !open {
				return unusable{whyClosed(e.closed)}
			}
			if _, err := e.take(frame); err != nil {
				return err
			}
		case <-e.interrupted.Done():
			return nil
		}
	}
}

// stdinOr is the params as they were given.
func (c *callCommand) stdinOr(stdin io.Reader) ([]byte, error) {
	if c.JSON != "-" {
		return []byte(c.JSON), nil
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxParams+1))
	if err != nil {
		return nil, fmt.Errorf("read params: %w", err)
	}
	if len(text) > maxParams {
		return nil, fmt.Errorf("params: more than %d MiB", maxParams>>20)
	}
	return text, nil
}
