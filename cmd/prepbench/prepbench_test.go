package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The measuring process starts itself as the server under test.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		main()
		return
	}
	os.Exit(m.Run())
}

// Small runs, without targets: that the programs measure at all.
func TestMeasurementsRun(t *testing.T) {
	dir := t.TempDir()
	rpc := rpcCommand{Connections: 4, Calls: 400, Rounds: 1}
	if err := rpc.Run(); err != nil {
		t.Error(err)
	}
	idle := idleCommand{Connections: 20, Heap: filepath.Join(dir, "heap")}
	if err := idle.Run(); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(filepath.Join(dir, "heap")); err != nil || info.Size() == 0 {
		t.Errorf("heap profile: %v", err)
	}
}

// A target that is missed is an error, so that a script notices.
func TestMissedTargetFails(t *testing.T) {
	idle := idleCommand{Connections: 20, Target: 0.001}
	if err := idle.Run(); err == nil {
		t.Error("nothing costs a byte, it says")
	}
}
