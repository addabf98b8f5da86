// Package glyph brings the many ways to write a character to one, so that texts
// can be compared that were typed, copied from a page or read from a picture. It
// is pure and knows nobody.
package glyph

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Plain is a text in lower case, in which compatible characters (fullwidth
// letters, superscripts, ligatures) are the ordinary ones, digits of every
// script are 0 to 9, minus signs and fraction strokes are - and /, quotes are
// straight, and marks on letters and characters without width are gone.
func Plain(s string) string { return strings.ToLower(Even(strings.ToLower(s))) }

// Even is Plain with letters in the case that they have.
func Even(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if d, ok := Digit(r); ok {
			b.WriteByte('0' + d)
		} else if one, ok := signs[r]; ok {
			b.WriteRune(one)
		} else if !unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Digit is the value of a decimal digit of any script.
func Digit(r rune) (value byte, ok bool) {
	if '0' <= r && r <= '9' {
		return byte(r - '0'), true
	}
	if r < 0x660 || !unicode.IsDigit(r) {
		return 0, false
	}
	for _, in := range unicode.Nd.R16 { // digits stand in runs of ten
		if lo := rune(in.Lo); lo <= r && r <= rune(in.Hi) {
			return byte((r - lo) % 10), true
		}
	}
	for _, in := range unicode.Nd.R32 {
		if lo := rune(in.Lo); lo <= r && r <= rune(in.Hi) {
			return byte((r - lo) % 10), true
		}
	}
	return 0, false
}

// signs are characters that are written for others.
var signs = map[rune]rune{
	'−': '-', '‐': '-', '‑': '-', '‒': '-', '–': '-', '﹣': '-', '⁻': '-',
	'⁄': '/', '∕': '/', '÷': '/', '٪': '%', '٫': '.', '٬': ',', '。': '.', '、': ',',
	'’': '\'', '‘': '\'', 'ʼ': '\'', '“': '"', '”': '"', '„': '"', '«': '"', '»': '"',
	'×': '*', '·': '*', '⋅': '*', '∙': '*', '∗': '*',
}
