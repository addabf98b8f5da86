package top

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
)

// busiest bounds how many methods are shown.
const busiest = 12

// write shows the nodes, their busiest methods and their errors. Errors of
// writing are the writer's, which keeps the first.
func write(out io.Writer, at time.Time, nodes []figures) {
	down := 0
	for _, f := range nodes {
		if f.err != nil {
			down++
		}
	}
	fmt.Fprintf(out, "%s  %s, %d down\n\n", at.Format(time.DateTime), plural(len(nodes), "node"), down)
	writeNodes(out, nodes)
	if down == len(nodes) {
		return
	}
	sum := all(nodes)
	writeMethods(out, sum)
	writeErrors(out, sum)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprint(n, " ", what, "s")
}

// table writes columns that are aligned to the right.
func table(out io.Writer, rows func(row func(cells ...string))) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	rows(func(cells ...string) { fmt.Fprintln(w, strings.Join(cells, "\t")+"\t") })
	_ = w.Flush()
}

func writeNodes(out io.Writer, nodes []figures) {
	rows := nodes
	if len(nodes) > 1 {
		rows = append(slices.Clone(nodes), all(nodes))
	}
	table(out, func(row func(...string)) {
		row("NODE", "CONNS", "CALLS/S", "P50", "P99", "ERRORS/S", "STORE", "LIVE", "AI USED", "CONTESTS")
		for _, f := range rows {
			if f.err == nil {
				row(printable(f.name), whole(f.connections), f.rate(f.calls), quantile(f.took, .5), quantile(f.took, .99), f.rate(f.errors),
					state(f.store), state(f.live), fmt.Sprintf("%.0f%%", f.quota*100), whole(f.contests))
			}
		}
	})
	for _, f := range nodes {
		if f.err != nil {
			fmt.Fprintf(out, "down: %s: %s\n", printable(f.name), printable(f.err.Error()))
		}
	}
}

func writeMethods(out io.Writer, f figures) {
	names := slices.SortedFunc(maps.Keys(f.methods), func(a, b string) int {
		return cmp.Or(cmp.Compare(f.methods[b].calls, f.methods[a].calls), cmp.Compare(a, b))
	})
	names = slices.DeleteFunc(names, func(name string) bool { return f.methods[name].calls == 0 })
	if len(names) == 0 {
		return
	}
	fmt.Fprintln(out)
	table(out, func(row func(...string)) {
		row("METHOD", "CALLS/S", "P50", "P99", "ERRORS/S")
		for _, name := range names[:min(len(names), busiest)] {
			m := f.methods[name]
			row(printable(name), f.rate(m.calls), quantile(m.took, .5), quantile(m.took, .99), f.rate(m.errors))
		}
	})
}

func writeErrors(out io.Writer, f figures) {
	if len(f.codes) == 0 {
		return
	}
	fmt.Fprintln(out)
	table(out, func(row func(...string)) {
		row("CODE", "ERRORS/S")
		for _, code := range slices.SortedFunc(maps.Keys(f.codes), func(a, b string) int {
			return cmp.Or(cmp.Compare(f.codes[b], f.codes[a]), cmp.Compare(a, b))
		}) {
			row(printable(code), f.rate(f.codes[code]))
		}
	})
}

func whole(n float64) string { return fmt.Sprintf("%.0f", n) }

// rate writes a rate; a node that was just found has none yet.
func (f *figures) rate(r float64) string {
	if !f.rates {
		return "-"
	}
	return fmt.Sprintf("%.1f", r)
}

func state(up bool) string {
	if up {
		return "up"
	}
	return "DOWN"
}

func quantile(h *histogram, q float64) string {
	at, over, ok := h.quantile(q)
	switch {
	case !ok:
		return "-"
	case over:
		return ">" + short(at)
	}
	return short(at)
}

// short writes a duration with about two digits.
func short(d time.Duration) string {
	switch ms := float64(d) / float64(time.Millisecond); {
	case ms < 10:
		return fmt.Sprintf("%.1fms", ms)
	case ms < 1000:
		return fmt.Sprintf("%.0fms", ms)
	}
	return fmt.Sprintf("%.1fs", d.Seconds())
}

// printable keeps what nodes say from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '\ufffd'
		}
		return r
	}, s)
}
