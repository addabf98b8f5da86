package tutor

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"

	"prepwire/rpc/recommendations/learner"
)

// Made is a simulated log and what is behind it.
type Made struct {
	Log    Log
	Truth  Truth
	Oracle []Guess // what somebody who knows everything would have predicted
	world  *world
}

// Generate makes the answers of students over a bank of 600 questions, drawn from
// the seed; first is the number of the first student, so that two logs of one
// seed share the bank and no student.
func Generate(seed uint64, first, students int) *Made {
	w := satWorld(rand.New(rand.NewPCG(seed, 0)), 600, 1.2)
	m := &Made{Truth: Truth{}, world: w}
	m.Log.Skills = w.codes
	for n := range students {
		name := fmt.Sprint(first + n)
		m.Log.Users = append(m.Log.Users, name)
		m.student(rand.New(rand.NewPCG(seed, uint64(first+n))), uint64(n), name)
	}
	return m
}

// student answers in sittings of some ten questions, days apart, working on one
// to three skills at a time.
func (m *Made) student(r *rand.Rand, n uint64, name string) {
	p := m.world.person(r)
	at := 1_700_000_000_000 + r.Int64N(30*86_400_000)
	count := 0
	for left := int(60 * math.Exp(0.9*r.NormFloat64())); left > 0; left -= count {
		count = min(left, 4+r.IntN(20))
		at = m.sitting(r, p, n, at, count)
		days := 0.3 + 3*r.ExpFloat64()
		p.rest(days)
		at += int64(days * 86_400_000)
	}
	of := map[learner.SkillID]float64{}
	for k, id := range m.world.skills {
		of[id] = p.ability(k)
	}
	m.Truth[name] = of
}

func (m *Made) sitting(r *rand.Rand, p *person, n uint64, at int64, count int) int64 {
	k, left := 0, 0
	for range count {
		if left == 0 {
			k, left = r.IntN(len(m.world.codes)), 2+r.IntN(6)
		}
		left--
		of := m.world.bySkill[k]
		it := &m.world.items[of[r.IntN(len(of))]]
		chance := it.chance(p.ability(k))
		correct := r.Float64() < chance
		took := int64(1000 * it.seconds * math.Exp(p.pace+0.4*r.NormFloat64()))
		at += took
		m.Oracle = append(m.Oracle, Guess{P: chance, Correct: correct})
		m.Log.Rows = append(m.Log.Rows, learner.Logged{Student: n, Answer: learner.Answer{Question: learner.Question{Item: it.Item, Skills: it.Skills},
			Correct: correct, At: at, TimeMs: took}})
		p.practise(it, 0.7)
	}
	return at
}

// WriteLog writes a log as ReadLog reads it, WriteTruth what is behind it and
// WriteBank the questions.
func (m *Made) WriteLog(out io.Writer) error {
	w := bufio.NewWriter(out)
	code := map[learner.SkillID]string{}
	for k, id := range m.world.skills {
		code[id] = m.world.codes[k]
	}
	name := map[learner.ItemID]string{}
	for i := range m.world.items {
		name[m.world.items[i].Item] = m.world.items[i].ID
	}
	_, _ = fmt.Fprintln(w, "user,skills,item,correct,time,elapsed_ms")
	var codes []string
	for i := range m.Log.Rows {
		a := &m.Log.Rows[i]
		correct := 0
		if a.Correct {
			correct = 1
		}
		codes = codes[:0]
		for _, id := range a.Skills {
			codes = append(codes, code[id])
		}
		_, _ = fmt.Fprintf(w, "%s,%s,%s,%d,", m.Log.Users[a.Student], strings.Join(codes, "~"), name[a.Item], correct)
		if a.At > 0 {
			_, _ = fmt.Fprintf(w, "%d.%03d,%d", a.At/1000, a.At%1000, a.TimeMs)
		} else {
			_, _ = fmt.Fprint(w, ",")
		}
		_ = w.WriteByte('\n')
	}
	return w.Flush()
}

// WriteTruth writes what simulated users really can.
func (m *Made) WriteTruth(out io.Writer) error {
	w := bufio.NewWriter(out)
	_, _ = fmt.Fprint(w, "user")
	for _, code := range m.world.codes {
		_, _ = fmt.Fprint(w, ",", code)
	}
	for _, user := range m.Log.Users {
		_, _ = fmt.Fprint(w, "\n", user)
		for _, id := range m.world.skills {
			_, _ = fmt.Fprintf(w, ",%.3f", m.Truth[user][id])
		}
	}
	_, _ = fmt.Fprintln(w)
	return w.Flush()
}

// WriteBank writes the questions as ReadBank reads them.
func (m *Made) WriteBank(out io.Writer) error {
	w := bufio.NewWriter(out)
	_, _ = fmt.Fprintln(w, "item,skill,level,format")
	for i := range m.world.items {
		it := &m.world.items[i]
		format := "mc"
		if it.Options == 1 {
			format = "spr"
		}
		_, _ = fmt.Fprintf(w, "%s,%s,%d,%s\n", it.ID, it.Skill, it.Level, format)
	}
	return w.Flush()
}
