package question

import (
	"math/big"
	"strings"

	"prepwire/schema"
)

// right says whether an answer is the key. Case and outer spaces do not count.
// Short answers are compared by value where both are numbers, else as texts.
func right(kind schema.QuestionType, key, answer string) bool {
	key, answer = strings.TrimSpace(key), strings.TrimSpace(answer)
	if kind == schema.ShortAnswer {
		if k, ok := number(key); ok {
			a, ok := number(answer)
			return ok && a.Cmp(k) == 0
		}
	}
	return strings.EqualFold(key, answer)
}

// maxDigits bounds the digits of a number, all of them counted.
const maxDigits = 20

// number reads an exact rational: a sign, then a decimal ("12", "0.5", ".50",
// "5.") or a fraction of two whole numbers ("1/2"). Anything else is a text:
// exponents, separators, more than maxDigits digits, a denominator of zero.
func number(s string) (*big.Rat, bool) {
	digits, negative := s, false
	for _, sign := range []string{"-", "−", "+"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			digits, negative = rest, sign != "+"
			break
		}
	}
	over, under, fraction := strings.Cut(digits, "/")
	if !fraction {
		over, under, _ = strings.Cut(digits, ".")
	}
	n := len(over) + len(under)
	if n == 0 || n > maxDigits || !allDigits(over) || !allDigits(under) || fraction && (over == "" || under == "") {
		return nil, false
	}
	num, den := new(big.Int), big.NewInt(1)
	if fraction {
		num.SetString(over, 10)
		den.SetString(under, 10)
	} else {
		num.SetString(over+under, 10)
		den.Exp(big.NewInt(10), big.NewInt(int64(len(under))), nil)
	}
	if den.Sign() == 0 {
		return nil, false
	}
	if negative {
		num.Neg(num)
	}
	return new(big.Rat).SetFrac(num, den), true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
