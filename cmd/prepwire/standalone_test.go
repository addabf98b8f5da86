package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/contest/answerlog"
	"prepwire/rpc/contest/scoring"
)

// smallLog is a contest of two questions and three participants: the lines of
// its log.
func smallLog(t *testing.T) [][]byte {
	t.Helper()
	start := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	rules := scoring.Rules{ContestID: "c1", Start: start, End: start.Add(time.Minute), Pacing: scoring.Free, Scoring: scoring.AMC,
		Questions: []scoring.Question{{ID: "q1", Type: "multiple-choice", Options: 4, PointsMilli: 1500}, {ID: "q2", Type: "short-answer", PointsMilli: 1}}}
	key, salt := scoring.NewKey(map[string]string{"q1": "B", "q2": "1/2"}), answerlog.NewSalt()
	commitment, err := answerlog.Commit(salt, key)
	if err != nil {
		t.Fatal(err)
	}
	schedule, err := scoring.NewSchedule(&rules)
	if err != nil {
		t.Fatal(err)
	}
	var log [][]byte
	add := func(_ answerlog.Entry, line []byte, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		log = append(log, line)
	}
	chain := answerlog.NewChain(answerlog.Head{})
	add(chain.Open(start, answerlog.Opened{Rules: rules, KeyCommitment: commitment}))
	add(chain.Answer(start.Add(2*time.Second), schedule.Slot(0), "pa", "B", 40))
	add(chain.Answer(start.Add(3*time.Second), schedule.Slot(1), "pb", "0.25", 0))
	add(chain.Answer(start.Add(3*time.Second), schedule.Slot(1), "pa", ".5", 0))
	add(chain.Answer(start.Add(3*time.Second), schedule.Slot(1), "pc", "no", 0))
	add(chain.Close(start.Add(61*time.Second), answerlog.Closed{Key: key, Salt: salt}))
	return log
}

func fileOf(log [][]byte) []byte { return append(bytes.Join(log, []byte("\n")), '\n') }

// hashOf is the hash that a line of a log says it has.
func hashOf(t *testing.T, line []byte) string {
	t.Helper()
	e, err := answerlog.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	return e.Hash
}

// offlineRun is what the program did with a file as its stdin, in an empty
// directory and with settings that no gateway would start with.
func offlineRun(t *testing.T, file []byte, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	dir := t.TempDir()
	cmd := command(t, dir, []string{"ADDR=nonsense", "LIMIT_FRAME=-1"}, args...)
	cmd.Stdin = bytes.NewReader(file)
	code, stdout, stderr = finish(t, cmd)
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("it left %v behind (%v)", left, err)
	}
	return code, stdout, stderr
}

func TestVerifyCommand(t *testing.T) {
	log := smallLog(t)
	good, head := fileOf(log), hashOf(t, log[5])
	altered := bytes.Replace(good, []byte(`"answer":"B"`), []byte(`"answer":"C"`), 1)
	other := strings.Repeat("0", 64)
	for name, c := range map[string]struct {
		file []byte
		args []string
		code int
		says string
	}{
		"good":              {good, nil, 0, `good: contest "c1", entries 6, answers 4, participants 3, head ` + head + ", closed\n"},
		"known head":        {good, []string{"--head", head}, 0, "closed"},
		"receipt":           {good, []string{"--receipt", "3:" + hashOf(t, log[2])}, 0, "closed"},
		"no closing entry":  {fileOf(log[:5]), nil, 0, "not closed: the contest is not over, or the end is missing"},
		"running, its head": {fileOf(log[:5]), []string{"--head", hashOf(t, log[4])}, 0, "not closed\n"},
		"altered":           {altered, nil, 1, "stdin: position 2: the hash is not that of the entry"},
		"cut":               {fileOf(log[:4]), []string{"--head", head}, 1, "position 5: the log ends before the known head"},
		"another head":      {good, []string{"--head", other}, 1, "position 6: the log ends with another hash than the known head"},
		"another receipt":   {good, []string{"--receipt", "3:" + other}, 1, "position 3: the hash is not that of the receipt"},
		"receipt too far":   {good, []string{"--receipt", "9:" + other}, 1, "there is a receipt for an entry that is missing"},
		"empty":             {nil, nil, 1, "position 1: the log is empty"},
		"bad head":          {good, []string{"--head", "abc"}, 2, "--head: must be 64 lower-case hex digits"},
		"bad receipt":       {good, []string{"--receipt", "x:" + other}, 2, "--receipt: must be a position"},
		"unknown flag":      {good, []string{"--addr", "x"}, 2, "unknown flag --addr"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := offlineRun(t, c.file, append([]string{"verify", "-"}, c.args...)...)
			says := out
			if code != 0 {
				says = errs
			}
			if code != c.code || !strings.Contains(says, c.says) || strings.Count(out+errs, "\n") != 1 {
				t.Errorf("ended with %d\nstdout: %s\nstderr: %s", code, out, errs)
			}
		})
	}
}

func TestReplayCommand(t *testing.T) {
	log := smallLog(t)
	code, out, errs := offlineRun(t, fileOf(log), "replay", "-", "--head", hashOf(t, log[5]))
	// amc: pa has both, pb and pc got 1.5/4 for what they left out
	want := `{"rank":1,"participant":"pa","score":1.501,"correct":2,"wrong":0,"answered":2,"timeMs":3000,"lastCorrectAt":"2026-11-26T10:00:03.000Z","completed":true}
{"rank":2,"participant":"pb","score":0.375,"correct":0,"wrong":1,"answered":1,"timeMs":0,"completed":false}
{"rank":2,"participant":"pc","score":0.375,"correct":0,"wrong":1,"answered":1,"timeMs":0,"completed":false}
`
	if code != 0 || out != want || errs != "" {
		t.Errorf("ended with %d\nstdout: %s\nstderr: %s", code, out, errs)
	}
	for name, c := range map[string]struct {
		file []byte
		says string
	}{
		"not closed": {fileOf(log[:5]), "stdin: the log has no closing entry: it is not final, and has no key"},
		"not a log":  {[]byte("{}\n"), "stdin: position 1: "},
	} {
		code, out, errs := offlineRun(t, c.file, "replay", "-")
		if code != 1 || out != "" || !strings.Contains(errs, c.says) {
			t.Errorf("%s: ended with %d\nstdout: %s\nstderr: %s", name, code, out, errs)
		}
	}
}

func TestOfflineCommandsReadFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	if err := os.WriteFile(path, fileOf(smallLog(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		file string
		code int
	}{{path, 0}, {dir, 2}, {filepath.Join(dir, "none"), 2}} {
		for _, name := range []string{"verify", "replay"} {
			code, out, errs := offlineRun(t, nil, name, c.file)
			if code != c.code || code != 0 && (out != "" || !strings.Contains(errs, c.file)) {
				t.Errorf("%s %s ended with %d\nstdout: %s\nstderr: %s", name, c.file, code, out, errs)
			}
		}
	}
	for _, name := range []string{"verify", "replay"} {
		if code, _, errs := offlineRun(t, nil, name); code != 2 || !strings.Contains(errs, "file") {
			t.Errorf("%s without a file ended with %d: %s", name, code, errs)
		}
		if code, out, _ := offlineRun(t, nil, name, "--help"); code != 0 || !strings.Contains(out, "--head") {
			t.Errorf("%s --help ended with %d: %s", name, code, out)
		}
	}
}
