package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"prepwire/cmd/prepbench/wire"
)

// rpcCommand measures server CPU per call.
type rpcCommand struct {
	Connections int     `default:"100" help:"Connections, each with one call in flight."`
	Calls       int     `default:"300000" help:"Calls a round."`
	Rounds      int     `default:"3" help:"Rounds; servers take turns in each."`
	Target      float64 `default:"2.5" help:"Fail when Prepwire costs more than this many times the floor; 0 to only print."`
	Profile     string  `help:"Write a CPU profile of Prepwire's server here."`
}

// params is 200 bytes of params of question.report.
var params = `{"questionId":"0123456789abcdef","type":"unclear-question","description":"` + strings.Repeat("What is asked? ", 8)[:118] + `"}`

func callFrame() []byte {
	return wire.TextFrame([]byte(`{"jsonrpc":"2.0","method":"question.report","params":` + params + `,"id":12345}`))
}

// Run prints a table and fails when the target is missed.
func (c *rpcCommand) Run() error {
	kinds := []string{"floor", "plain", "prepwire"}
	total := map[string]measurement{}
	for round := range c.Rounds {
		for _, kind := range kinds {
			fmt.Fprintf(os.Stderr, "round %d of %d: %s\n", round+1, c.Rounds, kind)
			m, err := c.measure(kind)
			if err != nil {
				return fmt.Errorf("%s: %w", kind, err)
			}
			sum := total[kind]
			total[kind] = measurement{sum.cpu + m.cpu/time.Duration(c.Rounds), sum.perSecond + m.perSecond/float64(c.Rounds)}
		}
	}
	fmt.Printf("%d connections, one call in flight each, %d bytes of params, %d calls a round, %d rounds, server on one CPU\n",
		c.Connections, len(params), c.Calls, c.Rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "server\tCPU µs a call\tof the floor\tcalls/s\t")
	for _, kind := range kinds {
		m := total[kind]
		_, _ = fmt.Fprintf(w, "%s\t%.2f\t%.2f ×\t%.0f\t\n", kind, float64(m.cpu.Nanoseconds())/1000, ratio(m, total["floor"]), m.perSecond)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if got := ratio(total["prepwire"], total["floor"]); c.Target > 0 && got > c.Target {
		return fmt.Errorf("a call costs %.2f × the floor, the target is %.1f ×", got, c.Target)
	}
	return nil
}

type measurement struct {
	cpu       time.Duration // of the server, a call
	perSecond float64
}

func ratio(m, floor measurement) float64 { return float64(m.cpu) / float64(floor.cpu) }

func (c *rpcCommand) measure(kind string) (measurement, error) {
	server, err := start(kind, 1)
	if err != nil {
		return measurement{}, err
	}
	defer server.stop()
	sockets, err := c.connect(server)
	if err != nil {
		return measurement{}, err
	}
	if err := c.play(sockets, c.Calls/10); err != nil { // warm up
		return measurement{}, err
	}
	before, err := server.usage(false)
	if err != nil {
		return measurement{}, err
	}
	stop := c.profile(kind, server)
	began := time.Now()
	if err := c.play(sockets, c.Calls); err != nil {
		return measurement{}, err
	}
	took := time.Since(began)
	stop()
	after, err := server.usage(false)
	if err != nil {
		return measurement{}, err
	}
	for _, s := range sockets {
		_ = s.Close()
	}
	return measurement{(after.CPU - before.CPU) / time.Duration(c.Calls), float64(c.Calls) / took.Seconds()}, nil
}

func (c *rpcCommand) connect(server *child) ([]*wire.Socket, error) {
	sockets := make([]*wire.Socket, c.Connections)
	for i := range sockets {
		var err error
		if sockets[i], err = server.dial(i); err != nil {
			return nil, err
		}
	}
	return sockets, nil
}

// play makes calls on all sockets at once, each waiting for its reply.
func (c *rpcCommand) play(sockets []*wire.Socket, calls int) error {
	frame := callFrame()
	failures := make([]error, len(sockets))
	var wg sync.WaitGroup
	for i, s := range sockets {
		wg.Go(func() {
			for range calls / len(sockets) {
				if err := s.Call(frame); err != nil {
					failures[i] = err
					return
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(failures...)
}

// profile records the server's CPU while calls are made, if asked to.
func (c *rpcCommand) profile(kind string, server *child) (stop func()) {
	if c.Profile == "" || kind != "prepwire" {
		return func() {}
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := save(c.Profile, "http://"+server.addr+"/profile?seconds=3"); err != nil {
			fmt.Fprintln(os.Stderr, "profile:", err)
		}
	})
	return wg.Wait
}
