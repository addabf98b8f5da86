package auth

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestSignThenVerify(t *testing.T) {
	now := noon.Add(123456 * time.Microsecond)
	s := newSigner(t, SignerConfig{Issuer: "prepwire", Audience: "students", Now: at(now)})
	v := newVerifier(t, VerifierConfig{Issuer: "prepwire", Audience: "students", Now: at(now)})
	cases := []struct {
		name  string
		grant Grant
		roles Roles
	}{
		{"student by default", Grant{UserID: "ann", TTL: time.Hour}, RolesOf(Student)},
		{"several roles", Grant{UserID: "ann", Name: "Ann", Roles: RolesOf(Author, Organizer), TTL: time.Hour}, RolesOf(Author, Organizer)},
		{"a second", Grant{UserID: "ann", Roles: RolesOf(Admin), TTL: time.Second}, RolesOf(Admin)},
	}
	seen := map[string]bool{}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			token, exp, err := s.Sign(c.grant)
			if err != nil {
				t.Fatal(err)
			}
			id, err := v.Verify(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			issued := now.Truncate(time.Millisecond)
			want := Identity{UserID: c.grant.UserID, Name: c.grant.Name, Roles: c.roles, TokenID: id.TokenID,
				IssuedAt: issued, FirstIssuedAt: issued, ExpiresAt: issued.Add(c.grant.TTL)}
			if *id != want || !exp.Equal(want.ExpiresAt) {
				t.Errorf("got  %+v until %v\nwant %+v", *id, exp, want)
			}
			if len(id.TokenID) < 22 || seen[id.TokenID] {
				t.Errorf("token id %q is short or not new", id.TokenID)
			}
			seen[id.TokenID] = true
		})
	}
}

func TestSignRefuses(t *testing.T) {
	s := newSigner(t, SignerConfig{})
	for name, g := range map[string]Grant{
		"no user":     {TTL: time.Hour},
		"long user":   {UserID: strings.Repeat("u", 65), TTL: time.Hour},
		"long name":   {UserID: "ann", Name: strings.Repeat("n", 129), TTL: time.Hour},
		"bad name":    {UserID: "ann", Name: "A\x1b[31m", TTL: time.Hour},
		"not UTF-8":   {UserID: "ann\xff", TTL: time.Hour},
		"no lifetime": {UserID: "ann"},
		"short":       {UserID: "ann", TTL: time.Second - 1},
		"negative":    {UserID: "ann", TTL: -time.Hour},
	} {
		if token, _, err := s.Sign(g); err == nil || token != "" {
			t.Errorf("%s: signed", name)
		}
	}
	if _, err := NewSigner(SignerConfig{Secret: "short"}); err == nil || strings.Contains(err.Error(), `short`+`"`) {
		t.Errorf("a short secret: %v", err)
	}
	if _, err := NewSigner(SignerConfig{Secret: testSecret(), MaxAge: -1}); err == nil {
		t.Error("a negative age was accepted")
	}
	if _, _, err := (*Signer)(nil).Sign(Grant{UserID: "ann", TTL: time.Hour}); err == nil {
		t.Error("a nil signer signed")
	}
}

// TestRenewChain renews an hour's token every half hour until no more is to be had.
func TestRenewChain(t *testing.T) {
	now := noon
	clock := func() time.Time { return now }
	s := newSigner(t, SignerConfig{Now: clock})
	v := newVerifier(t, VerifierConfig{Now: clock})
	token, _, err := s.Sign(Grant{UserID: "ann", Name: "Ann", Roles: RolesOf(Author), TTL: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	first, err := v.Verify(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	id, end := first, noon.Add(DefaultMaxAge)
	for {
		now = now.Add(30 * time.Minute)
		token, exp, err := s.Renew(id)
		if errors.Is(err, ErrRenewUnavailable) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		next, err := v.Verify(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		want := *first
		want.IssuedAt, want.ExpiresAt = now, now.Add(time.Hour)
		if want.ExpiresAt.After(end) {
			want.ExpiresAt = end
		}
		if *next != want || !exp.Equal(want.ExpiresAt) {
			t.Fatalf("got  %+v\nwant %+v", *next, want)
		}
		id = next
	}
	if !id.ExpiresAt.Equal(end) || !now.Before(end) {
		t.Errorf("the chain ended at %v with a token until %v, want %v", now, id.ExpiresAt, end)
	}
}

func TestRenewRefuses(t *testing.T) {
	base := Identity{UserID: "ann", Roles: RolesOf(Student), TokenID: "t", IssuedAt: noon.Add(-time.Hour),
		FirstIssuedAt: noon.Add(-time.Hour), ExpiresAt: noon.Add(time.Hour)}
	change := func(f func(*Identity)) *Identity { id := base; f(&id); return &id }
	s := newSigner(t, SignerConfig{MaxAge: 10 * time.Hour})
	cases := []struct {
		name   string
		signer *Signer
		id     *Identity
		want   error
	}{
		{"fine", s, &base, nil},
		{"no signer", nil, &base, ErrRenewUnavailable},
		{"signed by a JWKS key", s, change(func(id *Identity) { id.foreign = true }), ErrRenewUnavailable},
		{"no iat", s, change(func(id *Identity) { id.IssuedAt, id.FirstIssuedAt = time.Time{}, time.Time{} }), ErrRenewUnavailable},
		{"expired this moment", s, change(func(id *Identity) { id.ExpiresAt = noon }), ErrExpired},
		{"too old", s, change(func(id *Identity) { id.FirstIssuedAt = noon.Add(-10 * time.Hour) }), ErrRenewUnavailable},
		{"older", s, change(func(id *Identity) { id.FirstIssuedAt = noon.Add(-1000 * time.Hour) }), ErrRenewUnavailable},
		{"outlasts what we may give", s, change(func(id *Identity) { id.ExpiresAt = noon.Add(20 * time.Hour) }), ErrRenewUnavailable},
		{"made by hand", s, change(func(id *Identity) { id.FirstIssuedAt = time.Time{} }), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			token, _, err := c.signer.Renew(c.id)
			if !errors.Is(err, c.want) || (err == nil) != (token != "") {
				t.Errorf("got %q, %v; want %v", token, err, c.want)
			}
		})
	}
}

// TestRenewKeeps covers what a token from elsewhere may lack or hold.
func TestRenewKeeps(t *testing.T) {
	s, v := newSigner(t, SignerConfig{}), newVerifier(t, VerifierConfig{})
	old, err := v.Verify(t.Context(), mint(t, map[string]any{
		"sub": "ann", "roles": []string{}, "iat": noon.Unix(), "exp": noon.Unix() + 60}))
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := s.Renew(old)
	if err != nil {
		t.Fatal(err)
	}
	id, err := v.Verify(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if id.Roles != 0 {
		t.Errorf("no roles became %v", id.Roles)
	}
	if id.TokenID == "" {
		t.Error("the renewed token has no id")
	}
}
