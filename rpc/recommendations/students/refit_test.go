package students_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"sync"
	"testing"

	"prepwire/rpc/recommendations/learner"
	"prepwire/rpc/recommendations/students"
	"prepwire/store"
)

// New parameters come of enough answers, all nodes take up the same, and the
// states under them are the same on all.
func TestNodesAgreeOnNewParameters(t *testing.T) {
	db := open(t)
	nodes := make([]*students.Keeper, 3)
	for i := range nodes {
		nodes[i] = students.New(students.Config{Store: db, Enough: 300})
	}
	refit := func(k *students.Keeper) {
		if err := k.Refit(t.Context()); err != nil {
			t.Error(err)
		}
	}
	for n := range 299 {
		answer(t, db, fmt.Sprint("user", n%20), n)
	}
	refit(nodes[0])
	if _, err := db.NewestModel(t.Context()); !errors.Is(err, store.ErrNotFound) {
		t.Fatalf("made of too few answers: %v", err)
	}
	answer(t, db, "user0", 299)
	var all sync.WaitGroup
	for _, k := range nodes[:2] {
		all.Go(func() { refit(k) })
	}
	all.Wait()
	refit(nodes[2])
	m, err := db.NewestModel(t.Context())
	if err != nil || m.Number != 1 || m.Answers != 300 {
		t.Fatalf("number %d of %d answers, %v", m.Number, m.Answers, err)
	}
	for _, k := range nodes {
		if k.Params().Version() != nodes[0].Params().Version() || k.Params().Number() != 1 {
			t.Errorf("versions %s and %s", k.Params().Version(), nodes[0].Params().Version())
		}
		for u := range 20 {
			same(t, db, k, fmt.Sprint("user", u))
		}
	}
	refit(nodes[0])
	if again, err := db.NewestModel(t.Context()); err != nil || again.Number != 1 {
		t.Errorf("made again without new answers: %d, %v", again.Number, err)
	}
}

func TestDamagedParametersAreNotTakenUp(t *testing.T) {
	db := open(t)
	answer(t, db, "ann", 1)
	if _, err := db.AddModel(t.Context(), store.Model{Number: 1, Params: []byte("rubbish"), UpTo: store.Position{At: start, ID: "a"}, At: start}); err != nil {
		t.Fatal(err)
	}
	k := students.New(students.Config{Store: db})
	if err := k.Load(t.Context()); err == nil || k.Params().Number() != 0 {
		t.Errorf("%v, number %d", err, k.Params().Number())
	}
	if _, err := k.Student(t.Context(), "ann"); err != nil {
		t.Error(err)
	}
}

// After an upgrade there are parameters that an older program made.
func TestOutdatedParametersAreMadeAnew(t *testing.T) {
	db := open(t)
	for n := range 30 {
		answer(t, db, fmt.Sprint("user", n%5), n)
	}
	old, err := learner.Default().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	old[0] = 0x52
	binary.LittleEndian.PutUint32(old[len(old)-4:], crc32.Checksum(old[:len(old)-4], crc32.MakeTable(crc32.Castagnoli)))
	if _, err := db.AddModel(t.Context(), store.Model{Number: 1, Params: old, Answers: 30, UpTo: store.Position{At: start, ID: "a"}, At: start}); err != nil {
		t.Fatal(err)
	}
	k := students.New(students.Config{Store: db})
	if err := k.Load(t.Context()); !errors.Is(err, learner.ErrOutdated) {
		t.Errorf("loaded: %v", err)
	}
	if err := k.Refit(t.Context()); err != nil || k.Params().Number() != 2 {
		t.Errorf("%v, number %d", err, k.Params().Number())
	}
	again := students.New(students.Config{Store: db})
	if err := again.Load(t.Context()); err != nil || again.Params().Version() != k.Params().Version() {
		t.Errorf("%v, versions %s and %s", err, again.Params().Version(), k.Params().Version())
	}
}
