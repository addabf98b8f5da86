package vet

import (
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"prepwire/rpc/question/glyph"
)

// Key is what must not be told of a question, and what it takes to see that it is.
type Key struct {
	Kind   string // of the question
	Stem   string
	Letter string // of the right option; empty unless there are options
	Text   string // the right answer itself
}

// keyContext is how many bytes around a value are looked at. The text may be
// long and the value stand in it everywhere.
const keyContext = 120

// ToldBy says whether a text plainly tells the key: by the option's letter, or
// by its words or value as the answer or a result, in whatever digits, numerals
// or letters. It knows the words by which some twenty languages say so; in
// others, what names exactly the key tells it. Riddles it does not solve.
func (k Key) ToldBy(text string) bool {
	t := telling{key: k, even: caretPowers(glyph.Even(carets.Replace(text)))}.lower()
	switch {
	case k.Text == "":
		return false
	case k.Kind == TrueFalse:
		return t.tellsTruth()
	}
	return k.Letter != "" && t.tellsLetter() || t.tellsText()
}

// carets keeps powers from becoming digits of the number before them.
// It takes bold print away, too.
var carets = strings.NewReplacer("**", "", "__", "", "`", "", "⁰", "^0", "¹", "^1", "²", "^2", "³", "^3", "⁴", "^4", "⁵", "^5", "⁶", "^6", "⁷", "^7", "⁸", "^8", "⁹", "^9")

// caretPowers joins the digits of one power: x^1^2 was x¹².
func caretPowers(s string) string {
	if !strings.Contains(s, "^") {
		return s
	}
	var b strings.Builder
	power := false
	for i := 0; i < len(s); i++ {
		if s[i] == '^' && power {
			continue
		}
		power = s[i] == '^' || power && isDigit(s[i])
		b.WriteByte(s[i])
	}
	return b.String()
}

// telling is a text that may tell a key.
type telling struct {
	key    Key
	even   string // as glyph.Even writes it
	plain  string // the same in lower case
	judged bool   // it is of a language whose words are known
}

func (t telling) lower() telling {
	t.plain = strings.ToLower(t.even)
	t.judged = judged(t.plain)
	return t
}

// span is where something stands in a plain text.
type span struct{ from, to int }

// tellsText says whether the answer itself stands where answers stand.
func (t telling) tellsText() bool {
	stem := glyph.Plain(carets.Replace(t.key.Stem))
	bare := t.names(stem) // a number that the question names itself may be a result on the way
	for _, s := range t.spans(t.plain) {
		before, after := t.around(s)
		switch {
		case saysAnswer(before, after):
			return true
		case !bare && (saysResult(before, after) || !t.judged && t.rare()):
			return true
		}
	}
	return false
}

// rare says whether the answer is more than a word that every text holds.
func (t telling) rare() bool {
	return readAmount(t.key.Text).value != nil || utf8.RuneCountInString(t.key.Text) > 3
}

// around is what stands before and behind a place.
func (t telling) around(s span) (before, after string) {
	return t.plain[max(0, s.from-keyContext):s.from], t.plain[s.to:min(len(t.plain), s.to+keyContext)]
}

// names says whether a stem has the answer, as it is written.
func (t telling) names(stem string) bool {
	text := strings.TrimRight(glyph.Plain(carets.Replace(t.key.Text)), ". ")
	if text == "" || readAmount(text).value != nil {
		return len(t.spans(stem)) > 0
	}
	return len(phrases(stem, text)) > 0
}

// spans are the places of a plain text that hold the answer.
func (t telling) spans(plain string) []span {
	text := strings.TrimRight(glyph.Plain(carets.Replace(t.key.Text)), ". ")
	if text == "" {
		return nil
	}
	a := readAmount(text)
	if a.value == nil {
		return append(phrases(plain, text), same(plain, text)...)
	}
	var found []span
	for _, f := range figuresOf(plain) {
		if f.means(a) {
			found = append(found, f.span)
		}
	}
	if !a.written { // something to compute, such as 2 + √3
		found = append(found, phrases(plain, text)...)
	}
	return found
}

// phrases are the places of a phrase, at the ends of words unless its script has
// none, with any spaces between its words.
func phrases(plain, phrase string) (found []span) {
	words := strings.Fields(phrase)
	for from := 0; ; {
		at := strings.Index(plain[from:], words[0])
		if at < 0 {
			return found
		}
		at += from
		from = at + len(words[0])
		to, ok := follow(plain, from, words[1:])
		if ok && (wide(phrase) || !endsInWord(plain[:at], phrase) && !startsWithWord(plain[to:], phrase)) && !inNumber(plain, at, to) {
			found = append(found, span{at, to})
		}
	}
}

func follow(plain string, at int, words []string) (to int, ok bool) {
	for _, w := range words {
		for at < len(plain) && (plain[at] == ' ' || plain[at] == '\n' || plain[at] == '\t') {
			at++
		}
		if !strings.HasPrefix(plain[at:], w) {
			return at, false
		}
		at += len(w)
	}
	return at, true
}

// inNumber says whether what stands there is part of a longer number.
func inNumber(plain string, from, to int) bool {
	if from > 1 && isDigit(plain[from]) && strings.IndexByte(".,/", plain[from-1]) >= 0 && isDigit(plain[from-2]) {
		return true
	}
	return to+1 < len(plain) && isDigit(plain[to-1]) && strings.IndexByte(".,/", plain[to]) >= 0 && isDigit(plain[to+1])
}

// same are the formulas of a text that are the answer in another form: of the
// same value wherever one tries. The answer must have a variable.
func same(plain, text string) (found []span) {
	want := values{}
	node, names := formulaOf(text)
	if node == nil {
		return nil
	}
	for i, n := range names {
		want[n] = big.NewRat(int64(7+4*i), 3)
	}
	value, err := node.eval(want)
	if err != nil {
		return nil
	}
	for at := 0; at < len(plain); {
		end := at
		for end < len(plain) && (plain[end] == ' ' || strings.IndexByte("0123456789abcdefghijklmnopqrstuvwxyz+-*/^().", plain[end]) >= 0) {
			end++
		}
		for _, s := range sidesOf(plain[at:end], at) {
			other, _ := formulaOf(plain[s.from:s.to])
			if other == nil {
				continue
			}
			if v, err := other.eval(want); err == nil && v.Cmp(value) == 0 {
				found = append(found, s)
			}
		}
		at = end + 1
		for at < len(plain) && !utf8.RuneStart(plain[at]) {
			at++
		}
	}
	return found
}

// sidesOf are the stretches between words of a text that begins at offset.
func sidesOf(text string, offset int) (found []span) {
	start := -1
	flush := func(end int) {
		if start >= 0 {
			trimmed := strings.TrimRight(text[start:end], " .")
			found = append(found, span{offset + start, offset + start + len(trimmed)})
		}
		start = -1
	}
	for i := 0; i < len(text); {
		size := wordSize(text[i:])
		switch {
		case size > 1:
			flush(i)
			i += size
			continue
		case start < 0 && text[i] != ' ':
			start = i
		}
		i++
	}
	flush(len(text))
	return found
}

func wordSize(s string) int {
	for i := 0; i < len(s); i++ {
		if s[i] < 'a' || s[i] > 'z' {
			return i
		}
	}
	return len(s)
}

// formulaOf reads a formula with variables; nil when it is none.
func formulaOf(text string) (*node, []string) {
	if len(text) > 200 || !strings.ContainsAny(text, "+-*/^0123456789") {
		return nil, nil
	}
	n, err := parse(tokenize(text))
	if err != nil {
		return nil, nil
	}
	names := map[string]bool{}
	n.variables(names)
	if len(names) == 0 {
		return nil, nil
	}
	return n, sorted(names)
}

// saysAnswer says whether the words before or behind a value call it the answer.
func saysAnswer(before, after string) bool {
	return hasWord(lastClause(before), verdictWords) || hasWord(firstClause(after), verdictWords) && !denies(firstClause(after))
}

// saysResult says whether a value comes out where it stands.
func saysResult(before, after string) bool {
	b := strings.TrimRight(before, " $€£(*\"'`:\n")
	if strings.HasSuffix(b, "=") || strings.HasSuffix(b, "≈") || strings.HasSuffix(b, "→") || strings.HasSuffix(b, "⇒") {
		return true
	}
	word := lastWord(b)
	if leadOn[word] {
		word = lastWord(strings.TrimRight(b[:len(b)-len(word)], " "))
	}
	if resultWords[word] && len(b) < len(before) || hasSuffix(b, resultEnds) {
		return true
	}
	a := strings.TrimLeft(after, " '\"")
	for _, w := range resultAfter {
		if rest, ok := strings.CutPrefix(a, w); ok && (wide(w) || rest == "" || !unicode.IsLetter(firstRune(rest))) {
			return true
		}
	}
	return false
}

func lastWord(s string) string {
	return s[strings.LastIndexFunc(s, func(r rune) bool { return !isWordRune(r) })+1:]
}

func firstRune(s string) rune { r, _ := utf8.DecodeRuneInString(s); return r }

func hasSuffix(s string, ends []string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// clause is how far from a value, in bytes, words may be about it.
const clause = 60

// lastClause is what a text ends with: since the end of a sentence, unless a
// colon or a line's end leads on to what follows.
func lastClause(s string) string {
	s = strings.TrimRight(s, " \n\t*_\"'`(")
	if len(s) > clause {
		s = s[len(s)-clause:]
	}
	if i := strings.LastIndexFunc(s, endsClause); i >= 0 {
		_, size := utf8.DecodeRuneInString(s[i:])
		s = s[i+size:]
	}
	return s
}

func firstClause(s string) string {
	if len(s) > clause {
		s = s[:clause]
	}
	if i := strings.IndexFunc(s, endsClause); i >= 0 {
		s = s[:i]
	}
	return s
}

func endsClause(r rune) bool { return strings.ContainsRune(".!?\n;。！？؟।", r) }

// denies says whether a clause behind a value says that it is not the answer.
func denies(s string) bool {
	return hasSome(s, denials) || hasAny(s, deniedParts...)
}

var (
	denials     = plainSet(`not isn't isnt never no nicht kein non ne pas nao niet nie не değil degil khong tidak bukan inte ikke`)
	deniedParts = plainList(`不 ない 아니 안 ليس لا אינו נחים לא नहीं`)
)
