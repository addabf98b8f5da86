package auth

import (
	"errors"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"
)

// FuzzVerify knows every token that was ever signed; nothing else may pass, and
// no error may be of another kind or repeat what was sent.
func FuzzVerify(f *testing.F) {
	signed := []string{
		hs256(f, `{"sub":"ann","exp":1900000000}`),
		hs256(f, `{"sub":"ann","name":"Ann","roles":["admin"],"jti":"1","iat":1772366400,"exp":1900000000}`),
		hs256(f, `{"sub":"ann","exp":1}`),
		hs256(f, `{"exp":1900000000}`),
		hs256(f, `{"sub":"ann","sub":"ann","exp":1e400}`),
	}
	for _, token := range signed {
		f.Add(token)
		f.Add(token + "=")
		f.Add(strings.Replace(token, ".", "..", 1))
	}
	f.Add("..")
	f.Add("")
	v, err := NewVerifier(f.Context(), VerifierConfig{Secret: testSecret(), Now: at(noon)})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, token string) {
		id, err := v.Verify(t.Context(), token)
		if err == nil {
			if !slices.Contains(signed, token) || id.UserID != "ann" {
				t.Fatalf("%q passed as %+v", token, id)
			}
			return
		}
		if id != nil || !errors.Is(err, ErrInvalid) && !errors.Is(err, ErrMissing) && !errors.Is(err, ErrExpired) {
			t.Fatalf("%v, %v", id, err)
		}
		if len(token) > 24 && strings.Contains(err.Error(), token) {
			t.Fatalf("the error repeats the token: %v", err)
		}
	})
}

// FuzzClaims decodes claims that are not signed yet.
func FuzzClaims(f *testing.F) {
	f.Add(`{"sub":"ann","exp":1900000000}`)
	f.Add(`{"sub":"ann","aud":["a",null],"roles":["admin",1],"exp":-1e309,"nbf":0.5,"iat":1e3}`)
	f.Add(`{"a":1,"\u0061":2}`)
	f.Fuzz(func(t *testing.T, data string) {
		var c claims
		if err := c.UnmarshalJSON([]byte(data)); err != nil {
			return
		}
		if c.ExpiresAt != nil && (c.ExpiresAt.Year() > 10000 || c.ExpiresAt.Before(time.Unix(0, 0))) {
			t.Fatalf("exp %v out of range", c.ExpiresAt)
		}
		if c.roles >= 1<<len(roleNames) {
			t.Fatalf("unknown roles %d", c.roles)
		}
	})
}

// FuzzForwardedFor checks that a stranger's header counts for nothing, and that
// what comes out is plain and no made-up entry left of an untrusted one.
func FuzzForwardedFor(f *testing.F) {
	f.Add("1.2.3.4, 10.0.0.2", "198.51.100.1")
	f.Add("[2001:db8::1]:80,,x", "::ffff:1.2.3.4%z")
	f.Add("unknown", "\"[::1]\"")
	p, err := NewProxies([]string{"10.0.0.0/8", "fd00::/8"})
	if err != nil {
		f.Fatal(err)
	}
	stranger := netip.MustParseAddr("203.0.113.5")
	f.Fuzz(func(t *testing.T, first, second string) {
		r := request(t)
		r.Header["X-Forwarded-For"] = []string{first, second}
		r.RemoteAddr = "203.0.113.5:99"
		if got := p.ClientAddr(r); got != stranger {
			t.Fatalf("a stranger became %v", got)
		}
		r.RemoteAddr = "10.0.0.1:99"
		got := p.ClientAddr(r)
		if !got.IsValid() || got.Zone() != "" || got.Is4In6() {
			t.Fatalf("not a plain address: %v", got)
		}
		r.Header["X-Forwarded-For"] = []string{first, second, "203.0.113.5"}
		if got := p.ClientAddr(r); got != stranger {
			t.Fatalf("an entry made up by the client won: %v", got)
		}
	})
}

// FuzzOrigin checks that no header passes a pattern for names below one domain
// unless it ends in that domain.
func FuzzOrigin(f *testing.F) {
	f.Add("https://a.example.org")
	f.Add("https://evil.org/.example.org")
	f.Add("https://[::1]:80")
	o, err := NewOrigins([]string{"https://*.example.org"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, header string) {
		r := request(t)
		r.Header["Origin"] = []string{header}
		r.Host = "gw.invalid"
		if !o.Allowed(r) {
			return
		}
		low := strings.ToLower(header)
		name := strings.TrimSuffix(strings.TrimPrefix(low, "https://"), ":443")
		same := low == "http://gw.invalid" || low == "https://gw.invalid" || low == "http://gw.invalid:80" || low == "https://gw.invalid:443"
		if !same && (!strings.HasPrefix(low, "https://") || !strings.HasSuffix(name, ".example.org") || strings.ContainsAny(name, "/?#@\\: ")) {
			t.Fatalf("%q is allowed", header)
		}
	})
}
