// Package wire is a WebSocket client that costs next to nothing, so that the
// server is what is measured, and JSON-RPC 2.0 on it.
//
//	Socket   frames out and in
//	Client   calls, notifications, pongs; a simulated way to the server
package wire

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// Socket is an open WebSocket. Frames to send are built once, with a mask of
// zeros. One goroutine may write while another one reads.
type Socket struct {
	conn    net.Conn
	r       *bufio.Reader
	payload []byte // of the frame that was read last
}

// dialWithin bounds how long an upgrade may take.
const dialWithin = 30 * time.Second

// Dial opens a connection to /ws; an empty token means none. An upgrade that is
// answered over HTTP is a *Declined.
func Dial(addr, token string) (*Socket, error) {
	conn, err := net.DialTimeout("tcp", addr, dialWithin)
	if err != nil {
		return nil, err
	}
	if err := conn.SetDeadline(time.Now().Add(dialWithin)); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	request := "GET /ws HTTP/1.1\r\nHost: " + addr + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
	if token != "" {
		request += "Authorization: Bearer " + token + "\r\n"
	}
	if _, err := io.WriteString(conn, request+"\r\n"); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	r := bufio.NewReaderSize(conn, 1024)
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if resp.StatusCode != http.StatusSwitchingProtocols {
		seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
		return nil, errors.Join(&Declined{resp.StatusCode, time.Duration(seconds) * time.Second}, conn.Close())
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &Socket{conn: conn, r: r}, nil
}

// Declined is an upgrade that was answered over HTTP.
type Declined struct {
	Status     int
	RetryAfter time.Duration // 0 when nothing is said
}

// Error tells the status.
func (d *Declined) Error() string {
	return fmt.Sprintf("upgrade: %d %s", d.Status, http.StatusText(d.Status))
}

// Close ends the connection without a closing handshake, as a lost network
// does.
func (s *Socket) Close() error { return s.conn.Close() }

// Opcodes of RFC 6455 section 5.2.
const (
	opText  = 0x1
	opClose = 0x8
	opPing  = 0x9
	opPong  = 0xA
)

// TextFrame builds a masked text frame.
func TextFrame(payload []byte) []byte { return frame(opText, payload) }

func frame(opcode byte, payload []byte) []byte {
	b := make([]byte, 0, len(payload)+14)
	b = append(b, 0x80|opcode)
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	return append(append(b, 0, 0, 0, 0), payload...)
}

// header reads the header of the next frame. The gateway sends no fragments.
func (s *Socket) header() (opcode byte, size int, err error) {
	head, err := s.r.Peek(2)
	if err != nil {
		return 0, 0, err
	}
	if head[0]&0x80 == 0 || head[1]&0x80 != 0 {
		return 0, 0, errors.New("a fragment, or a masked frame")
	}
	opcode, size = head[0]&0xf, int(head[1]&0x7f)
	length := 2
	switch size {
	case 126:
		if head, err = s.r.Peek(4); err != nil {
			return 0, 0, err
		}
		size, length = int(binary.BigEndian.Uint16(head[2:])), 4
	case 127:
		if head, err = s.r.Peek(10); err != nil {
			return 0, 0, err
		}
		size, length = int(binary.BigEndian.Uint64(head[2:])), 10
	}
	_, err = s.r.Discard(length)
	return opcode, size, err
}

// SkipFrame reads one frame and passes over its payload.
func (s *Socket) SkipFrame() error {
	_, size, err := s.header()
	if err != nil {
		return err
	}
	_, err = s.r.Discard(size)
	return err
}

// Next reads the next text frame, and answers pings on the way. What it returns
// counts until it is called again.
func (s *Socket) Next() ([]byte, error) {
	for {
		opcode, size, err := s.header()
		if err != nil {
			return nil, err
		}
		payload, err := s.read(size)
		if err != nil {
			return nil, err
		}
		switch opcode {
		case opText:
			return payload, nil
		case opPing:
			if err := s.Send(frame(opPong, payload)); err != nil {
				return nil, err
			}
		case opClose:
			return nil, closed(payload)
		}
	}
}

// Send writes a frame, such as TextFrame builds.
func (s *Socket) Send(frame []byte) error {
	_, err := s.conn.Write(frame)
	return err
}

// Shrink makes the system keep few bytes that are not read yet, so that who
// does not read is soon noticed. It reports whether it could.
func (s *Socket) Shrink(bytes int) bool {
	t, ok := s.conn.(*net.TCPConn)
	return ok && t.SetReadBuffer(bytes) == nil
}

// read reads the payload of a frame. It counts until the next read.
func (s *Socket) read(size int) ([]byte, error) {
	if cap(s.payload) < size {
		s.payload = make([]byte, size)
	}
	b := s.payload[:size]
	_, err := io.ReadFull(s.r, b)
	return b, err
}

// Call sends a frame and waits for the next one.
func (s *Socket) Call(frame []byte) error {
	if _, err := s.conn.Write(frame); err != nil {
		return err
	}
	return s.SkipFrame()
}
