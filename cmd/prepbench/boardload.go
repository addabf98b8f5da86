package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"sort"
	"time"

	"prepwire/rpc/contest/board"
	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

const (
	boardQuestions = 100
	boardLimitMs   = 20_000
)

// boardLoad answers questions at random, folded by the rules of contests.
type boardLoad struct {
	random   *rand.Rand
	fold     *scoring.Fold
	people   []board.Entry // who they are; the tallies are the fold's
	next     []int         // the question that each answers next
	position int64
	changed  map[int]int // people to entries, of one tick
	entries  []board.Entry
}

func newBoardLoad(participants int, seed uint64) (*boardLoad, error) {
	start := time.Date(2026, 1, 1, 10, 0, 0, 0, time.UTC)
	rules := &scoring.Rules{ContestID: "bench", Start: start, Pacing: scoring.Live, Scoring: scoring.Speed}
	key := map[string]string{}
	for i := range boardQuestions {
		q := scoring.Question{ID: fmt.Sprintf("question-%d", i), Type: "multiple-choice", Options: 4, PointsMilli: 1000, TimeLimitMs: boardLimitMs}
		rules.Questions = append(rules.Questions, q)
		key[q.ID] = "A"
	}
	rules.End = rules.EndOf()
	fold, err := scoring.NewFold(rules, scoring.NewKey(key))
	if err != nil {
		return nil, err
	}
	l := &boardLoad{random: rand.New(rand.NewPCG(seed, 0)), fold: fold, next: make([]int, participants), changed: map[int]int{}}
	for i := range participants {
		e := board.Entry{UserID: fmt.Sprintf("user-%d", i), Name: fmt.Sprintf("Student %d", l.random.IntN(participants))}
		e.Participant = fmt.Sprintf("%016x%016x", l.random.Uint64(), l.random.Uint64())
		l.people = append(l.people, e)
	}
	return l, nil
}

// first lets everybody answer once.
func (l *boardLoad) first() ([]board.Entry, error) {
	all := make([]board.Entry, len(l.people))
	for i := range l.people {
		var err error
		if all[i], err = l.answer(i); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// answers lets n answer and returns the entries that changed; they are good
// until the next call.
func (l *boardLoad) answers(n int) ([]board.Entry, error) {
	clear(l.changed)
	l.entries = l.entries[:0]
	for range n {
		i := l.random.IntN(len(l.people))
		if l.next[i] == boardQuestions {
			return nil, fmt.Errorf("%s has answered everything: fewer ticks or more participants", l.people[i].UserID)
		}
		e, err := l.answer(i)
		if err != nil {
			return nil, err
		}
		if at, ok := l.changed[i]; ok {
			l.entries[at] = e
			continue
		}
		l.changed[i] = len(l.entries)
		l.entries = append(l.entries, e)
	}
	return l.entries, nil
}

func (l *boardLoad) answer(i int) (board.Entry, error) {
	slot := l.fold.Schedule().Slot(l.next[i])
	l.next[i]++
	l.position++
	given := "B"
	if l.random.IntN(100) < 60 {
		given = "A"
	}
	at := slot.Opens.Add(time.Duration(1000+l.random.IntN(boardLimitMs-1000)) * time.Millisecond)
	timeMs, credit := slot.Time(at, l.random.Int64N(scoring.MaxCreditMs))
	e := l.people[i]
	outcome, err := l.fold.Apply(scoring.Answer{Position: l.position, At: at, Participant: e.Participant,
		QuestionID: slot.ID, Answer: given, TimeMs: timeMs, CreditMs: credit})
	e.Tally = outcome.Tally
	return e, err
}

// sortedBoard is the floor: it sorts all entries whenever it is asked.
type sortedBoard struct {
	entries []board.Entry
	index   map[string]int
	order   []*board.Entry
	ranks   []int
}

func newSortedBoard(entries []board.Entry) *sortedBoard {
	s := &sortedBoard{entries: entries, index: map[string]int{}, ranks: make([]int, len(entries))}
	for i := range entries {
		s.index[entries[i].Participant] = i
		s.order = append(s.order, &entries[i])
	}
	return s
}

func (s *sortedBoard) keep(changed []board.Entry) {
	for _, e := range changed {
		s.entries[s.index[e.Participant]] = e
	}
}

func (s *sortedBoard) tick(version int64) {
	sort.Slice(s.order, func(i, j int) bool {
		x, y := s.order[i], s.order[j]
		return cmp.Or(scoring.Compare(x.Tally, y.Tally), cmp.Compare(x.Name, y.Name), cmp.Compare(x.Participant, y.Participant)) < 0
	})
	for i, e := range s.order {
		s.ranks[i] = i + 1
		if i > 0 && scoring.Compare(s.order[i-1].Tally, e.Tally) == 0 {
			s.ranks[i] = s.ranks[i-1]
		}
	}
	top := &board.Snapshot{Version: version, Total: len(s.order)}
	for i := range min(10, len(s.order)) {
		top.Top = append(top.Top, board.Line{Rank: s.ranks[i], Entry: *s.order[i]})
	}
	encodeLeaderboard(top)
}

// equals holds a board to the sorted order.
func (s *sortedBoard) equals(b *board.Board) error {
	i := 0
	for line := range b.All() {
		if i == len(s.order) || line != (board.Line{Rank: s.ranks[i], Entry: *s.order[i]}) {
			return fmt.Errorf("line %d of the board is not that of the sorted entries: %+v", i+1, line)
		}
		i++
	}
	if i != len(s.order) {
		return fmt.Errorf("the board has %d lines, there are %d entries", i, len(s.order))
	}
	return nil
}

var boardJSON bytes.Buffer

func encodeLeaderboard(s *board.Snapshot) {
	params := schema.LeaderboardUpdatedParams{ContestID: "bench", Version: s.Version, Total: int64(s.Total)}
	for _, line := range s.Top {
		params.Top = append(params.Top, wireEntry(&line))
	}
	encodeState(params)
}

func encodeStandings(version int64, lines []board.Line) {
	for i := range lines {
		encodeState(schema.StandingUpdatedParams{ContestID: "bench", Version: version, Entry: wireEntry(&lines[i])})
	}
}

// encodeState writes what a notification holds, as the gateway would.
func encodeState(params any) {
	boardJSON.Reset()
	encoder := json.NewEncoder(&boardJSON)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(params); err != nil {
		panic(err) // these types always encode
	}
}

func wireEntry(l *board.Line) schema.Entry {
	return schema.Entry{
		Rank: int64(l.Rank), UserID: l.UserID, Name: l.Name, Participant: schema.ID(l.Participant),
		Score: new(float64(l.Score) / 1000), Correct: new(int64(l.Correct)), Wrong: new(int64(l.Wrong)), Answered: int64(l.Answered),
		TimeMs: new(l.TimeMs), LastCorrectAt: schema.Time{Time: l.LastCorrectAt}, Completed: l.Completed,
	}
}
