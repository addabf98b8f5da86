package main

import (
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"prepwire/rpc/contest/board"
)

// boardCommand measures what a tick of a board costs.
type boardCommand struct {
	Participants int           `default:"100000" help:"Participants, all of whom have answered something."`
	Present      int           `default:"100000" help:"Participants that are told of their own standing."`
	Answers      int           `default:"10000" help:"Answers a second; each changes an entry."`
	Tick         time.Duration `default:"250ms" help:"Time between ticks. It is simulated: tick follows upon tick."`
	Every        time.Duration `default:"2s" help:"Nobody is told of a standing more often."`
	Ticks        int           `default:"200" help:"Ticks to measure."`
	Sorted       int           `default:"20" help:"Ticks in which everything is sorted anew as well, the floor, and the order compared."`
	Seed         uint64        `default:"1" help:"Seed of the answers."`
	Target       time.Duration `default:"20ms" help:"Fail when the 99th percentile of a tick takes more CPU, which other programs disturb least; 0 to only print."`
}

// boardTimes is what the parts of ticks took.
type boardTimes struct{ set, top, due, tick, cpu, standings, sorted []time.Duration }

// boardRun is a board that is measured.
type boardRun struct {
	command *boardCommand
	load    *boardLoad
	board   *board.Board
	watch   *board.Watch
	sorted  *sortedBoard
	now     time.Time
	due     []board.Line

	times  boardTimes
	allocs boardAllocs
	told   int
	loaded time.Duration // the first entries of all
	size   float64       // bytes a participant
}

// Run prints a table and fails when the target is missed or an order is wrong.
func (c *boardCommand) Run() error {
	r, err := c.start()
	if err != nil {
		return err
	}
	for tick := range c.Ticks {
		if err := r.tick(tick); err != nil {
			return err
		}
	}
	fmt.Printf("%d participants, %d of them present; %d answers in each of %d ticks; told of their standing: %d a tick\n",
		c.Participants, c.Present, c.perTick(c.Answers), c.Ticks, r.told/max(1, c.Ticks))
	fmt.Printf("first load %.1f ms; memory %.0f bytes a participant, names and ids apart; %.0f allocations, %.0f KiB a tick; %d orders compared\n",
		ms(r.loaded), r.size, float64(r.allocs.objects)/float64(c.Ticks), float64(r.allocs.bytes)/float64(c.Ticks)/1024, len(r.times.sorted))
	if err := r.times.print(); err != nil {
		return err
	}
	if got := percentile(r.times.cpu, 99); c.Target > 0 && got > c.Target {
		return fmt.Errorf("the 99th percentile of a tick is %.1f ms of CPU, the target is %.0f", ms(got), ms(c.Target))
	}
	return nil
}

// perTick is what happens in a tick of what happens in a second.
func (c *boardCommand) perTick(perSecond int) int { return int(float64(perSecond) * c.Tick.Seconds()) }

// start makes a board on which everybody stands and has been told so.
func (c *boardCommand) start() (*boardRun, error) {
	load, err := newBoardLoad(c.Participants, c.Seed)
	if err != nil {
		return nil, err
	}
	first, err := load.first()
	if err != nil {
		return nil, err
	}
	r := &boardRun{command: c, load: load, now: time.Unix(0, 0)}
	before := heap()
	r.board = board.New()
	r.loaded = timeOf(func() { r.board.Set(first...) })
	inTurn := int(int64(c.Present) * int64(c.Tick) / int64(c.Every))
	r.watch = board.NewWatch(r.board, c.Every, max(1, inTurn))
	for _, e := range first[:min(c.Present, len(first))] {
		r.watch.Add(e.Participant)
	}
	r.watch.Due(r.now, nil)
	r.size = float64(heap()-before) / float64(c.Participants)
	r.now = r.now.Add(c.Every)
	r.sorted = newSortedBoard(first)
	return r, nil
}

// tick lets people answer and does what is due.
func (r *boardRun) tick(number int) error {
	c := r.command
	changed, err := r.load.answers(c.perTick(c.Answers))
	if err != nil {
		return err
	}
	r.now = r.now.Add(c.Tick)
	r.allocs.begin()
	r.measure(changed)
	r.allocs.end()
	r.told += len(r.due)
	r.times.standings = append(r.times.standings, timeOf(func() { encodeStandings(r.board.Version(), r.due) }))
	r.sorted.keep(changed)
	if number%max(1, c.Ticks/max(1, c.Sorted)) != 0 {
		return nil
	}
	r.times.sorted = append(r.times.sorted, timeOf(func() { r.sorted.tick(r.board.Version()) }))
	return r.sorted.equals(r.board)
}

// measure does and times what a tick does.
func (r *boardRun) measure(changed []board.Entry) {
	t, cpu := &r.times, cpuTime()
	set := timeOf(func() { r.board.Set(changed...) })
	top := timeOf(func() { encodeLeaderboard(r.board.Snapshot(10)) })
	due := timeOf(func() { r.due = r.watch.Due(r.now, r.due[:0]) })
	t.cpu = append(t.cpu, cpuTime()-cpu)
	t.set, t.top, t.due = append(t.set, set), append(t.top, top), append(t.due, due)
	t.tick = append(t.tick, set+top+due)
}

func (t *boardTimes) print() error {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "ms\tmean\tp50\tp99\tmax\t")
	for _, row := range []struct {
		name  string
		times []time.Duration
	}{
		{"set the entries that changed", t.set}, {"top 10, leaderboardUpdated", t.top}, {"whom to tell of their standing", t.due},
		{"tick", t.tick}, {"tick, CPU of the process", t.cpu},
		{"beside it: standingUpdated by encoding/json", t.standings}, {"floor: sort all, top 10", t.sorted},
	} {
		_, _ = fmt.Fprintf(w, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t\n", row.name, ms(mean(row.times)),
			ms(percentile(row.times, 50)), ms(percentile(row.times, 99)), ms(percentile(row.times, 100)))
	}
	if len(t.sorted) > 0 {
		_, _ = fmt.Fprintf(w, "a tick, of the floor\t%.3f ×\t%.3f ×\t\t\t\n", float64(mean(t.tick))/float64(mean(t.sorted)),
			float64(percentile(t.tick, 50))/float64(percentile(t.sorted, 50)))
	}
	return w.Flush()
}
