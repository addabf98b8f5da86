package vet

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold is a text as options are compared: as it is seen, without case, with
// single spaces, plain quotes and minus signs. Punctuation stays: it can be what
// is asked.
func fold(s string) string {
	s = strings.Join(strings.Fields(seen(s)), " ")
	return strings.ToLower(folder.Replace(s))
}

// seen is a text without what nobody sees: characters that show nothing, and the
// difference between letters of one look. Powers stay: x² is not x2.
func seen(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
		case '\uff01' <= r && r <= '\uff5e', '\U0001d400' <= r && r <= '\U0001d7ff': // fullwidth; mathematical letters
			b.WriteString(norm.NFKC.String(string(r)))
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

var folder = strings.NewReplacer("−", "-", "’", "'", "‘", "'", "“", `"`, "”", `"`, "×", "*", "·", "*", "⋅", "*")

// wordsOf are the words and numbers of a text, folded.
func wordsOf(s string) []string {
	return strings.FieldsFunc(fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '.' && r != '-'
	})
}

var dull = map[string]bool{}

func init() {
	for _, w := range strings.Fields(`about above after again against also although among because been before being below
		between both cannot choice could does down during each either equal equals every following from gives given have
		having here hence into itself just like made make makes many means more most much must neither number numbers only
		other over question same shall should since some such than that their them then there therefore these they this those
		through thus true under until upon value values very were what when where which while whose will with within without
		would your answer correct option statement best text completes sentence conforms conventions standard english find`) {
		dull[w] = true
	}
}

// contentOf are the words of a text that carry its content, cut to their stems,
// each once.
func contentOf(s string) []string {
	var out []string
	for _, w := range wordsOf(s) {
		w = strings.Trim(w, ".-'")
		if len(w) < 4 || dull[w] || !hasLetter(w) {
			continue
		}
		if w = stemOf(w); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// stemOf cuts the usual endings, so that "increases" meets "increased".
func stemOf(w string) string {
	for _, end := range []string{"ations", "ation", "ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s", "e"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= 4 {
			return rest
		}
	}
	return w
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// isProse reports whether a text is words rather than a number or formula.
func isProse(s string) bool {
	words := 0
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
		if len([]rune(w)) >= 3 {
			words++
		}
	}
	return words > 0
}

// sentences cuts a text behind what ends a sentence.
func sentences(s string) []string {
	var out []string
	start := 0
	runes := []rune(s)
	for i, r := range runes {
		ends := r == '\n' || (r == '.' || r == '?' || r == '!' || r == ';') &&
			(i+1 == len(runes) || unicode.IsSpace(runes[i+1]) || strings.ContainsRune(`"”’)`, runes[i+1]))
		if ends {
			out = append(out, string(runes[start:i+1]))
			start = i + 1
		}
	}
	return append(out, string(runes[start:]))
}

// phraseIn finds a phrase in a text at the ends of words; -1 for nowhere.
func phraseIn(text, phrase string) int {
	for from := 0; phrase != ""; {
		at := strings.Index(text[from:], phrase)
		if at < 0 {
			return -1
		}
		at += from
		if !endsInWord(text[:at], phrase) && !startsWithWord(text[at+len(phrase):], phrase) {
			return at
		}
		from = at + 1
	}
	return -1
}

func endsInWord(before, phrase string) bool {
	first, _ := utf8.DecodeRuneInString(phrase)
	last, _ := utf8.DecodeLastRuneInString(before)
	return isLetterOrDigit(first) && isLetterOrDigit(last)
}

func startsWithWord(after, phrase string) bool {
	last, _ := utf8.DecodeLastRuneInString(phrase)
	first, _ := utf8.DecodeRuneInString(after)
	return isLetterOrDigit(last) && isLetterOrDigit(first)
}

// hasAny reports whether a text holds one of the pieces. It stands before
// expressions that cost more.
func hasAny(s string, pieces ...string) bool {
	for _, piece := range pieces {
		if strings.Contains(s, piece) {
			return true
		}
	}
	return false
}
