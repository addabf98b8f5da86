package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	"prepwire/cmd/prepwire/top"
)

// topCommand shows what nodes do.
type topCommand struct {
	Nodes []string      `arg:"" optional:"" name:"node" help:"Addresses of the nodes' metrics, their ADMIN_ADDR: host:port or a URL. ${topNode} by default."`
	Every time.Duration `default:"2s" help:"Time between two looks, at least 100ms."`
	Once  bool          `help:"Look twice, show what happened in between, and end: with 1 when no node answers."`
}

// topNode is where the metrics of a gateway on this machine are by default.
const topNode = "127.0.0.1:3002"

const leastEvery = 100 * time.Millisecond

// Run shows until ctrl-C.
func (c *topCommand) Run(p process) error {
	nodes := c.Nodes
	if len(nodes) == 0 {
		nodes = []string{topNode}
	}
	for _, node := range nodes {
		if _, err := top.Address(node); err != nil {
			return unusable{err}
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return top.Run(ctx, top.Options{Nodes: nodes, Every: max(c.Every, leastEvery), Once: c.Once, Clear: !c.Once && isTerminal(p.stdout), Out: p.stdout})
}
