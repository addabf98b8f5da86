package main

import (
	"context"
	"sync"
	"testing"

	"prepwire/cmd/prepbench/fleet"
)

// ferret is FerretDB's program, built once beside the gateway.
var ferret = sync.OnceValues(func() (string, error) {
	if _, err := program(); err != nil {
		return "", err
	}
	return fleet.BuildFerretDB(context.Background(), built)
})

// programsOf are what a fleet runs in a test.
func programsOf(t *testing.T) programs {
	t.Helper()
	p := gatewayOf(t)
	var err error
	if p.FerretDB, err = ferret(); err != nil {
		t.Fatal(err)
	}
	return p
}

// gatewayOf is what a fleet runs that has no store in common.
func gatewayOf(t *testing.T) programs {
	t.Helper()
	gateway, err := program()
	if err != nil {
		t.Fatal(err)
	}
	return programs{Gateway: gateway, Dir: t.TempDir()}
}
