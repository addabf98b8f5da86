package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
)

// socket is a WebSocket client that costs next to nothing, so that the server
// is what is measured: frames to send are built once, with a mask of zeros.
type socket struct {
	conn net.Conn
	r    *bufio.Reader
}

// dial opens a connection; an empty token means none.
func dial(addr, token string) (*socket, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
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
		return nil, errors.Join(fmt.Errorf("upgrade: %s", resp.Status), conn.Close())
	}
	return &socket{conn, r}, nil
}

// textFrame builds a masked text frame.
func textFrame(payload []byte) []byte {
	b := []byte{0x81}
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

// skipFrame reads one frame and passes over its payload.
func (s *socket) skipFrame() error {
	head, err := s.r.Peek(2)
	if err != nil {
		return err
	}
	size, header := int(head[1]&0x7f), 2
	switch size {
	case 126:
		if head, err = s.r.Peek(4); err != nil {
			return err
		}
		size, header = int(binary.BigEndian.Uint16(head[2:])), 4
	case 127:
		return errors.New("frame larger than 64 KiB")
	}
	_, err = s.r.Discard(header + size)
	return err
}

// call sends a frame and waits for the next one.
func (s *socket) call(frame []byte) error {
	if _, err := s.conn.Write(frame); err != nil {
		return err
	}
	return s.skipFrame()
}
