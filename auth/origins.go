package auth

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
)

// Origins decides which web pages may talk to the gateway (ALLOWED_ORIGINS). The
// zero value allows only what is always allowed: requests without an Origin
// header, which no browser page makes across sites, and pages from the same host
// and port as the request. All methods may be called from any goroutine.
//
// A pattern is one of these; case does not count and * stands for any run of
// characters within its part:
//
//	https://app.example.org      that origin; no port means the scheme's own
//	https://*.example.org        every name below example.org, not itself
//	http://localhost:*           any port
//	chrome-extension://ID        a browser extension (any scheme is possible)
//	example.org, *.example.org   that host over http or https
//	*                            every origin but null
//	null                         the origin of files and sandboxed frames; never implied
type Origins struct {
	patterns atomic.Pointer[[]originPattern]
}

// NewOrigins returns Origins with these patterns, or the error of Set.
func NewOrigins(patterns []string) (*Origins, error) {
	o := new(Origins)
	return o, o.Set(patterns)
}

// Set replaces all patterns at once. Spaces around one and empty ones are
// ignored. If one is malformed the error quotes it and nothing changes.
func (o *Origins) Set(patterns []string) error {
	list := make([]originPattern, 0, len(patterns))
	for _, text := range patterns {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		p, err := parseOriginPattern(text)
		if err != nil {
			return err
		}
		list = append(list, p)
	}
	o.patterns.Store(&list)
	return nil
}

// Allowed says whether the page that made the request may talk to us. Malformed,
// empty and repeated Origin headers are refused.
func (o *Origins) Allowed(r *http.Request) bool {
	headers := r.Header["Origin"]
	switch len(headers) {
	case 0:
		return true
	case 1:
		return o.allowed(headers[0], r.Host)
	}
	return false
}

func (o *Origins) allowed(header, host string) bool {
	if header == "null" {
		return o.matches(origin{null: true})
	}
	from, ok := parseOrigin(header)
	return ok && (from.is(host) || o.matches(from))
}

func (o *Origins) matches(from origin) bool {
	list := o.patterns.Load()
	if list == nil {
		return false
	}
	for _, p := range *list {
		if p.matches(from) {
			return true
		}
	}
	return false
}

// origin is a parsed Origin header, in lower case.
type origin struct {
	null               bool
	scheme, host, port string // port: "" when it is the scheme's own
}

// parseOrigin reads scheme://host[:port] (RFC 6454 section 7) and nothing more:
// no user, path, query or list.
func parseOrigin(s string) (origin, bool) {
	scheme, rest, ok := strings.Cut(strings.ToLower(s), "://")
	if !ok || !isScheme(scheme) {
		return origin{}, false
	}
	host, port, ok := splitHost(rest)
	if !ok || port != "" && !isPort(port) || strings.Contains(host, "*") {
		return origin{}, false
	}
	return origin{scheme: scheme, host: host, port: ownPort(scheme, port)}, true
}

// is says whether the page came from the host the request was sent to. A Host
// header without a port means the port of the page's scheme: a proxy may have
// ended TLS before us.
func (o origin) is(hostHeader string) bool {
	if o.scheme != "http" && o.scheme != "https" {
		return false
	}
	host, port, ok := splitHost(strings.ToLower(hostHeader))
	return ok && host == o.host && ownPort(o.scheme, port) == o.port
}

// ownPort returns "" for the port that the scheme implies.
func ownPort(scheme, port string) string {
	if scheme == "http" && port == "80" || scheme == "https" && port == "443" {
		return ""
	}
	return port
}

// splitHost splits host[:port] and refuses what belongs in neither. Brackets of
// an IPv6 address stay with the host.
func splitHost(s string) (host, port string, ok bool) {
	if s == "" || strings.ContainsAny(s, "/?#@\\ \t,%") {
		return "", "", false
	}
	host = s
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		host, port = s[:i], s[i+1:]
		if port == "" {
			return "", "", false
		}
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	bracketed := len(bare) == len(host)-2
	if bare == "" || strings.ContainsAny(bare, "[]") || strings.Contains(bare, ":") != bracketed || !bracketed && bare != host {
		return "", "", false
	}
	return host, port, true
}

// isScheme accepts the scheme of a URI in lower case (RFC 3986 section 3.1).
func isScheme(s string) bool {
	for i, r := range s {
		letter := 'a' <= r && r <= 'z'
		if !letter && (i == 0 || !('0' <= r && r <= '9' || r == '+' || r == '-' || r == '.')) {
			return false
		}
	}
	return s != ""
}

// originPattern is one allowed kind of origin.
type originPattern struct {
	any, null          bool
	scheme, host, port string // scheme "" means http and https
}

func parseOriginPattern(text string) (originPattern, error) {
	s := strings.ToLower(text)
	switch s {
	case "*":
		return originPattern{any: true}, nil
	case "null":
		return originPattern{null: true}, nil
	}
	malformed := fmt.Errorf("origin pattern %q: it must be scheme://host[:port], host[:port], * or null", text)
	scheme, rest, found := strings.Cut(s, "://")
	if !found {
		scheme, rest = "", s
	} else if !isScheme(scheme) {
		return originPattern{}, malformed
	}
	rest = strings.TrimSuffix(rest, "/") // as copied from an address bar
	host, port, ok := splitHost(rest)
	if !ok || port != "" && port != "*" && !isPort(port) {
		return originPattern{}, malformed
	}
	return originPattern{scheme: scheme, host: host, port: ownPort(scheme, port)}, nil
}

func (p originPattern) matches(o origin) bool {
	if o.null || p.null {
		return o.null && p.null
	}
	if p.any {
		return true
	}
	port := p.port
	if p.scheme == "" {
		if o.scheme != "http" && o.scheme != "https" {
			return false
		}
		port = ownPort(o.scheme, port)
	} else if p.scheme != o.scheme {
		return false
	}
	return (port == "*" || port == o.port) && glob(p.host, o.host)
}
