package judge

import (
	"slices"
	"testing"
)

func TestNormal(t *testing.T) {
	options := []string{"A", "b", "Ä"}
	for _, c := range []struct {
		kind, answer, want string
		ok                 bool
	}{
		{multipleChoice, "A", "A", true},
		{multipleChoice, " a\n", "A", true},
		{multipleChoice, "B", "b", true},
		{multipleChoice, "ä", "Ä", true},
		{multipleChoice, "C", "", false},
		{multipleChoice, "", "", false},
		{multipleChoice, "AB", "", false},
		{trueFalse, "true", "true", true},
		{trueFalse, " FALSE ", "false", true},
		{trueFalse, "t", "t", false},
		{trueFalse, "", "", false},
		{shortAnswer, " Treaty of  Paris\t", "Treaty of  Paris", true},
		{shortAnswer, "1/2", "1/2", true},
		{shortAnswer, " \n", "", false},
		{shortAnswer, "\xff", "\xff", false},
	} {
		got, ok := Normal(c.kind, options, c.answer)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("%s %q: got %q, %v", c.kind, c.answer, got, ok)
		}
	}
	if got, ok := Normal(multipleChoice, nil, "A"); ok {
		t.Errorf("without options %q is an answer", got)
	}
}

// FuzzNormal holds the normal form to its promises: it is its own normal form,
// and judged as what it was made of.
func FuzzNormal(f *testing.F) {
	for _, s := range []string{"A", " b ", "TRUE", "1/2 ", "", "ſ", "\xff", "\u2003x"} {
		f.Add(s, "A")
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, answer, key string) {
		for _, kind := range []string{multipleChoice, trueFalse, shortAnswer} {
			options := []string{"A", "B", key}
			normal, ok := Normal(kind, options, answer)
			if !ok {
				continue
			}
			if again, ok := Normal(kind, options, normal); !ok || again != normal {
				t.Errorf("%s: %q became %q, and that %q", kind, answer, normal, again)
			}
			if kind == multipleChoice && !slices.Contains(options, normal) {
				t.Errorf("%q became %q, which is no option", answer, normal)
			}
			if Right(kind, key, answer) != Right(kind, key, normal) {
				t.Errorf("%s: key %q judges %q and %q differently", kind, key, answer, normal)
			}
		}
	})
}
