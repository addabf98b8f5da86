package bots

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"prepwire/cmd/prepbench/wire"
)

// Reply is how the gateway replied to one answer.
type Reply struct {
	Right bool
	Took  time.Duration // from writing the answer to having the reply
	Form  int           // length of the reply, less the digits of numbers that only count
}

// Whisper has bots answer one after another, never two at once: as many right
// answers as wrong ones, in an order by chance, so that nothing but the answer
// itself can make replies differ. It must end before the contest does.
func (c *Crowd) Whisper(ctx context.Context) ([]Reply, error) {
	if err := wire.Pause(ctx, time.Until(c.start.Add(100*time.Millisecond))); err != nil {
		return nil, err
	}
	rng := c.bots[0].rng
	rights := make([]bool, len(c.bots)*len(c.paper))
	for i := range rights {
		rights[i] = i%2 == 0
	}
	rng.Shuffle(len(rights), func(i, j int) { rights[i], rights[j] = rights[j], rights[i] })
	replies := make([]Reply, 0, len(rights))
	for q := range c.paper {
		for _, b := range c.bots {
			r, err := b.whisper(ctx, q, rights[len(replies)])
			if err != nil {
				return nil, fmt.Errorf("answer %d of %d: %w", len(replies)+1, len(rights), err)
			}
			replies = append(replies, r)
		}
	}
	return replies, nil
}

func (b *bot) whisper(ctx context.Context, q int, right bool) (Reply, error) {
	question := &b.crowd.paper[q]
	answer := question.wrongs[0]
	if right {
		answer = question.rights[0]
	}
	s := b.submit(b.devices[0], q, answer)
	r, err := s.call.Wait(ctx)
	if err != nil {
		return Reply{}, err
	}
	if r.Error != nil {
		return Reply{}, r.Error
	}
	m := &b.matters[q]
	if _, _ = b.hear(m, q, s, r); m.claim == nil {
		return Reply{}, errors.New("no receipt")
	}
	return Reply{Right: right, Took: r.At.Sub(s.call.Sent), Form: m.form(r)}, nil
}

// form is what of a reply's length may tell something: not how many digits the
// position and the number of answers have, nor whether the contest is completed.
func (m *matter) form(r *wire.Reply) int {
	n := len(r.Body) - len(strconv.FormatInt(m.receipt.Position, 10)) - len(strconv.FormatInt(m.result.AnswersCount, 10))
	if m.result.Completed {
		n++ // "true" is shorter than "false"
	}
	return n
}
