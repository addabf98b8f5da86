package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
)

// largest is the size of the largest message MongoDB takes.
const largest = 48_000_000

// proxy passes messages on, each followed by its answer.
type proxy struct {
	target string
	serial bool
	turn   sync.Mutex // held from a message to its answer when serial
}

func (p *proxy) serve(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		go p.connection(client)
	}
}

func (p *proxy) connection(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer server.Close()
	for {
		message, err := read(client)
		if err != nil {
			return
		}
		answer, err := p.ask(server, message)
		if err != nil {
			return
		}
		if _, err := client.Write(answer); err != nil {
			return
		}
	}
}

func (p *proxy) ask(server net.Conn, message []byte) ([]byte, error) {
	if p.serial && !isGreeting(message) {
		p.turn.Lock()
		defer p.turn.Unlock()
	}
	if _, err := server.Write(message); err != nil {
		return nil, err
	}
	return read(server)
}

// isGreeting reports a client's look whether the server lives, which must not
// wait for what others do.
func isGreeting(message []byte) bool {
	start := message[:min(len(message), 80)]
	return bytes.Contains(start, []byte("hello\x00")) || bytes.Contains(bytes.ToLower(start), []byte("ismaster\x00"))
}

// read reads one message; its first four bytes are its length.
func read(c net.Conn) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(c, head[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(head[:])
	if size < 16 || size > largest {
		return nil, fmt.Errorf("message of %d bytes", size)
	}
	message := make([]byte, size)
	copy(message, head[:])
	_, err := io.ReadFull(c, message[4:])
	return message, err
}
