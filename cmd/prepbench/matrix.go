package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"slices"
	"strings"
	"text/tabwriter"
)

// matrixCommand runs the suites that every driver passes, over all drivers.
type matrixCommand struct {
	Race bool     `help:"With the race detector."`
	Only []string `help:"Implementations to run, as the columns name them. None: all."`
}

// implementation is a run of a suite: the tests of a package below a name.
type implementation struct {
	name, pkg, test string
}

// suites are what is run, each over all of its implementations.
var suites = []struct {
	name string
	of   []implementation
}{
	{"storetest", []implementation{
		{"sqlite", "./store/sqlite", "TestStore"},
		{"mongodb", "./store/mongodb", "TestStore"},
	}},
	{"livetest", []implementation{
		{"memory", "./store/live/memory", "TestLive"},
		{"redis", "./store/live/redis", "TestLive/Single"},
		{"redis-cluster", "./store/live/redis", "TestLive/Cluster"},
	}},
}

// cell counts the tests of a part of a suite on an implementation.
type cell struct {
	passed, failed int
	skipped        []string // names
}

func (c *cell) String() string {
	if c == nil {
		return "NOT RUN"
	}
	text := fmt.Sprint(c.passed)
	if n := len(c.skipped); n > 0 {
		text += fmt.Sprintf(", %d skipped", n)
	}
	if c.failed > 0 {
		text += fmt.Sprintf(", %d FAILED", c.failed)
	}
	return text
}

// event is a line of go test -json.
type event struct {
	Action, Test, Output string
}

// Run prints a table a suite and, below it, the reason for everything that did
// not run. It is an error when something failed or has no reason.
func (m *matrixCommand) Run() error {
	var errs []error
	for _, s := range suites {
		cells := make(map[string]map[string]*cell) // by part, then implementation
		var columns, notes []string
		for _, i := range s.of {
			if len(m.Only) > 0 && !slices.Contains(m.Only, i.name) {
				continue
			}
			columns = append(columns, i.name)
			said, err := m.run(i, cells)
			notes = append(notes, said...)
			errs = append(errs, err)
		}
		errs = append(errs, printMatrix(os.Stdout, s.name, columns, cells, notes))
	}
	return errors.Join(errs...)
}

// run runs an implementation's tests, adds them to cells, and answers the lines
// that say why some were left out.
func (m *matrixCommand) run(i implementation, cells map[string]map[string]*cell) (notes []string, err error) {
	args := []string{"test", "-json", "-count=1", "-timeout=20m", "-run", "^" + strings.ReplaceAll(i.test, "/", "$/^") + "$"}
	if m.Race {
		args = append(args, "-race")
	}
	cmd := exec.Command("go", append(args, i.pkg)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", i.name, err)
	}
	results, said, err := readEvents(out)
	if waited := cmd.Wait(); err == nil {
		err = waited
	}
	count(i, results, cells)
	for _, test := range slices.Sorted(maps.Keys(results)) {
		for _, line := range said[test] {
			if results[test] == "skip" {
				notes = append(notes, fmt.Sprintf("%s: %s: %s", i.name, test, line))
			}
		}
		if results[test] == "skip" && len(said[test]) == 0 {
			err = cmp.Or(err, fmt.Errorf("%s was skipped and does not say why", test))
		}
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", i.name, err)
	}
	return notes, err
}

// readEvents answers how each test ended, and what it printed.
func readEvents(from io.Reader) (results map[string]string, said map[string][]string, err error) {
	results, said = make(map[string]string), make(map[string][]string)
	leftOut := make(map[string]bool) // by a suite that asks what an implementation can do
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var e event
		if json.Unmarshal(lines.Bytes(), &e) != nil || e.Test == "" {
			continue
		}
		text := strings.TrimSpace(e.Output)
		switch {
		case e.Action == "pass" || e.Action == "fail" || e.Action == "skip":
			results[e.Test] = e.Action
		case e.Action == "output" && text != "" && !strings.HasPrefix(text, "=== ") && !strings.HasPrefix(text, "--- "):
			said[e.Test] = append(said[e.Test], text)
			leftOut[e.Test] = leftOut[e.Test] || strings.Contains(text, "left out")
		}
	}
	for test := range leftOut {
		if leftOut[test] && results[test] == "pass" {
			results[test] = "skip"
		}
	}
	return results, said, lines.Err()
}

// count adds the tests that have none below them.
func count(i implementation, results map[string]string, cells map[string]map[string]*cell) {
	parents := make(map[string]bool)
	for test := range results {
		if at := strings.LastIndexByte(test, '/'); at >= 0 {
			parents[test[:at]] = true
		}
	}
	for test, result := range results {
		rest, below := strings.CutPrefix(test, i.test+"/")
		if parents[test] || !below && test != i.test {
			continue
		}
		part, _, _ := strings.Cut(rest, "/")
		if cells[part] == nil {
			cells[part] = make(map[string]*cell)
		}
		c := cells[part][i.name]
		if c == nil {
			c = new(cell)
			cells[part][i.name] = c
		}
		switch result {
		case "pass":
			c.passed++
		case "fail":
			c.failed++
		case "skip":
			c.skipped = append(c.skipped, test)
		}
	}
}

// printMatrix prints a table and the notes. A part that some implementation did
// not run at all is an error.
func printMatrix(w io.Writer, suite string, columns []string, cells map[string]map[string]*cell, notes []string) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "\n%s\t%s\n", suite, strings.Join(columns, "\t"))
	var missing []string
	for _, part := range slices.Sorted(maps.Keys(cells)) {
		row := []string{part}
		for _, column := range columns {
			if cells[part][column] == nil {
				missing = append(missing, part+" on "+column)
			}
			row = append(row, cells[part][column].String())
		}
		fmt.Fprintln(table, strings.Join(row, "\t"))
	}
	err := table.Flush()
	for _, note := range notes {
		fmt.Fprintln(w, "  not run:", note)
	}
	if len(missing) > 0 {
		err = cmp.Or(err, fmt.Errorf("%s: not run: %s", suite, strings.Join(missing, ", ")))
	}
	return err
}
