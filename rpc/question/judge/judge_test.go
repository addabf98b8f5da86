package judge

import (
	"math/big"
	"regexp"
	"strings"
	"testing"
)

func TestRight(t *testing.T) {
	for _, c := range []struct {
		kind        string
		key, answer string
		want        bool
	}{
		{multipleChoice, "B", "B", true},
		{multipleChoice, "B", " b\t", true},
		{multipleChoice, "B", "C", false},
		{multipleChoice, "B", "", false},
		{multipleChoice, "1", "1.0", false}, // ids are no numbers
		{trueFalse, "true", "TRUE ", true},
		{trueFalse, "true", "t", false},
		{shortAnswer, "1/2", "0.5", true},
		{shortAnswer, "1/2", ".50", true},
		{shortAnswer, "0.5", "2/4", true},
		{shortAnswer, "-3/4", "-0.75", true},
		{shortAnswer, "-3/4", "−0.75", true},
		{shortAnswer, "-3/4", "0.75", false},
		{shortAnswer, "5", "+5.", true},
		{shortAnswer, "0", "-0", true},
		{shortAnswer, "007", "7", true},
		{shortAnswer, "1/3", "0.3333333333333333333", false},
		{shortAnswer, "100", "1e2", false},
		{shortAnswer, "1e2", "1E2", true}, // a text
		{shortAnswer, "1e2", "100", false},
		{shortAnswer, "1000", "1,000", false},
		{shortAnswer, "5", "five", false},
		{shortAnswer, "5", ".", false},
		{shortAnswer, "5", "5/1", true},
		{shortAnswer, "5", "5/", false},
		{shortAnswer, "5", "--5", false},
		{shortAnswer, "5", "10/2/1", false},
		{shortAnswer, "5", "0/0", false},
		{shortAnswer, "1/0", "1/0", true}, // a text
		{shortAnswer, "12345678901234567890", "12345678901234567890.", true},
		{shortAnswer, "12345678901234567890", "12345678901234567890.0", false}, // 21 digits
		{shortAnswer, "Treaty of Paris", " treaty of paris ", true},
		{shortAnswer, "Treaty of Paris", "treaty  of paris", false},
		{shortAnswer, "Ä", "ä", true},
	} {
		if got := Right(c.kind, c.key, c.answer); got != c.want {
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
		for _, kind := range []string{multipleChoice, trueFalse, shortAnswer} {
			got := Right(kind, key, answer)
			if Right(kind, answer, key) != got {
				t.Fatalf("%s: %q and %q depend on the order", kind, key, answer)
			}
			if !Right(kind, key, " "+key+"\n") {
				t.Fatalf("%s: %q is not its own answer", kind, key)
			}
		}
		k, kIs := reference(key)
		a, aIs := reference(answer)
		if kIs && aIs && Right(shortAnswer, key, answer) != (k.Cmp(a) == 0) {
			t.Fatalf("%q is worth %v and %q %v", key, k, answer, a)
		}
		if kIs != aIs && Right(shortAnswer, key, answer) {
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
