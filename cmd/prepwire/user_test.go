package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"prepwire/rpc/contest/answerlog"
	"prepwire/store"
	"prepwire/store/sqlite"
	"prepwire/store/storetest"
)

// userRun runs prepwire user as main does, in this process.
func userRun(t *testing.T, dir string, env []string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := process{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}
	err := run(append([]string{"user"}, args...), append([]string{"DATA_DIR=" + filepath.Join(dir, "data")}, env...), p)
	return complain(err, &errs), out.String(), errs.String()
}

// says wants an exit code and parts of what is said.
func says(t *testing.T, dir string, env []string, args string, code int, parts ...string) string {
	t.Helper()
	got, out, errs := userRun(t, dir, env, strings.Fields(args)...)
	all := out + errs
	for _, part := range parts {
		if !strings.Contains(all, part) {
			t.Errorf("user %s does not say %q:\n%s", args, part, all)
		}
	}
	if got != code {
		t.Errorf("user %s ended with %d:\n%s", args, got, all)
	}
	if code != 0 && strings.Count(errs, "\n") != 1 {
		t.Errorf("user %s says more than a line: %s", args, errs)
	}
	return all
}

// inData opens the store of a gateway that is stopped.
func inData(t *testing.T, dir string, do func(db *sqlite.DB)) {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(dir, "data"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	do(db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// Who asks is told what is kept, at rest and beside a gateway; erasing needs the
// gateway to be stopped, is only told without --yes, and leaves what it says.
func TestUserIsShownAndErased(t *testing.T) {
	dir := t.TempDir()
	says(t, dir, nil, "show ann", 1, "there is no store")
	says(t, dir, nil, "erase ann --yes", 1, "there is no store")
	inData(t, dir, func(db *sqlite.DB) {
		storetest.FillUser(t, db, "ann", "f")
		storetest.FillUser(t, db, "bob", "g")
	})
	const row = "3  attempts at questions: goes"
	check := func(when string) {
		t.Helper()
		shown := says(t, dir, nil, "show ann", 0, `user "ann"`, row, "1  shared questions: stays, without the user", "2  revocations of tokens: stays")
		told := says(t, dir, nil, "erase ann", 0, row, "nothing was erased; --yes does it")
		if !strings.HasPrefix(told, shown) {
			t.Errorf("%s: shown\n%s\nbut erasing tells\n%s", when, shown, told)
		}
		says(t, dir, nil, "show nobody", 0, `nothing is kept of user "nobody"`)
	}
	check("at rest")
	gateway := start(t, dir)
	check("beside a gateway")
	says(t, dir, nil, "erase ann --yes", 1, "a gateway uses DATA_DIR", "stop it, erase, and start it again")
	gateway.stop()
	before := says(t, dir, nil, "export bob", 0)
	says(t, dir, nil, "erase ann --yes", 0, row, `user "ann" is erased`, "--revoke", "backups")
	left := says(t, dir, nil, "show ann", 0, "2  revocations of tokens")
	if strings.Count(left, "\n") != 2 {
		t.Errorf("left:\n%s", left)
	}
	if after := says(t, dir, nil, "export bob", 0); after != before {
		t.Errorf("of another user\n%s\nwas\n%s", after, before)
	}
	says(t, dir, nil, "erase ann --yes", 0, `user "ann" is erased`)
	says(t, dir, nil, "erase nobody --yes --revoke", 0, `nothing is kept of user "nobody"`)
	says(t, dir, nil, "show nobody", 0, "1  revocations of tokens")
	says(t, dir, nil, "show erased:x", 1, "stands for a user who was erased")
	says(t, dir, nil, "show", 1, "user show: the id of the user is empty")
	start(t, dir).stop()
}

// exportOf is an export by kind.
func exportOf(t *testing.T, dir, user string) map[string][]map[string]any {
	t.Helper()
	code, out, errs := userRun(t, dir, nil, "export", user)
	if code != 0 {
		t.Fatalf("ended with %d: %s", code, errs)
	}
	kinds := map[string][]map[string]any{}
	for line := range strings.Lines(out) {
		var l struct {
			Kind, Withheld string
			Data           map[string]any
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil || l.Data == nil {
			t.Fatalf("%v in %s", err, line)
		}
		l.Data["withheld"] = l.Withheld
		kinds[l.Kind] = append(kinds[l.Kind], l.Data)
	}
	return kinds
}

func TestUserExport(t *testing.T) {
	dir := t.TempDir()
	inData(t, dir, func(db *sqlite.DB) {
		storetest.FillUser(t, db, "ann", "f")
		storetest.FillUser(t, db, "bob", "g")
	})
	_, out, _ := userRun(t, dir, nil, "export", "ann")
	for _, strange := range []string{"bob", `"g-`, `"org"`, "root", "someone"} {
		if strings.Contains(out, strange) {
			t.Errorf("the export says %q:\n%s", strange, out)
		}
	}
	kinds, counts := exportOf(t, dir, "ann"), map[string]int{}
	for kind, lines := range kinds {
		counts[kind] = len(lines)
	}
	for kind, want := range map[string]int{"session": 2, "attempt": 3, "message": 3, "extension": 3, "report": 3, "review": 3, "question": 4,
		"contest": 2, "registration": 3, "contestAnswer": 2, "revocation": 1} {
		if counts[kind] != want {
			t.Errorf("%d lines of %s, want %d", counts[kind], kind, want)
		}
	}
	if len(counts) != 11 {
		t.Errorf("kinds: %v", counts)
	}
	if a := kinds["attempt"][0]; a["answer"] != "I am ann" || a["correct"] != true || a["at"] != "2026-03-01T12:00:00.123Z" {
		t.Errorf("attempt: %v", a)
	}
	if q := kinds["question"][0]; q["correctAnswer"] != nil || q["hints"] != nil || q["withheld"] != unseenKey {
		t.Errorf("a question that was not answered: %v", q)
	}
	if code, out, _ := userRun(t, dir, nil, "export", "nobody"); code != 0 || out != "" {
		t.Errorf("of nobody: %d, %q", code, out)
	}
}

// What an open contest asks stays secret, and its answers come once it is over.
func TestUserExportKeepsKeys(t *testing.T) {
	dir, at := t.TempDir(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	key := "the-key-" + secret()[:8]
	inData(t, dir, func(db *sqlite.DB) {
		noFault := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		_, err := db.CreateQuestions(t.Context(), []store.Question{{ID: "q1", CreatedBy: "ann", CreatedAt: at, DifficultyLevel: 1, Visibility: store.Private,
			Provider: byAuthor, CorrectAnswer: key, Explanation: key, Hints: []string{key}}})
		noFault(err)
		_, err = db.RecordAttempt(t.Context(), store.Attempt{ID: "a1", UserID: "ann", QuestionID: "q1", Answer: "mine", Correct: true, At: at})
		noFault(err)
		_, err = db.CreateContest(t.Context(), store.Contest{ID: "c1", CreatedBy: "org", CreatedAt: at, StartTime: at, EndTime: at, Title: "Cup",
			Questions: []store.ContestQuestion{{QuestionID: "q1"}}})
		noFault(err)
		_, err = db.Register(t.Context(), store.Registration{ContestID: "c1", UserID: "ann", Name: "Ann", Participant: "p1", RegisteredAt: at}, 10)
		noFault(err)
		_, err = db.AppendEntries(t.Context(), []store.ContestEntry{{ContestID: "c1", Position: 1, Type: "opened", Body: []byte(`{}`)},
			{ContestID: "c1", Position: 2, Type: "answer", Participant: "p1", QuestionID: "q1", Body: []byte(`{"answer":"B"}`)}})
		noFault(err)
	})
	kinds := exportOf(t, dir, "ann")
	if _, out, errs := userRun(t, dir, nil, "export", "ann"); strings.Contains(out, key) || !strings.Contains(errs, "3 lines withhold") {
		t.Errorf("while the contest is open: %s\n%s", out, errs)
	}
	if a := kinds["attempt"][0]; a["correct"] != nil || a["answer"] != "mine" || len(kinds["contestAnswer"]) != 0 {
		t.Errorf("%v", kinds)
	}
	says(t, dir, nil, "erase ann", 0, "or with --force", "c1")
	says(t, dir, nil, "erase ann --yes", 1, "nothing was erased", "c1", "--force")
	if n := len(exportOf(t, dir, "ann")["attempt"]); n != 1 {
		t.Errorf("%d attempts after a refusal", n)
	}
	inData(t, dir, func(db *sqlite.DB) {
		if _, err := db.CloseContest(t.Context(), "c1", at, "head", 3); err != nil {
			t.Fatal(err)
		}
	})
	kinds = exportOf(t, dir, "ann")
	if q, a := kinds["question"][0], kinds["attempt"][0]; q["correctAnswer"] != key || a["correct"] != true || len(kinds["contestAnswer"]) != 1 {
		t.Errorf("once it is over: %v", kinds)
	}
}

// A contest's log verifies after one of its participants was erased, in its midst
// too, and names nobody.
func TestLogVerifiesAfterErasing(t *testing.T) {
	dir, log := t.TempDir(), smallLog(t)
	var participant string
	for _, line := range log {
		if e, err := answerlog.Parse(line); err == nil && e.Type == answerlog.TypeAnswer {
			participant = e.Answer.Participant
		}
	}
	inData(t, dir, func(db *sqlite.DB) {
		keepContest(t, db, "c1", log)
		_, err := db.Register(t.Context(), store.Registration{ContestID: "c1", UserID: "ann-4711", Name: "Ann Lee", Participant: participant, RegisteredAt: time.Now()}, 10)
		if err != nil {
			t.Fatal(err)
		}
	})
	says(t, dir, nil, "erase ann-4711 --yes", 0, "places in contests that have begun: stays, without the user", "answers in logs of contests, under random ids: stays")
	code, out, errs := exported(t, dir, "--contest", "c1")
	if code != 0 || out != string(fileOf(log)) {
		t.Fatalf("ended with %d: %s%s", code, out, errs)
	}
	if code, _, errs := offlineRun(t, []byte(out), "verify", "-", "--head", hashOf(t, log[len(log)-1])); code != 0 {
		t.Errorf("does not verify: %s", errs)
	}
	inData(t, dir, func(db *sqlite.DB) {
		places, err := db.Registrations(t.Context(), "c1", "", 10)
		if err != nil || len(places) != 1 || places[0].UserID != store.Erased(participant) || places[0].Name != store.ErasedName {
			t.Errorf("%v, %v", places, err)
		}
	})
}

// With --force a place in an open contest is made nameless at once, and what
// keeps the contest fair waits for a repeat.
func TestUserIsErasedByForce(t *testing.T) {
	dir, at := t.TempDir(), time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	inData(t, dir, func(db *sqlite.DB) {
		_, err := db.CreateContest(t.Context(), store.Contest{ID: "c1", CreatedBy: "ann", CreatedAt: at, StartTime: at, EndTime: at,
			Questions: []store.ContestQuestion{{QuestionID: "q1"}}})
		if err != nil {
			t.Fatal(err)
		}
	})
	says(t, dir, nil, "erase ann --yes", 1, "c1")
	says(t, dir, nil, "erase ann --yes --force --revoke", 0, `user "ann" is erased; what keeps open contests fair stays until they are over: erase again then`)
	says(t, dir, nil, "show ann", 0, "1  open contests created", "1  revocations")
	inData(t, dir, func(db *sqlite.DB) {
		if _, err := db.CancelContest(t.Context(), "c1", at); err != nil {
			t.Fatal(err)
		}
	})
	says(t, dir, nil, "erase ann --yes", 0, `user "ann" is erased`)
	inData(t, dir, func(db *sqlite.DB) {
		c, err := db.Contest(t.Context(), "c1")
		if err != nil || c.CreatedBy != store.Erased("c1") {
			t.Errorf("%v, %v", c, err)
		}
	})
}
