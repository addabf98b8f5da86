package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// turn is a line that is sent and the messages that come of it.
type turn struct {
	line    string
	replies []message
	raw     []any // the same, decoded without knowledge of their form
}

// The conversation of the README, held again with the same client, has the same
// messages: ids and notifications the same, of everything else the members and
// their kinds. Only what is drawn differs, and the order within a turn.
func TestREADMEConversation(t *testing.T) {
	path := websocat(t)
	turns := readmeTurns(t)
	if len(turns) < 2 {
		t.Fatalf("README.md holds %d turns", len(turns))
	}
	r := start(t, t.TempDir())
	printed := r.stderr.find(t, `(Authorization: Bearer \S+)'`)
	talk := r.websocat(path, "-H="+printed[1])
	ids := map[string]string{} // README's id → the one of today
	for _, turn := range turns {
		line := turn.line
		for old, now := range ids {
			line = strings.ReplaceAll(line, old, now)
		}
		if _, err := io.WriteString(talk.in, line+"\n"); err != nil {
			t.Fatal(err)
		}
		for left := len(turn.replies); left > 0; left-- {
			text, err := talk.out.ReadString('\n')
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			m := decodeMessage(t, []byte(text))
			told := turn.take(m)
			if told == nil && m.Method == "analytics.updated" {
				left++ // comes at some time after an answer: README says so in words
				continue
			}
			if told == nil {
				t.Fatalf("%s\nanswers what README.md does not tell:\n%s", line, text)
			}
			if err := sameShape("", told, decodeAny(t, []byte(text)), ids); err != nil {
				t.Errorf("%s\n%v in\n%s", line, err, text)
			}
		}
	}
	r.stop()
}

// take answers the README's message that m corresponds to, once.
func (c *turn) take(m message) any {
	for i, told := range c.replies {
		if c.raw[i] != nil && told.ID == m.ID && told.Method == m.Method && (told.Error == nil) == (m.Error == nil) {
			raw := c.raw[i]
			c.raw[i] = nil
			return raw
		}
	}
	return nil
}

// sameShape compares members, kinds of values and elements of lists as far as
// both have them. It notes which id of the README is which of today.
func sameShape(at string, told, got any, ids map[string]string) error {
	switch told := told.(type) {
	case map[string]any:
		got, ok := got.(map[string]any)
		if !ok {
			return fmt.Errorf("%s is no object", at)
		}
		for name := range got {
			if _, ok := told[name]; !ok {
				return fmt.Errorf("%s/%s is not in README.md", at, name)
			}
		}
		for name, value := range told {
			if _, ok := got[name]; !ok {
				return fmt.Errorf("%s/%s of README.md is not there", at, name)
			}
			if err := sameShape(at+"/"+name, value, got[name], ids); err != nil {
				return err
			}
		}
		return nil
	case []any:
		got, ok := got.([]any)
		if !ok || (len(told) == 0) != (len(got) == 0) {
			return fmt.Errorf("%s is another kind of list", at)
		}
		for i := range min(len(told), len(got)) {
			if err := sameShape(fmt.Sprintf("%s/%d", at, i), told[i], got[i], ids); err != nil {
				return err
			}
		}
		return nil
	case string:
		got, ok := got.(string)
		if !ok {
			return fmt.Errorf("%s is no string", at)
		}
		if known, ok := ids[told]; ok && known != got {
			return fmt.Errorf("%s is %q, where %q is expected", at, got, known)
		}
		if strings.HasSuffix(at, "/id") && len(told) > 1 { // an option's is one letter
			ids[told] = got
		}
		return nil
	}
	if fmt.Sprintf("%T", told) != fmt.Sprintf("%T", got) {
		return fmt.Errorf("%s is %v, in README.md %v", at, got, told)
	}
	return nil
}

// readmeTurns reads the conversation: lines that begin with { are messages,
// which may go on in lines that begin with a space, and all else is sent.
func readmeTurns(t *testing.T) []*turn {
	t.Helper()
	var turns []*turn
	for _, paragraph := range strings.Split(readmePart(t, "conversation"), "\n\n") {
		var joined bytes.Buffer
		for line := range strings.Lines(paragraph) {
			line, indented := strings.CutPrefix(strings.TrimRight(line, "\n"), "    ")
			if !indented && line != "" {
				t.Fatalf("%q is not part of the conversation", line)
			}
			joined.WriteString(strings.TrimPrefix(line, " "))
		}
		switch line := joined.String(); {
		case line == "":
		case line[0] != '{':
			turns = append(turns, &turn{line: line})
		default:
			last := turns[len(turns)-1]
			last.replies = append(last.replies, decodeMessage(t, joined.Bytes()))
			last.raw = append(last.raw, decodeAny(t, joined.Bytes()))
		}
	}
	return turns
}

func decodeAny(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return v
}

// websocat talks to the gateway by the command-line client until the test ends.
func (r *running) websocat(path string, args ...string) *conversation {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), path, append([]string{"--jsonrpc", r.url}, args...)...)
	in, err := cmd.StdinPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	hurry := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	r.t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
		hurry.Stop()
	})
	return &conversation{t: r.t, in: in, out: bufio.NewReader(out)}
}
