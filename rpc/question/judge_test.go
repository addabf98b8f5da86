package question

import (
	"math/big"
	"regexp"
	"strings"
	"testing"

	"prepwire/schema"
)

func TestRight(t *testing.T) {
	for _, c := range []struct {
		kind        schema.QuestionType
		key, answer string
		want        bool
	}{
		{schema.MultipleChoice, "B", "B", true},
		{schema.MultipleChoice, "B", " b\t", true},
		{schema.MultipleChoice, "B", "C", false},
		{schema.MultipleChoice, "B", "", false},
		{schema.MultipleChoice, "1", "1.0", false}, // ids are no numbers
		{schema.TrueFalse, "true", "TRUE ", true},
		{schema.TrueFalse, "true", "t", false},
		{schema.ShortAnswer, "1/2", "0.5", true},
		{schema.ShortAnswer, "1/2", ".50", true},
		{schema.ShortAnswer, "0.5", "2/4", true},
		{schema.ShortAnswer, "-3/4", "-0.75", true},
		{schema.ShortAnswer, "-3/4", "−0.75", true},
		{schema.ShortAnswer, "-3/4", "0.75", false},
		{schema.ShortAnswer, "5", "+5.", true},
		{schema.ShortAnswer, "0", "-0", true},
		{schema.ShortAnswer, "007", "7", true},
		{schema.ShortAnswer, "1/3", "0.3333333333333333333", false},
		{schema.ShortAnswer, "100", "1e2", false},
		{schema.ShortAnswer, "1e2", "1E2", true}, // a text
		{schema.ShortAnswer, "1e2", "100", false},
		{schema.ShortAnswer, "1000", "1,000", false},
		{schema.ShortAnswer, "5", "five", false},
		{schema.ShortAnswer, "5", ".", false},
		{schema.ShortAnswer, "5", "5/1", true},
		{schema.ShortAnswer, "5", "5/", false},
		{schema.ShortAnswer, "5", "--5", false},
		{schema.ShortAnswer, "5", "10/2/1", false},
		{schema.ShortAnswer, "5", "0/0", false},
		{schema.ShortAnswer, "1/0", "1/0", true}, // a text
		{schema.ShortAnswer, "12345678901234567890", "12345678901234567890.", true},
		{schema.ShortAnswer, "12345678901234567890", "12345678901234567890.0", false}, // 21 digits
		{schema.ShortAnswer, "Treaty of Paris", " treaty of paris ", true},
		{schema.ShortAnswer, "Treaty of Paris", "treaty  of paris", false},
		{schema.ShortAnswer, "Ä", "ä", true},
	} {
		if got := right(c.kind, c.key, c.answer); got != c.want {
			t.Errorf("%s: key %q, answer %q: got %v", c.kind, c.key, c.answer, got)
		}
	}
}

var digit = regexp.MustCompile(`\d`)

var numeric = regexp.MustCompile(`^[-+−]?(\d+\.?\d*|\.\d+|\d+/\d+)$`)

// FuzzRight holds the judge to its rules, with math/big's reader as the other
// opinion on what a number is worth.
func FuzzRight(f *testing.F) {
	for _, s := range []string{"1/2", ".50", "-0.75", "−3", "1e5", "0/0", "true", " Paris\n", "9999999999999999999999", "\xff", "ſ"} {
		f.Add(s, "0.5")
		f.Add("0.5", s)
	}
	f.Fuzz(func(t *testing.T, key, answer string) {
		for _, kind := range []schema.QuestionType{schema.MultipleChoice, schema.TrueFalse, schema.ShortAnswer} {
			got := right(kind, key, answer)
			if right(kind, answer, key) != got {
				t.Fatalf("%s: %q and %q depend on the order", kind, key, answer)
			}
			if !right(kind, key, " "+key+"\n") {
				t.Fatalf("%s: %q is not its own answer", kind, key)
			}
		}
		k, kIs := reference(key)
		a, aIs := reference(answer)
		if kIs && aIs && right(schema.ShortAnswer, key, answer) != (k.Cmp(a) == 0) {
			t.Fatalf("%q is worth %v and %q %v", key, k, answer, a)
		}
		if kIs != aIs && right(schema.ShortAnswer, key, answer) {
			t.Fatalf("%q and %q are a number and a text", key, answer)
		}
	})
}

// reference is what a number is worth to math/big.
func reference(s string) (*big.Rat, bool) {
	s = strings.TrimSpace(s)
	if !numeric.MatchString(s) || len(digit.FindAllString(s, -1)) > maxDigits {
		return nil, false
	}
	over, under, fraction := strings.Cut(strings.Replace(s, "−", "-", 1), "/")
	value, ok := new(big.Rat).SetString(over)
	if !ok || !fraction {
		return value, ok
	}
	by, ok := new(big.Rat).SetString(strings.TrimLeft(under, "0")) // SetString takes 08 for octal
	if !ok || by.Sign() == 0 {
		return nil, false
	}
	return value.Quo(value, by), true
}
