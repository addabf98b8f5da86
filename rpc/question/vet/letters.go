package vet

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"prepwire/rpc/question/glyph"
)

// alphabets are the letters by which options are named beside A, B, C and D,
// with those that only look like these.
var alphabets = [][]string{
	{"a", "b", "c", "d", "e"},
	{"а", "б", "в", "г", "д"},
	{"а", "в", "с", "д", "е"}, // Cyrillic letters that look like the first five
	{"α", "β", "γ", "δ", "ε"},
	plainList("أ ب ج د ه"),
	{"א", "ב", "ג", "ד", "ה"},
	{"क", "ख", "ग", "घ", "ङ"},
	plainList("ア イ ウ エ オ"),
	{"甲", "乙", "丙", "丁", "戊"},
}

// placeWords are the words for first, second … by which options are named.
var placeWords = [][]string{
	plainList("first primer premier premiere erste primo prima primeira primeiro eerste pierwsz первый первая первое birinci الاول الأول الأولى 第一 第1 첫 पहला पहली"),
	plainList("second segund deuxieme zweit second tweede drug второй вторая второе другий ikinci الثاني الثانية 第二 第2 두번 두 번 दूसरा दूसरी"),
	plainList("third tercer troisieme dritt terz terceir derde trzeci третий третья третье третій ucuncu الثالث الثالثة 第三 第3 세번 세 번 तीसरा तीसरी"),
	plainList("fourth cuart quatrieme viert quart vierde czwart четвертый четвёртый четвертая dorduncu الرابع الرابعة 第四 第4 네번 네 번 चौथा चौथी"),
	plainList("fifth quint cinquieme funft vijfde piat пятый пятая besinci الخامس 第五 第5 다섯 पाँचवाँ"),
}

// NamesOption says whether a text names one of the options by its letter or
// place, in whatever language. Lists of them, such as "A, B, C and D", do not.
func NamesOption(text string) bool {
	return slices.ContainsFunc(telling{even: caretPowers(glyph.Even(carets.Replace(text)))}.lower().namings(), func(n naming) bool { return n.sure })
}

// naming is a place where a text names an option.
type naming struct {
	span
	option int
	sure   bool // as an option, not as a letter that may stand for anything
}

// tellsLetter says whether the text names the right option, and not as one of a
// list of them.
func (t telling) tellsLetter() bool {
	key := int(t.key.Letter[0] - 'A')
	if len(t.key.Letter) != 1 || key < 0 || key >= len(alphabets[0]) {
		return false
	}
	for _, n := range t.namings() {
		if n.option != key {
			continue
		}
		before, after := t.around(n.span)
		if n.sure || saysAnswer(before, after) || !t.judged && !t.stemNames(key) {
			return true
		}
	}
	return false
}

// stemNames says whether the question itself has the letter of an option, as
// questions on triangles do.
func (t telling) stemNames(option int) bool {
	letter := strings.ToUpper(alphabets[0][option])
	for _, w := range strings.FieldsFunc(glyph.Even(t.key.Stem), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if strings.Contains(w, letter) && strings.ToUpper(w) == w {
			return true
		}
	}
	return false
}

// listing finds letters that are listed, such as A, B, C and D, or A–D.
var listing = regexp.MustCompile(`(?:^|[^\pL])\pL(?:\s*[,،/]\s*\pL)+(?:\s*,?\s*\pL{1,4}\s+\pL)?(?:[^\pL]|$)|[A-E](?:\s*,\s*[A-E])+(?:\s*[\p{Han}\p{Hangul}]\s*[A-E])?|\b[A-E]\s*(?:-|~|to|a|bis|до|至|から)\s*[A-E]\b`)

var letterAlone = regexp.MustCompile(`(?:^|[^\pL])\pL(?:[,،/]|[^\pL]|$)`)

// namings are the options that the text names one by one.
func (t telling) namings() (found []naming) {
	even := listing.ReplaceAllStringFunc(t.even, func(list string) string {
		if lone := letterAlone.FindAllString(list, -1); len(lone) == 2 {
			return list // a pair is no list
		}
		return strings.Repeat(" ", len(list))
	})
	if len(even) != len(t.plain) { // a letter is longer in lower case
		even = t.plain
	}
	for at := 0; at < len(even); {
		r, size := utf8.DecodeRuneInString(even[at:])
		for _, option := range optionsOf[unicode.ToLower(r)] {
			if n, ok := t.naming(even, at, at+size, r); ok {
				n.option = option
				found = append(found, n)
			}
		}
		at += size
	}
	return append(found, t.places()...)
}

// optionsOf are the options that a letter may name.
var optionsOf = func() map[rune][]int {
	options := map[rune][]int{}
	for _, alphabet := range alphabets {
		for i, letter := range alphabet {
			if r, size := utf8.DecodeRuneInString(letter); size == len(letter) && !slices.Contains(options[r], i) {
				options[r] = append(options[r], i)
			}
		}
	}
	return options
}()

// naming says whether the letter at a place names an option.
func (t telling) naming(even string, from, to int, r rune) (naming, bool) {
	n := naming{span: span{from, to}}
	left, _ := utf8.DecodeLastRuneInString(even[:from])
	right, _ := utf8.DecodeRuneInString(even[to:])
	if joins(r, left) || joins(r, right) || right == '\'' && unicode.IsLetter(firstRune(even[min(len(even), to+1):])) {
		return n, false
	}
	before, after := t.around(n.span)
	bracketed := right == ')' || right == ']' || right == '）'
	opened := left == '(' || left == '[' || left == '（'
	capital := unicode.IsUpper(r) || !unicode.IsLower(r)
	article := (r == 'A' || r == 'a' || r == 'А' || r == 'E' || r == 'O') && right == ' ' && unicode.IsLower(firstRune(even[min(len(even), to+1):]))
	called := hasWord(lastWords(before, 3), optionWords)
	switch {
	case opened && bracketed:
		// f(a) is no option.
		l, _ := utf8.DecodeLastRuneInString(even[:from-1])
		n.sure = !unicode.IsLetter(l) && !isDigitRune(l)
		return n, n.sure
	case called && (capital || !article):
		n.sure = !article || capital && !unicode.IsUpper(firstRune(before))
		return n, n.sure && !computes(before, after)
	case bracketed && capital && !opened:
		n.sure = true
		return n, true
	}
	return n, capital && !article && isCased(r) && !computes(before, after)
}

func isCased(r rune) bool { return unicode.IsUpper(r) }

// joins says whether a letter and its neighbour are of one word: scripts without
// spaces do not join others.
func joins(r, neighbour rune) bool {
	if neighbour == utf8.RuneError || !unicode.IsLetter(neighbour) && !isDigitRune(neighbour) {
		return false
	}
	return unicode.In(r, spaceless...) || !unicode.In(neighbour, spaceless...)
}

// computes says whether a letter stands in a formula.
func computes(before, after string) bool {
	b, a := strings.TrimRight(before, " "), strings.TrimLeft(after, " ")
	return b != "" && strings.IndexByte("+-*/^=<>", b[len(b)-1]) >= 0 || a != "" && strings.IndexByte("+-*/^=<>(", a[0]) >= 0
}

// lastWords are the last n words of a text, of its last clause.
func lastWords(s string, n int) string {
	s = strings.TrimRight(s, " \n\t*_\"'`([:-")
	if i := strings.LastIndexFunc(s, endsClause); i >= 0 {
		s = s[i+1:]
	}
	at := len(s)
	for range n {
		at = strings.LastIndexByte(strings.TrimRight(s[:at], " "), ' ') + 1
		if at == 0 {
			break
		}
	}
	return s[at:]
}

// places are options named by number or place.
func (t telling) places() (found []naming) {
	for option, words := range placeWords {
		for _, w := range words {
			for from := 0; ; {
				i := strings.Index(t.plain[from:], w)
				if i < 0 {
					break
				}
				i += from
				from = i + len(w)
				if endsInWord(t.plain[:i], w) && !wide(w) {
					continue
				}
				if hasWord(nextWords(t.plain[from:], 1), optionWords) {
					found = append(found, naming{span{i, from}, option, true})
				}
			}
		}
	}
	for _, f := range inFigures.FindAllStringIndex(t.plain, -1) {
		n := t.plain[f[0]:f[1]]
		if len(n) != 1 || n < "1" || n > "5" {
			continue
		}
		word := lastWords(t.plain[:f[0]], 1)
		if hasWord(word, numberedOptions) && !hasWord(word, notNumbered) {
			found = append(found, naming{span{f[0], f[1]}, int(n[0] - '1'), true})
		}
	}
	return found
}

// numberedOptions are called by numbers; an answer that is a number is not.
var (
	numberedOptions = plainList(`option choice alternative opcion alternativa choix proposition opzione opcao optie opcja вариант варіант secenek 选项 選項 選択肢 선택지 보기 الخيار אפשרות विकल्प`)
	notNumbered     = plainList(`options opciones choices`)
)

// nextWords are the next words of a text.
func nextWords(s string, n int) string {
	s = strings.TrimLeft(s, " ")
	at := 0
	for range n + 1 {
		i := strings.IndexByte(s[at:], ' ')
		if i < 0 {
			return s
		}
		at += i + 1
	}
	return s[:at]
}

// tellsTruth says whether the text says that a statement is true, or false.
func (t telling) tellsTruth() bool {
	truth := strings.HasPrefix(strings.ToLower(strings.TrimSpace(t.key.Text)), "t")
	whole, parts, other := truthWords, truthParts, falseWords
	if !truth {
		whole, parts, other = falseWords, falseParts, truthWords
	}
	for _, c := range strings.FieldsFunc(t.plain, func(r rune) bool { return endsClause(r) && r != '?' && r != '？' && r != '؟' }) {
		c = strings.TrimSpace(c)
		if hasPart(c, falseParts) && truth { // 不正确 holds 正确
			continue
		}
		switch {
		case !hasSome(c, whole) && !hasPart(c, parts):
		case hasSome(c, other), hasSome(c, doubtWords), hasAny(c, doubtParts...), strings.ContainsAny(c, "?？؟"):
		case len(strings.Fields(c)) <= 2 && utf8.RuneCountInString(c) <= 20, hasWord(c, claimWords):
			return true
		}
	}
	return false
}
