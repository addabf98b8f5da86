package itembank

import (
	"fmt"
	"strconv"
	"strings"
)

// num writes a whole number with the minus sign of print.
func num(n int) string { return whole(n).String() }

// coefficient writes r in front of a letter: "", "−", "3", "−3", "(2/3)".
func coefficient(r rat) string {
	switch {
	case r == whole(1):
		return ""
	case r == whole(-1):
		return "−"
	case r.isInt():
		return r.String()
	}
	return r.withSign("(" + r.abs().String() + ")")
}

// power writes a letter with its exponent: "", "x", "x²".
func power(letter string, n int) string {
	switch n {
	case 0:
		return ""
	case 1:
		return letter
	}
	return letter + superscript(n)
}

// superscript writes a whole number as an exponent.
func superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}

// sum joins signed terms: sum("3x", "−5") is "3x − 5". Empty terms and zeros
// fall out; nothing left is "0".
func sum(terms ...string) string {
	var b strings.Builder
	for _, t := range terms {
		if t == "" || t == "0" {
			continue
		}
		abs, negative := strings.CutPrefix(t, "−")
		switch {
		case b.Len() == 0:
			b.WriteString(t)
		case negative:
			b.WriteString(" − " + abs)
		default:
			b.WriteString(" + " + t)
		}
	}
	if b.Len() == 0 {
		return "0"
	}
	return b.String()
}

// product writes r·s where s is a letter, a bracket or "" for r alone.
func product(r rat, s string) string {
	if r.sign() == 0 {
		return ""
	}
	if s == "" {
		return r.String()
	}
	return coefficient(r) + s
}

// term writes n·s: term(-1, "x") is "−x", term(3, "(x + 2)") is "3(x + 2)".
func term(n int, s string) string { return product(whole(n), s) }

// linear writes ax + b.
func linear(a int, letter string, b int) string { return sum(term(a, letter), term(b, "")) }

// linearRat writes ax + b with fractions.
func linearRat(a rat, letter string, b rat) string { return sum(product(a, letter), product(b, "")) }

// polynomial writes coefficients, the highest power first.
func polynomial(letter string, coefficients ...int) string {
	var terms []string
	for i, c := range coefficients {
		terms = append(terms, term(c, power(letter, len(coefficients)-1-i)))
	}
	return sum(terms...)
}

// pair writes a point of the plane.
func pair(x, y rat) string { return fmt.Sprintf("(%s, %s)", x, y) }

// dollars writes an amount with a dollar sign and no or two decimals, with
// thousands set apart by commas.
func dollars(r rat) string {
	cents := r.abs().mul(whole(100))
	if !cents.isInt() {
		return r.withSign("$" + r.abs().String())
	}
	s := thousands(cents.num / 100)
	if rest := cents.num % 100; rest != 0 {
		s += fmt.Sprintf(".%02d", rest)
	}
	return r.withSign("$" + s)
}

// thousands writes n ≥ 0 with commas between groups of three digits.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// decimals writes a number with a decimal point where that is exact, else as a fraction.
func decimals(r rat) string {
	if s, ok := r.decimal(); ok {
		return s
	}
	return r.String()
}

// percent writes a number of percent.
func percent(r rat) string { return decimals(r) + "%" }

// unit makes a writer of numbers with a unit: unit("hours") writes "3 hours".
func unit(name string) func(rat) string {
	return func(r rat) string { return decimals(r) + " " + name }
}

// plural is "1 ticket" or "5 tickets".
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return num(n) + " " + many
}
