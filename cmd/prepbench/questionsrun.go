package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"

	"prepwire/auth"
	"prepwire/cmd/prepbench/planted"
	"prepwire/rpc"
	"prepwire/rpc/question"
	"prepwire/rpc/question/itembank"
	"prepwire/rpc/question/likeness"
	"prepwire/schema"
	"prepwire/store"
	"prepwire/store/live"
	"prepwire/store/live/memory"
	"prepwire/store/sqlite"
)

// release has a gateway generate a whole set in random order, and counts what
// it lets through.
func (c *questionsCommand) release(ctx context.Context, s *set, level question.Checks) (result, error) {
	paper := append([]planted.Question{}, s.good...)
	for _, k := range s.kinds {
		paper = append(paper, s.bad[k.Name]...)
	}
	rand.New(rand.NewPCG(c.Seed, 2)).Shuffle(len(paper), func(i, j int) { paper[i], paper[j] = paper[j], paper[i] })
	return c.generate(ctx, level, paper, 10, len(paper))
}

// serve has a gateway take some orders, of whose questions one in ten is faulty.
func (c *questionsCommand) serve(ctx context.Context, level question.Checks, count, orders int) (result, error) {
	m := planted.NewMaker(c.Seed + 1)
	paper := m.Good(count*orders*3 + 10)
	for i, k := 0, 0; i+10 <= len(paper); i, k = i+10, k+1 {
		named := planted.Kinds()
		for !named[k%len(named)].Named {
			k++
		}
		bad, err := m.Plant(named[k%len(named)], 1)
		if err != nil {
			return result{}, err
		}
		paper[i+int(c.Seed+uint64(k))%10] = bad[0]
	}
	return c.generate(ctx, level, paper, count, orders)
}

// generate takes orders through the socket of a gateway until so many are
// done or the model has nothing left to write.
func (c *questionsCommand) generate(ctx context.Context, level question.Checks, paper []planted.Question, count, orders int) (result, error) {
	model := newExaminee(c.Errs, c.Seed, paper)
	h, err := openQuestionHouse(ctx, model, level, paper)
	if err != nil {
		return result{}, err
	}
	defer h.close()
	r := result{level: level, released: map[string]int{}}
	for i := range orders {
		questions, err := h.order(ctx, fmt.Sprintf("user-%d", i), count)
		if err != nil {
			return result{}, err
		}
		for _, q := range questions {
			var texts []string
			for _, o := range q.Options {
				texts = append(texts, o.Text)
			}
			known, ok := model.truth[face(q.Passage, q.Stem, texts)]
			if !ok {
				return result{}, fmt.Errorf("the gateway released what nobody wrote: %+v", q)
			}
			r.released[known.Fault]++
		}
		if len(model.paper) == 0 {
			break
		}
	}
	r.writes, r.solves = model.writes, model.solves
	return r, nil
}

// questionHouse is a gateway with a store of its own.
type questionHouse struct {
	url     string
	signer  *auth.Signer
	closers []func()
}

func (h *questionHouse) close() {
	for i := len(h.closers) - 1; i >= 0; i-- {
		h.closers[i]()
	}
}

func openQuestionHouse(ctx context.Context, model question.Model, level question.Checks, paper []planted.Question) (_ *questionHouse, err error) {
	h := &questionHouse{}
	defer func() {
		if err != nil {
			h.close()
		}
	}()
	dir, err := os.MkdirTemp("", "prepbench-questions-")
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, func() { _ = os.RemoveAll(dir) })
	db, err := sqlite.Open(ctx, dir, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	h.closers = append(h.closers, func() { _ = db.Close() })
	if err := keepTwins(ctx, db, paper); err != nil {
		return nil, err
	}
	secret := auth.NewSecret()
	verifier, err := auth.NewVerifier(ctx, auth.VerifierConfig{Secret: secret})
	if err != nil {
		return nil, err
	}
	if h.signer, err = auth.NewSigner(auth.SignerConfig{Secret: secret}); err != nil {
		return nil, err
	}
	origins, err := auth.NewOrigins(nil)
	if err != nil {
		return nil, err
	}
	bus := memory.NewBus(memory.Options{})
	h.closers = append(h.closers, bus.Close)
	mux := rpc.NewMux()
	question.New(question.Config{Store: db, Bus: bus, Bank: itembank.New(), Model: model, Checks: level}).Register(mux)
	limits := rpc.DefaultLimits()
	limits.CallsPerUser, limits.AIPerUser, limits.ConnectsPerAddress = live.Rate{}, live.Rate{}, live.Rate{}
	server, err := rpc.NewServer(ctx, mux, rpc.Options{Verifier: verifier, Signer: h.signer, Origins: origins, Bus: bus,
		Limiter: memory.NewLimiter(memory.Options{}), Limits: limits})
	if err != nil {
		return nil, err
	}
	web := httptest.NewServer(server)
	h.closers = append(h.closers, web.Close, server.Close)
	h.url = "ws" + strings.TrimPrefix(web.URL, "http") + "/ws"
	return h, nil
}

// keepTwins puts into the bank, as shared, what some questions are twins of.
func keepTwins(ctx context.Context, db *sqlite.DB, paper []planted.Question) error {
	for i, q := range paper {
		if q.Twin == nil {
			continue
		}
		_, err := db.CreateQuestions(ctx, []store.Question{{
			ID: fmt.Sprintf("twin-%d", i), CreatedBy: "author", CreatedAt: time.Now(), ExamType: "SAT", Subject: "math", DifficultyLevel: 3,
			QuestionType: "short-answer", Passage: q.Twin.Passage, Stem: q.Twin.Stem, CorrectAnswer: "1", Explanation: "1",
			Provider: "author", Visibility: store.Shared, Sketch: likeness.Of(q.Twin.Passage, q.Twin.Stem).Sketch(),
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// order generates on a connection of a user's own. That nothing passed the
// checks is no error.
func (h *questionHouse) order(ctx context.Context, user string, count int) ([]schema.Question, error) {
	token, _, err := h.signer.Sign(auth.Grant{UserID: user, Name: user, TTL: time.Hour})
	if err != nil {
		return nil, err
	}
	ws, _, err := websocket.Dial(ctx, h.url, &websocket.DialOptions{HTTPHeader: http.Header{"Authorization": {"Bearer " + token}}})
	if err != nil {
		return nil, err
	}
	defer func() { _ = ws.CloseNow() }()
	ws.SetReadLimit(8 << 20)
	call := map[string]any{"jsonrpc": "2.0", "id": 1, "method": "question.generate",
		"params": map[string]any{"examType": "SAT", "subject": "mixed practice", "count": count}}
	if err := wsjson.Write(ctx, ws, call); err != nil {
		return nil, err
	}
	for {
		var m struct {
			ID     *int
			Result struct{ Questions []schema.Question }
			Error  *struct {
				Message string
				Data    schema.ErrorData
			}
		}
		_, frame, err := ws.Read(ctx)
		if err != nil {
			return nil, err
		}
		if err := json.Unmarshal(frame, &m); err != nil {
			return nil, err
		}
		switch {
		case m.ID == nil: // a notification
		case m.Error != nil && m.Error.Data.Reason != schema.AIBadOutput && m.Error.Data.Reason != schema.ReasonInternal:
			return nil, errors.New(m.Error.Message)
		default:
			return m.Result.Questions, nil
		}
	}
}
