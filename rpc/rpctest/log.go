package rpctest

import (
	"bytes"
	"sync"
)

// Log keeps what the gateway logs, so that tests can look for what must not be there.
type Log struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

// Write adds a line.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// String returns everything so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.String()
}
