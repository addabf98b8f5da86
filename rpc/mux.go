package rpc

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"prepwire/auth"
	"prepwire/schema"
	"prepwire/schema/shape"
)

// Mux knows who serves which method. It is filled before the server starts and
// does not change afterwards.
type Mux struct {
	specs   map[string]*schema.Spec
	entries map[string]*entry
}

// entry is a method that is served here.
type entry struct {
	spec    *schema.Spec
	weighed bool // its params say how much it asks of the model
	run     func(ctx context.Context, c *Call) ([]byte, error)
}

// NewMux returns a mux that knows the contract and serves none of it.
func NewMux() *Mux {
	m := &Mux{specs: map[string]*schema.Spec{}, entries: map[string]*entry{}}
	for _, s := range schema.Methods() {
		m.specs[s.Name] = s
	}
	return m
}

func (m *Mux) spec(method string) *schema.Spec { return m.specs[method] }

// Serves reports whether somebody serves the method.
func (m *Mux) Serves(method string) bool { return m.entries[method] != nil }

// Handle serves a method of the contract. The handler gets checked params and
// may be called concurrently; its context ends with the call. It panics when a
// method is served twice.
//
// What the handler itself finds wrong with params is told only once nothing
// else is. So that a caller hears of all faults at once, the checks look at
// params that could be read only in part: members with a fault, and absent
// ones, have the zero value.
func Handle[P, R any](m *Mux, method schema.Method[P, R], handler func(ctx context.Context, params P) (R, error), checks ...func(P) []schema.ParamError) {
	name := method.Spec.Name
	if m.entries[name] != nil {
		panic("rpc: " + name + " is served twice")
	}
	params := method.Spec.Params
	_, weighed := any(*new(P)).(schema.Weighed)
	m.entries[name] = &entry{spec: method.Spec, weighed: weighed, run: func(ctx context.Context, c *Call) ([]byte, error) {
		p := new(P)
		if faults := c.decode(params, p); len(faults) > 0 {
			for _, check := range checks {
				faults = addFaults(faults, check(*p))
			}
			return nil, refuseFaults(faults)
		}
		if w, ok := any(*p).(schema.Weighed); ok {
			if err := c.conn.server.allowModel(c, w.ModelCalls()); err != nil {
				return nil, err
			}
		}
		result, err := handler(ctx, *p)
		if err != nil {
			return nil, err
		}
		return encodeJSON(method.Spec.Result.Complete(result))
	}}
}

// decode reads the params of a call, strictly, and lets go of their frame.
func (c *Call) decode(t *shape.Type, p any) []shape.Fault {
	faults := t.DecodeParams(c.params, p, &c.meta)
	c.releaseFrame()
	if len(faults) > 0 {
		return faults
	}
	if c.spec.Idempotent && c.meta.IdempotencyKey != "" { // others let go of their params, which may be a picture
		c.digest = func() []byte {
			b, _ := encodeJSON(p)
			return b
		}
	}
	return nil
}

// addFaults adds those of members that have none yet.
func addFaults(faults []shape.Fault, more []schema.ParamError) []shape.Fault {
	for _, m := range more {
		if !slices.ContainsFunc(faults, func(f shape.Fault) bool { return within(m.Pointer, f.Pointer) || within(f.Pointer, m.Pointer) }) {
			faults = append(faults, shape.Fault{Pointer: m.Pointer, Message: m.Message})
		}
	}
	return faults
}

// within reports whether a pointer names what another one names, or a part of it.
func within(pointer, whole string) bool {
	rest, ok := strings.CutPrefix(pointer, whole)
	return ok && (rest == "" || rest[0] == '/')
}

// serve runs a call from access to encoded result.
func (s *Server) serve(c *Call) (result []byte, refused *Error) {
	start, span := time.Now(), s.beginSpan(c)
	defer func() {
		if v := recover(); v != nil {
			refused = s.contain(c, v)
		}
		s.metrics.served(c.method, refused, time.Since(start))
		endSpan(span, refused)
	}()
	result, err := s.dispatch(c)
	if err != nil {
		return nil, s.refusal(c.ctx, c, err)
	}
	return result, nil
}

func (s *Server) dispatch(c *Call) ([]byte, error) {
	if full := c.batch.full(); full != nil {
		return nil, full
	}
	if err := s.allow(c, "calls:", s.options.Limits.CallsPerUser, "LIMIT_CALLS_PER_USER"); err != nil {
		return nil, err
	}
	e, err := s.access(c)
	if err != nil {
		return nil, err
	}
	if err := s.admitCall(c, e); err != nil {
		return nil, err
	}
	s.load.running.Add(1)
	defer s.load.running.Add(-1)
	return e.run(c.ctx, c)
}

// access finds who serves a call and whether the caller may ask.
func (s *Server) access(c *Call) (*entry, error) {
	e := s.mux.entries[c.method]
	id := c.Identity()
	switch {
	case e != nil && e.spec.Access == schema.Anyone:
		return e, nil
	case id == nil:
		return nil, Refuse(schema.TokenMissing)
	case id.Expired(s.now()):
		return nil, Refuse(schema.TokenExpired)
	case e == nil:
		return nil, Refuse(schema.ReasonMethodNotFound)
	case !allowed(id, e.spec.Access):
		return nil, Refuse(schema.RoleRequired, Scope(e.spec.Access.String()))
	}
	return e, nil
}

func allowed(id *auth.Identity, access schema.Access) bool {
	switch access {
	case schema.Author:
		return id.Has(auth.Author)
	case schema.Organizer:
		return id.Has(auth.Organizer)
	case schema.Admin:
		return id.Has(auth.Admin)
	}
	return true
}

// contain turns a panic of a handler into an internal error.
func (s *Server) contain(c *Call, v any) *Error {
	e := Refuse(schema.ReasonInternal)
	e.Data.Ref = newID()
	s.log.ErrorContext(c.ctx, "handler panicked", "ref", e.Data.Ref, "method", c.method, "panic", fmt.Sprint(v), "stack", string(debug.Stack()))
	return e
}

// callContext makes the context of a call: its deadline, and the call, which
// knows the caller.
func (s *Server) callContext(c *Call) (context.Context, context.CancelFunc) {
	timeout := schema.DefaultTimeout
	if c.spec != nil {
		timeout = c.spec.Timeout
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	return &callContext{Context: ctx, call: c}, cancel
}

// encoder is a buffer and the encoder that writes into it, kept together.
type encoder struct {
	buf bytes.Buffer
	enc *json.Encoder
}

var encoders = sync.Pool{New: func() any {
	e := &encoder{}
	e.enc = json.NewEncoder(&e.buf)
	e.enc.SetEscapeHTML(false)
	return e
}}

// encodeJSON is json.Marshal without escaping HTML. A json.RawMessage comes
// back as it is: only the gateway's own documents are of that type.
func encodeJSON(v any) ([]byte, error) {
	if raw, ok := v.(json.RawMessage); ok {
		return raw, nil
	}
	e := encoders.Get().(*encoder)
	defer func() {
		if e.buf.Cap() <= 64<<10 {
			encoders.Put(e)
		}
	}()
	e.buf.Reset()
	if err := e.enc.Encode(v); err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	return bytes.Clone(bytes.TrimSuffix(e.buf.Bytes(), []byte("\n"))), nil
}

// encodeNotification writes a whole notification.
func encodeNotification(n *schema.Notice, params any) ([]byte, error) {
	body, err := encodeJSON(n.Params.Complete(params))
	if err != nil {
		return nil, err
	}
	return wrapNotification(n.Name, body), nil
}

func wrapNotification(name string, params []byte) []byte {
	b := make([]byte, 0, len(params)+len(name)+40)
	b = append(b, `{"jsonrpc":"2.0","method":"`...)
	b = append(b, name...)
	b = append(b, `","params":`...)
	b = append(b, params...)
	return append(b, '}')
}
