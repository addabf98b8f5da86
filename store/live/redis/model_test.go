package redis_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/redis"
	"prepwire/store/live/redis/redistest"
)

// Whatever befalls Redis and the lines to it, each subscriber gets a log
// without gap, repeat or reorder, or hears Broken; and what was appended is
// what it gets. The model remembers what Append has told.
func TestFaultsAgainstTheModel(t *testing.T) {
	const topics, steps = 4, 120
	random := rand.New(rand.NewPCG(2026, 11))
	server := redistest.New(t)
	proxies := []*redistest.Proxy{newProxy(t, server.Addr()), newProxy(t, server.Addr())}
	var nodes []*redis.Live
	prefix := ""
	for _, p := range proxies {
		o := options(t, "redis://"+p.Addr())
		o.Hasty() // a line that is frozen holds nobody
		if prefix == "" {
			prefix = o.Prefix
		}
		o.Prefix, o.Patrol, o.MaxEvents = prefix, 200*time.Millisecond, 50
		nodes = append(nodes, open(t, o))
	}
	watchers := map[string][]*watcher{}
	told := map[string]map[live.Position]string{} // params by topic and position
	topic := func(i int) string { return fmt.Sprint("contest:", i) }
	for i := range topics {
		told[topic(i)] = map[live.Position]string{}
		for _, n := range nodes {
			watchers[topic(i)] = append(watchers[topic(i)], watch(t, n.Bus, topic(i)))
		}
	}
	snapshot, err := server.Snapshot(t.Context())
	must(t, err)
	faults := []func(){
		func() { must(t, server.RestartFrom(t.Context(), snapshot)) },
		func() { must(t, server.Flush(t.Context())) },
		func() { snapshot, err = server.Snapshot(t.Context()); must(t, err) },
		func() { _, err := server.Do(t.Context(), "SCRIPT", "FLUSH"); must(t, err) },
		func() { _, err := server.Do(t.Context(), "CLIENT", "KILL", "TYPE", "pubsub"); must(t, err) },
		proxies[0].Cut, proxies[1].Cut, proxies[0].Freeze, proxies[1].Break, proxies[0].Heal, proxies[1].Heal,
	}
	count := 0
	for step := range steps {
		if step%3 == 0 { // all is well for a moment
			count++
			name := topic(random.IntN(topics))
			proxies[0].Heal()
			proxies[1].Heal()
			told[name][appendedAtLast(t, nodes[step/3%2].Bus, name, count)] = fmt.Sprint(count)
		}
		if random.IntN(4) == 0 {
			faults[random.IntN(len(faults))]()
		}
		for range random.IntN(5) {
			count++
			name, params := topic(random.IntN(topics)), fmt.Sprint(count)
			at, err := nodes[random.IntN(len(nodes))].Bus.Append(t.Context(), name, "test.event", []byte(params))
			if err == nil {
				told[name][at] = params
			} else if !isUnavailable(err) {
				t.Fatal(err)
			}
		}
	}
	for _, p := range proxies {
		p.Heal()
	}
	for i := range topics {
		name := topic(i)
		told[name][appendedAtLast(t, nodes[i%2].Bus, name, -1)] = "-1"
		for n, w := range watchers[name] {
			w.catchesUp(nodes[n].Bus, name)
			w.agrees(told[name])
		}
	}
	appended := 0
	for _, m := range told {
		appended += len(m)
	}
	t.Logf("%d of %d events were appended", appended, count)
	if appended < steps/3+topics+10 { // the first are those that were tried until they were
		t.Errorf("only %d of %d events were appended", appended, count)
	}
}

// agrees checks what was seen against what Append has told: it is the same, and
// since the last break nothing is missing.
func (w *watcher) agrees(told map[live.Position]string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for at, params := range w.seen {
		if want, known := told[at]; known && params != want {
			w.t.Errorf("event %v is %s, Append told of %s", at, params, want)
		}
	}
	for at, params := range told {
		if _, seen := w.seen[at]; !seen && at.Epoch == w.at.Epoch && at.Offset > w.from.Offset {
			w.t.Errorf("event %v, %s, was appended, and is missing after %v", at, params, w.from)
		}
	}
}
