package main

import (
	"runtime"
	"runtime/metrics"
	"slices"
	"time"
)

func timeOf(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

func mean(times []time.Duration) time.Duration {
	var sum time.Duration
	for _, t := range times {
		sum += t
	}
	return sum / time.Duration(max(1, len(times)))
}

// percentile answers the smallest of the times that p per cent do not exceed.
func percentile(times []time.Duration, p int) time.Duration {
	if len(times) == 0 {
		return 0
	}
	times = slices.Sorted(slices.Values(times))
	return times[max(0, (len(times)*p+99)/100-1)]
}

// heap is the memory in use after a collection.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// boardAllocs counts what is allocated between begin and end.
type boardAllocs struct{ objects, bytes uint64 }

func (a *boardAllocs) begin() { a.add(-1) }
func (a *boardAllocs) end()   { a.add(1) }

func (a *boardAllocs) add(sign int64) {
	s := []metrics.Sample{{Name: "/gc/heap/allocs:objects"}, {Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(s)
	a.objects += uint64(sign) * s[0].Value.Uint64()
	a.bytes += uint64(sign) * s[1].Value.Uint64()
}
