package rpc_test

import (
	"net/http"
	"testing"
	"time"

	"prepwire/auth"
	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/store/live"
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
