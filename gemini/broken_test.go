package gemini_test

import (
	"strings"
	"testing"
	"time"

	"prepwire/gemini"
	"prepwire/gemini/geminitest"
)

const jsonType = "application/json; charset=UTF-8"

// then sends a piece of a stream, together with the headers, and does something
// else. Between the two nothing can make it late.
func then(piece string, next func(*geminitest.Exchange)) geminitest.Reply {
	return func(x *geminitest.Exchange) {
		if piece == "" {
			x.Head(200, jsonType)
		} else {
			x.Header().Set("Content-Type", jsonType)
			x.Write(piece)
		}
		next(x)
	}
}

func cut(x *geminitest.Exchange)   { x.Cut() }
func stall(x *geminitest.Exchange) { x.Await(nil) }

// drip sends a byte now and then: alive on the wire, but no piece gets done.
func drip(x *geminitest.Exchange) {
	for range 10_000 {
		select {
		case <-x.Gone():
			return
		default:
			x.Write(" ")
			x.Pause(5 * time.Millisecond)
		}
	}
}

// Answers that look like a success and are none.
func TestBrokenAnswers(t *testing.T) {
	one := chunk{Text: "one"}.JSON()
	last := chunk{Text: "two", Finish: 1}.JSON()
	ok := func(body ...string) geminitest.Reply { return geminitest.Raw(200, jsonType, body...) }
	only := func(w exchange) []exchange { return []exchange{w} }
	tests := []struct {
		name   string
		ways   []exchange
		reply  geminitest.Reply
		class  gemini.Class
		reason string
		text   string // what must be saved of the answer
	}{
		{"empty body", bothWays, ok(), gemini.ClassMalformed, "EMPTY", ""},
		{"blank body", bothWays, ok(" \r\n"), gemini.ClassMalformed, "EMPTY", ""},
		{"HTML", bothWays, geminitest.Raw(200, "text/html", "<html>login</html>"), gemini.ClassMalformed, "", ""},
		{"server-sent events", bothWays, geminitest.Raw(200, "text/event-stream", "data: "+last+"\r\n\r\n"), gemini.ClassMalformed, "", ""},
		{"empty object", bothWays, geminitest.Chunks(chunk{Raw: "{}"}), gemini.ClassMalformed, "NO_CANDIDATE", ""},
		{"wrong types", bothWays, geminitest.Chunks(chunk{Raw: `{"candidates":[{"content":{"parts":[{"text":5}]}}]}`}), gemini.ClassMalformed, "NOT_AN_ANSWER", ""},
		{"nothing said", bothWays, geminitest.Chunks(chunk{Finish: 1, Bare: true}), gemini.ClassMalformed, "NO_TEXT", ""},
		{"function call instead", bothWays, geminitest.Chunks(chunk{Parts: []string{`{"functionCall":{"name":"f"}}`}, Finish: 10}), gemini.ClassMalformed, "MALFORMED_FUNCTION_CALL", ""},
		{"no finish reason", bothWays, geminitest.Chunks(chunk{Text: "one"}), gemini.ClassTruncated, "NO_FINISH_REASON", "one"},
		{"cut inside", only(unary), then(last[:len(last)/2], cut), gemini.ClassTruncated, "", ""},
		{"array for an object", only(unary), ok("[" + last + "]"), gemini.ClassMalformed, "NOT_AN_ANSWER", ""},
		{"object for an array", only(streamed), ok(last), gemini.ClassMalformed, "NOT_A_STREAM", ""},
		{"empty stream", only(streamed), ok("[]"), gemini.ClassMalformed, "EMPTY", ""},
		{"end after the opening", only(streamed), ok("["), gemini.ClassTruncated, "", ""},
		{"end between pieces", only(streamed), ok("[" + one), gemini.ClassTruncated, "", "one"},
		{"end after a comma", only(streamed), ok("["+one, ","), gemini.ClassTruncated, "", "one"},
		{"end inside a piece", only(streamed), ok("["+one, ","+last[:len(last)/2]), gemini.ClassTruncated, "", "one"},
		{"end without the last bracket", only(streamed), ok("["+one, ","+last), gemini.ClassTruncated, "", "onetwo"},
		{"connection cut between pieces", only(streamed), then("["+one, cut), gemini.ClassTruncated, "", "one"},
		{"reset before the first piece", only(streamed), then("[", (*geminitest.Exchange).Reset), gemini.ClassTransport, "", ""},
		{"reset after the first piece", only(streamed), then("["+one, (*geminitest.Exchange).Reset), gemini.ClassTransport, "", "one"},
		{"reset at once", bothWays, (*geminitest.Exchange).Reset, gemini.ClassTransport, "", ""},
		{"error in the middle", only(streamed), ok("["+one+",", geminitest.ErrorBody(503, "UNAVAILABLE", "busy"), "]"), gemini.ClassOverloaded, "", "one"},
		{"error at the start", only(streamed), ok("[" + geminitest.ErrorBody(429, "RESOURCE_EXHAUSTED", "busy") + "]"), gemini.ClassRateUnknown, "", ""},
		{"more after the end", only(streamed), ok("["+last+"]", "<script>"), gemini.ClassMalformed, "NOT_JSON", "two"},
		{"a second array", only(streamed), ok("["+last+"]", "["+last+"]"), gemini.ClassMalformed, "NOT_JSON", "two"},
		{"trailing comma", only(streamed), ok("[" + last + ",]"), gemini.ClassMalformed, "NOT_JSON", "two"},
		{"elements that are no objects", only(streamed), ok("[1,2]"), gemini.ClassMalformed, "NOT_AN_ANSWER", ""},

		{"prompt blocked, number", bothWays, geminitest.Chunks(chunk{Block: 4}), gemini.ClassBlocked, "PROHIBITED_CONTENT", ""},
		{"prompt blocked, name", bothWays, geminitest.Chunks(chunk{Block: "SAFETY"}), gemini.ClassBlocked, "SAFETY", ""},
		{"unsafe", bothWays, geminitest.Chunks(chunk{Finish: 3, Bare: true}), gemini.ClassBlocked, "SAFETY", ""},
		{"unsafe in the middle", only(streamed), geminitest.Chunks(chunk{Text: "one"}, chunk{Finish: 3}), gemini.ClassBlocked, "SAFETY", "one"},
		{"recitation", bothWays, geminitest.Chunks(chunk{Text: "one", Finish: "RECITATION"}), gemini.ClassBlocked, "RECITATION", "one"},
		{"prohibited, number", bothWays, geminitest.Chunks(chunk{Finish: 8}), gemini.ClassBlocked, "PROHIBITED_CONTENT", ""},
		{"prohibited, name", bothWays, geminitest.Chunks(chunk{Finish: "PROHIBITED_CONTENT"}), gemini.ClassBlocked, "PROHIBITED_CONTENT", ""},
		{"a reason of the future", bothWays, geminitest.Chunks(chunk{Text: "one", Finish: "BORED"}), gemini.ClassBlocked, "BORED", "one"},
		{"a number of the future", bothWays, geminitest.Chunks(chunk{Text: "one", Finish: 99}), gemini.ClassBlocked, "99", "one"},
		{"too long", bothWays, geminitest.Chunks(chunk{Text: `{"a":"b`, Finish: 2}), gemini.ClassMaxTokens, "MAX_TOKENS", `{"a":"b`},
		{"too long, no parts", bothWays, geminitest.Chunks(chunk{Raw: `{"candidates":[{"content":{"role":"model"},"finishReason":2}]}`}), gemini.ClassMaxTokens, "MAX_TOKENS", ""},
		{"too long, no content", bothWays, geminitest.Chunks(chunk{Finish: "MAX_TOKENS", Bare: true}), gemini.ClassMaxTokens, "MAX_TOKENS", ""},
	}
	for _, tt := range tests {
		for _, way := range tt.ways {
			t.Run(tt.name+"/"+way.name, func(t *testing.T) {
				t.Parallel()
				server := geminitest.New(t)
				server.Script(tt.reply)
				got, err := way.call(within(t), newClient(t, server, nil), ask("hi"))
				e := mustFail(t, err, tt.class)
				if tt.reason != "" && e.Reason != tt.reason {
					t.Errorf("reason %q, want %q", e.Reason, tt.reason)
				}
				if got.Text != tt.text {
					t.Errorf("kept %q of the answer, want %q", got.Text, tt.text)
				}
				if n := len(server.Calls()); n != 1 {
					t.Errorf("%d requests, want 1", n)
				}
			})
		}
	}
}

// A server that falls silent, in each place where it can.
func TestSilence(t *testing.T) {
	one := "[" + chunk{Text: "one"}.JSON()
	tests := []struct {
		name  string
		way   exchange
		reply geminitest.Reply
		text  string
	}{
		{"before the headers", streamed, geminitest.Stall(), ""},
		{"before the headers", unary, geminitest.Stall(), ""},
		{"after the headers", streamed, then("", stall), ""},
		{"between pieces", streamed, then(one, stall), "one"},
		{"inside a piece", streamed, then(one+`,{"candidates":`, stall), "one"},
		{"slow drip", streamed, then(one+`,`, drip), "one"},
		{"inside the answer", unary, then(`{"candidates":`, stall), ""},
		{"slow drip", unary, then(`{`, drip), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name+"/"+tt.way.name, func(t *testing.T) {
			t.Parallel()
			for limit := 2 * time.Second; ; limit *= 2 {
				arrived, gone := make(chan struct{}), make(chan struct{})
				server := geminitest.New(t)
				server.Script(func(x *geminitest.Exchange) {
					close(arrived)
					defer close(gone)
					tt.reply(x)
				})
				client := newClient(t, server, func(o *gemini.Options) {
					o.IdleTimeout = limit // what is sent at once comes at once
					if tt.name == "before the headers" {
						o.HeaderTimeout = limit
					}
					if tt.way.name == unary.name {
						o.CallTimeout = limit
					}
				})
				got, err := tt.way.call(within(t), client, ask("hi"))
				mustFail(t, err, gemini.ClassTimeout)
				if !isClosed(arrived) && limit < patience {
					continue // too busy a machine: the call was over before it had come so far
				}
				if got.Text != tt.text {
					t.Errorf("kept %q, want %q", got.Text, tt.text)
				}
				closed(t, gone, "the server to see the client go")
				return
			}
		})
	}
}

// An answer is whole at its last bracket, even if the connection is not closed.
func TestSilenceAfterTheEnd(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	server.Script(then("["+chunk{Text: "one", Finish: 1}.JSON()+"]", stall))
	client := newClient(t, server, func(o *gemini.Options) { o.IdleTimeout = 2 * time.Second })
	got, err := streamed.call(within(t), client, ask("hi"))
	if err != nil || got.Text != "one" {
		t.Errorf("got %q, %v", got.Text, err)
	}
}

// The time an event function takes is not the server's: all that the server has to
// say is there before the function returns.
func TestSlowReaderIsNotSilence(t *testing.T) {
	t.Parallel()
	server := geminitest.New(t)
	goOn, said := make(chan struct{}), make(chan struct{})
	server.Script(then("["+one, func(x *geminitest.Exchange) {
		x.Await(goOn)
		x.Write("," + last + "]")
		close(said)
	}))
	idle := 2 * time.Second
	client := newClient(t, server, func(o *gemini.Options) { o.IdleTimeout = idle })
	got, err := client.Stream(within(t), ask("hi"), func(e gemini.Event) error {
		if e.Text == "one" {
			close(goOn)
			closed(t, said, "the server to go on")
			<-time.After(idle + idle/4)
		}
		return nil
	})
	if err != nil || got.Text != "onetwo" {
		t.Errorf("got %q, %v", got.Text, err)
	}
}

// 64 MiB are not read, neither in one piece nor in many.
func TestHugeAnswers(t *testing.T) {
	mega := strings.Repeat("x", 1<<20)
	tests := []struct {
		name string
		way  exchange
		head string
		body string
	}{
		{"one text", unary, `{"candidates":[{"content":{"parts":[{"text":"`, mega},
		{"one text", streamed, `[{"candidates":[{"content":{"parts":[{"text":"`, mega},
		{"many pieces", streamed, "[" + chunk{Text: mega}.JSON(), "," + chunk{Text: mega}.JSON()},
		{"blanks", streamed, "[", strings.Repeat(" ", 1<<20)},
	}
	for _, tt := range tests {
		t.Run(tt.name+"/"+tt.way.name, func(t *testing.T) {
			t.Parallel()
			server := geminitest.New(t)
			sent := make(chan int, 1)
			server.Script(then(tt.head, func(x *geminitest.Exchange) {
				n := 0
				defer func() { sent <- n }()
				for ; n < 64; n++ {
					select {
					case <-x.Gone():
						return
					default:
						x.Write(tt.body)
					}
				}
			}))
			// However long a busy machine takes to read so much, it is no silence.
			slow := func(o *gemini.Options) {
				o.IdleTimeout, o.HeaderTimeout, o.CallTimeout = time.Hour, time.Hour, time.Hour
			}
			_, err := tt.way.call(t.Context(), newClient(t, server, slow), ask("hi"))
			if e := mustFail(t, err, gemini.ClassMalformed); e.Reason != "TOO_LARGE" {
				t.Errorf("reason %q", e.Reason)
			}
			if n := <-sent; n > 40 {
				t.Errorf("%d MiB were taken", n)
			}
		})
	}
}
