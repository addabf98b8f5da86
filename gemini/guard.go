package gemini

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// errTruncated: the answer ended before its end.
var errTruncated = errors.New("the answer was cut")

// malformed is an answer that is none.
type malformed struct{ reason, text string }

func (m *malformed) Error() string { return m.text }

// A sight is what the wire saw of an answer.
type sight struct {
	fault    error // the first thing wrong
	whole    bool  // the answer is complete in form: its last bracket came
	chunks   int   // elements received
	answered bool  // a candidate was among them
	finish   string
	block    string
	version  string
	usage    Usage
}

// blame keeps the first fault.
func (s *sight) blame(err error) {
	if s.fault == nil {
		s.fault = err
	}
}

// rootError strips what package http wraps around the errors of a transport.
func rootError(err error) error {
	var outer *url.Error
	if errors.As(err, &outer) {
		return outer.Err
	}
	return err
}

// readFault says what a failed read of an answer means.
func readFault(err error) error {
	var bad *malformed
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errTruncated
	case errors.As(err, &bad):
		return err
	case errors.As(err, &syntax):
		return &malformed{"NOT_JSON", "the answer is not JSON"}
	}
	return fmt.Errorf("read answer: %w", err)
}

// capped refuses to read more than left bytes. A limit that only stops reading
// would make a large answer look like a cut one.
type capped struct {
	r    io.Reader
	left int64
}

func (c *capped) Read(p []byte) (int, error) {
	if int64(len(p)) > c.left+1 {
		p = p[:c.left+1]
	}
	n, err := c.r.Read(p)
	if c.left -= int64(n); c.left < 0 {
		return 0, &malformed{"TOO_LARGE", "the answer is too large"}
	}
	return n, err
}

// readWhole reads the answer to a single call and replaces it by a clean one.
func readWhole(resp *http.Response, c *call) error {
	defer closeBody(resp.Body)
	body, err := io.ReadAll(&capped{resp.Body, c.wire.limit})
	if err != nil {
		return readFault(err)
	}
	body = bytes.Trim(body, " \t\r\n") // what JSON calls white space, and no more
	if len(body) == 0 {
		return &malformed{"EMPTY", "the answer is empty"}
	}
	// Seen from some gateways: the body of an error in an array, with status 200.
	if body[0] == '[' && findStatus(body) != nil {
		return parseError(resp.StatusCode, resp.Header, body, c.wire.redact)
	}
	clean, err := c.inspect(body)
	if err != nil {
		return err
	}
	c.seen.whole = true
	resp.Body = io.NopCloser(bytes.NewReader(clean))
	resp.ContentLength = int64(len(clean))
	return nil
}

// A guard stands between the body of a stream and the SDK. It reads the array
// element by element, keeps what it learns in the call's sight, and passes on
// elements the SDK can take. Whatever is wrong ends the stream with an error,
// where the SDK would see a good end.
type guard struct {
	body    io.ReadCloser
	c       *call
	watch   watchdog
	dec     *json.Decoder
	out     bytes.Buffer // clean bytes not yet read
	started bool
	err     error
}

func newGuard(body io.ReadCloser, c *call) *guard {
	return &guard{body: body, c: c, watch: watchdog{after: c.wire.idle, expire: c.expire}}
}

// Read implements io.Reader.
func (g *guard) Read(p []byte) (int, error) {
	for g.out.Len() == 0 {
		if g.err != nil {
			return 0, g.err
		}
		stop := g.watch.start()
		g.err = g.step()
		stop()
		if g.err != nil && g.err != io.EOF {
			g.c.seen.blame(g.err)
		}
	}
	return g.out.Read(p)
}

// Close implements io.Closer.
func (g *guard) Close() error { return g.body.Close() }

// step reads the next piece: the opening, an element, or the end.
func (g *guard) step() error {
	switch {
	case !g.started:
		return g.open()
	case g.dec.More():
		return g.element()
	}
	return g.end()
}

func (g *guard) open() error {
	g.started = true
	r := bufio.NewReader(&capped{g.body, g.c.wire.limit})
	first, err := firstByte(r)
	if errors.Is(err, io.EOF) {
		return &malformed{"EMPTY", "the answer is empty"}
	}
	if err != nil {
		return readFault(err)
	}
	g.dec = json.NewDecoder(r)
	if first == '[' {
		_, err = g.dec.Token()
		g.out.WriteByte('[')
		return err
	}
	return g.notArray()
}

// notArray handles an answer that is no stream: an error, or something strange.
func (g *guard) notArray() error {
	var whole json.RawMessage
	if err := g.dec.Decode(&whole); err != nil {
		return readFault(err)
	}
	if findStatus(whole) != nil {
		return parseError(http.StatusOK, nil, whole, g.c.wire.redact)
	}
	return &malformed{"NOT_A_STREAM", "the answer is not a stream"}
}

func firstByte(r *bufio.Reader) (byte, error) {
	for {
		b, err := r.ReadByte()
		if err != nil {
			return 0, err
		}
		if b != ' ' && b != '\t' && b != '\r' && b != '\n' {
			return b, r.UnreadByte()
		}
	}
}

func (g *guard) element() error {
	var raw json.RawMessage
	if err := g.dec.Decode(&raw); err != nil {
		return readFault(err)
	}
	clean, err := g.c.inspect(raw)
	if err != nil {
		return err
	}
	if g.c.seen.chunks > 1 {
		g.out.WriteByte(',')
	}
	g.out.Write(clean)
	return nil
}

func (g *guard) end() error {
	if _, err := g.dec.Token(); err != nil {
		return readFault(err)
	}
	if g.c.seen.chunks == 0 {
		return &malformed{"EMPTY", "the answer is an empty stream"}
	}
	// Read to the end of the body, so that the connection can be used again. An
	// answer is whole at its last bracket: how the rest fails does not matter,
	// but anything after it means that we did not understand the answer.
	var more json.RawMessage
	if err := g.dec.Decode(&more); err == nil || errors.As(err, new(*json.SyntaxError)) {
		return &malformed{"NOT_JSON", "text after the end of the answer"}
	}
	g.c.seen.whole = true
	g.out.WriteByte(']')
	return io.EOF
}
