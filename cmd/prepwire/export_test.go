package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/contest/answerlog"
	"prepwire/store"
	"prepwire/store/mongodb"
	"prepwire/store/mongodb/mongotest"
	"prepwire/store/sqlite"
)

// keepContest keeps a contest that is over, with the entries of its log.
func keepContest(t *testing.T, db store.Contests, id string, log [][]byte) {
	t.Helper()
	at := time.Date(2026, 3, 1, 13, 0, 0, 0, time.UTC)
	_, err := db.CreateContest(t.Context(), store.Contest{ID: id, CreatedBy: "org", CreatedAt: at, StartTime: at, EndTime: at,
		Questions: []store.ContestQuestion{{QuestionID: "q1"}, {QuestionID: "q2"}}})
	if err != nil {
		t.Fatal(err)
	}
	var entries []store.ContestEntry
	for i, line := range log {
		e, err := answerlog.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		kept := store.ContestEntry{ContestID: id, Position: int64(i + 1), Type: e.Type, Body: line}
		if e.Type == answerlog.TypeAnswer {
			kept.Participant, kept.QuestionID = e.Answer.Participant, e.Answer.QuestionID
		}
		entries = append(entries, kept)
	}
	if _, err := db.AppendEntries(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	if len(log) == 0 {
		return
	}
	if _, err := db.CloseContest(t.Context(), id, at, hashOf(t, log[len(log)-1]), int64(len(log))); err != nil {
		t.Fatal(err)
	}
}

// exported runs the command on a gateway's directory.
func exported(t *testing.T, dir string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return finish(t, command(t, dir, nil, append([]string{"export"}, args...)...))
}

// What is exported, while the gateway runs and when it does not, is the log as
// it was kept, byte for byte, and verifies.
func TestExportCommand(t *testing.T) {
	dir, log := t.TempDir(), smallLog(t)
	db, err := sqlite.Open(t.Context(), filepath.Join(dir, "data"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	keepContest(t, db, "c1", log)
	keepContest(t, db, "c2", nil)
	if _, err := db.CancelContest(t.Context(), "c2", time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	check := func(when string) {
		t.Helper()
		before := names(t, filepath.Join(dir, "data"))
		code, out, errs := exported(t, dir, "--contest", "c1")
		if code != 0 || errs != "" || out != string(fileOf(log)) {
			t.Fatalf("%s: ended with %d\nstdout: %s\nstderr: %s", when, code, out, errs)
		}
		if after := names(t, filepath.Join(dir, "data")); !slices.Equal(before, after) {
			t.Errorf("%s: %v became %v", when, before, after)
		}
		if code, _, errs := offlineRun(t, []byte(out), "verify", "-", "--head", hashOf(t, log[len(log)-1])); code != 0 {
			t.Errorf("%s: does not verify: %s", when, errs)
		}
		for _, c := range []struct{ args, says string }{
			{"--contest nothing", `--contest: there is no contest "nothing"`},
			{"--contest c2", `contest "c2" has no log`},
			{"", "--contest"},
		} {
			code, out, errs := exported(t, dir, strings.Fields(c.args)...)
			if code != 1 || out != "" || !strings.Contains(errs, c.says) || strings.Count(errs, "\n") != 1 {
				t.Errorf("%s, %q: ended with %d\nstdout: %s\nstderr: %s", when, c.args, code, out, errs)
			}
		}
	}
	check("at rest")
	gateway := start(t, dir)
	check("beside a gateway")
	gateway.kill()
	check("after a kill")
	start(t, dir).stop()
	check("after a stop")
}

// A log in MongoDB is exported in the same way.
func TestExportFromMongoDB(t *testing.T) {
	t.Parallel()
	uri, log := mongotest.Start(t).URI("prepwire"), smallLog(t)
	db, err := mongodb.Open(t.Context(), uri, mongodb.Options{})
	if err != nil {
		t.Fatal(err)
	}
	keepContest(t, db, "c1", log)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	code, out, errs := finish(t, command(t, t.TempDir(), []string{"MONGODB_URI=" + uri}, "export", "--contest", "c1"))
	if code != 0 || out != string(fileOf(log)) {
		t.Fatalf("ended with %d, stdout: %s\nstderr: %s", code, out, errs)
	}
}

func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return all
}

func TestExportWithoutAStore(t *testing.T) {
	dir := t.TempDir()
	for _, data := range []string{"none", "."} {
		code, out, errs := exported(t, dir, "--contest", "c1", "--data-dir", data)
		if code != 1 || out != "" || !strings.Contains(errs, "there is no store") {
			t.Errorf("%s: ended with %d\nstdout: %s\nstderr: %s", data, code, out, errs)
		}
	}
	if left := names(t, dir); len(left) > 0 {
		t.Errorf("it left %v behind", left)
	}
}
