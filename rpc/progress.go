package rpc

import (
	"strconv"
	"sync"
	"time"

	"prepwire/schema"
)

// reports is what a call has said of itself.
type reports struct {
	mu     sync.Mutex // guards what follows; held while a notification is queued
	over   bool       // the reply comes next
	newest schema.Progress
	any    bool        // newest is set
	sent   time.Time   // when a report was last sent
	timer  *time.Timer // sends the newest when it may be sent; nil when nothing is held
}

// progressEvery bounds $/progress to ten a second.
const progressEvery = 100 * time.Millisecond

// Progress reports how far the call is, if the caller asked. A report that
// falls behind the newest is left out, and so is one that says nothing new;
// with an equal value a new stage, message, text or total is something new.
// Of reports within 100 ms only the newest is sent, once they are over, unless
// the reply comes first. It may be called concurrently.
func (c *Call) Progress(p schema.Progress) {
	if c.meta.ProgressToken == nil {
		return
	}
	r := &c.reports
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.over || r.any && (p.Progress < r.newest.Progress || sameReport(p, r.newest)) {
		return
	}
	r.newest, r.any = p, true
	if r.timer != nil {
		return
	}
	if wait := progressEvery - time.Since(r.sent); wait > 0 {
		r.timer = time.AfterFunc(wait, c.heldProgress)
		return
	}
	c.sendProgressLocked()
}

func sameReport(p, q schema.Progress) bool {
	return p.Progress == q.Progress && p.Total == q.Total && p.Stage == q.Stage && p.Message == q.Message && p.Text == q.Text
}

// heldProgress sends the report that was held back.
func (c *Call) heldProgress() {
	r := &c.reports
	r.mu.Lock()
	defer r.mu.Unlock()
	r.timer = nil
	if !r.over {
		c.sendProgressLocked()
	}
}

func (c *Call) sendProgressLocked() {
	r := &c.reports
	r.sent = time.Now()
	p := r.newest
	p.Token = c.meta.ProgressToken
	c.notifyLocked(schema.CallProgress.Notice, strconv.FormatUint(c.ordinal, 10), p)
}

// end makes sure that nothing is said after the reply.
func (r *reports) end() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over = true
	if r.timer != nil {
		r.timer.Stop()
		r.timer = nil
	}
}
