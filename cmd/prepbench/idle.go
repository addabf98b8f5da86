package main

import (
	"fmt"
	"os"
	"text/tabwriter"

	"prepwire/cmd/prepbench/wire"
)

// idleCommand measures memory per idle connection.
type idleCommand struct {
	Connections int     `default:"5000" help:"Connections; each makes one call and then rests."`
	Target      float64 `default:"16" help:"Fail when an idle connection of Prepwire takes more KiB; 0 to only print."`
	Heap        string  `help:"Write a heap profile of Prepwire's server here."`
}

// Run prints a table and fails when the target is missed.
func (c *idleCommand) Run() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Printf("%d connections, memory after one call on each and a collection\n", c.Connections)
	_, _ = fmt.Fprintln(w, "server\tKiB a connection\theap\tstacks\tgoroutines\t")
	var got float64
	for _, kind := range []string{"floor", "plain", "prepwire"} {
		fmt.Fprintln(os.Stderr, kind)
		before, after, err := c.measure(kind)
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		n := float64(c.Connections)
		got = float64(after.RSS-before.RSS) / n / 1024
		_, _ = fmt.Fprintf(w, "%s\t%.1f\t%.1f\t%.1f\t%.2f\t\n", kind, got, float64(after.Heap-before.Heap)/n/1024,
			float64(after.Stacks-before.Stacks)/n/1024, float64(after.Goroutines-before.Goroutines)/n)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if c.Target > 0 && got > c.Target {
		return fmt.Errorf("an idle connection takes %.1f KiB, the target is %.0f", got, c.Target)
	}
	return nil
}

func (c *idleCommand) measure(kind string) (before, after Usage, err error) {
	server, err := start(kind, 2)
	if err != nil {
		return before, after, err
	}
	defer server.stop()
	if before, err = server.usage(true); err != nil {
		return before, after, err
	}
	frame := callFrame()
	sockets := make([]*wire.Socket, c.Connections)
	for i := range sockets {
		if sockets[i], err = server.dial(i); err != nil {
			return before, after, fmt.Errorf("connection %d: %w", i, err)
		}
		defer func() { _ = sockets[i].Close() }()
		if err = sockets[i].Call(frame); err != nil {
			return before, after, err
		}
	}
	if after, err = server.usage(true); err != nil {
		return before, after, err
	}
	if c.Heap != "" && kind == "prepwire" {
		err = save(c.Heap, "http://"+server.addr+"/profile")
	}
	return before, after, err
}
