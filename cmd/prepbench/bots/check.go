package bots

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"prepwire/auth"
	"prepwire/cmd/prepbench/oracle"
	"prepwire/cmd/prepbench/wire"
	"prepwire/rpc/contest/answerlog"
	"prepwire/schema"
)

// Export writes a contest's log, as prepwire export does.
type Export func(ctx context.Context, contestID string, w io.Writer) error

// Verdict is what a contest came to.
type Verdict struct {
	Counts
	Acknowledged int   // answers
	Entries      int64 // of the log
	Board        int   // lines
	Credited     int   // answers with latency credit
	Afterwards   int   // repeats and contradictions after the end that got what they should
	Refused      map[schema.Reason]int
	Faults       []string // the first of many
	Blamed       int      // how many there were
}

// Check waits for the end of the contest and calls the gateway to account.
// What is wrong is among the faults; the error says that it could not be found
// out.
func (c *Crowd) Check(ctx context.Context, export Export) (*Verdict, error) {
	ctx, cancel := context.WithDeadlineCause(ctx, c.end.Add(5*time.Minute), errors.New("the contest came to no end"))
	defer cancel()
	if err := c.awaitEnd(ctx); err != nil {
		return nil, err
	}
	results, err := c.results(ctx)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if err := export(ctx, string(c.id), &file); err != nil {
		return nil, err
	}
	v := &Verdict{Acknowledged: c.ledger.size(), Entries: results.LogLength, Board: len(results.Board.Items)}
	c.checkLog(v, file.Bytes(), results)
	if err := c.checkOwn(ctx, results); err != nil {
		return nil, err
	}
	if v.Afterwards, err = c.afterwards(ctx); err != nil {
		return nil, err
	}
	c.checkEvents(results.LogHead)
	l := c.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	v.Counts, v.Refused, v.Faults, v.Blamed = l.counts, l.refused, l.faults, l.blamed
	return v, nil
}

// CheckLog holds a log that goes on against what was acknowledged until now.
func (c *Crowd) CheckLog(ctx context.Context, export Export) (answerlog.Summary, error) {
	receipts := c.ledger.receipts()
	var file bytes.Buffer
	if err := export(ctx, string(c.id), &file); err != nil {
		return answerlog.Summary{}, err
	}
	return answerlog.Verify(&file, "", receipts...)
}

// awaitEnd waits until every device knows that the contest has ended, and has a
// connection.
func (c *Crowd) awaitEnd(ctx context.Context) error {
	return c.each(ctx, len(c.bots), func(b *bot, ctx context.Context) error {
		for _, d := range b.devices {
			if err := d.awaitEnd(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// mayBeLost reports whether the connection may have ended: where the gateway is
// killed, and that which the bot itself tears off, maybe at the very end.
func (d *device) mayBeLost() bool {
	return d.bot.crowd.plan.Lost || d.bot.loses >= 0 && d == d.bot.devices[0]
}

func (d *device) awaitEnd(ctx context.Context) error {
	for {
		select {
		case <-d.ended:
			err := d.bot.crowd.patiently(ctx, func() error { return d.client.Call(ctx, "system.ping", struct{}{}, nil) })
			if err == nil || !d.mayBeLost() {
				return err
			}
		case <-d.client.Over():
			if !d.mayBeLost() {
				return fmt.Errorf("bot %d lost its connection", d.bot.index)
			}
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := d.again(ctx); err != nil {
			return err
		}
	}
}

// boss is the organizer's connection, opened anew if it was lost.
func (c *Crowd) boss(ctx context.Context) (*wire.Client, error) {
	if c.organizer.Call(ctx, "system.ping", struct{}{}, nil) == nil {
		return c.organizer, nil
	}
	c.organizer.Close()
	var err error
	c.organizer, err = c.staff("organizer", auth.Organizer)
	return c.organizer, err
}

// results reads the results, the whole board on one page.
func (c *Crowd) results(ctx context.Context) (*schema.ContestResults, error) {
	boss, err := c.boss(ctx)
	if err != nil {
		return nil, err
	}
	var all schema.ContestResults
	params := schema.ContestPageParams{ContestID: c.id, PageParams: schema.PageParams{Limit: 100}}
	for {
		var page schema.ContestResults
		err := c.patiently(ctx, func() error { return boss.Call(ctx, "contest.results", params, &page) })
		var refused *wire.Error
		if errors.As(err, &refused) && refused.Data.Reason == schema.ContestRunning {
			if err := wire.Pause(ctx, wait(refused)); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		items := append(all.Board.Items, page.Board.Items...)
		all = page
		all.Board.Items = items
		if params.Cursor = page.Board.NextCursor; params.Cursor == "" {
			return &all, nil
		}
	}
}

// checkLog holds ledger, log, board and results against each other.
func (c *Crowd) checkLog(v *Verdict, file []byte, results *schema.ContestResults) {
	l := c.ledger
	summary, err := answerlog.Verify(bytes.NewReader(file), results.LogHead, l.receipts()...)
	if err != nil || !summary.Closed || summary.Entries != results.LogLength {
		l.fault("verify: %v (%+v, %d entries were announced)", err, summary, results.LogLength)
	}
	standings, _, err := answerlog.Replay(bytes.NewReader(file), results.LogHead)
	if err != nil {
		l.fault("replay: %v", err)
	}
	c.compareReplay(results.Board.Items, standings)
	entries := c.parse(file)
	c.compareSecrets(entries, results)
	answers := c.answersOf(v, entries)
	lines, outcomes := oracle.Results(c.rules(results.Key), answers, c.names())
	c.compareBoard(results.Board.Items, lines)
	c.compareReplies(outcomes)
}

// parse reads the entries of a log.
func (c *Crowd) parse(file []byte) []answerlog.Entry {
	var entries []answerlog.Entry
	for line := range bytes.Lines(file) {
		e, err := answerlog.Parse(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			c.ledger.fault("line %d: %v", len(entries)+1, err)
			return entries
		}
		entries = append(entries, e)
	}
	return entries
}
