package main

import "prepwire/cmd/prepbench/fleet"

// programs are those that a fleet runs.
type programs struct {
	Gateway  string `help:"The gateway's program. By default it is built."`
	FerretDB string `name:"ferretdb" help:"FerretDB's program. By default it is built. PREPWIRE_TEST_MONGODB_URI names a MongoDB to use instead."`
	Dir      string `help:"Directory of the data. By default a temporary one."`
}

// fleet says how nodes run that have Redis and a store together.
func (p programs) fleet(nodes int, env ...string) fleet.Config {
	return fleet.Config{Program: p.Gateway, FerretDB: p.FerretDB, Dir: p.Dir, Nodes: nodes, Env: env}
}
