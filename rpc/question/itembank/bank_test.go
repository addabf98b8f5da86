package itembank

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden file anew")

// TestGolden holds two questions of each family to the letter: what was served
// under a seed once is served under it for ever. There is one file for each skill.
func TestGolden(t *testing.T) {
	bank := New()
	bySkill := map[string]string{}
	for _, f := range bank.Families(Filter{}) {
		for i, l := range []Level{f.Levels[0], f.Levels[len(f.Levels)-1]} {
			kind := f.Types()[i*(len(f.Types())-1)]
			item, next, err := bank.Draw(f.Name, l.Level, kind, 2024, 5)
			if err != nil {
				t.Fatal(err)
			}
			bySkill[f.Skill] += fmt.Sprintf("%snext %d\n\n", show(item), next)
		}
	}
	for skill, got := range bySkill {
		file := "testdata/" + skill + ".txt"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; if a family was changed on purpose: go test ./rpc/question/itembank -run Golden -update\n%s", file, firstDifference(got, string(want)))
		}
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got: %s\nwant: %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

func TestDrawRefuses(t *testing.T) {
	b := New()
	name := b.Families(Filter{})[0].Name
	for _, c := range []struct {
		family   string
		level    int
		kind     Type
		position uint64
		want     error
	}{
		{"no-such-family", 1, MultipleChoice, 0, ErrUnknown},
		{name, 9, MultipleChoice, 0, ErrUnknown},
		{name, 1, "essay", 0, ErrUnknown},
		{name, 1, MultipleChoice, b.Variants(name, 1), ErrExhausted},
		{name, 1, MultipleChoice, 1<<64 - 1, ErrExhausted},
	} {
		if _, _, err := b.Draw(c.family, c.level, c.kind, 1, c.position); !errors.Is(err, c.want) {
			t.Errorf("Draw(%s, %d, %s, 1, %d): %v, want %v", c.family, c.level, c.kind, c.position, err, c.want)
		}
	}
	if n := b.Variants("no-such-family", 1); n != 0 {
		t.Errorf("an unknown family has %d variants", n)
	}
}

// wrongKey is a family whose key does not pass its second computation.
var wrongKey = Family{Name: "wrong-key", Subject: Math, Levels: []Level{{Level: 1, Space: []Span{{1, 9}}, build: func(p []int) (draft, bool) {
	return draft{key: integer(p[0]), right: equals(whole(p[0] + 1))}, true
}}}}

func TestDrawRefusesAnUnconfirmedKey(t *testing.T) {
	if _, _, err := newBank([]Family{wrongKey}).Draw("wrong-key", 1, MultipleChoice, 1, 0); !errors.Is(err, ErrKey) {
		t.Errorf("got %v, want ErrKey", err)
	}
}

func TestDrawPassesOverHintsThatTell(t *testing.T) {
	f := Family{Name: "telling", Subject: Math, Levels: []Level{{Level: 1, Space: []Span{{1, 50}}, build: func(p []int) (draft, bool) {
		k := whole(p[0])
		return draft{
			stem: "?", key: number(k), right: equals(k), hints: [3]string{"", "It is not 7.", "Nor −8/2x."},
			wrong: []wrong{not(k.neg(), "sign"), not(k.mul(whole(2)), "twice")},
		}, true
	}}}}
	b := newBank([]Family{f})
	n := 0
	for position := uint64(0); ; n++ {
		item, next, err := b.Draw("telling", 1, MultipleChoice, 5, position)
		if errors.Is(err, ErrExhausted) {
			break
		}
		if k := item.Options[item.Key]; err != nil || k == "7" || k == "4" {
			t.Fatalf("drew %v, %v", item, err)
		}
		position = next
	}
	if n != 48 {
		t.Errorf("drew %d items, want 48 of 50", n)
	}
}

func TestNewBankRefusesBadLists(t *testing.T) {
	for name, list := range map[string][]Family{
		"twice":    {wrongKey, wrongKey},
		"no name":  {{}},
		"no build": {{Name: "x", Levels: []Level{{Level: 1}}}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: accepted", name)
				}
			}()
			newBank(list)
		}()
	}
}

func TestFamiliesFilter(t *testing.T) {
	b := New()
	all := len(b.Families(Filter{}))
	for _, want := range []Filter{
		{Subject: Math}, {Skill: "ALG1"}, {Type: ShortAnswer}, {MinLevel: 4}, {MaxLevel: 1},
		{Subject: Math, Skill: "ALG1", MinLevel: 3, MaxLevel: 3, Type: TrueFalse},
	} {
		found := b.Families(want)
		if len(found) == 0 || len(found) > all {
			t.Errorf("%+v: %d of %d families", want, len(found), all)
		}
		for _, f := range found {
			if want.Subject != "" && f.Subject != want.Subject || want.Skill != "" && f.Skill != want.Skill || want.Type == ShortAnswer && !f.Numeric {
				t.Errorf("%+v admits %s", want, f.Name)
			}
		}
	}
	if found := b.Families(Filter{Skill: "CAS1"}); len(found) != 0 {
		t.Errorf("vocabulary is not parametric, yet %d families serve it", len(found))
	}
}

// TestFamiliesCoverMathematics wants a family for every skill of the exam's mathematics.
func TestFamiliesCoverMathematics(t *testing.T) {
	b := New()
	if n := len(b.Families(Filter{Subject: Math})); n < 30 {
		t.Errorf("%d families of mathematics, want 30", n)
	}
	for domain, skills := range map[string]int{"ALG": 5, "ADV": 3, "PSD": 7, "GEO": 4} {
		for i := range skills {
			skill := fmt.Sprint(domain, i+1)
			if len(b.Families(Filter{Skill: skill})) == 0 {
				t.Errorf("no family for %s", skill)
			}
		}
	}
}
