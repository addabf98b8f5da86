// Command prepbench measures what the gateway costs, mostly by real sockets
// between two processes, beside a floor measured in the same run. Its figures
// are ratios first: the machine it runs on is part of every absolute number.
// What is simulated says so.
package main

import (
	"fmt"
	"os"

	"github.com/alecthomas/kong"
)

type commands struct {
	RPC       rpcCommand       `cmd:"" name:"rpc" help:"Server CPU per call: raw WebSocket echo, the two libraries used plainly, Prepwire."`
	Idle      idleCommand      `cmd:"" help:"Memory per idle authenticated connection after one call."`
	Board     boardCommand     `cmd:"" help:"Time of a tick of a large board, beside sorting it anew."`
	Contest   contestCommand   `cmd:"" help:"Bots play a whole contest over real sockets; then log, board and results are held against what was acknowledged."`
	Fairness  fairnessCommand  `cmd:"" help:"Simulated contests scored by speed: skill, latency and liars, with and without latency credit."`
	Questions questionsCommand `cmd:"" help:"Checks of written questions on planted faults: what they catch, what they refuse wrongly, what it costs. The solver is simulated."`
	Matrix    matrixCommand    `cmd:"" help:"The suites of the stores and of live delivery over every implementation: what ran, and what did not and why."`
	Learner   learnerCommand   `cmd:"" help:"The learner model: predictions on logs, simulated students, the cost of it."`
	Chaos     chaosCommand     `cmd:"" help:"Everything goes wrong on several nodes, while model clients and bots check what they were promised."`
	Soak      soakCommand      `cmd:"" help:"Students come and go for long: what is left behind of them when they are gone."`
	Storm     stormCommand     `cmd:"" help:"One of several nodes goes away with all its clients: how they come back."`
	Fanout    fanoutCommand    `cmd:"" help:"Delivery from one node to the subscribers of others, beside the Centrifuge library with its Redis broker; or what slow readers do to the others."`
	Revoke    revokeCommand    `cmd:"" help:"How long a revoked user is still served on any of several nodes."`
	Limits    limitsCommand    `cmd:"" help:"How exact a rate limit is that several nodes hold together."`
	Capacity  capacityCommand  `cmd:"" help:"What connections, calls, answers and deliveries cost on several nodes with Redis, and what a million students would need."`
	Serve     serveCommand     `cmd:"" hidden:"" help:"The server under test, started by the other commands."`
	Quota     quotaCommand     `cmd:"" help:"What the pool of model keys makes of its quota: loads, bursts, used-up days, shared projects, dead keys, overload."`
}

func main() {
	var c commands
	ctx := kong.Parse(&c, kong.Name("prepbench"), kong.Description("Measures what the gateway costs."))
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "prepbench:", err)
		os.Exit(1)
	}
}
