package auth

import (
	"fmt"
	"math/bits"
	"strings"
)

// Role is one thing a caller may be. Roles are not cumulative: an organizer is
// no author unless the token says so. Only Admin may do all.
type Role uint8

// The roles of the roles claim.
const (
	Student   Role = 1 << iota // "student": the default when a token has no roles claim
	Author                     // "author": writes and reviews questions
	Organizer                  // "organizer": holds contests
	Admin                      // "admin": may do all
)

// roleNames lists the roles by their bit.
var roleNames = [...]string{"student", "author", "organizer", "admin"}

// String returns the role as it stands in a token, or "role(N)" for a value
// that is not one of the constants.
func (r Role) String() string {
	if bits.OnesCount8(uint8(r)) == 1 {
		if i := bits.TrailingZeros8(uint8(r)); i < len(roleNames) {
			return roleNames[i]
		}
	}
	return fmt.Sprintf("role(%d)", uint8(r))
}

// ParseRole returns the role of that exact name.
func ParseRole(name string) (Role, bool) {
	for i, n := range roleNames {
		if n == name {
			return 1 << i, true
		}
	}
	return 0, false
}

// Roles is a set of roles in one byte. The zero value is the empty set: a caller
// who may do what every user may and nothing more.
type Roles uint8

// RolesOf returns the set of the given roles.
func RolesOf(roles ...Role) Roles {
	var set Roles
	for _, r := range roles {
		set |= Roles(r)
	}
	return set
}

// ParseRoles returns the set of the named roles. An unknown name is an error
// that quotes it; spaces around a name and empty names are ignored.
func ParseRoles(names []string) (Roles, error) {
	var set Roles
	for _, name := range names {
		name = strings.TrimSpace(name)
		if name == "" {
			continue
		}
		r, ok := ParseRole(name)
		if !ok {
			return 0, fmt.Errorf("unknown role %q: the roles are %s", name, strings.Join(roleNames[:], ", "))
		}
		set |= Roles(r)
	}
	return set, nil
}

// Contains says whether the set holds exactly this role; Admin has no special
// meaning here. To ask what a caller may do, use Identity.Has.
func (s Roles) Contains(r Role) bool { return s&Roles(r) != 0 }

// Names returns the names of the set in a fixed order, never nil.
func (s Roles) Names() []string {
	names := make([]string, 0, len(roleNames))
	for i, n := range roleNames {
		if s.Contains(1 << i) {
			names = append(names, n)
		}
	}
	return names
}

// String returns the names joined by commas.
func (s Roles) String() string { return strings.Join(s.Names(), ",") }
