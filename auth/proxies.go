package auth

import (
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// Proxies knows the proxies in front of the gateway (TRUSTED_PROXIES) and so
// finds the address of the client behind them. The zero value trusts nobody. It
// does not change once made.
type Proxies struct {
	trusted []netip.Prefix
}

// NewProxies reads networks such as 10.0.0.0/8 or fd00::/8, or single addresses.
// Spaces around one and empty ones are ignored. The error quotes what is malformed.
func NewProxies(networks []string) (*Proxies, error) {
	p := new(Proxies)
	for _, text := range networks {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		network, err := parseNetwork(text)
		if err != nil {
			return nil, err
		}
		p.trusted = append(p.trusted, network)
	}
	return p, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	malformed := fmt.Errorf("trusted proxy %q: it must be an address or a network such as 10.0.0.0/8", text)
	if !strings.Contains(text, "/") {
		addr, err := netip.ParseAddr(text)
		if err != nil || addr.Zone() != "" {
			return netip.Prefix{}, malformed
		}
		addr = addr.Unmap()
		return netip.PrefixFrom(addr, addr.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, malformed
	}
	if network.Addr().Is4In6() {
		if network.Bits() < 96 {
			return netip.Prefix{}, malformed
		}
		network = netip.PrefixFrom(network.Addr().Unmap(), network.Bits()-96)
	}
	return network.Masked(), nil
}

// ClientAddr returns the address of the client: the peer of the connection, or,
// if that is a trusted proxy, the last X-Forwarded-For entry that is not one.
// Only trusted proxies are believed, so what a client writes into the header
// itself counts for nothing.
//
// When every entry is a trusted proxy, the first is the client. An entry that is
// no address ends the search: the proxy that passed it on is then the best that
// is known. IPv4 inside IPv6 is returned as IPv4, zones are dropped. The result
// is the zero Addr when RemoteAddr holds no IP address (a Unix socket).
func (p *Proxies) ClientAddr(r *http.Request) netip.Addr {
	client, ok := parseHop(r.RemoteAddr)
	if !ok || !p.trusts(client) {
		return client
	}
	lines := r.Header["X-Forwarded-For"]
	for i := len(lines) - 1; i >= 0; i-- {
		rest, more := lines[i], true
		for more {
			var entry string
			rest, entry, more = cutLast(rest)
			hop, ok := parseHop(entry)
			if !ok {
				return client
			}
			client = hop
			if !p.trusts(hop) {
				return client
			}
		}
	}
	return client
}

func (p *Proxies) trusts(addr netip.Addr) bool {
	for _, network := range p.trusted {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

// cutLast takes the last item off a comma list. more is false when it was the only one.
func cutLast(list string) (rest, last string, more bool) {
	i := strings.LastIndexByte(list, ',')
	if i < 0 {
		return "", list, false
	}
	return list[:i], list[i+1:], true
}

// parseHop reads an address with or without a port: 192.0.2.1, 192.0.2.1:80,
// 2001:db8::1, [2001:db8::1], [2001:db8::1]:80.
func parseHop(s string) (netip.Addr, bool) {
	s = strings.TrimSpace(s)
	if bare, ok := strings.CutPrefix(s, "["); ok {
		if bare, ok = strings.CutSuffix(bare, "]"); ok {
			addr, err := netip.ParseAddr(bare)
			return plain(addr), err == nil && addr.Is6()
		}
	}
	if addr, err := netip.ParseAddr(s); err == nil {
		return plain(addr), true
	}
	if ap, err := netip.ParseAddrPort(s); err == nil {
		return plain(ap.Addr()), true
	}
	return netip.Addr{}, false
}

func plain(addr netip.Addr) netip.Addr { return addr.WithZone("").Unmap() }
