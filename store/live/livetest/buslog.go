package livetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"prepwire/store/live"
)

func testForeignPositions(t *testing.T, f Fixture) {
	start := head(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 0, 3)
	end := after(start, 3)
	for _, at := range []live.Position{
		{}, {Epoch: "", Offset: end.Offset}, {Epoch: end.Epoch + "x", Offset: end.Offset}, {Epoch: "x", Offset: start.Offset},
		after(end, 1), after(end, 1_000_000), {Epoch: end.Epoch, Offset: 1<<64 - 1},
	} {
		events, err := f.Bus.Read(t.Context(), "user:ann", at, 10)
		wantErr(t, fmt.Sprintf("Read after %v, head %v", at, end), err, live.ErrEpoch)
		if len(events) != 0 {
			t.Errorf("Read after %v: %d events and an error", at, len(events))
		}
	}
	if got := read(t, f.Bus, "user:ann", end, 10); len(got) != 0 {
		t.Errorf("Read at the head: %d events", len(got))
	}
}

// wantLog checks that the log of user:ann holds exactly the events after
// oldest, which begin with number first, up to its head.
func wantLog(t *testing.T, b live.Bus, start, oldest live.Position, first int) {
	t.Helper()
	end := head(t, b, "user:ann")
	for offset := start.Offset; offset <= end.Offset; offset++ {
		at := live.Position{Epoch: start.Epoch, Offset: offset}
		if offset < oldest.Offset {
			_, err := b.Read(t.Context(), "user:ann", at, 1000)
			wantErr(t, fmt.Sprintf("Read after %v, log begins after %v", at, oldest), err, live.ErrTooOld)
			continue
		}
		skip := int(offset - oldest.Offset)
		wantRun(t, read(t, b, "user:ann", at, 1000), at, first+skip, int(end.Offset-offset))
	}
}

func testTrimByCount(t *testing.T, f Fixture) {
	start := head(t, f.Bus, "user:ann")
	for n := range 35 { // more than three times round the log
		trimmed := max(0, n-10)
		wantLog(t, f.Bus, start, after(start, trimmed), trimmed)
		appendN(t, f.Bus, "user:ann", n, 1)
	}
}

// numberBytes is what an event of appendN with a number of two digits counts.
const numberBytes = len("test.event") + len(`{"n":10}`)

func testTrimByBytes(t *testing.T, f Fixture) {
	start := head(t, f.Bus, "user:ann")
	for n := range 12 { // four fit
		trimmed := max(0, n-4)
		wantLog(t, f.Bus, start, after(start, trimmed), 10+trimmed)
		appendN(t, f.Bus, "user:ann", 10+n, 1)
	}
	r, at, _ := subscribe(t, f.Bus, "user:ann")
	large := []byte(`{"large":"` + strings.Repeat("x", 4*numberBytes) + `"}`)
	if _, err := f.Bus.Append(t.Context(), "user:ann", "test.event", large); err != nil {
		t.Fatal(err)
	}
	if err := r.wait(1, 0); err != nil {
		t.Fatal("larger than the log:", err)
	}
	if got := read(t, f.Bus, "user:ann", at, 10); len(got) != 1 || string(got[0].Params) != string(large) {
		t.Errorf("the log keeps %d events, want the newest, which is larger than the log", len(got))
	}
	_, err := f.Bus.Read(t.Context(), "user:ann", after(start, 11), 10)
	wantErr(t, "Read of what the large event has displaced", err, live.ErrTooOld)
	appendN(t, f.Bus, "user:ann", 30, 1)
	wantLog(t, f.Bus, start, after(at, 1), 30)
}

func testTrimByAge(t *testing.T, f Fixture) {
	start := head(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 0, 5)
	f.Advance(40 * time.Minute)
	appendN(t, f.Bus, "user:ann", 5, 5)
	f.Advance(19 * time.Minute)
	wantLog(t, f.Bus, start, start, 0)
	f.Advance(2 * time.Minute) // the first five are 61 minutes old
	wantLog(t, f.Bus, start, after(start, 5), 5)
	appendN(t, f.Bus, "user:ann", 10, 1)
	wantLog(t, f.Bus, start, after(start, 5), 5)
	f.Advance(58 * time.Minute)
	wantLog(t, f.Bus, start, after(start, 10), 10)
	f.Advance(3 * time.Minute)
	wantLog(t, f.Bus, start, after(start, 11), 11)
	appendN(t, f.Bus, "user:ann", 11, 1)
	wantLog(t, f.Bus, start, after(start, 11), 11)
}

func testRestart(t *testing.T, f Fixture) {
	start := head(t, f.Bus, "user:ann")
	appendN(t, f.Bus, "user:ann", 0, 3)
	again := f.Restart(t)
	refused := func() {
		t.Helper()
		for n := range 4 {
			_, err := again.Bus.Read(t.Context(), "user:ann", after(start, n), 10)
			wantErr(t, fmt.Sprintf("Read after %v from before the restart", after(start, n)), err, live.ErrEpoch)
		}
	}
	refused()
	appendN(t, again.Bus, "user:ann", 100, 5)
	refused()
}

// testForgotten has a topic forgotten and used again, over and over. Whoever
// holds a position of an earlier life may be told that it is of no use, but
// never that it is, and be given too little.
func testForgotten(t *testing.T, f Fixture) {
	type held struct {
		at   live.Position
		seen int // events of the topic, over all its lives
	}
	var positions []held
	total := 0
	check := func() {
		t.Helper()
		for _, h := range positions {
			events, err := f.Bus.Read(t.Context(), "user:ann", h.at, 1000)
			if errors.Is(err, live.ErrEpoch) || errors.Is(err, live.ErrTooOld) {
				continue
			}
			if err != nil {
				t.Fatalf("Read after %v: %v", h.at, err)
			}
			wantRun(t, events, h.at, h.seen, total-h.seen)
		}
	}
	for _, n := range []int{7, 8, 0, 3, 20, 1} {
		positions = append(positions, held{head(t, f.Bus, "user:ann"), total})
		for range n {
			appendN(t, f.Bus, "user:ann", total, 1)
			total++
			positions = append(positions, held{head(t, f.Bus, "user:ann"), total})
			check()
		}
		leave := crowd(t, f, fmt.Sprint("life", len(positions)))
		f.Advance(61 * time.Minute)
		f.Forget() // the topic, and not the crowd's
		check()
		leave()
		f.Advance(61 * time.Minute)
		f.Forget() // the crowd's
		check()
	}
}

// crowd makes so many topics, with an event and a subscriber each, that some
// share whatever an implementation keeps in common for several.
func crowd(t *testing.T, f Fixture, name string) (leave func()) {
	t.Helper()
	var cancels []func()
	for i := range 300 {
		topic := fmt.Sprint("user:", name, i)
		appendN(t, f.Bus, topic, 0, 1)
		_, _, cancel := subscribe(t, f.Bus, topic)
		cancels = append(cancels, cancel)
	}
	return func() {
		for _, cancel := range cancels {
			cancel()
		}
	}
}

// testQuiet has somebody to whom nothing ever happens lose the connection for
// a while: nothing was lost, so that must be the answer.
func testQuiet(t *testing.T, f Fixture) {
	_, at, cancel := subscribe(t, f.Bus, "user:ann")
	crowd(t, f, "crowd")() // a topic forgotten meanwhile must make no difference
	if f.Advance != nil {
		f.Advance(5 * time.Hour)
	}
	f.Forget()
	cancel()
	if f.Advance != nil {
		f.Advance(30 * time.Minute)
	}
	f.Forget()
	if got := read(t, f.Bus, "user:ann", at, 10); len(got) != 0 {
		t.Errorf("%d events in a quiet topic", len(got))
	}
	appendN(t, f.Bus, "user:ann", 0, 1)
	wantRun(t, read(t, f.Bus, "user:ann", at, 10), at, 0, 1)
}
