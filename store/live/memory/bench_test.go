package memory

import (
	"fmt"
	"testing"
	"time"

	"prepwire/store/live"
)

var benchParams = []byte(`{"contestId":"c1","version":7,"total":1000}`)

func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{0, 1, 1000} {
		b.Run(fmt.Sprintf("subscribers=%d", n), func(b *testing.B) {
			bus := NewBus(Options{})
			defer bus.Close()
			for range n {
				if _, _, err := bus.Subscribe(b.Context(), "contest:c1", &discard{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := bus.Append(b.Context(), "contest:c1", "contest.started", benchParams); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAppendOwnTopics(b *testing.B) {
	bus := NewBus(Options{})
	defer bus.Close()
	topics := make([]string, 1<<14)
	for i := range topics {
		topics[i] = fmt.Sprint("user:", i)
		if _, _, err := bus.Subscribe(b.Context(), topics[i], &discard{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, err := bus.Append(b.Context(), topics[i&(len(topics)-1)], "session.updated", benchParams); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkAllow(b *testing.B) {
	keys := make([]string, 1<<16)
	for i := range keys {
		keys[i] = fmt.Sprint("calls:user:", i)
	}
	for _, bench := range []struct {
		name string
		keys []string
		rate live.Rate
	}{
		{"granted", keys[:1], live.Rate{Events: 1e9, Per: time.Second}},
		{"refused", keys[:1], live.Rate{Events: 1, Per: time.Hour}},
		{"keys=65536", keys, live.Rate{Events: 100, Per: time.Second}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			l := NewLimiter(Options{})
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, _, err := l.Allow(b.Context(), bench.keys[i&(len(bench.keys)-1)], bench.rate, 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkAllowNewKeys(b *testing.B) {
	l, rate := NewLimiter(Options{}), live.Rate{Events: 50, Per: time.Second}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, _, err := l.Allow(b.Context(), fmt.Sprint("calls:user:", i), rate, 1); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(l.held()), "buckets")
}

func BenchmarkPresenceRefresh(b *testing.B) {
	p := NewPresence(Options{})
	ids := make([]string, 10_000)
	for i := range ids {
		ids[i] = fmt.Sprint("conn", i)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := p.Enter(b.Context(), "contest:c1", ids[i%len(ids)], "", 30*time.Second); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTopicMemory(b *testing.B) {
	var bytes float64
	for b.Loop() {
		bytes = topicBytes(b, 100_000)
	}
	b.ReportMetric(bytes, "B/topic")
}
