package extension

import (
	"strings"
	"unicode"

	"prepwire/schema"
)

// cleaned is a patch whose texts, which strangers' pages wrote, hold no control
// characters but line feeds and tabs. The params are the call's own, so it
// changes them.
func cleaned(p schema.ExtensionPatch) schema.ExtensionPatch {
	if p.CurrentURL != nil && *p.CurrentURL != nil {
		**p.CurrentURL = clean(**p.CurrentURL)
	}
	if p.DetectedQuestions != nil && *p.DetectedQuestions != nil {
		for i := range **p.DetectedQuestions {
			q := &(**p.DetectedQuestions)[i]
			q.Text = clean(q.Text)
			for i := range q.Options {
				q.Options[i] = clean(q.Options[i])
			}
		}
	}
	return p
}

func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return ' '
		}
		return r
	}, text)
}
