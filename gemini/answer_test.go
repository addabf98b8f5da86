package gemini_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

type chunk = geminitest.Chunk

// Good answers: what must come out as text, whatever stands around it.
func TestAnswers(t *testing.T) {
	const jsonType = "application/json; charset=UTF-8"
	gzipped := func(x *geminitest.Exchange) {
		body := chunk{Text: "zipped", Finish: 1}.JSON()
		if x.Call.Stream {
			body = "[" + body + "]"
		}
		var buf bytes.Buffer
		z := gzip.NewWriter(&buf)
		_, _ = z.Write([]byte(body))
		_ = z.Close()
		x.Header().Set("Content-Encoding", "gzip")
		x.Head(http.StatusOK, jsonType)
		x.Write(buf.String())
	}
	tests := []struct {
		name  string
		reply geminitest.Reply
		want  string
		ways  []exchange
	}{
		{"enums as numbers", geminitest.Chunks(chunk{Text: "hi", Finish: 1}), "hi", bothWays},
		{"enums as names", geminitest.Chunks(chunk{Text: "hi", Finish: "STOP"}), "hi", bothWays},
		{"several parts", geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"text":"b"}`, `{"text":"c"}`}, Finish: 1}), "abc", bothWays},
		{"signature only", geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"thoughtSignature":"c2ln"}`}, Finish: 1}), "a", bothWays},
		{"empty part", geminitest.Chunks(chunk{Text: "a", Parts: []string{`{}`}, Finish: 1}), "a", bothWays},
		{"thought", geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"text":"secret thought","thought":true}`}, Finish: 1}), "a", bothWays},
		{"function response", geminitest.Chunks(chunk{Text: "a", Parts: []string{`{"functionResponse":{"name":"f","response":{}}}`}, Finish: 1}), "a", bothWays},
		{"signed text", geminitest.Chunks(chunk{Parts: []string{`{"text":"a","thoughtSignature":"c2ln"}`}, Finish: 1}), "a", bothWays},
		{"unknown fields", geminitest.Chunks(chunk{Raw: `{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":1,"new":{"x":[1]}}],"extra":true}`}), "a", bothWays},
		{"second candidate", geminitest.Chunks(chunk{Raw: `{"candidates":[{"index":1,"content":{"parts":[{"text":"b"}]}},{"content":{"parts":[{"text":"a"}]},"finishReason":1}]}`}), "a", bothWays},
		{"gzip", gzipped, "zipped", bothWays},
		{"wrong content type", func(x *geminitest.Exchange) {
			x.Header().Set("Content-Type", "text/event-stream")
			geminitest.Text("a")(x)
		}, "a", bothWays},
		{"empty last chunk", geminitest.Chunks(chunk{Text: "a", Finish: 1}, chunk{Parts: []string{`{"text":"","thoughtSignature":"c2ln"}`}}), "a", []exchange{streamed}},
		{"one write", geminitest.Raw(200, jsonType, geminitest.Elements(chunk{Text: "a"}, chunk{Text: "b"}, chunk{Text: "c", Finish: 1})), "abc", []exchange{streamed}},
		{"blanks", geminitest.Raw(200, jsonType, "\r\n [ ", chunk{Text: "a", Finish: 1}.JSON(), " \n", "] \r\n"), "a", []exchange{streamed}},
	}
	for _, tt := range tests {
		for _, way := range tt.ways {
			t.Run(tt.name+"/"+way.name, func(t *testing.T) {
				t.Parallel()
				server := geminitest.New(t)
				server.Script(tt.reply)
				got, err := way.call(within(t), newClient(t, server, nil), ask("hi"))
				if err != nil {
					t.Fatal(err)
				}
				if got.Text != tt.want || got.Finish != "STOP" || got.Attempts != 1 {
					t.Errorf("got %+v, want text %q", got, tt.want)
				}
			})
		}
	}
}

// A stream cut into single bytes, in the middle of characters and escapes.
func TestStreamSplitAnywhere(t *testing.T) {
	t.Parallel()
	whole := geminitest.Elements(chunk{Text: "π ≈ 3.14 \"q\" \n"}, chunk{Raw: `{"candidates":[{"content":{"parts":[{"text":"\ud83d\ude00é"}]},"finishReason":"STOP"}]}`})
	server := geminitest.New(t)
	server.Script(geminitest.Raw(200, "application/json", inBytes(whole)...))
	got, err := streamed.call(within(t), newClient(t, server, nil), ask("hi"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "π ≈ 3.14 \"q\" \n😀é"; got.Text != want {
		t.Errorf("got %q, want %q", got.Text, want)
	}
}

// inBytes cuts text into pieces of one byte.
func inBytes(text string) []string {
	pieces := make([]string, len(text))
	for i := range len(text) {
		pieces[i] = text[i : i+1]
	}
	return pieces
}

// Events come as the server writes, not at the end.
func TestStreamTellsAsItComes(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	step := make(chan struct{})
	server.Script(func(x *geminitest.Exchange) {
		x.Head(200, "application/json")
		x.Write("[" + chunk{Text: "one"}.JSON())
		x.Await(step)
		x.Write("," + chunk{Text: "two", Finish: 1}.JSON() + "]")
	})
	var events []gemini.Event
	got, err := newClient(t, server, nil).Stream(within(t), ask("hi"), func(e gemini.Event) error {
		events = append(events, e)
		if e.Text == "one" {
			close(step) // the server goes on only when the first piece is here
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []gemini.Event{
		{Kind: gemini.EventStarted, Attempt: 1, Model: "gemini-test"},
		{Kind: gemini.EventDelta, Attempt: 1, Text: "one"},
		{Kind: gemini.EventDelta, Attempt: 1, Text: "two"},
	}
	if !slices.Equal(events, want) || got.Text != "onetwo" {
		t.Errorf("events %+v, text %q", events, got.Text)
	}
}

func TestUsage(t *testing.T) {
	tests := []struct {
		name string
		sent geminitest.Usage
		want gemini.Usage
	}{
		{"thinking named", geminitest.Usage{Prompt: 10, Output: 5, Thoughts: 7, Total: 22}, gemini.Usage{Prompt: 10, Output: 5, Thoughts: 7, Total: 22}},
		{"thinking hidden in the total", geminitest.Usage{Prompt: 10, Cached: 4, Output: 5, Total: 40}, gemini.Usage{Prompt: 10, Cached: 4, Output: 5, Thoughts: 25, Total: 40}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := geminitest.New(t)
			server.Script(geminitest.Chunks(
				chunk{Text: "a", Usage: &geminitest.Usage{Prompt: 10, Output: 1, Total: 11}},
				chunk{Text: "b", Finish: 1, Usage: &tt.sent},
			))
			got, err := streamed.call(within(t), newClient(t, server, nil), ask("hi"))
			if err != nil {
				t.Fatal(err)
			}
			if got.Usage != tt.want {
				t.Errorf("got %+v, want %+v", got.Usage, tt.want)
			}
			if got.ModelVersion != "fake-1" || got.Model != "gemini-test" || got.Latency <= 0 {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// Everything a request can say, as it arrives.
func TestRequestOnTheWire(t *testing.T) {
	for _, way := range bothWays {
		t.Run(way.name, func(t *testing.T) {
			t.Parallel()
			server := geminitest.New(t)
			server.Script(geminitest.Text(`{"stem":"s","choices":["A","B"]}`))
			image := bytes.Repeat([]byte{0x89, 'P', 'N', 'G', 0, 0xff}, 50_000)
			_, err := way.call(within(t), newClient(t, server, nil), gemini.Request{
				Model: "gemini-3.8-flash", System: "be brief", MaxOutputTokens: 777, Thinking: gemini.ThinkLow,
				Parts: []gemini.Part{{Text: "what is this?"}, {MIME: "image/png", Data: image}},
				Schema: &gemini.Schema{Type: gemini.TypeObject, Properties: []gemini.Property{
					{Name: "stem", Schema: &gemini.Schema{Type: gemini.TypeString, Description: "d"}},
					{Name: "choices", Schema: &gemini.Schema{
						Type: gemini.TypeArray, MinItems: 2, MaxItems: 4,
						Items: &gemini.Schema{Type: gemini.TypeString, Enum: []string{"A", "B"}},
					}},
					{Name: "note", Optional: true, Schema: &gemini.Schema{Type: gemini.TypeString, Nullable: true}},
				}},
			})
			if err != nil {
				t.Fatal(err)
			}
			call := server.Calls()[0]
			if call.Key != secret("a") || call.Stream != (way.name == "stream") {
				t.Errorf("key or method wrong in call to %s", call.Path)
			}
			if want := "/v1beta/models/gemini-3.8-flash:"; !strings.HasPrefix(call.Path, want) {
				t.Errorf("path %q, want prefix %q", call.Path, want)
			}
			if strings.Contains(call.Query.Encode(), secret("a")) {
				t.Error("the key is in the query")
			}
			parts := call.Body.Contents[0].Parts
			if parts[0].Text != "what is this?" || parts[1].InlineData.MimeType != "image/png" || !bytes.Equal(parts[1].InlineData.Data, image) {
				t.Error("the parts did not arrive as sent")
			}
			if call.Body.SystemInstruction.Parts[0].Text != "be brief" {
				t.Error("the system text did not arrive")
			}
			checkJSON(t, call.Body.GenerationConfig, `{
				"maxOutputTokens": 777, "responseMimeType": "application/json",
				"thinkingConfig": {"thinkingLevel": "low"},
				"responseSchema": {
					"type": 6, "required": ["stem", "choices"], "propertyOrdering": ["stem", "choices", "note"],
					"properties": {
						"stem": {"type": 1, "description": "d"},
						"choices": {"type": 5, "minItems": 2, "maxItems": 4, "items": {"type": 1, "format": "enum", "enum": ["A", "B"]}},
						"note": {"type": 1, "nullable": true}
					}
				}
			}`)
		})
	}
}

func checkJSON(t *testing.T, got any, want string) {
	t.Helper()
	var wanted any
	if err := json.Unmarshal([]byte(want), &wanted); err != nil {
		t.Fatal(err)
	}
	a, errA := json.Marshal(got)
	b, errB := json.Marshal(wanted)
	if errA != nil || errB != nil || !bytes.Equal(a, b) {
		t.Errorf("got  %s\nwant %s", a, b)
	}
}

// Models before Gemini 3 answer 400 to a thinking level; a plain request has no
// configuration but its bound.
func TestThinkingLeftOut(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Script(geminitest.Text("a"), geminitest.Text("a"))
	client := newClient(t, server, nil)
	old := ask("hi")
	old.Model, old.Thinking = "gemini-2.5-flash", gemini.ThinkHigh
	for _, r := range []gemini.Request{old, ask("hi")} {
		if _, err := client.Generate(within(t), r); err != nil {
			t.Fatal(err)
		}
	}
	for _, call := range server.Calls() {
		checkJSON(t, call.Body.GenerationConfig, `{"maxOutputTokens": 8192}`)
	}
}

// Structured answers: the fence comes off, anything that breaks the schema is an
// error that names the place.
func TestStructured(t *testing.T) {
	schema := &gemini.Schema{Type: gemini.TypeObject, Properties: []gemini.Property{
		{Name: "n", Schema: &gemini.Schema{Type: gemini.TypeInteger, Minimum: new(float64), Maximum: ptr(3.0)}},
		{Name: "list", Schema: &gemini.Schema{Type: gemini.TypeArray, MinItems: 1, MaxItems: 2, Items: &gemini.Schema{Type: gemini.TypeString, Enum: []string{"A", "B"}}}},
		{Name: "maybe", Optional: true, Schema: &gemini.Schema{Type: gemini.TypeNumber, Nullable: true}},
	}}
	const good = `{"n": 3, "list": ["A"], "more": {"x": 1}}`
	tests := []struct{ name, text, want, fault string }{
		{"plain", good, good, ""},
		{"blanks and mark", "\ufeff \n" + good + "\n", good, ""},
		{"fence", "```json\n" + good + "\n```", good, ""},
		{"bare fence", "```\n" + good + "```", good, ""},
		{"null allowed", `{"n":0,"list":["B","A"],"maybe":null}`, `{"n":0,"list":["B","A"],"maybe":null}`, ""},
		{"missing", `{"n": 3}`, "", `"/list" is missing`},
		{"wrong type", `{"n": "3", "list": ["A"]}`, "", `"/n" is string, not integer`},
		{"not whole", `{"n": 2.5, "list": ["A"]}`, "", `"/n" is not a whole number`},
		{"too large", `{"n": 4, "list": ["A"]}`, "", `"/n" is out of range`},
		{"not allowed", `{"n": 3, "list": ["A", "C"]}`, "", `"/list/1" is none of the allowed values`},
		{"too many", `{"n": 3, "list": ["A", "A", "A"]}`, "", `"/list" has 3 elements`},
		{"null", `{"n": null, "list": ["A"]}`, "", `"/n" is null`},
		{"array", `[` + good + `]`, "", `"" is array, not object`},
		{"words before", "Here it is: " + good, "", "not JSON"},
		{"words after", good + " Enjoy!", "", "text after"},
		{"cut", `{"n": 3, "list": ["A"`, "", "not JSON"},
	}
	for _, tt := range tests {
		for _, way := range bothWays {
			t.Run(tt.name+"/"+way.name, func(t *testing.T) {
				t.Parallel()
				server := geminitest.New(t)
				server.Script(geminitest.Text(tt.text))
				r := ask("hi")
				r.Schema = schema
				got, err := way.call(within(t), newClient(t, server, nil), r)
				if tt.fault == "" {
					if err != nil || got.Text != tt.want {
						t.Fatalf("got %q, %v", got.Text, err)
					}
					return
				}
				if e := mustFail(t, err, gemini.ClassMalformed); !strings.Contains(e.Message, tt.fault) || e.Reason != "SCHEMA" {
					t.Errorf("got %v, want %q", e, tt.fault)
				}
				if got.Text != tt.text {
					t.Errorf("the answer is lost: %q", got.Text)
				}
			})
		}
	}
}

func ptr[T any](v T) *T { return &v }

// Ten calls, one connection: the end of every answer is read. The transport gives
// a connection up whose last write took 50 ms to come back, as now and then on a
// busy machine; were the ends not read, every ten calls would need one for each
// call of a kind at least.
func TestConnectionReuse(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Handle(func(*geminitest.Call) geminitest.Reply { return geminitest.Text("a") })
	client := newClient(t, server, nil)
	var needed []int
	for range 20 {
		before := len(server.Calls())
		for range 5 {
			for _, way := range bothWays {
				if _, err := way.call(within(t), client, ask("hi")); err != nil {
					t.Fatal(err)
				}
			}
		}
		from := map[string]bool{}
		for _, call := range server.Calls()[before:] {
			from[call.Remote] = true
		}
		if needed = append(needed, len(from)); len(from) <= 3 {
			return
		}
	}
	t.Errorf("connections for ten calls in a row, again and again: %v", needed)
}

// Many calls at once get their own answers.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Handle(func(c *geminitest.Call) geminitest.Reply {
		return geminitest.Paced(time.Millisecond, chunk{Text: "re: "}, chunk{Text: c.Body.Contents[0].Parts[0].Text, Finish: 1})
	})
	client := newClient(t, server, nil)
	errs := make(chan error, 64)
	for i := range cap(errs) {
		go func() {
			text := strings.Repeat("x", i+1)
			got, err := streamed.call(within(t), client, ask(text))
			if err == nil && got.Text != "re: "+text {
				t.Errorf("call %d got the answer of another", i)
			}
			errs <- err
		}()
	}
	for range cap(errs) {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}
