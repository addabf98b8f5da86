package rpc_test

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/store/live"
	"prepwire/store/live/memory"
)

// Who has one network of 64 bits has 2⁶⁴ addresses: they count as one.
func TestAddressesOfOneSiteCountTogether(t *testing.T) {
	from := func(addr string) http.Header { return http.Header{"X-Forwarded-For": {addr}} }
	proxies, err := auth.NewProxies([]string{"127.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	g := rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Proxies, o.Limits.ConnsPerAddress = proxies, 1 })
	first := welcome(t, g, from("2001:db8:0:1::1"))
	declined(t, g, from("2001:db8:0:1:ffff:ffff:ffff:ffff"), 429, "LIMIT_CONNS_PER_ADDRESS")
	welcome(t, g, from("2001:db8:0:2::1"))
	welcome(t, g, from("192.0.2.1"))
	welcome(t, g, from("192.0.2.2")) // addresses of IPv4 are each one's own
	declined(t, g, from("::ffff:192.0.2.1"), 429, "LIMIT_CONNS_PER_ADDRESS")
	_ = first.Socket().CloseNow()
	settled(t, g, 3)
	welcome(t, g, from("2001:db8:0:1::2"))

	g = rpctest.Start(t, serveAll, func(o *rpc.Options) {
		o.Proxies, o.Limits.ConnectsPerAddress = proxies, live.Rate{Events: 1, Per: time.Hour}
	})
	welcome(t, g, from("2001:db8::1"))
	declined(t, g, from("2001:db8::2"), 429, "LIMIT_CONNECTS_PER_ADDRESS")
	welcome(t, g, from("2001:db8:0:1::1"))
}

// Two nodes that share a presence hold an address to LIMIT_CONNS_PER_ADDRESS
// together, whatever is written into the header.
func TestAddressesOfAllNodes(t *testing.T) {
	from := func(addr string) http.Header { return http.Header{"X-Forwarded-For": {addr}} }
	proxies, err := auth.NewProxies([]string{"127.0.0.0/8"})
	if err != nil {
		t.Fatal(err)
	}
	presence := memory.NewPresence(memory.Options{})
	node := func() *rpctest.Gateway {
		return rpctest.Start(t, serveAll, func(o *rpc.Options) { o.Proxies, o.Presence, o.Limits.ConnsPerAddress = proxies, presence, 2 })
	}
	a, b := node(), node()
	first := welcome(t, a, from("2001:db8::1"))
	welcome(t, b, from("2001:db8::2"))
	for _, g := range []*rpctest.Gateway{a, b} {
		declined(t, g, from("2001:db8::3"), 429, "LIMIT_CONNS_PER_ADDRESS")
		declined(t, g, from("2001:db8:0:1::1, 2001:db8:0:0:f::1"), 429, "LIMIT_CONNS_PER_ADDRESS")
		welcome(t, g, from("2001:db8:0:1::1"))
		welcome(t, g, from("192.0.2.1} conns:alice")) // the proxy's own, which is the same for both
	}
	declined(t, a, from("address:2001:db8::/64"), 429, "LIMIT_CONNS_PER_ADDRESS")
	if n, err := presence.Count(t.Context(), "address:2001:db8::/64"); err != nil || n != 2 {
		t.Errorf("%d nodes speak of the network, %v", n, err)
	}
	_ = first.Socket().CloseNow()
	until(t, "the other node knows of the place", func() error {
		members, err := presence.Members(t.Context(), "address:2001:db8::/64", 10)
		if err != nil || len(members) != 1 {
			return fmt.Errorf("%v, %v", members, err)
		}
		return nil
	})
	welcome(t, b, from("2001:db8::4"))
	declined(t, a, from("2001:db8::1"), 429, "LIMIT_CONNS_PER_ADDRESS")
}
