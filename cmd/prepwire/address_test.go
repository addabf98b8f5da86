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
	eventually(t, "each counts its own", func() error {
		ws, err := h.enter(0, token)
		if err == nil {
			t.Cleanup(func() { _ = ws.CloseNow() })
		}
		return err
	})
	h.full(0, token)
}

// full waits until a node refuses a connection: Redis that is slow to answer
// limits nothing.
func (h *house) full(node int, token string) {
	h.t.Helper()
	eventually(h.t, "the address is full", func() error {
		if ws, err := h.enter(node, token); err == nil {
			_ = ws.CloseNow()
			return errors.New("it is let in")
		} else if !strings.Contains(err.Error(), "429 LIMIT_CONNS_PER_ADDRESS") {
			h.t.Fatal(err)
		}
		return nil
	})
}

// enter opens a connection; why a node refuses it is in the error.
func (h *house) enter(node int, token string) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	ws, resp, err := websocket.Dial(ctx, h.nodes[node].url, &websocket.DialOptions{
		HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err == nil || resp == nil {
		return ws, err
	}
	body, _ := io.ReadAll(resp.Body)
	return nil, fmt.Errorf("%d %s", resp.StatusCode, body)
}
