package rpc

import (
	"unicode/utf8"

	"prepwire/schema"
	"prepwire/schema/scan"
)

// maxDepth bounds how deep a message nests.
const maxDepth = 64

// maxOthers bounds the members of a message that JSON-RPC does not know.
const maxOthers = 64

var nullID = []byte("null")

// envelope is what a message says of itself, in place in its frame.
type envelope struct {
	method string
	id     []byte // raw; nil when there is none
	params []byte // raw; nil when there are none
}

// verdict says what to do with a message.
type verdict uint8

const (
	request  verdict = iota + 1 // run it; a request without id is a notification
	ignore                      // a response: never answered, or two peers would go on for ever
	invalid                     // answer -32600 with the id in the envelope
	unparsed                    // answer -32700
	tooDeep                     // answer -32600 too_deep
)

// checkFrame looks at a whole frame once.
func checkFrame(b []byte) verdict {
	switch scan.Check(b, maxDepth) {
	case scan.Syntax:
		return unparsed
	case scan.TooDeep:
		return tooDeep
	}
	return request
}

// readEnvelope reads the message at b, one JSON value that has passed
// checkFrame. Members other than those of JSON-RPC are passed over, but no
// member may come twice, however its name is escaped.
func readEnvelope(b []byte) (envelope, verdict) {
	e := envelope{id: nullID}
	if b[0] != '{' {
		return e, invalid
	}
	r := reader{ok: true}
	for it := scan.Members(b, 0); it.Next(); {
		r.member(it.Key, b[it.Start:it.End])
	}
	return r.judge()
}

// reader gathers the members of one message.
type reader struct {
	e       envelope
	seen    uint8
	ok      bool // nothing wrong so far
	badID   bool
	others  map[string]struct{}
	version bool
}

const (
	sawVersion = 1 << iota
	sawMethod
	sawID
	sawParams
	sawResult
	sawError
)

func (r *reader) member(key, value []byte) {
	var bit uint8
	switch string(key) {
	case "jsonrpc":
		bit = sawVersion
		r.version = value[0] == '"' && scan.Text(value) == "2.0"
	case "method":
		bit = sawMethod
		if value[0] == '"' {
			r.e.method = methodName(value)
		} else {
			r.ok = false
		}
	case "id":
		bit = sawID
		r.e.id = value
		r.badID = r.badID || r.seen&sawID != 0 || !goodID(value)
	case "params":
		bit = sawParams
		r.e.params = value
		r.ok = r.ok && (value[0] == '{' || value[0] == '[')
	case "result":
		bit = sawResult
	case "error":
		bit = sawError
	default:
		r.other(string(key))
	}
	r.ok = r.ok && r.seen&bit == 0
	r.seen |= bit
}

func (r *reader) other(key string) {
	if r.others == nil {
		r.others = map[string]struct{}{}
	}
	if _, again := r.others[key]; again || len(r.others) == maxOthers {
		r.ok = false
		return
	}
	r.others[key] = struct{}{}
}

func (r *reader) judge() (envelope, verdict) {
	if r.badID {
		r.e.id = nullID
		return r.e, invalid
	}
	answer := r.seen & (sawResult | sawError)
	if r.seen&sawMethod == 0 && answer != 0 {
		return r.e, ignore
	}
	if !r.ok || !r.version || r.seen&sawMethod == 0 || answer != 0 {
		if r.e.id == nil {
			r.e.id = nullID
		}
		return r.e, invalid
	}
	return r.e, request
}

// goodID reports whether a raw id is a string, a number or null.
func goodID(value []byte) bool {
	switch value[0] {
	case '{', '[', 't', 'f':
		return false
	}
	return true
}

// known maps the names of the contract to themselves, so that reading one does
// not keep a copy of it.
var known = func() map[string]string {
	out := map[string]string{cancelMethod: cancelMethod}
	for _, m := range schema.Methods() {
		out[m.Name] = m.Name
	}
	return out
}()

func methodName(token []byte) string {
	if name, ok := known[string(token[1:len(token)-1])]; ok {
		return name
	}
	return scan.Text(token)
}

// goodText reports whether a text frame is UTF-8, which neither library checks.
func goodText(b []byte) bool { return utf8.Valid(b) }
