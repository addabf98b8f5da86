//go:build unix

package redis_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"prepwire/store/live"
	"prepwire/store/live/redis"
	"prepwire/store/live/redis/redistest"
)

// The cost of an event of 1 KB from one node to another, on this machine:
//
//	go test ./store/live/redis -run '^$' -bench . -benchtime 2s
//
// redis-µs and node-µs are processor time for each operation, of Redis and of
// this process (both nodes).

// meter measures processor time while a benchmark runs.
type meter struct {
	b      *testing.B
	server *redistest.Server
	redis  float64
	own    float64
}

func startMeter(b *testing.B, s *redistest.Server) *meter {
	m := &meter{b: b, server: s, redis: redisCPU(b, s), own: ownCPU(b)}
	b.ResetTimer()
	return m
}

// stop reports for so many operations.
func (m *meter) stop(n int) {
	m.b.StopTimer()
	m.b.ReportMetric((ownCPU(m.b)-m.own)*1e6/float64(n), "node-µs")
	m.b.ReportMetric((redisCPU(m.b, m.server)-m.redis)*1e6/float64(n), "redis-µs")
}

func redisCPU(b *testing.B, s *redistest.Server) (seconds float64) {
	info, err := s.Do(b.Context(), "INFO", "cpu")
	must(b, err)
	for _, name := range []string{"used_cpu_sys:", "used_cpu_user:"} {
		_, rest, _ := strings.Cut(info, name)
		text, _, _ := strings.Cut(rest, "\r")
		n, err := strconv.ParseFloat(text, 64)
		must(b, err)
		seconds += n
	}
	return seconds
}

func ownCPU(b *testing.B) float64 {
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
}

var kilobyte = []byte(`{"text":"` + strings.Repeat("x", 1000) + `"}`)

// BenchmarkFloor is the smallest command there is: a PING.
func BenchmarkFloor(b *testing.B) {
	s := redistest.New(b)
	l := open(b, options(b, s.URL()))
	must(b, l.Bus.Ping(b.Context()))
	m := startMeter(b, s)
	together(b, 64, func(ctx context.Context) error { return l.Echo(ctx) })
	m.stop(b.N)
}

// BenchmarkAppend appends to 64 topics, one caller each; nobody listens.
func BenchmarkAppend(b *testing.B) {
	s := redistest.New(b)
	l := open(b, options(b, s.URL()))
	must(b, l.Bus.Ping(b.Context()))
	var callers atomic.Int32
	m := startMeter(b, s)
	together(b, 64, func(ctx context.Context) error {
		_, err := l.Bus.Append(ctx, fmt.Sprint("user:", callers.Add(1)%64), "test.event", kilobyte)
		return err
	})
	m.stop(b.N)
}

// BenchmarkPublish publishes states to 64 topics of nobody.
func BenchmarkPublish(b *testing.B) {
	s := redistest.New(b)
	l := open(b, options(b, s.URL()))
	must(b, l.Bus.Ping(b.Context()))
	var callers atomic.Int32
	m := startMeter(b, s)
	together(b, 64, func(ctx context.Context) error {
		return l.Bus.Publish(ctx, fmt.Sprint("user:", callers.Add(1)%64), live.State{Name: "test.state", Params: kilobyte})
	})
	m.stop(b.N)
}

// BenchmarkAllow asks the limiter for 64 users.
func BenchmarkAllow(b *testing.B) {
	s := redistest.New(b)
	l := open(b, options(b, s.URL()))
	must(b, l.Bus.Ping(b.Context()))
	var callers atomic.Int32
	m := startMeter(b, s)
	together(b, 64, func(ctx context.Context) error {
		_, _, err := l.Limiter.Allow(ctx, fmt.Sprint("user:", callers.Add(1)%64), live.Rate{Events: 1e6, Per: time.Second}, 1)
		return err
	})
	m.stop(b.N)
}

// BenchmarkDeliver appends on one node and counts what reaches the other, for
// 64 topics at once.
func BenchmarkDeliver(b *testing.B) {
	s := redistest.New(b)
	here, there := pair(b, s)
	var wg sync.WaitGroup
	wg.Add(b.N)
	for i := range 64 {
		_, cancel, err := there.Bus.Subscribe(b.Context(), fmt.Sprint("user:", i), arrival(func(live.Event) { wg.Done() }))
		must(b, err)
		b.Cleanup(cancel)
	}
	var callers atomic.Int32
	m := startMeter(b, s)
	together(b, 64, func(ctx context.Context) error {
		_, err := here.Bus.Append(ctx, fmt.Sprint("user:", callers.Add(1)%64), "test.event", kilobyte)
		return err
	})
	wg.Wait()
	m.stop(b.N)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}

// BenchmarkLatency appends one event at a time and waits until it has reached
// the other node.
func BenchmarkLatency(b *testing.B) {
	s := redistest.New(b)
	here, there := pair(b, s)
	arrived := make(chan struct{}, 1)
	_, cancel, err := there.Bus.Subscribe(b.Context(), "user:ann", arrival(func(live.Event) { arrived <- struct{}{} }))
	must(b, err)
	b.Cleanup(cancel)
	var took []time.Duration
	m := startMeter(b, s)
	for range b.N {
		began := time.Now()
		_, err := here.Bus.Append(b.Context(), "user:ann", "test.event", kilobyte)
		must(b, err)
		<-arrived
		took = append(took, time.Since(began))
	}
	m.stop(b.N)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

// pair is two nodes on one server.
func pair(b *testing.B, s *redistest.Server) (here, there *redis.Live) {
	o := options(b, s.URL())
	here, there = open(b, o), open(b, o)
	must(b, here.Bus.Ping(b.Context()))
	must(b, there.Bus.Ping(b.Context()))
	return here, there
}

// together does f b.N times by so many callers.
func together(b *testing.B, callers int, f func(ctx context.Context) error) {
	var left atomic.Int64
	left.Store(int64(b.N))
	var wg sync.WaitGroup
	for range callers {
		wg.Go(func() {
			for left.Add(-1) >= 0 {
				if err := f(b.Context()); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
}

// arrival is a subscriber of events.
type arrival func(live.Event)

func (f arrival) Event(_, _ string, e live.Event)    { f(e) }
func (arrival) State(string, live.State)             {}
func (arrival) Broken(topic string, _ live.Position) { panic("broken " + topic) }
