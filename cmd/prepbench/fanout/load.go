package fanout

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"prepwire/cmd/prepbench/stats"
	"prepwire/cmd/prepbench/wire"
)

// Dial opens a connection to a node, as a user of its own.
type Dial func(node, user int) (*wire.Socket, error)

// Shape is who reads what.
type Shape struct {
	Topics      int
	Subscribers int // of each topic
	Payload     int // bytes of text of an event
}

// mark begins the time in an event's text.
const mark = "sent="

// House is connected clients. One load is on it at a time.
type House struct {
	subject Subject
	shape   Shape
	readers []*reader
	stalled []*wire.Socket

	publisher *wire.Socket
	replies   chan error // of the publisher's calls
	work      sync.WaitGroup
	came      atomic.Int64  // deliveries since the load began
	wanted    atomic.Int64  // how many are waited for
	enough    chan struct{} // has room for one: so many have come
	closing   atomic.Bool
}

// reader is one subscriber.
type reader struct {
	house  *House
	socket *wire.Socket

	mu   sync.Mutex // guards what follows
	took []time.Duration
	lost error
}

// atOnce is how many connections are opened at once.
const atOnce = 32

// Open connects a publisher to node 0 and subscribers to the nodes 1 to nodes-1
// in turn.
func Open(subject Subject, shape Shape, nodes int, dial Dial) (_ *House, err error) {
	h := &House{subject: subject, shape: shape, replies: make(chan error, mostInFlight), enough: make(chan struct{}, 1)}
	defer func() {
		if err != nil {
			h.Close()
		}
	}()
	if h.publisher, err = dial(0, 0); err != nil {
		return nil, err
	}
	if err := h.greet(h.publisher); err != nil {
		return nil, err
	}
	h.work.Go(h.hearReplies)
	n := shape.Topics * shape.Subscribers
	h.readers = make([]*reader, n)
	errs := make([]error, n)
	places := make(chan struct{}, atOnce)
	var all sync.WaitGroup
	for i := range n {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			h.readers[i], errs[i] = h.subscribe(dial, 1+i%(nodes-1), i)
		})
	}
	all.Wait()
	for _, r := range h.readers {
		if r != nil {
			h.work.Go(r.read)
		}
	}
	return h, errors.Join(errs...)
}

func (h *House) greet(s *wire.Socket) error {
	if hello := h.subject.Greet(); hello != nil {
		return h.ask(s, hello)
	}
	return nil
}

// ask sends a message and waits for its reply.
func (h *House) ask(s *wire.Socket, message []byte) error {
	if err := s.Send(wire.TextFrame(message)); err != nil {
		return err
	}
	got, err := s.Next()
	if err == nil && h.subject.Refused(got) {
		err = fmt.Errorf("%s: %.300s", message, got)
	}
	return err
}

func (h *House) subscribe(dial Dial, node, i int) (*reader, error) {
	s, err := dial(node, i+1)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(h.greet(s), h.ask(s, h.subject.Subscribe(topic(i%h.shape.Topics)))); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &reader{house: h, socket: s}, nil
}

// Stall connects n more subscribers, which read nothing from now on.
func (h *House) Stall(n, nodes int, dial Dial) error {
	for i := range n {
		s, err := dial(1+i%(nodes-1), 1_000_000+i)
		if err != nil {
			return err
		}
		h.stalled = append(h.stalled, s)
		if !s.Shrink(4 << 10) {
			return errors.New("no reader can be made slow")
		}
		if err := errors.Join(h.greet(s), h.ask(s, h.subject.Subscribe(topic(i%h.shape.Topics)))); err != nil {
			return err
		}
	}
	return nil
}

// Unstall ends the connections of those who do not read.
func (h *House) Unstall() {
	for _, s := range h.stalled {
		_ = s.Close()
	}
	h.stalled = nil
}

// topic names a topic; a new one each time the program runs.
func topic(i int) string { return run + strconv.Itoa(i) }

var run = strconv.FormatInt(time.Now().UnixNano(), 36) + "-"

// Close ends all connections.
func (h *House) Close() {
	h.closing.Store(true)
	h.Unstall()
	if h.publisher != nil {
		_ = h.publisher.Close()
	}
	for _, r := range h.readers {
		if r != nil {
			_ = r.socket.Close()
		}
	}
	h.work.Wait()
}

func (h *House) hearReplies() {
	for {
		message, err := h.publisher.Next()
		if err != nil {
			h.replies <- err
			return
		}
		if answer := h.subject.Answer(message); answer != nil {
			_ = h.publisher.Send(answer)
			continue
		}
		for range h.subject.Replies(message) {
			var err error
			if h.subject.Refused(message) {
				err = fmt.Errorf("publish: %.300s", message)
			}
			h.replies <- err
		}
	}
}

func (r *reader) read() {
	for {
		message, err := r.socket.Next()
		if err != nil {
			if !r.house.closing.Load() {
				r.mu.Lock()
				r.lost = err
				r.mu.Unlock()
			}
			return
		}
		if answer := r.house.subject.Answer(message); answer != nil {
			_ = r.socket.Send(answer)
			continue
		}
		now, n := time.Now().UnixNano(), 0
		r.mu.Lock()
		for rest := message; ; n++ { // several may come in a frame
			i := bytes.Index(rest, []byte(mark))
			if i < 0 {
				break
			}
			rest = rest[i+len(mark):]
			sent := int64(0)
			for _, c := range rest[:19] {
				sent = 10*sent + int64(c-'0')
			}
			r.took = append(r.took, time.Duration(now-sent))
		}
		r.mu.Unlock()
		if r.house.came.Add(int64(n)) >= r.house.wanted.Load() {
			select {
			case r.house.enough <- struct{}{}:
			default:
			}
		}
	}
}

// Figures are what came of a load.
type Figures struct {
	Events     int
	Deliveries int
	Took       time.Duration // from the first event until the last delivery
	P50, P99   time.Duration // from sending an event to its delivery
	Max        time.Duration
}

// PerSecond is deliveries a second.
func (f Figures) PerSecond() float64 { return float64(f.Deliveries) / f.Took.Seconds() }

const (
	mostInFlight = 256
	lateWithin   = 2 * time.Minute // for deliveries after the last event
)

// Load publishes for some time: rate events a second, or if that is 0 as many as
// can be with so many in flight, which are those that have no reply yet or are
// not delivered yet.
func (h *House) Load(ctx context.Context, rate float64, inFlight int, lasts time.Duration) (Figures, error) {
	for _, r := range h.readers {
		r.mu.Lock()
		r.took = r.took[:0]
		r.mu.Unlock()
	}
	h.came.Store(0)
	var f Figures
	filler := strings.Repeat("x", max(0, h.shape.Payload-len(mark)-20))
	began := time.Now()
	waiting := 0
	for time.Since(began) < lasts {
		if rate > 0 {
			due := began.Add(time.Duration(float64(f.Events) / rate * float64(time.Second)))
			if err := wire.Pause(ctx, time.Until(due)); err != nil {
				return f, err
			}
		}
		for waiting >= inFlight {
			if err := <-h.replies; err != nil {
				return f, err
			}
			waiting--
		}
		if rate == 0 {
			if err := h.await(ctx, int64((f.Events-inFlight+1)*h.shape.Subscribers), lateWithin); err != nil {
				return f, err
			}
		}
		text := mark + fmt.Sprintf("%019d ", time.Now().UnixNano()) + filler
		if err := h.publisher.Send(wire.TextFrame(h.subject.Publish(topic(f.Events%h.shape.Topics), text, f.Events+10))); err != nil {
			return f, err
		}
		waiting++
		f.Events++
	}
	for ; waiting > 0; waiting-- {
		if err := <-h.replies; err != nil {
			return f, err
		}
	}
	return h.gather(ctx, f, began)
}

// gather waits for the last delivery.
func (h *House) gather(ctx context.Context, f Figures, began time.Time) (Figures, error) {
	want := int64(f.Events * h.shape.Subscribers)
	late := h.await(ctx, want, lateWithin)
	f.Took, f.Deliveries = time.Since(began), int(h.came.Load())
	var all []time.Duration
	for _, r := range h.readers {
		r.mu.Lock()
		all = append(all, r.took...)
		lost := r.lost
		r.mu.Unlock()
		if lost != nil {
			return f, fmt.Errorf("a subscriber was lost: %w", lost)
		}
	}
	slices.Sort(all)
	f.P50, f.P99, f.Max = stats.Quantile(all, 0.5), stats.Quantile(all, 0.99), stats.Quantile(all, 1)
	return f, late
}

// await waits until there were so many deliveries.
func (h *House) await(ctx context.Context, n int64, within time.Duration) error {
	h.wanted.Store(n)
	timer := time.NewTimer(within)
	defer timer.Stop()
	for h.came.Load() < n {
		select {
		case <-h.enough:
		case <-timer.C:
			return fmt.Errorf("%d deliveries came within %v, not %d", h.came.Load(), within, n)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
