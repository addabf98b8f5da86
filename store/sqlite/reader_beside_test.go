package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// While another process writes as fast as it can, a reader sees every entry
// that was acknowledged before it asked, without a gap, and makes no file. So
// it does when that process was killed, and then nothing changes at all.
func TestReaderBesideAWriter(t *testing.T) {
	dir := t.TempDir()
	db := openDir(t, dir)
	for _, id := range stormContests {
		contest(t, db, id)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	child := stormChild(t, dir, "entries")
	lines := startChild(t, child)
	known := make(map[string]bool)
	acknowledge := func(n int) {
		t.Helper()
		for ; n > 0 && lines.Scan(); n-- {
			if strings.HasPrefix(lines.Text(), "error") {
				t.Fatalf("child: %s", lines.Text())
			}
			known[lines.Text()] = true
		}
	}
	check := func(what string) {
		t.Helper()
		r := openReaderTest(t, dir)
		missing := len(known)
		for _, id := range stormContests {
			for _, e := range readLog(t, r, id) {
				if known[string(e.Body)] {
					missing--
				}
			}
		}
		if missing > 0 {
			t.Fatalf("%s: %d of %d acknowledged entries were not seen", what, missing, len(known))
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for range 10 {
		acknowledge(100)
		check("beside the writer")
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	acknowledge(1 << 30)
	_ = child.Wait() // it was killed
	untouched(t, dir, func() { check("after the kill") })
	check("after the kill, again")
	db = openDir(t, dir)
	for _, id := range stormContests {
		for _, e := range wholeLog(t, db, id) {
			delete(known, string(e.Body))
		}
	}
	if len(known) > 0 {
		t.Errorf("the owner no longer finds %d entries", len(known))
	}
}

// visit is a gateway that opens the store, changes it, down to the database
// file, and leaves when it is told to.
func visit(db *DB, w int, acknowledge func(string)) error {
	if w > 0 {
		select {} // one is enough
	}
	ctx := context.Background()
	last, err := db.Entries(ctx, "c1", 0, 1)
	if err != nil {
		return err
	}
	contestID := fmt.Sprintf("visit-%d", os.Getpid())
	c, err := db.Contest(ctx, "c1")
	if err != nil {
		return err
	}
	c.ID = contestID
	if _, err := db.CreateContest(ctx, c); err != nil {
		return err
	}
	for position := range int64(50) {
		last[0].ContestID, last[0].Position, last[0].QuestionID = contestID, position+1, fmt.Sprint(position)
		if _, err := db.AppendEntries(ctx, last); err != nil {
			return err
		}
	}
	if _, err := db.conn.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
		return err
	}
	acknowledge("here")
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	os.Exit(0)
	return nil
}

// A gateway starts and stops while a log is read: the reader goes on.
func TestReaderWhileGatewaysComeAndGo(t *testing.T) {
	dir := filled(t, 4500)
	r := openReaderTest(t, dir)
	var leave func()
	for e, err := range r.Log(t.Context(), "c1") {
		if err != nil {
			t.Fatal(err)
		}
		switch e.Position {
		case 500, 2500: // while it is at rest
			leave = visitor(t, dir)
		case 1500, 3500: // while a gateway is there
			leave()
		}
	}
	if got := len(readLog(t, r, "c1")); got != 4500 {
		t.Errorf("%d entries at the end, want 4500", got)
	}
}

// visitor starts a gateway in a process of its own; the answer ends it.
func visitor(t *testing.T, dir string) (leave func()) {
	t.Helper()
	child := stormChild(t, dir, "visit")
	in, err := child.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	lines := startChild(t, child)
	if !lines.Scan() || lines.Text() != "here" {
		t.Fatalf("visitor said %q", lines.Text())
	}
	return func() {
		if err := in.Close(); err != nil {
			t.Fatal(err)
		}
		if lines.Scan() {
			t.Errorf("visitor said %q", lines.Text())
		}
		if err := child.Wait(); err != nil {
			t.Errorf("visitor: %v", err)
		}
	}
}

func startChild(t *testing.T, child *exec.Cmd) *bufio.Scanner {
	t.Helper()
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return bufio.NewScanner(out)
}
