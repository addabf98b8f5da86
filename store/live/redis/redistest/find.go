package redistest

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// program is what runs a server.
const program = "redis-server"

// Need skips the test, loudly, when there is no redis-server here. With
// CI=true the test fails instead.
func Need(t testing.TB) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and CI=true", program)
	}
	fmt.Printf("redistest: SKIPPED %s: %s is not installed\n", t.Name(), program)
	t.Skipf("%s is not installed", program)
}

// inMemory is where servers of tests keep their files, if the machine has such a
// place: no other test's writing holds them up there.
func inMemory() string {
	const place = "/dev/shm"
	if info, err := os.Stat(place); err != nil || !info.IsDir() {
		return ""
	}
	return place
}

// New returns a server that is killed at the end of the test. It needs
// redis-server as Need says.
func New(t testing.TB, options ...Option) *Server {
	t.Helper()
	Need(t)
	s, err := startIn(t.Context(), inMemory(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, s.Close()) })
	return s
}

// NewCluster returns a cluster that is killed at the end of the test. Its servers
// take none that is slow for dead: no busy machine changes who leads.
func NewCluster(t testing.TB, masters int, options ...Option) *Cluster {
	t.Helper()
	Need(t)
	options = append([]Option{With("--cluster-node-timeout", "60000")}, options...)
	c, err := startClusterIn(t.Context(), inMemory(), masters, options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { end(t, c.Close()) })
	return c
}

func end(t testing.TB, err error) {
	if err != nil {
		t.Errorf("end redis: %v", err)
	}
}
