package auth

import (
	"testing"
)

func TestClientAddr(t *testing.T) {
	trusted := []string{"10.0.0.0/8", " 192.0.2.7 ", "", "fd00::/8", "::ffff:172.16.0.0/108"}
	cases := []struct {
		name, peer string
		forwarded  []string
		want       string
	}{
		{"no header", "10.0.0.1:99", nil, "10.0.0.1"},
		{"stranger", "203.0.113.5:99", nil, "203.0.113.5"},
		{"stranger makes one up", "203.0.113.5:99", []string{"198.51.100.1"}, "203.0.113.5"},
		{"one proxy", "10.0.0.1:99", []string{"198.51.100.1"}, "198.51.100.1"},
		{"client makes one up", "10.0.0.1:99", []string{"1.2.3.4, 198.51.100.1"}, "198.51.100.1"},
		{"two proxies", "10.0.0.1:99", []string{"198.51.100.1, 192.0.2.7"}, "198.51.100.1"},
		{"two lines", "10.0.0.1:99", []string{"1.2.3.4, 198.51.100.1", "10.2.2.2"}, "198.51.100.1"},
		{"two lines, client makes one up", "10.0.0.1:99", []string{"1.2.3.4", "198.51.100.1"}, "198.51.100.1"},
		{"all trusted", "10.0.0.1:99", []string{"10.0.0.3, 10.0.0.2"}, "10.0.0.3"},
		{"ports", "10.0.0.1:99", []string{"198.51.100.1:1234, 10.0.0.2:5"}, "198.51.100.1"},
		{"IPv6", "[fd00::1]:99", []string{"2001:db8::1"}, "2001:db8::1"},
		{"IPv6 in brackets", "[fd00::1]:99", []string{"[2001:db8::1]"}, "2001:db8::1"},
		{"IPv6 with port", "[fd00::1]:99", []string{"[2001:db8::1]:443"}, "2001:db8::1"},
		{"zone of the peer", "[fe80::1%eth0]:99", nil, "fe80::1"},
		{"zone of a hop", "10.0.0.1:99", []string{"fe80::1%eth0"}, "fe80::1"},
		{"zone of a trusted peer", "[fd00::1%eth0]:99", []string{"198.51.100.1"}, "198.51.100.1"},
		{"mapped peer", "[::ffff:10.0.0.1]:99", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"mapped network", "172.16.9.9:99", []string{"198.51.100.1"}, "198.51.100.1"},
		{"malformed", "10.0.0.1:99", []string{"unknown"}, "10.0.0.1"},
		{"malformed behind a proxy", "10.0.0.1:99", []string{"198.51.100.1, x, 10.0.0.2"}, "10.0.0.2"},
		{"malformed left of the client", "10.0.0.1:99", []string{"x, 198.51.100.1"}, "198.51.100.1"},
		{"empty", "10.0.0.1:99", []string{""}, "10.0.0.1"},
		{"empty entry", "10.0.0.1:99", []string{"198.51.100.1,"}, "10.0.0.1"},
		{"cut brackets", "10.0.0.1:99", []string{"[2001:db8::1"}, "10.0.0.1"},
		{"IPv4 in brackets", "10.0.0.1:99", []string{"[198.51.100.1]"}, "10.0.0.1"},
		{"number", "10.0.0.1:99", []string{"3325256705"}, "10.0.0.1"},
		{"leading zeros", "10.0.0.1:99", []string{"198.051.100.1"}, "10.0.0.1"},
		{"peer without port", "10.0.0.1", []string{"198.51.100.1"}, "198.51.100.1"},
		{"Unix socket", "@", []string{"198.51.100.1"}, "invalid IP"},
	}
	p, err := NewProxies(trusted)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := request(t)
			r.RemoteAddr = c.peer
			for _, line := range c.forwarded {
				r.Header.Add("X-Forwarded-For", line)
			}
			if got := p.ClientAddr(r).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestProxiesNoneTrusted(t *testing.T) {
	r := request(t, "X-Forwarded-For", "198.51.100.1")
	r.RemoteAddr = "127.0.0.1:5"
	if got := new(Proxies).ClientAddr(r).String(); got != "127.0.0.1" {
		t.Errorf("got %s", got)
	}
}

func TestProxiesMalformed(t *testing.T) {
	for _, n := range []string{"x", "10.0.0.0/33", "10.0.0/8", "10.0.0.1:80", "::1%lo", "::ffff:10.0.0.0/95", "*"} {
		if _, err := NewProxies([]string{"10.0.0.0/8", n}); err == nil {
			t.Errorf("%q was accepted", n)
		}
	}
}

func TestAgentsDenied(t *testing.T) {
	a := NewAgents([]string{"*BadBot*", " curl/* ", "exact", "", "a*b*c"})
	for agent, want := range map[string]bool{
		"Mozilla/5.0 (compatible; badbot/2.1)": true, "BADBOT": true, "curl/8.5": true, "Curl/": true, "EXACT": true, "axxbyyc": true, "abc": true,
		"curl": false, "libcurl/8": false, "exactly": false, "": false, "acb": false, "abcd": false, "Mozilla/5.0": false,
	} {
		if got := a.Denied(request(t, "User-Agent", agent)); got != want {
			t.Errorf("%q: %v", agent, got)
		}
	}
	if new(Agents).Denied(request(t)) {
		t.Error("an empty list denies")
	}
	if !NewAgents([]string{"*"}).Denied(request(t)) {
		t.Error("* does not match a missing User-Agent")
	}
}
