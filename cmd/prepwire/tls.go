package main

import (
	"crypto/tls"
	"fmt"
	"sync/atomic"
)

// certificate is a TLS certificate that can be read again while it is in use.
type certificate struct {
	chain, key string // files
	current    atomic.Pointer[tls.Certificate]
}

// newCertificate reads the files of the settings; nil when none are named.
func newCertificate(c *config) (*certificate, error) {
	if c.TLSCert == "" {
		return nil, nil
	}
	cert := &certificate{chain: c.TLSCert, key: c.TLSKey}
	return cert, cert.read()
}

// read takes the files as they are now. After an error the old certificate
// stays in use.
func (c *certificate) read() error {
	pair, err := tls.LoadX509KeyPair(c.chain, c.key)
	if err != nil {
		return fmt.Errorf("TLS_CERT, TLS_KEY: %w", err)
	}
	c.current.Store(&pair)
	return nil
}

func (c *certificate) config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			return c.current.Load(), nil
		},
	}
}
