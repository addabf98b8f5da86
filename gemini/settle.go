package gemini

import "time"

// A verdict is how a request went.
type verdict struct {
	usage  Usage
	err    *Error // nil when it went well
	unsent bool   // it never left, so the server cannot have counted it
}

// settle gives a lease back and learns from how the request went.
func (p *pool) settle(l *lease, v verdict) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settleLocked(l, v)
}

func (p *pool) settleLocked(l *lease, v verdict) {
	now := p.clock.Now()
	b, k, m := l.bucket, l.key, l.bucket.model
	b.inflight--
	k.inflight--
	if v.usage.Prompt > 0 {
		b.ledger.correct(l.entry, v.usage.Prompt)
		b.counts.tokens += int64(v.usage.Prompt)
	}
	class := ClassNone
	if v.err != nil {
		class = v.err.Class
		own := *v.err // the caller has the other, and may change it
		v.err = &own
	}
	k.note(class)
	b.note(class)
	p.learn(l, class, v, now)
	l.release()
	if class == ClassNone || class == ClassMaxTokens {
		m.latency += (now.Sub(l.begun) - m.latency) / 8
	}
	p.serve(now)
	p.changed()
}

func (k *keyState) note(class Class) {
	if k.last, k.used = class, true; class != ClassNone {
		k.failed++
	}
}

func (b *bucket) note(class Class) {
	if class == ClassNone {
		b.counts.ok++
		return
	}
	b.counts.byClass[class]++
}

// release ends what only this request was allowed to try. Where it came to no
// verdict another may.
func (l *lease) release() {
	if l.test && l.key.death != nil {
		l.key.death.testing = false
	}
	if l.probe {
		l.bucket.day.probing = false
	}
	if l.tryModel {
		l.bucket.model.breaker.giveBack()
	}
}

// learn draws the conclusions from a request's class: what it says of the key, of
// the bucket, of the model and of the network.
func (p *pool) learn(l *lease, class Class, v verdict, now time.Time) {
	b, m := l.bucket, l.bucket.model
	switch class {
	case ClassKeyDead:
		p.kill(l, v.err, now)
	case ClassRateMinute, ClassRateTokens, ClassRateDay, ClassNoQuota, ClassRateUnknown:
		b.refused(l.begun, now, v.err)
		b.day.uncount() // taken not to count; if it does, the server will say so
		l.key.death = nil
		p.log.Warn("model quota", "class", class.String(), "project", b.project.name, "model", m.name, "key", l.key.ID(), "retryAfter", v.err.RetryAfter)
	case ClassModelMissing:
		m.missing, m.until = v.err, now.Add(modelRest)
		p.log.Error("there is no such model", "model", m.name)
		p.reviewAll(m, now)
	case ClassOverloaded:
		if m.breaker.fail(now, l.tryModel) {
			p.log.Warn("model overloaded; left alone for a while", "model", m.name, "until", m.breaker.until)
			p.reviewAll(m, now)
		}
	case ClassTransport, ClassTimeout:
		if v.unsent {
			p.refund(l)
		}
		if p.network.fail(now, l.tryNet) {
			p.log.Warn("model service out of reach; left alone for a while", "until", p.network.until)
			for _, m := range p.models {
				p.reviewAll(m, now)
			}
		}
		return
	case ClassCanceled, ClassDeadline:
		if v.unsent {
			p.refund(l)
		}
		if l.tryNet {
			p.network.giveBack()
		}
		return
	default: // the server has answered: key, quota and model work
		b.answered(l.probe)
		l.key.death = nil
		m.breaker.succeed(now)
	}
	p.network.succeed(now)
}

// kill notes a dead key; a refused key spends nothing.
func (p *pool) kill(l *lease, cause *Error, now time.Time) {
	p.refund(l)
	dead := []*keyState{l.key}
	if killsProject(cause) {
		dead = l.bucket.project.keys
	}
	for _, k := range dead {
		k.kill(now, cause)
	}
	if l.key.death == nil {
		return
	}
	p.log.Error("model key refused", "key", l.key.ID(), "project", l.bucket.project.name, "http", cause.HTTP,
		"reason", cause.Reason, "message", cause.Message, "next", l.key.death.next)
}

// refund takes back what the server has not counted.
func (p *pool) refund(l *lease) {
	l.bucket.ledger.refund(l.entry)
	l.bucket.day.uncount()
}

func (d *dayCount) uncount() { d.count = max(0, d.count-1) }
