package main

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
)

// The metrics of a real gateway are what top shows.
func TestTopOfAGateway(t *testing.T) {
	r := start(t, t.TempDir(), "ADMIN_ADDR=127.0.0.1:0")
	addr := r.admin()
	r.dial(tokenFor(t, r.dir, nil, "--user", "alice")).result("system.ping", `{}`, &struct{}{})
	var out bytes.Buffer
	if err := run([]string{"top", "--once", "--every=100ms", addr}, nil, process{stdout: &out}); err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`(?m)^ *` + regexp.QuoteMeta(addr) + ` +1 +0\.0 +- +- +0\.0 +up +up +0% +0 *$`)
	if !row.MatchString(out.String()) {
		t.Errorf("shown is\n%s", &out)
	}
	r.stop()
	if err := run([]string{"top", "--once", "--every=100ms", addr}, nil, process{stdout: &out}); err == nil || errors.As(err, new(unusable)) {
		t.Errorf("of a node that is down: %v", err)
	}
	if err := run([]string{"top", "ftp://x"}, nil, process{stdout: &out}); !errors.As(err, new(unusable)) || !strings.Contains(err.Error(), "host:port") {
		t.Errorf("of an address that is none: %v", err)
	}
}
