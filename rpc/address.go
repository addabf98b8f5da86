package rpc

import "net/netip"

// sitePrefix is what one subscriber of IPv6 usually has: whoever holds a /64
// may connect from 2⁶⁴ addresses (RFC 6177, RFC 4291 section 2.5.1).
const sitePrefix = 64

// addressKey names an address as the limits of connections count it: an IPv4
// address itself, an IPv6 address by its network of 64 bits.
func addressKey(addr netip.Addr) string {
	if addr.Is6() && !addr.Is4In6() {
		if site, err := addr.WithZone("").Prefix(sitePrefix); err == nil {
			return site.String()
		}
	}
	return addr.Unmap().String()
}
