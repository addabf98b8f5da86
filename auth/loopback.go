package auth

import (
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// LoopbackHost says whether a Host header names this machine itself: localhost,
// 127.0.0.1 or [::1], each with or without a port. Nothing else does, not even
// other spellings of the same address: a page of a stranger whose DNS name was
// bent to 127.0.0.1 still sends its own name (DNS rebinding).
func LoopbackHost(host string) bool {
	name := host
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.HasSuffix(host, "]") {
		if !isPort(host[i+1:]) {
			return false
		}
		name = host[:i]
	}
	return strings.EqualFold(name, "localhost") || name == "127.0.0.1" || name == "[::1]"
}

// isPort accepts the decimal digits of 0 to 65535.
func isPort(s string) bool {
	if s == "" || s[0] == '+' {
		return false
	}
	_, err := strconv.ParseUint(s, 10, 16)
	return err == nil
}

// RequireLoopback returns an error unless a listen address ("host:port") is
// reachable from this machine alone: localhost or a loopback address. An empty
// host listens everywhere and is refused.
func RequireLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("listen address %q: %w", addr, err)
	}
	if strings.EqualFold(host, "localhost") {
		return nil
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.Unmap().IsLoopback() {
		return nil
	}
	return fmt.Errorf("development mode listens on this machine only (localhost, 127.0.0.1, [::1]), not on %q", addr)
}
