package livetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"prepwire/store/live"
)

var busTests = []test{
	{name: "AppendAndRead", run: testAppendAndRead},
	{name: "ReadByPages", run: testReadByPages},
	{name: "AppendTogether", run: testAppendTogether},
	{name: "Deliver", run: testDeliver},
	{name: "States", run: testStates},
	{name: "TopicsApart", run: testTopicsApart},
	{name: "Cancel", run: testCancel},
	{name: "ContextEnded", run: testBusContext},
	{name: "ForeignPositions", run: testForeignPositions},
	{name: "TrimByCount", options: Options{MaxEvents: 10, MaxAge: time.Hour}, run: testTrimByCount},
	{name: "TrimByBytes", options: Options{MaxEvents: 100, MaxAge: time.Hour, MaxBytes: 4 * numberBytes}, run: testTrimByBytes},
	{name: "TrimByAge", options: Options{MaxEvents: 100, MaxAge: time.Hour}, needs: clock, run: testTrimByAge},
	{name: "Restart", needs: restart, run: testRestart},
	{name: "ForgottenTopic", options: Options{MaxEvents: 100, MaxAge: time.Hour}, needs: clock | forget, run: testForgotten},
	{name: "QuietTopic", options: Options{MaxEvents: 100, MaxAge: time.Hour}, needs: forget, run: testQuiet},
	{name: "AcrossNodes", needs: second, run: testAcrossNodes},
}

func testAppendAndRead(t *testing.T, f Fixture) {
	ctx, topic := t.Context(), "user:ann"
	start := head(t, f.Bus, topic)
	if start.Epoch == "" {
		t.Error("a topic without an epoch")
	}
	params := []string{`{}`, `{"a":"\u0000 ü 𝛑"}`, "{\"b\":\n1}", `{"c":"` + string(make([]byte, 1<<16)) + `"}`}
	for i, p := range params {
		at, err := f.Bus.Append(ctx, topic, fmt.Sprintf("test.event%d", i), []byte(p))
		if want := after(start, i+1); err != nil || at != want {
			t.Fatalf("Append = %v, %v, want %v", at, err, want)
		}
	}
	events := read(t, f.Bus, topic, start, 100)
	if len(events) != len(params) {
		t.Fatalf("Read: %d events, want %d", len(events), len(params))
	}
	for i, e := range events {
		if e.Offset != start.Offset+uint64(i)+1 || e.Name != fmt.Sprintf("test.event%d", i) || string(e.Params) != params[i] {
			t.Errorf("event %d = %d %s %.80q, want %.80q", i, e.Offset, e.Name, e.Params, params[i])
		}
		if e.At.IsZero() || e.At.Location() != time.UTC || !e.At.Equal(e.At.Truncate(time.Millisecond)) {
			t.Errorf("event %d at %v, want UTC to the millisecond", i, e.At)
		}
	}
	if got := head(t, f.Bus, topic); got != after(start, len(params)) {
		t.Errorf("Head = %v, want %v", got, after(start, len(params)))
	}
	eventually(t, "Ping", func() error { return f.Bus.Ping(ctx) }) // the last look may have been slow
}

func testReadByPages(t *testing.T, f Fixture) {
	start := head(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 0, 10)
	for _, limit := range []int{1, 3, 10, 11} {
		var got []live.Event
		for at := start; ; at = after(start, len(got)) {
			page := read(t, f.Bus, "user:ann", at, limit)
			if len(page) == 0 {
				break
			}
			if len(page) > limit {
				t.Fatalf("Read: %d events, limit %d", len(page), limit)
			}
			got = append(got, page...)
		}
		wantRun(t, got, start, 0, 10)
	}
	for _, limit := range []int{0, -1} {
		if got := read(t, f.Bus, "user:ann", start, limit); len(got) != 0 {
			t.Errorf("Read with limit %d: %d events", limit, len(got))
		}
	}
}

// testAppendTogether has many append to one topic at once, on every node: each is
// told where its own event is, and the log and subscribers have all, in the
// order in which each caller appended its own.
func testAppendTogether(t *testing.T, f Fixture) {
	const callers, each = 16, 20
	r, start, _ := subscribe(t, f.Bus, "user:ann")
	nodes := f.nodes(t)
	var told [callers][each]live.Position
	together(t, callers, func(i int) (err error) {
		for n := range each {
			params := number(i*each + n)
			if n == each/2 { // one that is large
				params = fmt.Sprintf(`{"n":%d,"text":%q}`, i*each+n, strings.Repeat("x", 20_000))
			}
			told[i][n], err = nodes[i%len(nodes)].Bus.Append(t.Context(), "user:ann", "test.event", []byte(params))
			if err != nil {
				return err
			}
		}
		return nil
	})
	events := read(t, f.Bus, "user:ann", start, 1000)
	if err := r.wait(callers*each, 0); err != nil {
		t.Fatal(err)
	}
	got, _ := r.got()
	if len(events) != callers*each || len(got) != callers*each {
		t.Fatalf("%d events in the log, %d delivered, want %d", len(events), len(got), callers*each)
	}
	for i, mine := range told {
		for n, at := range mine {
			if at.Epoch != start.Epoch || at.Offset <= start.Offset || at.Offset > after(start, callers*each).Offset || n > 0 && at.Offset <= mine[n-1].Offset {
				t.Fatalf("event %d of caller %d is at %v, the one before at %v", n, i, at, mine[max(0, n-1)])
			}
			want := strings.TrimSuffix(number(i*each+n), "}")
			for _, list := range [][]live.Event{events, got} {
				e := list[at.Offset-start.Offset-1]
				rest, ok := strings.CutPrefix(string(e.Params), want)
				if e.Offset != at.Offset || !ok || rest[0] != '}' && rest[0] != ',' {
					t.Fatalf("at %v is %d %.30s, want %s", at, e.Offset, e.Params, want)
				}
			}
		}
	}
}

func testDeliver(t *testing.T, f Fixture) {
	appendN(t, f.Bus, "user:ann", 0, 3)
	early, at, _ := subscribe(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 3, 2)
	late, lateAt, _ := subscribe(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 5, 2)
	if after(at, 4) != head(t, f.Bus, "user:ann") || lateAt != after(at, 2) {
		t.Errorf("subscribed at %v and %v", at, lateAt)
	}
	for _, s := range []struct {
		r     *recorder
		at    live.Position
		first int
		n     int
	}{{early, at, 3, 4}, {late, lateAt, 5, 2}} {
		if err := s.r.wait(s.n, 0); err != nil {
			t.Fatal(err)
		}
		got, _ := s.r.got()
		wantRun(t, got, s.at, s.first, s.n)
		if s.r.epoch != at.Epoch {
			t.Errorf("delivered with epoch %q, want %q", s.r.epoch, at.Epoch)
		}
		wantErr(t, "delivery", s.r.fault(), nil)
	}
}

func testStates(t *testing.T, f Fixture) {
	ctx := t.Context()
	if err := f.Bus.Publish(ctx, "contest:c", live.State{Name: "test.state", Key: "k"}); err != nil {
		t.Fatal("Publish to nobody:", err)
	}
	r, at, _ := subscribe(t, f.Bus, "contest:c")
	var want []string
	for i := range 5 {
		s := live.State{Name: "test.state", Key: fmt.Sprint("key", i%2), Params: fmt.Appendf(nil, `{"version":%d}`, i)}
		want = append(want, fmt.Sprintf("%s %s %s", s.Name, s.Key, s.Params))
		if err := f.Bus.Publish(ctx, "contest:c", s); err != nil {
			t.Fatal("Publish:", err)
		}
	}
	if err := r.wait(0, len(want)); err != nil {
		t.Fatal(err)
	}
	var got []string
	events, states := r.got()
	for _, s := range states {
		got = append(got, fmt.Sprintf("%s %s %s", s.Name, s.Key, s.Params))
	}
	if !slices.Equal(got, want) || len(events) != 0 {
		t.Errorf("got states %q and %d events, want %q", got, len(events), want)
	}
	if now := head(t, f.Bus, "contest:c"); now != at {
		t.Errorf("states moved the log from %v to %v", at, now)
	}
	wantErr(t, "delivery", r.fault(), nil)
}

func testTopicsApart(t *testing.T, f Fixture) {
	const n = 20
	var recorders []*recorder
	var starts []live.Position
	for i := range n {
		r, at, _ := subscribe(t, f.Bus, fmt.Sprint("user:", i))
		recorders, starts = append(recorders, r), append(starts, at)
	}
	for i := range n {
		appendN(t, f.Bus, fmt.Sprint("user:", i), 100*i, i)
	}
	for i, r := range recorders {
		if err := r.wait(i, 0); err != nil {
			t.Fatal(err)
		}
		got, _ := r.got()
		wantRun(t, got, starts[i], 100*i, i)
		wantRun(t, read(t, f.Bus, fmt.Sprint("user:", i), starts[i], 100), starts[i], 100*i, i)
		wantErr(t, "delivery", r.fault(), nil)
	}
}

func testCancel(t *testing.T, f Fixture) {
	a, _, cancelA := subscribe(t, f.Bus, "user:ann")
	b, atB, cancelB := subscribe(t, f.Bus, "user:ann")
	c, atC, cancelC := subscribe(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 0, 2)
	for _, r := range []*recorder{a, b, c} {
		if err := r.wait(2, 0); err != nil {
			t.Fatal(err)
		}
	}
	cancelB() // the middle one, whatever the order is
	cancelB()
	b.end()
	appendN(t, f.Bus, "user:ann", 2, 2)
	cancelA()
	a.end()
	appendN(t, f.Bus, "user:ann", 4, 1)
	if err := c.wait(5, 0); err != nil {
		t.Fatal(err)
	}
	got, _ := b.got()
	wantRun(t, got, atB, 0, 2)
	got, _ = c.got()
	wantRun(t, got, atC, 0, 5)
	cancelC()
	c.end()
	again, at, _ := subscribe(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 5, 1)
	if err := again.wait(1, 0); err != nil {
		t.Fatal(err)
	}
	got, _ = again.got()
	wantRun(t, got, at, 5, 1)
	for _, r := range []*recorder{a, b, c, again} {
		wantErr(t, "delivery", r.fault(), nil)
	}
}

func testBusContext(t *testing.T, f Fixture) {
	r, at, _ := subscribe(t, f.Bus, "user:ann")
	ctx := cancelled(t)
	_, err := f.Bus.Append(ctx, "user:ann", "test.event", []byte(`{}`))
	wantErr(t, "Append", err, context.Canceled)
	wantErr(t, "Publish", f.Bus.Publish(ctx, "user:ann", live.State{Name: "test.state"}), context.Canceled)
	_, _, err = f.Bus.Subscribe(ctx, "user:ann", record("user:ann"))
	wantErr(t, "Subscribe", err, context.Canceled)
	_, err = f.Bus.Head(ctx, "user:ann")
	wantErr(t, "Head", err, context.Canceled)
	_, err = f.Bus.Read(ctx, "user:ann", at, 1)
	wantErr(t, "Read", err, context.Canceled)
	wantErr(t, "Ping", f.Bus.Ping(ctx), context.Canceled)
	appendN(t, f.Bus, "user:ann", 7, 1)
	if err := r.wait(1, 0); err != nil {
		t.Fatal(err)
	}
	events, states := r.got()
	wantRun(t, events, at, 7, 1)
	if len(states) != 0 {
		t.Errorf("%d states of an ended context", len(states))
	}
}

func testAcrossNodes(t *testing.T, f Fixture) {
	there := f.Another(t)
	r, at, _ := subscribe(t, there.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 0, 3)
	if err := f.Bus.Publish(t.Context(), "user:ann", live.State{Name: "test.state"}); err != nil {
		t.Fatal(err)
	}
	if err := r.wait(3, 1); err != nil {
		t.Fatal(err)
	}
	got, _ := r.got()
	wantRun(t, got, at, 0, 3)
	wantRun(t, read(t, there.Bus, "user:ann", at, 10), at, 0, 3)
	wantErr(t, "delivery", r.fault(), nil)
}
