package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"prepwire/auth"
)

// off switches the admin address off.
const off = "off"

// startWithin bounds what happens before the node serves. A busy machine takes
// long for it, and so does a large store that has to be brought up to date.
const startWithin = 10 * time.Minute

// readKeysWithin bounds a reading of JWKS_URL.
const readKeysWithin = 15 * time.Second

// requestsWithin is how long a stopping node waits for plain HTTP requests.
const requestsWithin = 2 * time.Second

// serveCommand runs the gateway until a signal or an admin ends it.
type serveCommand struct{}

// node is a gateway with its ports open.
type node struct {
	*gateway
	process
	certificate *certificate // nil without TLS

	servers []*http.Server
	serving sync.WaitGroup
	failed  chan error // a port that broke
}

// Run serves until the first SIGTERM or SIGINT, then drains; a second one ends
// the drain. One that comes before it serves ends the start.
func (*serveCommand) Run(c *config, p process) (err error) {
	log := c.logger(p.stderr)
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	certificate, err := newCertificate(c)
	if err != nil {
		return err
	}
	main, admin, err := listen(c)
	if err != nil {
		return err
	}
	hears := startingNode(p.signals, cancel)
	g, err := assemble(ctx, c, log)
	hears.end()
	if err == nil {
		defer g.close()
	}
	if hears.stopped != nil {
		log.Info("stopped before it served", "why", hears.stopped.String())
		err = nil // of a start that was broken off
	}
	if err != nil || hears.stopped != nil {
		return errors.Join(err, main.Close(), closeListener(admin))
	}
	n := &node{gateway: g, process: p, certificate: certificate, failed: make(chan error, 2)}
	if hears.reload {
		n.reload()
	}
	return n.run(main, admin)
}

func (n *node) run(main, admin net.Listener) error {
	scheme := "ws"
	if n.certificate != nil {
		main = tls.NewListener(main, n.certificate.config())
		scheme = "wss"
	}
	n.open(main, n.routes())
	if admin != nil {
		n.open(admin, n.adminRoutes())
		n.log.Info("admin", "addr", admin.Addr().String())
	}
	url := fmt.Sprintf("%s://%s/ws", scheme, main.Addr())
	if _, err := fmt.Fprintln(n.stdout, "listening on", url); err != nil {
		n.log.Warn("stdout", "err", err)
	}
	n.log.Info("ready", "node", n.config.nodeID(), "url", url, "development", n.config.development(), "model", n.modelStats.stats().Model)
	if n.config.development() {
		if err := n.invite(n.stderr, url); err != nil {
			n.log.Warn("invite", "err", err)
		}
	}
	err := n.wait()
	n.stop()
	return err
}

func (n *node) open(l net.Listener, h http.Handler) {
	server := newHTTPServer(h, n.log)
	n.servers = append(n.servers, server)
	n.serving.Go(func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			n.failed <- fmt.Errorf("serve %s: %w", l.Addr(), err)
		}
	})
}

// wait returns when the node is to stop, with an error if it has to.
func (n *node) wait() error {
	for {
		select {
		case err := <-n.failed:
			return err
		case err := <-n.lost:
			return err
		case <-n.drain:
			n.log.Info("draining", "why", "admin.drain")
			return nil
		case s := <-n.signals:
			if s != syscall.SIGHUP {
				n.log.Info("draining", "why", s.String())
				return nil
			}
			n.reload()
		}
	}
}

// stop drains within DRAIN_TIMEOUT and closes the ports. The listeners stay
// open while it drains, so that /readyz can say so.
func (n *node) stop() {
	n.stopBy = time.Now().Add(n.config.DrainTimeout)
	ctx, cancel := context.WithDeadline(context.Background(), n.stopBy)
	defer cancel()
	watched := make(chan struct{})
	stopped, finished := context.WithCancel(ctx)
	go func() {
		defer close(watched)
		n.hurry(stopped, cancel)
	}()
	n.server.Drain(ctx, n.config.DrainSpread)
	n.closePorts(ctx)
	finished()
	<-watched
	n.log.Info("stopped")
}

// closePorts lets HTTP requests finish and waits for both ports.
func (n *node) closePorts(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, requestsWithin)
	defer cancel()
	for _, s := range n.servers {
		if s.Shutdown(ctx) != nil {
			if err := s.Close(); err != nil {
				n.log.Warn("close port", "err", err)
			}
		}
	}
	n.serving.Wait()
}

// hurry ends the drain at a second signal.
func (n *node) hurry(ctx context.Context, cancel context.CancelFunc) {
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-n.signals:
			if s != syscall.SIGHUP {
				n.log.Info("stopping at once", "why", s.String())
				cancel()
			}
		}
	}
}

// reload reads again what may change while the node runs: the allowed origins,
// the model's keys, the TLS files and the keys of tokens. What cannot be read
// stays as it is.
func (n *node) reload() {
	c, err := n.reread()
	if err != nil {
		n.log.Error("reload: settings stay as they are", "err", err)
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), readKeysWithin)
	defer cancel()
	steps := []struct {
		what string
		do   func() error
	}{
		{"allowed origins", func() error { return n.origins.Set(c.AllowedOrigins) }},
		{"model keys", func() error { return n.reloadModel(c) }},
		{"tls", n.reloadCertificate},
		{"token keys", func() error { return n.verifier.Reload(ctx) }},
	}
	for _, step := range steps {
		if err := step.do(); err != nil {
			n.log.Error("reload", "what", step.what, "err", err)
		}
	}
	n.log.Info("reloaded")
}

func (n *node) reloadCertificate() error {
	if n.certificate == nil {
		return nil
	}
	return n.certificate.read()
}

// reloadModel replaces the keys. The first one turns the model on.
func (n *node) reloadModel(c *config) error {
	keys, err := c.modelKeys()
	switch {
	case err != nil:
		return err
	case len(keys) == 0 && n.model.configured():
		return errors.New("no key is left; the old ones stay in use")
	}
	return n.model.client.SetKeys(keys)
}

// listen opens the ports; the admin one is nil when it is off.
func listen(c *config) (main, admin net.Listener, err error) {
	if main, err = open("ADDR", c.Addr, c.development()); err != nil || c.AdminAddr == off {
		return main, nil, err
	}
	if admin, err = open("ADMIN_ADDR", c.AdminAddr, c.development()); err != nil {
		return nil, nil, errors.Join(err, main.Close())
	}
	return main, admin, nil
}

func open(setting, addr string, local bool) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, addressInUse):
		return nil, fmt.Errorf("%s %s is taken by another program; stop it, or set %s to another port (port 0 takes a free one)", setting, addr, setting)
	case err != nil:
		return nil, fmt.Errorf("%s: %w; set %s to host:port of this machine", setting, err, setting)
	case local && auth.RequireLoopback(l.Addr().String()) != nil:
		return nil, errors.Join(fmt.Errorf("DEV: %s %s is not on this machine alone; use 127.0.0.1", setting, addr), l.Close())
	}
	return l, nil
}

func closeListener(l net.Listener) error {
	if l == nil {
		return nil
	}
	return l.Close()
}

// logger writes the log, one line each.
func (c *config) logger(w io.Writer) *slog.Logger {
	var level slog.Level
	_ = level.UnmarshalText([]byte(c.LogLevel)) // one of the names slog knows
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
