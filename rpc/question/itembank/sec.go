package itembank

import "slices"

// grammarFamilies: Standard English conventions and transitions.
var grammarFamilies = slices.Concat(secAgreementFamilies, secTenseFamilies, secPronounFamilies, secApostropheFamilies,
	secModifierFamilies, secBoundaryFamilies, secSupplementFamilies, secListFamilies, eoiFamilies)

// gap is the blank of a completion question.
const gap = "______"

// conventions is what a grammar question asks.
const conventions = "Which choice completes the text so that it conforms to the conventions of Standard English?"

// form is one way of filling the gap: its words, and the mistake it makes, empty for the key.
type form struct{ text, mistake string }

// completion is a question about filling the gap in a text. The first form is
// the key; fits decides on its own whether a filling obeys the rule.
func completion(text string, forms []form, fits func(string) bool, explanation string, hints [3]string) draft {
	d := draft{
		passage: plain(text), stem: conventions, key: words(plain(forms[0].text)),
		right:       func(c choice) bool { return fits(c.text) },
		explanation: plain(explanation), hints: hints,
	}
	for _, f := range forms[1:] {
		d.wrong = append(d.wrong, notText(plain(f.text), f.mistake))
	}
	return d
}
