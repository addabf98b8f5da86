package auth

import (
	"net/http"
	"strings"
)

// Agents is a list of programs that are not welcome (DENY_USER_AGENTS). The zero
// value denies nobody. It does not change once made.
//
// A User-Agent header is easily changed: this keeps out honest robots, not attackers.
type Agents struct {
	denied []string // lower case
}

// NewAgents takes patterns that are compared with the whole User-Agent header;
// * stands for any run of characters, and case does not count: "*bot*",
// "curl/*". Spaces around a pattern and empty ones are ignored.
func NewAgents(patterns []string) *Agents {
	a := new(Agents)
	for _, p := range patterns {
		if p = strings.ToLower(strings.TrimSpace(p)); p != "" {
			a.denied = append(a.denied, p)
		}
	}
	return a
}

// Denied says whether the request's User-Agent matches a pattern. A request
// without one matches only "*".
func (a *Agents) Denied(r *http.Request) bool {
	if len(a.denied) == 0 {
		return false
	}
	agent := strings.ToLower(r.UserAgent())
	for _, p := range a.denied {
		if glob(p, agent) {
			return true
		}
	}
	return false
}
