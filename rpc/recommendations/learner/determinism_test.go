package learner_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"slices"
	"testing"

	"prepwire/rpc/recommendations/learner"
)

func hash(b []byte) string {
	h := fnv.New64a()
	_, _ = h.Write(b)
	return fmt.Sprintf("%016x", h.Sum64())
}

// golden are the hashes of parameters and of a state made from a fixed log. They
// are the same on every processor; a change of the model changes them, and with
// them every state there is.
const (
	goldenParams = "cfa23b2a3c131924"
	goldenState  = "d28efe32f23cbf13"
)

func TestStatesAreTheSameBitForBitEverywhere(t *testing.T) {
	log := made(7, 60, 80)
	p := learner.Fit(3, log)
	params, err := p.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	s := p.Fold(own(log, 5))
	if got := hash(params); got != goldenParams {
		t.Errorf("parameters hash to %s, want %s", got, goldenParams)
	}
	if got := hash(p.AppendState(nil, &s)); got != goldenState {
		t.Errorf("state hashes to %s, want %s", got, goldenState)
	}
}

func TestASecondNodeAgrees(t *testing.T) {
	log := made(8, 40, 60)
	here, there := learner.Fit(1, log), learner.Fit(1, slices.Clone(log))
	b, _ := here.MarshalBinary()
	stored, err := learner.DecodeParams(b)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := stored.MarshalBinary()
	if here.Version() != there.Version() || here.Version() != stored.Version() || !bytes.Equal(b, again) {
		t.Fatalf("versions %s, %s, %s", here.Version(), there.Version(), stored.Version())
	}
	for student := range uint64(40) {
		a, b, c := here.Fold(own(log, student)), there.Fold(own(log, student)), stored.Fold(own(log, student))
		x := here.AppendState(nil, &a)
		if !bytes.Equal(x, there.AppendState(nil, &b)) || !bytes.Equal(x, stored.AppendState(nil, &c)) {
			t.Fatalf("student %d has different states", student)
		}
	}
}

func TestARestartInTheMiddleChangesNothing(t *testing.T) {
	log := made(9, 1, 200)
	p := learner.Fit(1, made(10, 40, 40))
	var whole, parts learner.State
	for i, a := range log {
		x, y := p.Learn(&whole, a.Answer), p.Learn(&parts, a.Answer)
		if x != y {
			t.Fatalf("answer %d: predicted %v, after restarts %v", i, x, y)
		}
		if i%17 == 0 {
			var err error
			if parts, err = p.DecodeState(p.AppendState(nil, &parts)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !bytes.Equal(p.AppendState(nil, &whole), p.AppendState(nil, &parts)) {
		t.Error("states differ")
	}
}

func TestDecodingRefusesWhatIsNotItsOwn(t *testing.T) {
	p, other := learner.Default(), learner.Fit(1, made(1, 5, 20))
	var s learner.State
	for _, a := range made(2, 1, 50) {
		p.Update(&s, a.Answer)
	}
	b := p.AppendState(nil, &s)
	if _, err := other.DecodeState(b); !errors.Is(err, learner.ErrVersion) {
		t.Errorf("under other parameters: %v", err)
	}
	params, _ := other.MarshalBinary()
	for i := range b {
		bad := bytes.Clone(b)
		bad[i] ^= 0x10
		if _, err := p.DecodeState(bad); !errors.Is(err, learner.ErrDamaged) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := p.DecodeState(b[:i]); !errors.Is(err, learner.ErrDamaged) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	for i := range params {
		if _, err := learner.DecodeParams(params[:i]); !errors.Is(err, learner.ErrDamaged) {
			t.Fatalf("parameters cut at %d: %v", i, err)
		}
	}
	if _, err := learner.DecodeParams(b); !errors.Is(err, learner.ErrDamaged) {
		t.Errorf("a state for parameters: %v", err)
	}
}

// What an older program wrote is whole, but of no use.
func TestParametersOfAnOlderProgramAreOutdated(t *testing.T) {
	b, _ := learner.Default().MarshalBinary()
	b[0] = 0x52
	body := b[:len(b)-4]
	old := binary.LittleEndian.AppendUint32(bytes.Clone(body), crc32.Checksum(body, crc32.MakeTable(crc32.Castagnoli)))
	if _, err := learner.DecodeParams(old); !errors.Is(err, learner.ErrOutdated) {
		t.Errorf("whole: %v", err)
	}
	if _, err := learner.DecodeParams(b); !errors.Is(err, learner.ErrDamaged) {
		t.Errorf("not whole: %v", err)
	}
}

func TestAStateOfTheWholeSATIsUnderAKilobyte(t *testing.T) {
	p := learner.Default()
	var s learner.State
	for i := range 29 * 40 {
		p.Update(&s, learner.Answer{Question: learner.Question{Skills: []learner.SkillID{learner.Skill(fmt.Sprint(i % 29))}}, Correct: i%3 > 0, At: int64(i) * 60_000})
	}
	if n := len(p.AppendState(nil, &s)); n > 1000 {
		t.Errorf("encoded it takes %d bytes", n)
	}
	if n := s.Size(); n > 1000 {
		t.Errorf("in memory it takes %d bytes", n)
	}
}

func TestPredictAndUpdateDoNotAllocate(t *testing.T) {
	p := learner.Fit(1, made(3, 30, 40))
	var s learner.State
	log := made(4, 1, 100)
	for _, a := range log {
		p.Update(&s, a.Answer)
	}
	i := 0
	if n := testing.AllocsPerRun(1000, func() {
		a := log[i%len(log)].Answer
		_ = p.Predict(&s, a.Question, a.At)
		p.Update(&s, a)
		i++
	}); n != 0 {
		t.Errorf("%v allocations an answer", n)
	}
}
