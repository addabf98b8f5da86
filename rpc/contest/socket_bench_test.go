//go:build unix

package contest_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"prepwire/rpc"
	"prepwire/rpc/rpctest"
	"prepwire/store"
)

// BenchmarkSubmitOverSockets is durable submits by 500 participants over real
// sockets, each waiting for its reply, board ticks and standings included. The
// bots share the process and its processor time.
func BenchmarkSubmitOverSockets(b *testing.B) {
	const bots, questions = 500, 1000
	h := openWith(b, func(t testing.TB, register func(*rpctest.Gateway, *rpc.Mux), edit ...func(*rpc.Options)) *rpctest.Gateway {
		return rpctest.Start(t, register, append(edit, func(o *rpc.Options) { o.Limits.ConnsPerAddress, o.Log = 0, nil })...)
	}, newDB(b), nil, nil)
	h.questions(questions)
	c := store.Contest{ID: "bench", Title: "Bench", ExamType: "SAT", Difficulty: "mixed", Pacing: "free", Scoring: "accuracy", Feedback: "immediate",
		StartTime: time.Now().Add(-time.Second), EndTime: time.Now().Add(time.Hour), MaxParticipants: bots, IsPublic: true, CreatedBy: "oscar", CreatedAt: time.Now()}
	for i := range questions {
		c.Questions = append(c.Questions, store.ContestQuestion{QuestionID: fmt.Sprintf("q%d", i+1), PointsMilli: 1000})
	}
	if _, err := h.db.CreateContest(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	sockets := make([]*bot, bots)
	for i := range sockets {
		name := fmt.Sprintf("bot%d", i)
		h.place(c.ID, name)
		ws, _, err := websocket.Dial(b.Context(), h.URL, &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + h.Token(b, name, 0)}}})
		if err != nil {
			b.Fatal(err)
		}
		ws.SetReadLimit(1 << 20)
		sockets[i] = newBot(ws)
		defer sockets[i].quit()
		sockets[i].call(b, `{"jsonrpc":"2.0","id":0,"method":"contest.join","params":{"contestId":"bench","spectate":false}}`)
	}
	times := make([][]time.Duration, bots)
	b.ResetTimer()
	began := processor()
	var all sync.WaitGroup
	for i, one := range sockets {
		all.Go(func() {
			for q := range b.N/bots + 1 {
				if q >= questions {
					b.Error("more submits than questions")
					return
				}
				sent := time.Now()
				one.call(b, fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"contest.submitAnswer","params":{"contestId":"bench","questionId":"q%d","answer":"B"}}`, q, q+1))
				times[i] = append(times[i], time.Since(sent))
			}
		})
	}
	all.Wait()
	n := float64((b.N/bots + 1) * bots)
	b.ReportMetric(float64((processor()-began).Microseconds())/n, "cpu-µs/submit")
	b.ReportMetric(n/b.Elapsed().Seconds(), "submits/s")
	flat := slices.Sorted(slices.Values(slices.Concat(times...)))
	b.ReportMetric(float64(flat[len(flat)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(flat[len(flat)*99/100].Microseconds())/1000, "p99-ms")
}

// bot is a connection that is read all the while, as pings want it.
type bot struct {
	ws      *websocket.Conn
	replies chan []byte // closed when the connection is over
}

func newBot(ws *websocket.Conn) *bot {
	one := &bot{ws, make(chan []byte, 1)}
	go func() {
		defer close(one.replies)
		for {
			_, data, err := ws.Read(context.Background())
			if err != nil {
				return
			}
			if !bytes.HasPrefix(data, []byte(`{"jsonrpc":"2.0","method"`)) {
				one.replies <- data
			}
		}
	}()
	return one
}

func (one *bot) quit() {
	_ = one.ws.CloseNow()
	for range one.replies {
	}
}

// call sends a call and wants a reply that is no error.
func (one *bot) call(b *testing.B, text string) {
	if err := one.ws.Write(context.Background(), websocket.MessageText, []byte(text)); err != nil {
		b.Error(err)
		return
	}
	if reply := <-one.replies; !bytes.HasPrefix(reply, []byte(`{"jsonrpc":"2.0","result"`)) {
		b.Errorf("got %.300q", reply)
	}
}

func processor() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
