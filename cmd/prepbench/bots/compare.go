package bots

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
	"time"

	"prepwire/cmd/prepbench/oracle"
	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

// rules are what decides the score, as the organizer asked for it, with the key
// that the results show.
func (c *Crowd) rules(key []schema.KeyEntry) oracle.Contest {
	p := c.plan
	rules := oracle.Contest{Start: c.start, Live: p.Pacing == "live", Gap: p.Gap, Scoring: p.Scoring}
	shown := map[schema.ID]string{}
	for _, k := range key {
		shown[k.QuestionID] = k.CorrectAnswer
	}
	for _, q := range c.paper {
		if shown[q.id] != q.key {
			c.ledger.fault("the key of question %s is shown as %q, it is %q", q.id, shown[q.id], q.key)
		}
		rules.Questions = append(rules.Questions, oracle.Question{ID: string(q.id), Kind: string(q.kind), Options: len(q.options),
			Points: big.NewRat(q.milli, 1000), Limit: p.Limit, Key: shown[q.id]})
	}
	return rules
}

func (c *Crowd) names() map[string]string {
	names := map[string]string{}
	for _, b := range c.bots {
		names[string(b.participant)] = b.name
	}
	return names
}

// By how much the clock of the log may differ from ours. The embedded store's runs
// by itself from its opening on. That of a server is known to half the time that
// it takes to answer: on a busy machine, or when a node starts while the line to
// the server is bad, that is long.
const (
	clockTolerance = 100 * time.Millisecond
	awayTolerance  = 2 * time.Second
)

func (p *Plan) clockTolerance() time.Duration {
	if p.Away {
		return awayTolerance
	}
	return clockTolerance
}

// answersOf finds each acknowledged answer in the log, at the place that its
// receipt names, and takes what only the log knows from there: time and credit.
// Nothing else is in the log.
func (c *Crowd) answersOf(v *Verdict, entries []answerlog.Entry) []oracle.Answer {
	l := c.ledger
	byPosition := map[int64]*answerlog.Entry{}
	for i := range entries {
		if entries[i].Type == answerlog.TypeAnswer {
			byPosition[entries[i].Position] = &entries[i]
		}
	}
	tolerance := c.plan.clockTolerance()
	var answers []oracle.Answer
	for _, made := range l.all() {
		e := byPosition[made.receipt.Position]
		if e == nil {
			l.fault("bot %d, question %d: the answer at %d is not in the log", made.bot, made.question, made.receipt.Position)
			continue
		}
		delete(byPosition, made.receipt.Position)
		want := [3]string{string(c.bots[made.bot].participant), string(c.paper[made.question].id), made.answer}
		if got := [3]string{e.Answer.Participant, e.Answer.QuestionID, e.Answer.Answer}; got != want || e.Hash != made.receipt.Hash {
			l.fault("position %d: the log has %q, acknowledged was %q with hash %s", e.Position, got, want, made.receipt.Hash)
		}
		if e.At.Before(made.sent.Add(-tolerance)) || e.At.After(made.at.Add(tolerance)) {
			l.fault("position %d: the log says %v, it was sent %v and acknowledged %v", e.Position, e.At, made.sent, made.at)
		}
		answers = append(answers, answerOf(e))
	}
	for position := range byPosition { // whoever lost a reply has asked again, and was refused
		l.fault("position %d: the answer was never acknowledged", position)
	}
	for _, a := range answers {
		if a.Credit > 0 {
			v.Credited++
		}
		if a.Credit < 0 || a.Credit > 150*time.Millisecond {
			l.fault("position %d: a credit of %v", a.Position, a.Credit)
		}
	}
	return answers
}

func answerOf(e *answerlog.Entry) oracle.Answer {
	return oracle.Answer{Position: e.Position, Participant: e.Answer.Participant, Question: e.Answer.QuestionID, Answer: e.Answer.Answer,
		At: e.At, Credit: time.Duration(e.Answer.CreditMs) * time.Millisecond}
}

// compareSecrets holds key, salt and commitment of the results against those
// in the log.
func (c *Crowd) compareSecrets(entries []answerlog.Entry, results *schema.ContestResults) {
	if len(entries) < 2 || entries[0].Opened == nil || entries[len(entries)-1].Closed == nil {
		c.ledger.fault("a log of %d entries without beginning or end", len(entries))
		return
	}
	opened, closed := entries[0].Opened, entries[len(entries)-1].Closed
	if opened.KeyCommitment != results.KeyCommitment || closed.Salt != results.KeySalt {
		c.ledger.fault("the results commit to %s with salt %s, the log to %s with %s", results.KeyCommitment, results.KeySalt, opened.KeyCommitment, closed.Salt)
	}
	for _, k := range results.Key {
		if logged, _ := closed.Key.Answer(string(k.QuestionID)); logged != k.CorrectAnswer {
			c.ledger.fault("the key of question %s is %q in the results, %q in the log", k.QuestionID, k.CorrectAnswer, logged)
		}
	}
}

// compareBoard holds the served board against the oracle's, line by line.
func (c *Crowd) compareBoard(served []schema.Entry, lines []oracle.Line) {
	if len(served) != len(lines) {
		c.ledger.fault("the board has %d lines, the oracle's %d", len(served), len(lines))
		return
	}
	users := map[schema.ID]string{}
	for _, b := range c.bots {
		users[b.participant] = b.user
	}
	for i, line := range lines {
		want := schema.Entry{Rank: int64(line.Rank), UserID: users[schema.ID(line.Participant)], Name: line.Name,
			Participant: schema.ID(line.Participant), Score: new(float64(line.Milli) / 1000), Correct: new(int64(line.Correct)), Wrong: new(int64(line.Wrong)),
			Answered: int64(line.Answered), TimeMs: new(line.TimeMs), LastCorrectAt: schema.Time{Time: line.LastAt}, Completed: line.Completed}
		if !sameEntry(served[i], want) {
			c.ledger.fault("line %d of the board is %s, the oracle's %s", i+1, text(served[i]), text(want))
		}
	}
}

func sameEntry(a, b schema.Entry) bool {
	sameTime := a.LastCorrectAt.Equal(b.LastCorrectAt.Time)
	a.LastCorrectAt, b.LastCorrectAt = schema.Time{}, schema.Time{}
	return sameTime && reflect.DeepEqual(a, b)
}

// text is a value as clients see it.
func text(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return b
}

// compareReplay holds the served board against the one that the log alone
// makes, by participant.
func (c *Crowd) compareReplay(served []schema.Entry, standings []scoring.Standing) {
	if len(served) != len(standings) {
		c.ledger.fault("the board has %d lines, the replayed one %d", len(served), len(standings))
		return
	}
	byParticipant := map[string]scoring.Standing{}
	for _, s := range standings {
		byParticipant[s.Participant] = s
	}
	for _, e := range served {
		s := byParticipant[string(e.Participant)]
		want := schema.Entry{Rank: int64(s.Rank), UserID: e.UserID, Name: e.Name, Participant: schema.ID(s.Participant),
			Score: new(scoring.Points(s.Score)), Correct: new(int64(s.Correct)), Wrong: new(int64(s.Wrong)), Answered: int64(s.Answered),
			TimeMs: new(s.TimeMs), LastCorrectAt: schema.Time{Time: s.LastCorrectAt}, Completed: s.Completed}
		if !sameEntry(e, want) {
			c.ledger.fault("the board has %s, replayed it is %s", text(e), text(want))
		}
	}
}

// compareReplies holds what each reply said of its answer against what the
// answer came to.
func (c *Crowd) compareReplies(outcomes map[int64]oracle.Outcome) {
	shown := c.plan.Feedback == "immediate"
	for _, made := range c.ledger.all() {
		o, r := outcomes[made.receipt.Position], made.result
		bad := r.AnswersCount != int64(o.Answered) || r.Completed != o.Completed
		if shown {
			bad = bad || r.Correct == nil || *r.Correct != o.Right || r.Points == nil || *r.Points != float64(o.Milli)/1000 ||
				r.TotalScore == nil || *r.TotalScore != float64(o.Total)/1000
		} else {
			bad = bad || r.Correct != nil || r.Points != nil || r.TotalScore != nil
		}
		if bad {
			c.ledger.fault("position %d was replied to with %s, it came to %+v", made.receipt.Position, made.body, o)
		}
	}
}

// checkEvents looks at what devices heard: the start, each question of a live
// contest in its turn, and the end with the head of the log.
func (c *Crowd) checkEvents(head string) {
	for _, b := range c.bots {
		for _, d := range b.devices {
			d.mu.Lock()
			c.checkDevice(b, d, head)
			d.mu.Unlock()
		}
	}
}

func (c *Crowd) checkDevice(b *bot, d *device, head string) {
	if d.head != "" && d.head != head {
		c.ledger.fault("bot %d was told of head %s, it is %s", b.index, d.head, head)
	}
	if c.plan.Lost || d.skipped {
		return // events were lost, or passed while it was away
	}
	if d.seen["contest.started"] != 1 || d.seen["contest.ended"] != 1 {
		c.ledger.fault("bot %d heard %v", b.index, d.seen)
	}
	if c.plan.Pacing == "live" && !slices.EqualFunc(d.opened, c.paper, func(id schema.ID, q question) bool { return id == q.id }) {
		c.ledger.fault("bot %d heard of %d questions opened, of %d, or in another order", b.index, len(d.opened), len(c.paper))
	}
}
