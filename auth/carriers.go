package auth

import (
	"net/http"
	"strings"
)

// ProtocolPrefix begins the WebSocket subprotocol that carries a token:
// "bearer.<jwt>". It is only ever read; the server never selects it.
const ProtocolPrefix = "bearer."

// BearerHeader returns the token of "Authorization: Bearer <token>". present is
// false when there is no such header or it is of another scheme. A header
// without a token is present and empty, which Verify answers with ErrMissing;
// two headers are present and never verify.
func BearerHeader(r *http.Request) (token string, present bool) {
	var found []string
	for _, line := range r.Header["Authorization"] {
		scheme, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if strings.EqualFold(scheme, "Bearer") {
			found = append(found, strings.TrimSpace(rest))
		}
	}
	return onlyOne(found)
}

// BearerProtocol returns the token among the offered subprotocols (see
// Protocols). present is false when none of them begins with "bearer.". Two of
// them are present and never verify.
func BearerProtocol(offered []string) (token string, present bool) {
	var found []string
	for _, p := range offered {
		if t, ok := strings.CutPrefix(p, ProtocolPrefix); ok {
			found = append(found, t)
		}
	}
	return onlyOne(found)
}

// onlyOne returns the single token found. Several are joined into something
// that is no token, so that nobody can choose which of two is looked at.
func onlyOne(found []string) (string, bool) {
	return strings.Join(found, ", "), len(found) > 0
}

// Protocols returns the subprotocols a client offers, in order: all
// Sec-WebSocket-Protocol lines, split at commas, without spaces and empty items.
// Names keep their case.
func Protocols(h http.Header) []string {
	var offered []string
	for _, line := range h["Sec-Websocket-Protocol"] {
		for item := range strings.SplitSeq(line, ",") {
			if item = strings.Trim(item, " \t"); item != "" {
				offered = append(offered, item)
			}
		}
	}
	return offered
}
