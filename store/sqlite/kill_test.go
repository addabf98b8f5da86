package sqlite

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"prepwire/store"
)

// stormDir and stormKind name the data directory, and what to write there, to a
// child process of a test that kills it.
const (
	stormDir  = "PREPWIRE_TEST_STORM_DIR"
	stormKind = "PREPWIRE_TEST_STORM_KIND"
)

// stormWriters write at once in the child.
const stormWriters = 16

// storms are what a child may do until it is killed: as writer w, write without
// end and acknowledge what the store has acknowledged.
var storms = map[string]func(db *DB, w int, acknowledge func(string)) error{
	"attempts": stormOfAttempts,
	"entries":  stormOfEntries,
	"visit":    visit,
}

// storm prints what is acknowledged, one write call a line so that no line is
// cut.
func storm(dir string) {
	db, err := Open(context.Background(), dir, Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	for w := range stormWriters {
		go func() {
			err := storms[os.Getenv(stormKind)](db, w, func(line string) { fmt.Println(line) })
			fmt.Println("error", err)
			os.Exit(1)
		}()
	}
	select {}
}

func stormOfAttempts(db *DB, w int, acknowledge func(string)) error {
	for n := 0; ; n++ {
		a, err := db.RecordAttempt(context.Background(), attempt(fmt.Sprintf("%d-%d-%d", os.Getpid(), w, n)))
		if err != nil {
			return err
		}
		acknowledge(a.ID)
	}
}

// stormChild is a child that has not been started.
func stormChild(t *testing.T, dir, kind string) *exec.Cmd {
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), stormDir+"="+dir, stormKind+"="+kind)
	return child
}

// TestKilledMidStorm kills a process that writes as fast as it can, several
// times over the same data, and looks for every write that was acknowledged.
func TestKilledMidStorm(t *testing.T) {
	dir := t.TempDir()
	for round := range 3 {
		acknowledged := killAfter(t, dir, "attempts", 2000)
		db, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Fatalf("round %d: open after kill: %v", round, err)
		}
		for _, id := range acknowledged {
			got, err := db.AttemptsOf(t.Context(), "user-"+id, store.Position{}, 2)
			if err != nil || len(got) != 1 || got[0].ID != id || got[0].Number != 1 {
				t.Fatalf("round %d: acknowledged %s: found %+v, error %v", round, id, got, err)
			}
		}
		closeWhole(t, db)
	}
}

// closeWhole closes a database that must be undamaged.
func closeWhole(t *testing.T, db *DB) {
	t.Helper()
	var integrity string
	if err := db.read.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&integrity); err != nil || integrity != "ok" {
		t.Fatalf("integrity %q, error %v", integrity, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// killAfter runs a storm in a child, kills it once it has acknowledged n
// writes, and answers all that it acknowledged until it was dead.
func killAfter(t *testing.T, dir, kind string, n int) []string {
	t.Helper()
	child := stormChild(t, dir, kind)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), "error") {
			t.Errorf("child: %s", lines.Text())
		}
		ids = append(ids, lines.Text())
		if len(ids) == n {
			if err := child.Process.Kill(); err != nil {
				t.Errorf("kill: %v", err)
			}
		}
	}
	if err := child.Wait(); err == nil || t.Failed() || len(ids) < n {
		t.Fatalf("child acknowledged %d writes and ended with %v", len(ids), err)
	}
	return ids
}
