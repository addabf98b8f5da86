package main

import (
	"fmt"
	"strings"
	"time"
)

const (
	quotaProjects = 8
	quotaRPM      = 15
)

// A quotaRow is one line of the table.
type quotaRow struct {
	name    string
	load    float64 // part of the quota that is asked for
	maxWait time.Duration
	burst   bool // nine tenths of a minute's quota within two seconds, every minute

	keys      int           // 0: one for each project
	projects  int           // 0: eight
	unlabeled bool          // the pool is not told whose the keys are
	learn     bool          // the pool is not told the limit
	fixed     bool          // the server counts from minute to minute
	dead      bool          // the first key is refused
	spentDays int           // projects whose day is used up
	storm     time.Duration // all requests to the model fail for so long, in the middle
	fallback  bool          // another model may be asked
	target    quotaTarget
}

type quotaTarget func(quotaFigures, quotaTally) error

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}

func quotaRows() []quotaRow {
	const short, long = 5 * time.Second, 30 * time.Second
	return []quotaRow{
		{name: "50 %, waits to 5 s", load: .5, maxWait: short, target: allOf(used(49.5), refused(0), failed(0), wasted(1))},
		{name: "80 %, waits to 5 s", load: .8, maxWait: short, target: allOf(used(79), refused(.1), failed(0), wasted(1))},
		{name: "95 %, waits to 5 s", load: .95, maxWait: short, target: allOf(used(93), refused(2), failed(0), wasted(1))},
		{name: "95 %, waits to 30 s", load: .95, maxWait: long, target: allOf(used(94.5), refused(0), failed(0), wasted(1))},
		{name: "130 %, waits to 5 s", load: 1.3, maxWait: short, target: allOf(used(97), failed(0), wasted(1), waits(5), atOnce(1))},
		{name: "130 %, waits to 30 s", load: 1.3, maxWait: long, target: allOf(used(97), failed(0), wasted(1), waits(30), atOnce(5))},
		{name: "95 %, fixed minutes, to 30 s", load: .95, maxWait: long, fixed: true, target: allOf(used(94.5), refused(0), failed(0), wasted(1))},
		{name: "95 %, limit learned, to 30 s", load: .95, maxWait: long, learn: true, target: allOf(used(94.5), failed(0))},
		{name: "burst, waits to 5 s", load: .9, burst: true, maxWait: short, target: allOf(failed(0), wasted(1))},
		{name: "4 of 8 days used up, 40 %", load: .4, maxWait: short, spentDays: 4, target: allOf(failed(0))},
		{name: "8 keys of 4 projects, 95 %", load: .95, keys: 8, projects: 4, maxWait: long, target: allOf(used(94), failed(0), wasted(1))},
		{name: "the same without labels", load: .95, keys: 8, projects: 4, unlabeled: true, maxWait: long},
		{name: "one dead key, 80 %", load: .8, maxWait: short, dead: true, target: allOf(failed(0), wasted(1), deadOnce)},
		{name: "overload for 60 s, 50 %", load: .5, maxWait: short, storm: time.Minute},
		{name: "the same with a fallback", load: .5, maxWait: short, storm: time.Minute, fallback: true, target: allOf(failed(.5))},
	}
}

func allOf(targets ...quotaTarget) quotaTarget {
	return func(f quotaFigures, t quotaTally) error {
		for _, one := range targets {
			if err := one(f, t); err != nil {
				return err
			}
		}
		return nil
	}
}

func atLeast(what string, got, want float64) error {
	if got < want {
		return fmt.Errorf("%s %.2f, the target is at least %.2f", what, got, want)
	}
	return nil
}

func atMost(what string, got, want float64) error {
	if got > want {
		return fmt.Errorf("%s %.2f, the target is at most %.2f", what, got, want)
	}
	return nil
}

func used(percent float64) quotaTarget {
	return func(f quotaFigures, _ quotaTally) error { return atLeast("quota used %", f.used, percent) }
}

func refused(percent float64) quotaTarget {
	return func(f quotaFigures, _ quotaTally) error { return atMost("refused %", f.refused, percent) }
}

func failed(percent float64) quotaTarget {
	return func(f quotaFigures, _ quotaTally) error { return atMost("failed %", f.failed, percent) }
}

func wasted(perThousand float64) quotaTarget {
	return func(f quotaFigures, _ quotaTally) error {
		return atMost("429 per 1,000 answers", f.wasted, perThousand)
	}
}

func waits(seconds float64) quotaTarget {
	return func(f quotaFigures, _ quotaTally) error { return atMost("longest wait", f.longest, seconds) }
}

// atOnce allows so many late refusals in a thousand.
func atOnce(perThousand float64) quotaTarget {
	return func(f quotaFigures, t quotaTally) error {
		return atMost("late refusals", float64(f.late), perThousand*float64(t.refused)/1000)
	}
}

func deadOnce(_ quotaFigures, t quotaTally) error {
	return atMost("calls to the dead key", float64(t.dead), 1)
}
