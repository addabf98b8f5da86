package vet

import (
	"os"
	"strings"
	"testing"
)

// told is a line of testdata/told.txt.
type told struct {
	key      Key
	language string
	text     string // without braces
	at       int    // where what tells the key begins; -1: it tells nothing
	line     string
	later    bool // written when the words were fixed
}

func plantedTexts(t testing.TB) (all []told) {
	t.Helper()
	file, err := os.ReadFile("testdata/told.txt")
	if err != nil {
		t.Fatal(err)
	}
	keys, later := map[string]Key{}, false
	for line := range strings.Lines(string(file)) {
		line = strings.TrimSpace(line)
		kind, rest, _ := strings.Cut(line, " ")
		name, rest, _ := strings.Cut(strings.TrimSpace(rest), " ")
		switch kind {
		case "later":
			later = true
		case "question":
			head, stem, _ := strings.Cut(rest, " | ")
			parts := strings.SplitN(head, " ", 3)
			keys[name] = Key{Kind: parts[0], Letter: strings.Trim(parts[1], "-"), Text: parts[2], Stem: stem}
		case "tells", "harmless":
			language, text, _ := strings.Cut(rest, " ")
			text = strings.ReplaceAll(text, `\n`, "\n")
			key, known := keys[name]
			at := strings.Index(text, "{")
			if !known || (at < 0) == (kind == "tells") {
				t.Fatalf("bad line: %s", line)
			}
			all = append(all, told{key, language, strings.NewReplacer("{", "", "}", "").Replace(text), at, line, later})
		}
	}
	return all
}

// TestToldByInManyLanguages: of texts that tell the key at least 95 in 100 are
// found, of honest ones at most 5 refused; of texts that were written afterwards
// nearly so. Run with -v for the figures.
func TestToldByInManyLanguages(t *testing.T) {
	all := plantedTexts(t)
	for _, c := range []struct {
		later           bool
		least           int // of each kind
		caught, refused int // percent: at least, at most
	}{{false, 120, 95, 5}, {true, 40, 85, 5}} {
		languages := map[string]bool{}
		var tells, caught, honest, refused int
		for _, p := range all {
			if p.later != c.later {
				continue
			}
			languages[p.language] = true
			got := p.key.ToldBy(p.text)
			if p.at >= 0 {
				tells++
			} else {
				honest++
			}
			switch {
			case got && p.at >= 0:
				caught++
			case got:
				refused++
				t.Logf("refused: %s", p.line)
			case p.at >= 0:
				t.Logf("missed: %s", p.line)
			}
		}
		t.Logf("afterwards %v: %d of %d texts that tell the key are caught (%.1f %%), %d of %d honest ones refused (%.1f %%), %d languages", c.later,
			caught, tells, 100*float64(caught)/float64(tells), refused, honest, 100*float64(refused)/float64(honest), len(languages))
		if caught*100 < tells*c.caught || refused*100 > honest*c.refused || tells < c.least || honest < c.least || len(languages) < 6 {
			t.Errorf("%d of %d caught, %d of %d refused", caught, tells, refused, honest)
		}
	}
}

// disguises leave to the eye what a text says.
var disguises = map[string]func(string) string{
	"fullwidth": func(s string) string {
		return strings.Map(func(r rune) rune {
			if '!' < r && r <= '~' {
				return r + 0xfee0
			}
			return r
		}, s)
	},
	"Arabic digits": func(s string) string {
		return strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return r - '0' + '٠'
			}
			return r
		}, s)
	},
	"characters without width": func(s string) string { return strings.Join(strings.Split(s, ""), "\u200b") },
	"wide blanks":              func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
	"bold mathematics": func(s string) string {
		return strings.Map(func(r rune) rune {
			if '0' <= r && r <= '9' {
				return r - '0' + '𝟎'
			}
			return r
		}, s)
	},
	"asterisks": func(s string) string { return "**" + s + "**" },
}

// TestDisguisedKeys: what is caught is caught in disguise as well.
func TestDisguisedKeys(t *testing.T) {
	for name, disguise := range disguises {
		var all, lost int
		for _, p := range plantedTexts(t) {
			if p.at < 0 || !p.key.ToldBy(p.text) {
				continue
			}
			if all++; !p.key.ToldBy(disguise(p.text)) {
				lost++
				t.Logf("%s: %s", name, p.line)
			}
		}
		if lost*50 > all {
			t.Errorf("%s: %d of %d are no longer caught", name, lost, all)
		}
	}
}

func FuzzToldBy(f *testing.F) {
	for _, p := range plantedTexts(f) {
		f.Add(p.text, p.key.Text, p.key.Letter, p.key.Stem)
	}
	f.Fuzz(func(t *testing.T, text, answer, letter, stem string) {
		for _, kind := range []string{MultipleChoice, ShortAnswer, TrueFalse} {
			Key{Kind: kind, Stem: stem, Letter: letter, Text: answer}.ToldBy(text)
		}
	})
}

func BenchmarkToldBy(b *testing.B) {
	k := Key{Kind: MultipleChoice, Stem: "Solve 2x − 7 = 77 for x.", Letter: "B", Text: "42"}
	text := strings.Repeat("Start by adding 7 to both sides of the equation, and then look at the factor before x. ", 12)
	for b.Loop() {
		k.ToldBy(text)
	}
}
