package excerpt

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"prepwire/rpc/question/glyph"
)

// maxText bounds a text that is looked through, in bytes. What follows is not
// looked at: nobody asks about a question behind so much else.
const maxText = 64 << 10

// token is a word, a number or a sign of arithmetic.
type token struct {
	text  string
	kind  kind
	at    int // in the letters
	until int
}

type kind uint8

const (
	word kind = iota
	number
	sign
)

// folded is a text as it is compared.
type folded struct {
	letters []rune // letters and digits alone, those that look alike as one
	tokens  []token
}

// fold reads a text.
func fold(s string) folded {
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "")
	}
	s = glyph.Plain(latex(s))
	var f folded
	for s != "" {
		r, size := utf8.DecodeRuneInString(s)
		n, k := size, sign
		switch {
		case isDigit(r), strings.IndexByte(".oli", s[0]) >= 0 && startsWithDigit(s[1:]):
			n, k = numberLength(s), number
		case unicode.IsLetter(r):
			n, k = wordLength(s), word
		case !isSign(s, r, f):
			s = s[size:]
			continue
		}
		f.add(s[:n], k)
		s = s[n:]
	}
	return f
}

// add takes the next token.
func (f *folded) add(raw string, k kind) {
	t := token{kind: k, at: len(f.letters), until: len(f.letters), text: raw}
	if k != sign {
		looks := alike(raw)
		if k == number {
			t.text = value(raw)
			looks = separators.Replace(looks)
		} else {
			t.text = looks
		}
		f.letters = append(f.letters, []rune(looks)...)
		t.until = len(f.letters)
	}
	f.tokens = append(f.tokens, t)
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func startsWithDigit(s string) bool { return s != "" && isDigit(rune(s[0])) }

// misread are letters that stand for digits when they touch one.
const misread = "oli"

// numberLength is the length of the number that s begins with, thousands and
// decimals included, and letters that stand for digits.
func numberLength(s string) int {
	i := 0
	for i < len(s) {
		c := s[i]
		switch {
		case isDigit(rune(c)):
		case (c == '.' || c == ',') && startsWithDigit(s[i+1:]):
		case strings.IndexByte(misread, c) >= 0 && (i == 0 || !startsWithLetter(s[i+1:])):
		default:
			return i
		}
		i++
	}
	return i
}

func startsWithLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r)
}

func wordLength(s string) int {
	for i, r := range s {
		if !unicode.IsLetter(r) {
			return i
		}
	}
	return len(s)
}

const signsCounted = "+-=<>≤≥/%√"

// isSign says whether r, with which s begins, is arithmetic. A stroke between
// the words of a sentence is none.
func isSign(s string, r rune, before folded) bool {
	if !strings.ContainsRune(signsCounted, r) {
		return false
	}
	if r != '-' && r != '/' {
		return true
	}
	rest := strings.TrimLeft(s[1:], " (")
	if startsWithDigit(rest) {
		return true
	}
	next := wordLength(rest)
	last := len(before.tokens) - 1
	single := last >= 0 && utf8.RuneCountInString(before.tokens[last].text) == 1
	return next == 1 && (last < 0 || before.tokens[last].kind != word || single)
}

// value is a number in one form: without thousands, without zeros at its ends,
// with a point.
func value(raw string) string {
	raw = digitsFor.Replace(raw)
	if whole, part, found := cutLast(raw, ".,"); found && len(part) != 3 {
		whole = separators.Replace(whole)
		part = strings.TrimRight(part, "0")
		if whole = strings.TrimLeft(whole, "0"); part != "" {
			return whole + "." + part
		}
		return orZero(whole)
	}
	return orZero(strings.TrimLeft(separators.Replace(raw), "0"))
}

func orZero(s string) string {
	if s == "" {
		return "0"
	}
	return s
}

func cutLast(s, chars string) (before, after string, found bool) {
	i := strings.LastIndexAny(s, chars)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}

var (
	separators = strings.NewReplacer(".", "", ",", "")
	digitsFor  = strings.NewReplacer("o", "0", "l", "1", "i", "1")
)

// alike is a word in which characters that are misread, or put, for each other
// are one.
func alike(s string) string { return pairs.Replace(singles.Replace(s)) }

var (
	singles = strings.NewReplacer(
		"0", "o", "1", "l", "i", "l", "5", "s", "8", "b", "2", "z", "9", "g", "q", "g",
		"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "у", "y", "х", "x", "в", "b", "н", "h", "к", "k", "м", "m", "т", "t", "ѕ", "s", "ı", "l",
		"ο", "o", "ν", "v", "ρ", "p", "τ", "t", "υ", "u", "ι", "l", "κ", "k", "χ", "x", "α", "a", "ε", "e",
	)
	pairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d")
)

// latex is a text with the commonest commands of LaTeX as plain mathematics.
func latex(s string) string {
	if !strings.ContainsRune(s, '\\') {
		return s
	}
	s = fraction.ReplaceAllString(s, " $1/$2 ")
	return command.ReplaceAllStringFunc(s, func(c string) string {
		if plain, ok := commands[c[1:]]; ok {
			return plain
		}
		return " "
	})
}

var (
	fraction = regexp.MustCompile(`\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}`)
	command  = regexp.MustCompile(`\\(?:[a-zA-Z]+|.)`)
	commands = map[string]string{
		"sqrt": "√", "pi": "π", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "times": "×", "cdot": "·", "div": "÷",
		"theta": "θ", "alpha": "α", "beta": "β", "lt": "<", "gt": ">", "%": "%",
	}
)
