// Package model is clients that know what they were promised, and check it:
// devices of users that connect to any node, lose their connection in many
// ways, and resume, while they and others cause events.
//
//	device ─► visit: connect, resume, follow, act, part   ─┐
//	       ◄─ every event and reply, checked as it comes   │  again and again
//	book   what all devices together know: what an event   │
//	       was, what was acknowledged, who complains      ◄┘
//
// What is checked, of every topic of every device:
//
//   - after a recovered resume exactly the missing events follow, in order;
//   - else the reply says why, with a snapshot that has all that was
//     acknowledged before it was asked for;
//   - an event is the same for everybody, live or replayed, byte for byte;
//   - what was acknowledged is heard of, once, by every device that was not told
//     that events were lost.
package model

import (
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"prepwire/schema"
)

// Book is what all devices together know. Its methods may be called
// concurrently.
type Book struct {
	seed maphash.Seed

	mu     sync.Mutex // guards what follows
	events map[place]uint64
	counts Counts
	faults []string
	blamed int
}

// place is that of an event.
type place struct {
	topic, epoch string
	offset       uint64
}

// Counts are what happened.
type Counts struct {
	Connects  int
	Declined  map[int]int              // upgrades by HTTP status; 0 for no answer
	Closed    map[schema.CloseCode]int // by the server; 0 for none
	Resumes   int                      // replies to session.resume and session.authenticate with positions
	Recovered int                      // topics in them, without those that asked for what cannot be
	Reset     map[schema.ResumeReason]int
	Wrong     map[schema.ResumeReason]int // likewise, of those that did
	Events    int
	Replayed  int                   // of them: older than the resume
	Acts      int                   // calls that cause events
	Acked     int                   // of them
	Refused   map[schema.Reason]int // calls
	Lost      int                   // calls whose reply never came
	Longest   time.Duration         // that a device was without a topic it asked for
}

// NewBook returns an empty book.
func NewBook() *Book {
	return &Book{seed: maphash.MakeSeed(), events: map[place]uint64{}, counts: Counts{Declined: map[int]int{}, Closed: map[schema.CloseCode]int{},
		Reset: map[schema.ResumeReason]int{}, Wrong: map[schema.ResumeReason]int{}, Refused: map[schema.Reason]int{}}}
}

const keptFaults = 30

// Fault complains.
func (b *Book) Fault(format string, args ...any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blamed++
	if len(b.faults) < keptFaults {
		b.faults = append(b.faults, time.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
	}
}

// Faults are the first complaints, and how many there were.
func (b *Book) Faults() ([]string, int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.faults...), b.blamed
}

// Resumes is how many there were.
func (b *Book) Resumes() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counts.Resumes
}

// Counts are what happened so far. They may be read once nobody writes.
func (b *Book) Counts() Counts {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.counts
}

func (b *Book) count(f func(*Counts)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f(&b.counts)
}

// same reports whether an event is what everybody else was told it is.
func (b *Book) same(p place, method string, params []byte) bool {
	var h maphash.Hash
	h.SetSeed(b.seed)
	_, _ = h.WriteString(method)
	_, _ = h.Write(params)
	sum := h.Sum64()
	b.mu.Lock()
	defer b.mu.Unlock()
	b.counts.Events++
	known, ok := b.events[p]
	if !ok {
		b.events[p] = sum
	}
	return !ok || known == sum
}
