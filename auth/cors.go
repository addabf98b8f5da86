package auth

import "net/http"

// preflightAge is how long, in seconds, a browser may remember a preflight.
const preflightAge = "600"

// Share writes the CORS headers of an answer to a plain GET and says whether the
// page may read it (see Allowed). Vary: Origin is always written, since caches
// must not show one page's answer to another. Credentials are never allowed: we
// use no cookies.
func (o *Origins) Share(w http.ResponseWriter, r *http.Request) bool {
	w.Header().Add("Vary", "Origin")
	if !o.Allowed(r) {
		return false
	}
	if from := r.Header["Origin"]; len(from) == 1 {
		w.Header().Set("Access-Control-Allow-Origin", from[0])
	}
	return true
}

// CORS wraps a handler of GET requests. It answers preflights itself, 204 to
// allowed pages and 403 to others, and serves everything else with the headers
// of Share. A page that is not allowed gets the answer without them, so its
// browser keeps it from reading it.
func (o *Origins) CORS(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		allowed := o.Share(w, r)
		if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
			next.ServeHTTP(w, r)
			return
		}
		if !allowed {
			http.Error(w, "origin not allowed", http.StatusForbidden)
			return
		}
		h := w.Header()
		h.Set("Access-Control-Allow-Methods", "GET, HEAD")
		h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type")
		h.Set("Access-Control-Max-Age", preflightAge)
		w.WriteHeader(http.StatusNoContent)
	})
}
