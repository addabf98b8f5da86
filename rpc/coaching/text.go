package coaching

import (
	"regexp"
	"strings"
	"unicode"
)

// plain is a text without what is no text: lines end with line feeds; other
// control characters, overrides of the direction of writing and characters that
// were lost are gone.
func plain(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), '\u202a' <= r && r <= '\u202e', r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s))
}

// sentences is a text up to the end of its last sentence or line that has one.
// Scripts that end sentences without a blank have signs of their own.
func sentences(text string) string {
	ends := sentenceEnds.FindAllStringIndex(text, -1)
	if len(ends) == 0 {
		return ""
	}
	return strings.TrimSpace(text[:ends[len(ends)-1][1]])
}

var sentenceEnds = regexp.MustCompile(`[.!?؟।]\s|[。！？]|\n`)

// shortened is a text of at most n characters: as many of its sentences as fit,
// or its first n when none does.
func shortened(text string, n int) string {
	r := []rune(text)
	if len(r) <= n {
		return text
	}
	cut := string(r[:n])
	if whole := sentences(cut); whole != "" {
		return whole
	}
	return strings.TrimSpace(cut)
}
