package glyph

import (
	"testing"
	"unicode"
)

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"":                      "",
		"Ａｂ１２":                  "ab12",
		"x² ½ ﬁ":                "x2 1/2 fi",
		"٤٢ ۴۲ ४२ 𝟒𝟐 ４２":        "42 42 42 42 42",
		"OPCIÓN é ü":            "opcion e u",
		"−4 – 3 ‐ 2":            "-4 - 3 - 2",
		"3 × 4 · 5 ÷ 6":         "3 * 4 * 5 / 6",
		"a\u200bb\u00adc\u2066": "abc",
		"“B” «B» ’":             `"b" "b" '`,
		"Ⓑ ⒝ ②":                 "b (b) 2",
		"İ":                     "i",
		"\xff":                  "\ufffd",
	} {
		got := Plain(in)
		if got != want || Plain(got) != got {
			t.Errorf("%q: %q, and again %q; want %q", in, got, Plain(got), want)
		}
	}
	if got := Even("Ｂ é"); got != "B e" {
		t.Errorf("even: %q", got)
	}
}

// TestDigitsOfAllScripts: every decimal digit there is has the value that Unicode
// gives it, by its place among the ten.
func TestDigitsOfAllScripts(t *testing.T) {
	next := byte(0)
	for r := rune(0); r <= unicode.MaxRune; r++ {
		d, ok := Digit(r)
		if ok != unicode.Is(unicode.Nd, r) {
			t.Fatalf("%U: %v", r, ok)
		}
		if ok {
			if d != next {
				t.Fatalf("%U is %d, want %d", r, d, next)
			}
			next = (next + 1) % 10
		}
	}
}
