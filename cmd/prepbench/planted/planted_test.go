package planted

import (
	"reflect"
	"slices"
	"testing"
)

// TestFaultsAreThere: what is known of a question is true of it.
func TestFaultsAreThere(t *testing.T) {
	m := NewMaker(1)
	for _, q := range m.Good(200) {
		if q.Fault != "" || len(q.Right) != 1 || q.Options[q.Key] != q.Right[0] {
			t.Fatalf("%+v", q)
		}
	}
	for _, k := range Kinds() {
		qs, err := m.Plant(k, 20)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range qs {
			right := q.Key < len(q.Options) && slices.Contains(q.Right, q.Options[q.Key])
			wrong := k.Name == "wrong key" || k.Name == "wrong key, explained" || k.Name == "no right answer" || k.Name == "broken form"
			if q.Fault != k.Name || !wrong && !right || wrong && k.Name != "broken form" && right || k.Name == "two right answers" && len(q.Right) != 2 {
				t.Errorf("%s: %+v", k.Name, q)
			}
		}
	}
}

func TestSameSeedSameQuestions(t *testing.T) {
	all := func(seed uint64) any {
		m := NewMaker(seed)
		out := m.Good(5)
		for _, k := range Kinds() {
			qs, err := m.Plant(k, 3)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, qs...)
		}
		return out
	}
	if !reflect.DeepEqual(all(3), all(3)) || reflect.DeepEqual(all(3), all(4)) {
		t.Error("the seed does not decide")
	}
}

func TestReplace(t *testing.T) {
	for _, c := range [][4]string{
		{"x = 19, not 190.", "19", "7", "x = 7, not 190."}, {"1/19 and 19", "19", "7", "1/19 and 7"}, {"it is 19.5 or 19.", "19", "7", "it is 19.5 or 7."},
		{"“its” fits it", "it", "him", "“its” fits him"},
	} {
		if got, ok := replace(c[0], c[1], c[2]); got != c[3] || !ok {
			t.Errorf("%q: got %q", c[0], got)
		}
	}
}
