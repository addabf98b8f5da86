package vet

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind tells what a token is.
type tokenKind uint8

const (
	numberToken   tokenKind = iota + 1 // value, places
	letterToken                        // one letter that stands alone: a variable, or a word such as "a"
	operatorToken                      // text: + - * / ^ % √ ( )
	powerToken                         // a number in superscript: value
	equalsToken
	wordToken  // text in lower case
	stopToken  // punctuation; text
	otherToken // what cannot be read: it spoils the formula it touches
)

// token is a piece of text as arithmetic sees it.
type token struct {
	kind   tokenKind
	text   string
	value  *big.Rat
	places int  // digits after the decimal point
	glued  bool // no space before it
}

// is reports whether t is that operator or punctuation.
func (t token) is(text string) bool {
	return (t.kind == operatorToken || t.kind == stopToken) && t.text == text
}

var vulgar = map[rune][2]int64{
	'½': {1, 2}, '⅓': {1, 3}, '⅔': {2, 3}, '¼': {1, 4}, '¾': {3, 4}, '⅕': {1, 5}, '⅖': {2, 5}, '⅗': {3, 5},
	'⅘': {4, 5}, '⅙': {1, 6}, '⅚': {5, 6}, '⅛': {1, 8}, '⅜': {3, 8}, '⅝': {5, 8}, '⅞': {7, 8},
}

var operators = map[rune]string{
	'+': "+", '-': "-", '−': "-", '–': "-", '×': "*", '·': "*", '⋅': "*", '∙': "*", '*': "*",
	'÷': "/", '/': "/", '^': "^", '%': "%", '√': "√", '(': "(", ')': ")",
}

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"

// maxDigits bounds a number; longer ones cannot be read.
const maxDigits = 18

// tokenize reads a text. Signs of money and degrees are left out.
func tokenize(text string) []token {
	l := lexer{rest: text, tokens: make([]token, 0, len(text)/3)}
	for l.rest != "" {
		l.next()
	}
	return l.tokens
}

type lexer struct {
	rest   string
	spaced bool // a space came before rest
	tokens []token
}

func (l *lexer) add(t token, size int) {
	t.glued = !l.spaced && len(l.tokens) > 0
	l.spaced = false
	l.rest = l.rest[size:]
	l.tokens = append(l.tokens, t)
}

func (l *lexer) next() {
	r, size := utf8.DecodeRuneInString(l.rest)
	switch {
	case unicode.IsSpace(r):
		if r == '\n' { // a line is a sentence of its own
			l.add(token{kind: stopToken, text: "\n"}, size)
		}
		l.spaced = true
		if r != '\n' {
			l.rest = l.rest[size:]
		}
	case r == '$' || r == '°' || r == '€' || r == '£':
		l.rest = l.rest[size:]
	case r >= '0' && r <= '9' || r == '.' && len(l.rest) > 1 && isDigit(l.rest[1]):
		l.number()
	case vulgar[r] != [2]int64{}:
		l.vulgar(r, size)
	case strings.ContainsRune(superscripts, r) || r == '⁻':
		l.power()
	case unicode.IsLetter(r):
		l.word()
	case r == '=':
		l.add(token{kind: equalsToken, text: "="}, size)
	case operators[r] != "":
		l.add(token{kind: operatorToken, text: operators[r]}, size)
	case strings.ContainsRune(".,;:?!\"'“”‘’…[]{}—|<>≤≥≠≈", r):
		l.add(token{kind: stopToken, text: l.rest[:size]}, size)
	default:
		l.add(token{kind: otherToken, text: l.rest[:size]}, size)
	}
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// number reads "12", "1,234.5", ".5".
func (l *lexer) number() {
	var digits strings.Builder
	places, point, i := 0, false, 0
loop:
	for ; i < len(l.rest); i++ {
		c := l.rest[i]
		switch {
		case isDigit(c):
			digits.WriteByte(c)
			if point {
				places++
			}
		case c == '.' && !point && i+1 < len(l.rest) && isDigit(l.rest[i+1]):
			point = true
		case c == ',' && !point && thousands(l.rest, i):
		default:
			break loop
		}
	}
	if digits.Len() > maxDigits {
		l.add(token{kind: otherToken, text: l.rest[:i]}, i)
		return
	}
	over, _ := new(big.Int).SetString(digits.String(), 10)
	under := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	l.add(token{kind: numberToken, text: l.rest[:i], value: new(big.Rat).SetFrac(over, under), places: places}, i)
}

// thousands reports whether the comma at i of s parts thousands: one to three
// digits before it, exactly three behind.
func thousands(s string, i int) bool {
	if i == 0 || len(s) < i+4 || !isDigit(s[i+1]) || !isDigit(s[i+2]) || !isDigit(s[i+3]) || len(s) > i+4 && isDigit(s[i+4]) {
		return false
	}
	n := 0
	for i > n && isDigit(s[i-n-1]) {
		n++
	}
	return n <= 3
}

// vulgar reads "½", and "1½" as one and a half.
func (l *lexer) vulgar(r rune, size int) {
	v := big.NewRat(vulgar[r][0], vulgar[r][1])
	if last := len(l.tokens) - 1; last >= 0 && !l.spaced && l.tokens[last].kind == numberToken && l.tokens[last].value.IsInt() {
		t := &l.tokens[last]
		t.value = v.Add(v, t.value)
		l.rest = l.rest[size:]
		return
	}
	l.add(token{kind: numberToken, value: v, text: l.rest[:size]}, size)
}

func (l *lexer) power() {
	n, negative, size := int64(0), false, 0
	for i, r := range l.rest {
		at := strings.IndexRune(superscripts, r)
		if r == '⁻' && i == 0 {
			negative = true
		} else if at < 0 || n > 999 {
			break
		} else {
			n = n*10 + int64(utf8.RuneCountInString(superscripts[:at]))
		}
		size = i + utf8.RuneLen(r)
	}
	if negative {
		n = -n
	}
	l.add(token{kind: powerToken, value: big.NewRat(n, 1), text: l.rest[:size]}, size)
}

// word reads letters, with what ties them together: "x-axis", "it’s".
func (l *lexer) word() {
	size, letters := letters(l.rest)
	for size < len(l.rest) {
		r, n := utf8.DecodeRuneInString(l.rest[size:])
		more, count := 0, 0
		if r == '-' || r == '\'' || r == '’' {
			more, count = lettersAt(l.rest, size+n)
		}
		if more == 0 || r == '-' && count < 2 {
			break
		}
		size += n + more
		letters += count
	}
	text := l.rest[:size]
	switch {
	case letters == 1:
		l.add(token{kind: letterToken, text: text}, size)
	case text == "of" && l.afterPercent():
		l.add(token{kind: operatorToken, text: "*"}, size)
	default:
		l.add(token{kind: wordToken, text: strings.ToLower(text)}, size)
	}
}

func (l *lexer) afterPercent() bool {
	return len(l.tokens) > 0 && l.tokens[len(l.tokens)-1].is("%")
}

// letters is how many bytes and letters s begins with.
func letters(s string) (size, count int) {
	for i, r := range s {
		if !unicode.IsLetter(r) || strings.ContainsRune(superscripts, r) {
			return i, count
		}
		count++
	}
	return len(s), count
}

func lettersAt(s string, from int) (size, count int) {
	if from > len(s) {
		return 0, 0
	}
	return letters(s[from:])
}
