package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// JSON may hold in its strings, as they are, characters that a terminal obeys
// or that turn the order of text around.
func TestCallPrintsNothingThatSteersATerminal(t *testing.T) {
	text := "{\"a\":\"\u009b31mred\u007f\u202eleft\U000e0041\",\n\t\"b\":\"\xff \u00e9\u4e2d\"}\n"
	for _, pretty := range []bool{false, true} {
		var out bytes.Buffer
		if err := (printer{process: process{stdout: &out}, pretty: pretty}).json([]byte(text)); err != nil {
			t.Fatal(err)
		}
		for _, r := range out.String() {
			if r != '\n' && (steers(r) || r == '\ufffd') {
				t.Errorf("%U is printed as it is: %q", r, out.String())
			}
		}
		var got, want map[string]string
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || got["a"] != want["a"] || got["b"] != want["b"] {
			t.Errorf("%q is another value, %v", out.String(), err)
		}
		if !strings.Contains(out.String(), "\u00e9\u4e2d") {
			t.Errorf("letters are not readable any more: %s", out.String())
		}
	}
}

// A token goes to the address that was given and to no other.
func TestCallTakesItsTokenNowhereElse(t *testing.T) {
	var asked atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer elsewhere.Close()
	moved := httptest.NewServer(http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect))
	defer moved.Close()
	address := "ws" + strings.TrimPrefix(moved.URL, "http")
	for _, token := range []string{"t", ""} {
		code, out, errs := offlineRun(t, nil, "call", "--url", address, "--token", token, "x")
		if code != 2 || out != "" || !strings.Contains(errs, "307 Temporary Redirect") {
			t.Errorf("ended with %d: %s%s", code, out, errs)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("the other address was asked %d times", n)
	}
}

func TestCallShowsNoPasswordOfAnAddress(t *testing.T) {
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	host := strings.TrimPrefix(refusing.URL, "http://")
	for _, address := range []string{"ws://me:word@" + host + "/ws", "ws://me:word@127.0.0.1:1/ws", "ws://me:word@127.0.0.1:port/ws"} {
		code, _, errs := offlineRun(t, nil, "call", "--url", address, "--token", "t", "x")
		if code != 2 || strings.Contains(errs, "word") {
			t.Errorf("ended with %d: %s", code, errs)
		}
	}
}
