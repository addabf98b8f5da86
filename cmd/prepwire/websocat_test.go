package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"prepwire/schema"
)

// websocat returns the path of the command-line client that people use. In CI
// it must be there.
func websocat(t *testing.T) string {
	t.Helper()
	if path, err := exec.LookPath("websocat"); err == nil {
		return path
	}
	if home, err := os.UserHomeDir(); err == nil {
		if path, err := exec.LookPath(filepath.Join(home, ".cargo", "bin", "websocat")); err == nil {
			return path
		}
	}
	const how = "websocat is missing; install it with: cargo install websocat --version '^1.14' --locked"
	if os.Getenv("CI") == "true" {
		t.Fatal(how)
	}
	t.Skip("SKIPPED: " + how)
	return ""
}

func TestWebsocatOneShot(t *testing.T) {
	path := websocat(t)
	dir := t.TempDir()
	r := start(t, dir)
	header := "-H=Authorization: Bearer " + tokenFor(t, dir, nil, "--user", "alice")
	ask := func(line string) message {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), path, "-n1", "--jsonrpc", r.url, header)
		cmd.Stdin = strings.NewReader(line + "\n")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if strings.Count(string(out), "\n") > 1 {
			t.Errorf("%s: more than one line: %s", line, out)
		}
		return decodeMessage(t, out)
	}
	if m := ask("system.ping"); m.Error != nil || m.ID != 1 {
		t.Errorf("ping: %+v", m)
	}
	made := questionOf(t, ask(`question.generate {"examType":"SAT","subject":"math","difficulty":"easy"}`))
	answer := ask(`question.answer ["` + string(made.ID) + `","B"]`)
	if !strings.Contains(string(answer.Result), `"correctAnswer"`) {
		t.Errorf("answer: %s", answer.Result)
	}
	if list := ask(`question.list {"mine":true}`); !strings.Contains(string(list.Result), string(made.ID)) {
		t.Errorf("list: %s", list.Result)
	}
	if m := ask("question.get q1"); m.Error == nil || m.Error.Code != -32700 {
		t.Errorf("an unquoted word got %+v", m)
	}
	r.stop()
}

// The same by hand: one connection, line after line.
func TestWebsocatConversation(t *testing.T) {
	path := websocat(t)
	dir := t.TempDir()
	r := start(t, dir)
	talk := r.websocat(path)

	if m := talk.say("question.list"); m.Error == nil || m.Error.Data.Reason != "token_missing" {
		t.Errorf("before the token: %+v", m)
	}
	if m := talk.say(`session.authenticate "` + tokenFor(t, dir, nil, "--user", "alice") + `"`); m.Error != nil {
		t.Fatalf("authenticate: %+v", *m.Error)
	}
	made := questionOf(t, talk.say(`question.generate {"examType":"SAT","subject":"math"}`))
	if m := talk.say(`question.answer {"questionId":"` + string(made.ID) + `","answer":"A"}`); m.Error != nil {
		t.Errorf("answer: %+v", *m.Error)
	}
	if m := talk.say("this is {no JSON"); m.Error == nil || m.Error.Code != -32700 {
		t.Errorf("broken line: %+v", m)
	}
	if m := talk.say(`question.list {"limit":1}`); !strings.Contains(string(m.Result), string(made.ID)) {
		t.Errorf("list: %s", m.Result)
	}
}

type conversation struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

// say sends a line and returns its reply; notifications are passed over.
func (c *conversation) say(line string) message {
	c.t.Helper()
	if _, err := io.WriteString(c.in, line+"\n"); err != nil {
		c.t.Fatal(err)
	}
	for {
		text, err := c.out.ReadString('\n')
		if err != nil {
			c.t.Fatalf("%s: %v", line, err)
		}
		if m := decodeMessage(c.t, []byte(text)); m.Method == "" {
			return m
		}
	}
}

func decodeMessage(t *testing.T, text []byte) message {
	t.Helper()
	var m message
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return m
}

// questionOf returns the one question that was generated.
func questionOf(t *testing.T, m message) schema.Question {
	t.Helper()
	if m.Error != nil {
		t.Fatalf("generate: %+v", *m.Error)
	}
	var made struct{ Questions []schema.Question }
	if err := json.Unmarshal(m.Result, &made); err != nil || len(made.Questions) != 1 {
		t.Fatalf("generate: %s, %v", m.Result, err)
	}
	return made.Questions[0]
}
