package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"prepwire/store/live/redis/redistest"
)

// An address has LIMIT_CONNS_PER_ADDRESS connections on both nodes together, and
// on each alone while Redis is gone.
func TestAddressOnTwoNodes(t *testing.T) {
	server := redistest.New(t)
	h := newHouse(t, server.URL(), 2, "LIMIT_CONNS_PER_ADDRESS=2")
	token := h.token("ann")
	h.nodes[0].dial(token)
	h.nodes[1].dial(token)
	for node := range h.nodes {
		h.full(node, token)
	}
	server.Kill()
	eventually(t, "each counts its own", func() error { return h.try(0, token) })
	h.nodes[0].dial(token)
	h.full(0, token)
}

// full waits until a node refuses a connection: Redis that is slow to answer
// limits nothing.
func (h *house) full(node int, token string) {
	h.t.Helper()
	eventually(h.t, "the address is full", func() error {
		if err := h.try(node, token); err == nil {
			return errors.New("it is let in")
		} else if !strings.Contains(err.Error(), "429 LIMIT_CONNS_PER_ADDRESS") {
			h.t.Fatal(err)
		}
		return nil
	})
}

// try opens a connection, and closes it again unless it is refused.
func (h *house) try(node int, token string) error {
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	ws, resp, err := websocket.Dial(ctx, h.nodes[node].url, &websocket.DialOptions{
		HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err == nil {
		return ws.CloseNow()
	}
	if resp == nil {
		return err
	}
	body, _ := io.ReadAll(resp.Body)
	return fmt.Errorf("%d %s", resp.StatusCode, body)
}
