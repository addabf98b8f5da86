package rpctest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/coder/websocket"
)

// Conversations plays every file of a folder, each against a gateway of its own.
//
// A file is read line by line:
//
//	# words                         a comment
//	@connect alice student,author   a new connection for a user, in the place of the one before
//	@connect                        a new connection without a token
//	@first, @second …               switch between connections; the first @connect is @first
//	--> text                        send a text frame; {name} stands for a value caught before
//	-->hex 0aff                     send a binary frame
//	-->raw 22ff22                   send bytes as a text frame
//	<-- json                        the next frame has this content
//	<~~ json                        lines of these in a row may come in any order
//	<== text                        the next frame is exactly this
//	@until json                     frames are passed over until one has this content
//	@quiet                          nothing comes (a ping is answered first)
//	@closed 4003                    the connection ends with this close code
//
// In expected JSON the string "{name}" is any value, caught under the name the
// first time and equal to it afterwards; "{}" is any value at all. A member
// "...": true allows members that are not listed.
func Conversations(t *testing.T, dir string, start func(t *testing.T) *Gateway) {
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations in %s: %v", dir, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			Play(t, file, start(t))
		})
	}
}

// Play plays one file through a gateway.
func Play(t *testing.T, file string, g *Gateway) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := &player{t: t, g: g, file: file, values: map[string]any{}, clients: map[string]*Client{}}
	lines := strings.Split(string(text), "\n")
	for i := 0; i < len(lines); {
		p.line = i + 1
		i += p.step(lines[i:])
	}
}

// player plays one conversation.
type player struct {
	t       *testing.T
	g       *Gateway
	file    string
	line    int
	values  map[string]any
	clients map[string]*Client
	name    string // of the connection in use
}

func (p *player) fail(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf("%s:%d: %s", filepath.Base(p.file), p.line, fmt.Sprintf(format, args...))
}

// step plays the first of lines, and those that belong to it, and returns how
// many they were.
func (p *player) step(lines []string) int {
	p.t.Helper()
	line := strings.TrimSpace(lines[0])
	word, rest, _ := strings.Cut(line, " ")
	switch {
	case line == "" || line[0] == '#':
	case word == "-->":
		p.client().Send(p.fill(rest))
	case word == "-->hex":
		p.sendBytes(websocket.MessageBinary, rest)
	case word == "-->raw":
		p.sendBytes(websocket.MessageText, rest)
	case word == "<--":
		p.expect(p.client().Receive(), []string{rest})
	case word == "<~~":
		return p.unordered(lines)
	case word == "<==":
		if got := string(p.client().Receive()); got != p.fill(rest) {
			p.fail("got  %s\nwant %s", got, p.fill(rest))
		}
	case line[0] == '@':
		p.direct(word[1:], rest)
	default:
		p.fail("what is %q?", line)
	}
	return 1
}

func (p *player) direct(word, rest string) {
	p.t.Helper()
	switch word {
	case "connect":
		p.connect(strings.Fields(rest))
	case "quiet":
		p.client().Send(`{"jsonrpc":"2.0","method":"system.ping","id":"quiet"}`)
		p.expect(p.client().Receive(), []string{`{"jsonrpc":"2.0","result":"{}","id":"quiet"}`})
	case "until":
		for !p.matches(p.client().Receive(), rest) {
		}
	case "closed":
		if got := p.client().Closed(); strconv.Itoa(int(got)) != rest {
			p.fail("closed with %d, want %s", got, rest)
		}
	default:
		p.name = word
	}
}

func (p *player) connect(fields []string) {
	p.t.Helper()
	if p.name == "" {
		p.name = "first"
	}
	if len(fields) == 0 {
		p.clients[p.name] = p.g.Dial(p.t, nil)
		return
	}
	var roles []string
	if len(fields) > 1 {
		roles = strings.Split(fields[1], ",")
	}
	p.values["token"] = p.g.Token(p.t, fields[0], 0, roles...)
	p.clients[p.name] = p.g.As(p.t, fields[0], roles...)
}

// client returns the connection in use, one for alice when nothing was said.
func (p *player) client() *Client {
	p.t.Helper()
	if p.clients[p.name] == nil {
		p.connect([]string{"alice"})
	}
	return p.clients[p.name]
}

func (p *player) sendBytes(kind websocket.MessageType, hex string) {
	p.t.Helper()
	var b []byte
	if _, err := fmt.Sscanf(hex, "%x", &b); err != nil {
		p.fail("%v", err)
	}
	ctx, cancel := patience()
	defer cancel()
	if err := p.client().ws.Write(ctx, kind, b); err != nil {
		p.fail("send: %v", err)
	}
}

var placeholder = regexp.MustCompile(`\{([a-zA-Z][a-zA-Z0-9]*)(\*\d+)?\}`)

// fill puts caught values into a line to send. {token:bob} is a token of a
// user; {x*20000} repeats a caught text, or the name itself, many times.
func (p *player) fill(line string) string {
	line = tokenOf.ReplaceAllStringFunc(line, func(s string) string {
		m := tokenOf.FindStringSubmatch(s)
		return p.g.Token(p.t, m[1], 0)
	})
	return placeholder.ReplaceAllStringFunc(line, func(s string) string {
		m := placeholder.FindStringSubmatch(s)
		value, ok := p.values[m[1]]
		text := fmt.Sprint(value)
		if !ok {
			text = m[1]
		}
		if m[2] != "" {
			n, _ := strconv.Atoi(m[2][1:])
			return strings.Repeat(text, n)
		}
		if !ok {
			return s
		}
		return text
	})
}

var tokenOf = regexp.MustCompile(`\{token:([a-z]+)\}`)

// unordered matches as many frames as there are lines of <~~, in any order.
func (p *player) unordered(lines []string) int {
	p.t.Helper()
	var want []string
	for _, line := range lines {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), "<~~ ")
		if !ok {
			break
		}
		want = append(want, rest)
	}
	n := len(want)
	for range n {
		i := p.expect(p.client().Receive(), want)
		want = append(want[:i], want[i+1:]...)
	}
	return n
}

// matches says whether a frame has the content of a text, and catches values
// if so.
func (p *player) matches(frame []byte, want string) bool {
	p.t.Helper()
	var got, w any
	if err := decode(frame, &got); err != nil {
		p.fail("frame is not JSON: %s", frame)
	}
	if err := decode([]byte(p.fill(want)), &w); err != nil {
		p.fail("expectation is not JSON: %v", err)
	}
	caught := map[string]any{}
	if !p.match(w, got, caught) {
		return false
	}
	for name, v := range caught {
		p.values[name] = v
	}
	return true
}

// expect finds which of the wanted texts a frame has the content of.
func (p *player) expect(frame []byte, want []string) int {
	p.t.Helper()
	for i, text := range want {
		if p.matches(frame, text) {
			return i
		}
	}
	p.fail("got  %s\nwant %s", frame, strings.Join(want, "\nor   "))
	return -1
}

func decode(b []byte, v any) error {
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	return d.Decode(v)
}

// match compares an expectation with a value and notes what it catches.
func (p *player) match(want, got any, caught map[string]any) bool {
	switch w := want.(type) {
	case string:
		if w == "{}" {
			return true
		}
		if m := placeholder.FindStringSubmatch(w); m != nil && m[0] == w {
			caught[m[1]] = got
			return true
		}
		return got == w
	case map[string]any:
		return p.matchObject(w, got, caught)
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range w {
			if !p.match(w[i], g[i], caught) {
				return false
			}
		}
		return true
	default:
		return reflect.DeepEqual(want, got)
	}
}

func (p *player) matchObject(want map[string]any, got any, caught map[string]any) bool {
	g, ok := got.(map[string]any)
	if !ok {
		return false
	}
	_, open := want["..."]
	if !open && len(g) != len(want) {
		return false
	}
	for name, w := range want {
		if name == "..." {
			continue
		}
		v, ok := g[name]
		if !ok || !p.match(w, v, caught) {
			return false
		}
	}
	return true
}
