package rpc_test

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/rpctest"
)

// rawConn is a socket on which a test writes frames as no honest client would.
type rawConn struct {
	t      *testing.T
	net    net.Conn
	in     *bufio.Reader
	status int // of the upgrade
}

// openRaw upgrades a socket with its own header lines; Host has a default.
func openRaw(t *testing.T, g *rpctest.Gateway, lines ...string) *rawConn {
	t.Helper()
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "Host:") {
		lines = append([]string{"Host: " + strings.TrimSuffix(strings.TrimPrefix(g.URL, "ws://"), "/ws")}, lines...)
	}
	return upgradeRaw(t, g.Connect(t), lines...)
}

// upgradeRaw is openRaw on a socket that is there.
func upgradeRaw(t *testing.T, c net.Conn, lines ...string) *rawConn {
	t.Helper()
	_ = c.SetDeadline(time.Now().Add(10 * time.Minute))
	r := &rawConn{t: t, net: c, in: bufio.NewReaderSize(c, 512)}
	r.write("GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" +
		strings.Join(lines, "\r\n") + "\r\n\r\n")
	resp, err := http.ReadResponse(r.in, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.status = resp.StatusCode
	return r
}

// rawAs is openRaw with a token of a user.
func rawAs(t *testing.T, g *rpctest.Gateway, user string) *rawConn {
	t.Helper()
	return openRaw(t, g, "Authorization: Bearer "+g.Token(t, user, 0))
}

func (r *rawConn) write(text string) {
	_, _ = io.WriteString(r.net, text) // what comes back tells
}

const (
	fin    = 0x80
	text   = 1
	closes = 8
	ping   = 9
	pong   = 10
)

// frame writes a frame with any first byte, masked with zeros.
func (r *rawConn) frame(first byte, payload string) {
	r.write(header(first, len(payload), true) + payload)
}

// header is a frame's header. The mask is zero, so that payloads stay readable.
func header(first byte, size int, masked bool) string {
	b := []byte{first, 0}
	switch {
	case size < 126:
		b[1] = byte(size)
	case size < 1<<16:
		b[1] = 126
		b = binary.BigEndian.AppendUint16(b, uint16(size))
	default:
		b[1] = 127
		b = binary.BigEndian.AppendUint64(b, uint64(size))
	}
	if masked {
		b[1] |= 0x80
		b = append(b, 0, 0, 0, 0)
	}
	return string(b)
}

// call writes a whole text frame.
func (r *rawConn) call(message string) { r.frame(fin|text, message) }

// read returns the next frame of the server.
func (r *rawConn) read() (op byte, payload []byte, err error) {
	var h [2]byte
	if _, err := io.ReadFull(r.in, h[:]); err != nil {
		return 0, nil, err
	}
	size := uint64(h[1] & 0x7f)
	var long [8]byte
	switch size {
	case 126:
		_, err = io.ReadFull(r.in, long[6:])
		size = binary.BigEndian.Uint64(long[:])
	case 127:
		_, err = io.ReadFull(r.in, long[:])
		size = binary.BigEndian.Uint64(long[:])
	}
	if err != nil {
		return 0, nil, err
	}
	payload = make([]byte, size)
	_, err = io.ReadFull(r.in, payload)
	return h[0] & 0x0f, payload, err
}

// reply returns the next text frame as a reply.
func (r *rawConn) reply() rpctest.Reply {
	r.t.Helper()
	op, payload, err := r.read()
	if err != nil || op != text {
		r.t.Fatalf("opcode %d %q, %v; want a text frame", op, payload, err)
	}
	var reply rpctest.Reply
	if err := json.Unmarshal(payload, &reply); err != nil {
		r.t.Fatalf("%v in %s", err, payload)
	}
	return reply
}

// closed reads to the end and returns the close code, 0 when there was none.
func (r *rawConn) closed() (code int, err error) {
	for {
		op, payload, err := r.read()
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			_ = r.net.Close()
			return code, err
		}
		if op == closes && len(payload) >= 2 {
			code = int(binary.BigEndian.Uint16(payload))
			r.frame(fin|closes, string(payload))
		}
	}
}
