// Package judge says whether an answer is right, and what it is worth keeping
// it as. It is pure and knows nobody: practice, contests and whoever checks a
// contest's log offline judge by the same lines.
package judge

import (
	"math/big"
	"strings"
	"unicode/utf8"
)

// The kinds of question, as the contract names them. Whatever is neither of
// the first two is answered with a text.
const (
	multipleChoice = "multiple-choice"
	trueFalse      = "true-false"
	shortAnswer    = "short-answer"
)

// Right says whether an answer is the key. Case and outer spaces do not count.
// Short answers are compared by value where both are numbers, else as texts.
func Right(kind, key, answer string) bool {
	key, answer = strings.TrimSpace(key), strings.TrimSpace(answer)
	if kind == shortAnswer {
		if k, ok := number(key); ok {
			a, ok := number(answer)
			return ok && a.Cmp(k) == 0
		}
	}
	return strings.EqualFold(key, answer)
}

// Normal is the one form in which an answer is kept and compared with an
// earlier one: the option's id as the question writes it, "true" or "false" in
// lower case, other texts without their outer spaces. It is false for what
// cannot be an answer: no id of an option, neither true nor false, a blank, or
// a text that is not UTF-8.
//
// Right judges an answer and its normal form alike.
func Normal(kind string, optionIDs []string, answer string) (string, bool) {
	answer = strings.TrimSpace(answer)
	switch kind {
	case multipleChoice:
		for _, id := range optionIDs {
			if Right(multipleChoice, id, answer) {
				return id, true
			}
		}
		return "", false
	case trueFalse:
		answer = strings.ToLower(answer)
		return answer, answer == "true" || answer == "false"
	default:
		return answer, answer != "" && utf8.ValidString(answer)
	}
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
