package auth

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestHas(t *testing.T) {
	all := []Role{Student, Author, Organizer, Admin}
	cases := []struct {
		roles Roles
		may   []Role
	}{
		{0, nil},
		{RolesOf(Student), []Role{Student}},
		{RolesOf(Author), []Role{Author}},
		{RolesOf(Organizer), []Role{Organizer}},
		{RolesOf(Student, Organizer), []Role{Student, Organizer}},
		{RolesOf(Admin), all},
	}
	for _, c := range cases {
		id := &Identity{UserID: "ann", Roles: c.roles}
		for _, r := range all {
			if got := id.Has(r); got != slices.Contains(c.may, r) {
				t.Errorf("%q may %v: %v", c.roles, r, got)
			}
		}
	}
	if (*Identity)(nil).Has(Student) {
		t.Error("nobody has a role")
	}
}

func TestExpired(t *testing.T) {
	id := &Identity{ExpiresAt: noon}
	if id.Expired(noon.Add(-time.Nanosecond)) || !id.Expired(noon) {
		t.Error("a token counts until exp and not at it")
	}
}

// TestOlderThan: the later issue counts, whatever its exp; exp decides where iat cannot.
func TestOlderThan(t *testing.T) {
	at := func(iat, exp time.Duration) *Identity {
		id := &Identity{ExpiresAt: noon.Add(exp)}
		if iat >= 0 {
			id.IssuedAt = noon.Add(iat)
		}
		return id
	}
	const none = -1
	for _, c := range []struct {
		id, other *Identity
		want      bool
	}{
		{at(1, 10), at(2, 10), true},
		{at(1, 10), at(2, 5), true}, // the newer one is shorter, and wanted so
		{at(2, 5), at(1, 10), false},
		{at(1, 10), at(1, 11), true},
		{at(1, 11), at(1, 10), false},
		{at(1, 10), at(1, 10), false},
		{at(none, 10), at(1, 11), true},
		{at(none, 10), at(1, 10), false},
		{at(1, 10), at(none, 11), true},
		{at(1, 11), at(none, 10), false},
	} {
		if got := c.id.OlderThan(c.other); got != c.want {
			t.Errorf("%v–%v older than %v–%v: %v", c.id.IssuedAt, c.id.ExpiresAt, c.other.IssuedAt, c.other.ExpiresAt, got)
		}
	}
}

func TestRoleNames(t *testing.T) {
	for _, r := range []Role{Student, Author, Organizer, Admin} {
		if back, ok := ParseRole(r.String()); !ok || back != r {
			t.Errorf("%v reads back as %v", r, back)
		}
	}
	for r, want := range map[Role]string{0: "role(0)", 3: "role(3)", 64: "role(64)"} {
		if r.String() != want {
			t.Errorf("got %q, want %q", r.String(), want)
		}
	}
	set, err := ParseRoles([]string{" admin", "", "student ", "student"})
	if err != nil || set != RolesOf(Student, Admin) || set.String() != "student,admin" {
		t.Errorf("got %v, %v", set, err)
	}
	if names := Roles(0).Names(); names == nil || len(names) != 0 {
		t.Errorf("the empty set is %#v", names)
	}
	for _, wrong := range []string{"root", "Admin", "student,admin"} {
		if _, err := ParseRoles([]string{"student", wrong}); err == nil || !strings.Contains(err.Error(), wrong) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestSecretHides(t *testing.T) {
	s := NewSecret()
	if err := s.Check(); err != nil || s == NewSecret() {
		t.Fatalf("a new secret: %v", err)
	}
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "secret", s, "config", VerifierConfig{Secret: s}.Secret)
	data, err := json.Marshal(map[string]any{"secret": s})
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %s %q %x %+v %#v", s, s, s, s, struct{ S Secret }{s}, s) + log.String() + string(data)
	if strings.Contains(shown, string(s)) || strings.Contains(shown, fmt.Sprintf("%x", string(s))) {
		t.Errorf("the secret is shown in %s", shown)
	}
	for _, n := range []int{0, 1, MinSecretBytes - 1} {
		if Secret(strings.Repeat("s", n)).Check() == nil {
			t.Errorf("%d bytes pass", n)
		}
	}
}

func TestLoopbackHost(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "LocalHost:3001": true, "127.0.0.1": true, "127.0.0.1:3001": true, "[::1]": true, "[::1]:3001": true,
		"localhost:0": true, "localhost:65535": true,
		"": false, ":3001": false, "localhost.": false, "localhost:": false, "localhost:x": false, "localhost:65536": false,
		"localhost:+1": false, "localhost:3001:1": false, "localhost:-1": false, "::1": false, "::1:3001": false, "[::1": false, "[::1]x": false, "[::1]:": false,
		"127.0.0.2": false, "127.1": false, "2130706433": false, "0.0.0.0": false, "[::]": false, "[::ffff:127.0.0.1]": false,
		"[0:0:0:0:0:0:0:1]": false, "[::1%25lo]": false, "localhost.example.org": false, "evil.example.org": false, "evil.localhost": false,
		"localhost@evil.example.org": false, "127.0.0.1.nip.io:3001": false, "localhost, evil.example.org": false, " localhost": false,
	} {
		if got := LoopbackHost(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}

func TestRequireLoopback(t *testing.T) {
	for addr, want := range map[string]bool{
		"127.0.0.1:3001": true, "localhost:0": true, "[::1]:3001": true, "127.0.0.9:1": true, "[::ffff:127.0.0.1]:1": true,
		":3001": false, "0.0.0.0:3001": false, "[::]:3001": false, "192.0.2.1:3001": false, "gateway.example.org:3001": false,
		"127.0.0.1": false, "": false, "localhost.example.org:1": false,
	} {
		if err := RequireLoopback(addr); (err == nil) != want {
			t.Errorf("%q: %v", addr, err)
		}
	}
}
