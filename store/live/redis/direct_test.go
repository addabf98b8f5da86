package redis_test

import (
	"runtime"
	"strings"
	"testing"

	"prepwire/store/live/redis/redistest"
)

// A connection that Redis gave up while it rested costs no event and no epoch:
// that it is gone is seen before anything is sent.
func TestDirectConnectionLostAtRest(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("there are such connections on Linux only")
	}
	server := redistest.New(t)
	o := options(t, server.URL())
	o.Patient()
	l := open(t, o)
	at := appended(t, l.Bus, "user:ann", 1, 2)
	for n := range 3 {
		ids := directs(t, server)
		if len(ids) == 0 {
			t.Fatal("no connection of its own was used")
		}
		for _, id := range ids {
			_, err := server.Do(t.Context(), "CLIENT", "KILL", "ID", id)
			must(t, err)
		}
		for left := ids; len(left) > 0; {
			left = nil
			for _, id := range directs(t, server) {
				if strings.Contains(" "+strings.Join(ids, " ")+" ", " "+id+" ") {
					left = append(left, id)
				}
			}
		}
		for k := range 2 {
			now := appended(t, l.Bus, "user:ann", n)
			if want := at.Offset + 1; now.Epoch != at.Epoch || now.Offset != want {
				t.Fatalf("round %d, append %d: at %v after %v", n, k, now, at)
			}
			at = now
		}
		// The first went through the pipeline, the second may have; now one is open again.
		for len(directs(t, server)) == 0 {
			at = appended(t, l.Bus, "user:ann", n)
		}
	}
}

// directs are the ids of the connections for one command each.
func directs(t *testing.T, server *redistest.Server) (ids []string) {
	t.Helper()
	list, err := server.Do(t.Context(), "CLIENT", "LIST")
	must(t, err)
	for line := range strings.Lines(list) {
		if strings.Contains(line, " name=prepwire-direct ") {
			id, _, _ := strings.Cut(strings.TrimPrefix(line, "id="), " ")
			ids = append(ids, id)
		}
	}
	return ids
}
