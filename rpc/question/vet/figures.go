package vet

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// sighted is a number that stands in a plain text, in figures or in words.
type sighted struct {
	span
	value   *big.Rat
	percent bool // of a hundred
}

// means says whether the number is that amount, however either is written.
func (s sighted) means(a amount) bool {
	switch {
	case s.value.Cmp(a.value) == 0 && s.percent == a.percent:
		return true
	case s.percent && !a.percent:
		return new(big.Rat).Quo(s.value, big.NewRat(100, 1)).Cmp(a.value) == 0
	case a.percent: // read as a share of one
		return s.value.Cmp(a.value) == 0 || s.percent && s.value.Cmp(times100(a.value)) == 0
	}
	return false
}

// inFigures finds a number: with a sign, thousands, decimals in either way, or a
// fraction of two whole ones.
var inFigures = regexp.MustCompile(`[-+]?(?:\d[\d.,' ]*\d|\.?\d)(?: ?/ ?\d+)?`)

// percentSign finds a percentage behind a number.
var percentSign = regexp.MustCompile(`^\s*(?:%|per ?cent|percent|por ?ciento|por ?cento|pour ?cent|prozent|per cento|procent|процент|відсотк|パーセント|ハーセント|في المئة|في المائة|بالمئة|بالمائة|प्रतिशत|phan tram|persen)`)

// figuresOf are the numbers of a plain text.
func figuresOf(plain string) []sighted {
	found := append(inWords(plain), inIdeographs(plain)...)
	for _, at := range inFigures.FindAllStringIndex(plain, -1) {
		found = append(found, readings(plain, at[0], at[1])...)
	}
	for i, f := range found {
		if percentSign.MatchString(plain[f.to:]) || strings.HasSuffix(strings.TrimRight(plain[:f.from], " "), "百分之") || strings.HasSuffix(strings.TrimRight(plain[:f.from], " "), "yuzde") {
			found[i].percent = true
		}
	}
	return found
}

// readings are what the figures of a place may mean: 1,234 is a thousand to some
// and a little over one to others, and 1, 2, 3 are three numbers.
func readings(plain string, from, to int) (found []sighted) {
	if from > 0 && strings.IndexByte("+-", plain[from]) >= 0 { // behind a number or letter it is an operator
		operand := strings.TrimRight(plain[:from], " ")
		if r, _ := utf8.DecodeLastRuneInString(operand); isDigitRune(r) || r == ')' || utf8.RuneCountInString(lastWord(operand)) == 1 {
			from++
		}
	}
	whole := plain[from:to]
	if from > 0 {
		if r, _ := utf8.DecodeLastRuneInString(plain[:from]); isDigitRune(r) || r == '^' || isLatin(r) && isDigit(whole[0]) {
			return nil // of a longer number, a power, or a name such as x2
		}
	}
	add := func(s string, from, to int) {
		if v, ok := new(big.Rat).SetString(s); ok && len(s) <= maxDigits {
			found = append(found, sighted{span: span{from, to}, value: v})
		}
	}
	bare := strings.NewReplacer(" ", "", "'", "")
	if over, under, ok := strings.Cut(whole, "/"); ok {
		over, under = bare.Replace(over), bare.Replace(under)
		if !strings.ContainsAny(over, ".,") && strings.Trim(under, "0") != "" {
			add(over+"/"+under, from, to)
			return found
		}
	}
	if !grouped(whole) {
		for _, p := range pieces.FindAllStringIndex(whole, -1) {
			add(strings.ReplaceAll(whole[p[0]:p[1]], ",", "."), from+p[0], from+p[1])
		}
		return found
	}
	s := bare.Replace(whole)
	for _, r := range [][2]string{{",", "."}, {".", ","}} { // thousands, decimals
		s := strings.ReplaceAll(strings.ReplaceAll(s, r[0], ""), r[1], ".")
		if strings.Count(s, ".") < 2 {
			add(s, from, to)
		}
	}
	return found
}

var pieces = regexp.MustCompile(`[-+]?(?:\d+(?:[.,]\d+)?|\.\d+)`)

// grouping is a number with its thousands parted; a blank parts them only in
// threes.
var grouping = regexp.MustCompile(`^[-+]?(?:\d{1,3}(?:[ ']\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+|\d+)(?:[.,]\d+)?$`)

func grouped(s string) bool { return grouping.MatchString(s) }

func isDigitRune(r rune) bool { return '0' <= r && r <= '9' }

func isLatin(r rune) bool { return 'a' <= r && r <= 'z' }

// inWords are the numerals of a plain text.
func inWords(plain string) (found []sighted) {
	type word struct {
		span
		text string
	}
	var words []word
	start := -1
	for i, r := range plain + " " {
		if isWordRune(r) {
			if start < 0 {
				start = i
			}
		} else if start >= 0 {
			words = append(words, word{span{start, i}, plain[start:i]})
			start = -1
		}
	}
	for i := 0; i < len(words); i++ {
		for n := min(longestNumeral, len(words)-i); n > 0; n-- {
			var texts []string
			for _, w := range words[i : i+n] {
				texts = append(texts, w.text)
			}
			last := words[i+n-1]
			if strings.Trim(plain[words[i].from:last.to], "abcdefghijklmnopqrstuvwxyz") != "" && strings.ContainsAny(plain[words[i].from:last.to], ".,;:!?\n") {
				continue
			}
			if v, ok := numerals[strings.Join(texts, " ")]; ok {
				found = append(found, sighted{span: span{words[i].from, last.to}, value: big.NewRat(v[0], v[1])})
				i += n - 1
				break
			}
		}
	}
	for i, f := range found { // minus five, menos cinco
		if at := slices.IndexFunc(words, func(w word) bool { return w.from == f.from }); at > 0 && minuses[words[at-1].text] {
			found[i].value, found[i].from = new(big.Rat).Neg(f.value), words[at-1].from
		}
	}
	return found
}

var minuses = plainSet(`minus negative menos moins meno min минус мінус eksi ناقص सالب سالب ऋण`)

// inIdeographs are the numerals of Chinese and Japanese, and their fractions.
func inIdeographs(plain string) (found []sighted) {
	for i := 0; i < len(plain); {
		n, size := readIdeographs(plain[i:])
		if size == 0 {
			_, size = utf8.DecodeRuneInString(plain[i:])
			i += size
			continue
		}
		s := sighted{span: span{i, i + size}, value: big.NewRat(n, 1)}
		for _, part := range []string{"分之", "分の"} {
			if rest, ok := strings.CutPrefix(plain[s.to:], part); ok && n > 0 {
				if over, more := readIdeographs(rest); more > 0 && n != 100 {
					s.value, s.to = big.NewRat(over, n), s.to+len(part)+more
				}
			}
		}
		found = append(found, s)
		i = s.to
	}
	for _, half := range []string{"一半", "半分"} {
		if at := strings.Index(plain, half); at >= 0 {
			found = append(found, sighted{span: span{at, at + len(half)}, value: big.NewRat(1, 2)})
		}
	}
	return found
}
