package auth

import (
	"net/http"
	"slices"
	"testing"
)

func TestBearerHeader(t *testing.T) {
	v := newVerifier(t, VerifierConfig{})
	good := hs256(t, `{"sub":"ann","exp":1900000000}`)
	cases := []struct {
		name    string
		headers []string
		present bool
		want    error // of Verify, when present
	}{
		{"none", nil, false, nil},
		{"good", []string{"Bearer " + good}, true, nil},
		{"scheme in any case", []string{"bEARER " + good}, true, nil},
		{"more spaces", []string{"  Bearer   " + good + " "}, true, nil},
		{"another scheme", []string{"Basic " + good}, false, nil},
		{"another scheme besides", []string{"Basic eA==", "Bearer " + good}, true, nil},
		{"a longer scheme", []string{"Bearertoken " + good}, false, nil},
		{"no token", []string{"Bearer"}, true, ErrMissing},
		{"only spaces", []string{"Bearer   "}, true, ErrMissing},
		{"two headers", []string{"Bearer " + good, "Bearer " + good}, true, ErrInvalid},
		{"two headers, one empty", []string{"Bearer", "Bearer " + good}, true, ErrInvalid},
		{"two tokens", []string{"Bearer " + good + " " + good}, true, ErrInvalid},
		{"tab", []string{"Bearer\t" + good}, false, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := request(t)
			for _, h := range c.headers {
				r.Header.Add("Authorization", h)
			}
			token, present := BearerHeader(r)
			if present != c.present || !present && token != "" {
				t.Fatalf("got %q, %v", token, present)
			}
			if present {
				checkVerify(t, v, token, c.want)
			}
		})
	}
}

func TestBearerProtocol(t *testing.T) {
	cases := []struct {
		name    string
		lines   []string
		offered []string
		token   string
		present bool
	}{
		{"nothing", nil, nil, "", false},
		{"no token", []string{"prepwire.v1"}, []string{"prepwire.v1"}, "", false},
		{"both", []string{"prepwire.v1, bearer.a.b.c"}, []string{"prepwire.v1", "bearer.a.b.c"}, "a.b.c", true},
		{"two lines", []string{"prepwire.v1", "bearer.a.b.c"}, []string{"prepwire.v1", "bearer.a.b.c"}, "a.b.c", true},
		{"odd spaces", []string{" ,bearer.a.b.c ,,\tprepwire.v1 , "}, []string{"bearer.a.b.c", "prepwire.v1"}, "a.b.c", true},
		{"empty token", []string{"bearer."}, []string{"bearer."}, "", true},
		{"two tokens", []string{"bearer.a, bearer.b"}, []string{"bearer.a", "bearer.b"}, "a, b", true},
		{"another case", []string{"Bearer.a"}, []string{"Bearer.a"}, "", false},
		{"no dot", []string{"bearer"}, []string{"bearer"}, "", false},
		{"empty", []string{""}, nil, "", false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			h := http.Header{}
			for _, line := range c.lines {
				h.Add("Sec-WebSocket-Protocol", line)
			}
			offered := Protocols(h)
			if !slices.Equal(offered, c.offered) {
				t.Errorf("offered %q, want %q", offered, c.offered)
			}
			token, present := BearerProtocol(offered)
			if token != c.token || present != c.present {
				t.Errorf("got %q, %v", token, present)
			}
		})
	}
}
