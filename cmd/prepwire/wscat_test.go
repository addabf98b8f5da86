package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// wscat returns the folder of the other command-line client that people use,
// which the npm workspace pins. In CI it must be there.
func wscat(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "schema", "typescript", "node_modules", ".bin"))
	if err != nil {
		t.Fatal(err)
	}
	_, missing := os.Stat(filepath.Join(dir, "wscat"))
	if missing == nil {
		_, missing = exec.LookPath("node")
	}
	if missing == nil {
		return dir
	}
	const how = "wscat is missing; it takes Node, and npm ci in schema/typescript"
	if os.Getenv("CI") == "true" {
		t.Fatal(how)
	}
	t.Skip("SKIPPED: " + how)
	return ""
}

// output is what a line of shell prints. Its stdin stays open: at its end wscat
// would go.
func (r *running) output(dir, line, token string) []byte {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", "exec "+strings.ReplaceAll(line, "ws://127.0.0.1:3001/ws", r.url))
	cmd.Env = append(os.Environ(), "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"), "TOKEN="+token)
	if _, err := cmd.StdinPipe(); err != nil {
		r.t.Fatal(err)
	}
	text, err := cmd.Output()
	if err != nil {
		r.t.Fatalf("%s: %v\n%s", line, err, text)
	}
	return text
}

// answered is what a line prints that makes so many calls. wscat goes two seconds
// after it has sent them: on a busy machine that may be before the replies, and
// then the line is tried again.
func (r *running) answered(dir, line, token string, calls int) (text string) {
	r.t.Helper()
	eventually(r.t, "there are replies before wscat goes", func() error {
		text = string(r.output(dir, line, token)) // until it ends by itself
		if n := strings.Count(text, `"result":`); n < calls && !strings.Contains(text, `"error":`) {
			return fmt.Errorf("%s\n%s", line, text)
		}
		return nil
	})
	return text
}

// The lines of the README do what it says of them, word for word.
func TestREADMEOfWscat(t *testing.T) {
	dir := wscat(t)
	gateway := start(t, t.TempDir())
	token := tokenFor(t, gateway.dir, nil, "--user", "alice")
	byHand, shots, sent := "", 0, 0
	for line := range strings.Lines(readmePart(t, "wscat")) {
		line = strings.TrimSpace(line)
		switch {
		case strings.Contains(line, " -x "):
			shots++
			text := gateway.answered(dir, line, token, 1)
			if m := decodeMessage(t, []byte(text)); m.ID != 1 || m.Error != nil || len(m.Result) == 0 {
				t.Errorf("%s\n%s", line, text)
			}
		case strings.HasPrefix(line, "wscat "):
			byHand = line
		case strings.HasPrefix(line, "{"): // wscat says only to a terminal when it is ready for lines
			sent++
			byHand += " -x '" + strings.ReplaceAll(line, "$TOKEN", token) + "'"
		}
	}
	text := gateway.answered(dir, byHand, token, sent)
	if n := strings.Count(text, `"result":`); shots == 0 || sent == 0 || n != sent || strings.Contains(text, `"error":`) {
		t.Errorf("%d calls of one line, %d messages by hand with %d results:\n%s", shots, sent, n, text)
	}
}
