package itembank

import (
	"fmt"
	"strings"
)

// secSupplementFamilies: asides and the marks around them.
var secSupplementFamilies = []Family{{
	Name: "paired-punctuation", Title: "Close an aside with the mark that opened it", Skill: "SEC1", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(people)), upTo(len(scenes)), upTo(len(homes))}, build: supplementCommas},
		{Level: 3, Space: []Span{upTo(len(people)), upTo(len(scenes)), upTo(len(homes))}, build: supplementDashes},
		{Level: 4, Space: []Span{upTo(len(people)), upTo(len(scenes)), upTo(len(homes))}, build: supplementNone},
	},
}}

// balanced checks the marks of a whole sentence around an aside: the same mark
// before and after it, and no other mark in the sentence.
func balanced(sentence, aside string) bool {
	before, after, found := strings.Cut(sentence, aside)
	if !found {
		return false
	}
	open, end := lastMark(before), firstMark(after)
	return open == end && open != "" && strings.Count(sentence, ";")+strings.Count(sentence, ":") == 0
}

func lastMark(s string) string {
	switch {
	case strings.HasSuffix(s, ", "):
		return ","
	case strings.HasSuffix(s, "—"):
		return "—"
	}
	return ""
}

func firstMark(s string) string {
	switch {
	case strings.HasPrefix(s, ", "):
		return ","
	case strings.HasPrefix(s, "—"):
		return "—"
	}
	return ""
}

var hintsSupplement = [3]string{
	"Find the aside: the words that could be left out without harm.",
	"An aside in the middle of a sentence has a mark on either side.",
	"Which mark opened it? The same one must close it.",
}

// closing asks for the mark behind an aside that was opened with open.
func closing(front, open, aside, verb, rest string, forms []form, why string) draft {
	words, last := split(aside)
	for i := range forms {
		forms[i].text = strings.NewReplacer("<", last, ">", verb).Replace(forms[i].text)
	}
	text := front + open + words + " " + gap + " " + rest + "."
	return completion(text, forms, func(filling string) bool {
		return balanced(strings.Replace(text, gap, filling, 1), aside)
	}, why, hintsSupplement)
}

// origin is an aside about a person.
func origin(p []int) (who person, s scene, aside string) {
	who, s = people[p[0]], scenes[p[1]]
	return who, s, fmt.Sprintf("%s from %s", withArticle(s.job), homes[p[2]])
}

// supplementCommas: the aside was opened with a comma.
func supplementCommas(p []int) (draft, bool) {
	who, s, aside := origin(p)
	return closing(who.name, ", ", aside, s.then.past, s.then.object, []form{
		{"<, >", ""}, {"< >", "leaves the aside open"}, {"<—>", "closes with another mark than it opened with"}, {"<; >", "takes the end of the aside for the end of a clause"},
	}, fmt.Sprintf("“%s” is an aside. It opens with a comma, so a comma must close it.", aside)), true
}

// supplementDashes: the aside was opened with a dash and holds a comma-like pause.
func supplementDashes(p []int) (draft, bool) {
	who, s, aside := origin(p)
	aside = "then " + aside
	return closing(fmt.Sprintf("In a single summer, %s", who.name), "—", aside, s.then.past, s.then.object, []form{
		{"<—>", ""}, {"<, >", "closes with another mark than it opened with"}, {"< >", "leaves the aside open"}, {"<; >", "takes the end of the aside for the end of a clause"},
	}, fmt.Sprintf("“%s” is an aside. It opens with a dash, so a dash must close it.", aside)), true
}

// supplementNone: a title right before a name, without an article, takes no marks.
func supplementNone(p []int) (draft, bool) {
	who, s := people[p[0]], scenes[p[1]]
	text := fmt.Sprintf("A book about %s mentions that %s %s %s.", homes[p[2]], gap, s.then.past, s.then.object)
	d := completion(text, []form{
		{s.job + " " + who.name, ""}, {s.job + ", " + who.name + ",", "sets off a name that the sentence cannot do without"},
		{s.job + " " + who.name + ",", "sets a single comma between subject and verb"}, {s.job + ", " + who.name, "opens an aside and never closes it"},
	}, func(filling string) bool { // without an article the title belongs to the name: one piece, no marks
		return filling == strings.Join(strings.FieldsFunc(filling, func(r rune) bool { return strings.ContainsRune(" ,—;:", r) }), " ")
	}, fmt.Sprintf("Without an article, “%s” is a title that belongs to the name, so no marks stand between them or behind them.", s.job),
		[3]string{
			"Is there an aside at all? Try to leave out the name.",
			"A bare title without “a” or “the” cannot stand by itself; it leans on the name behind it.",
			"And no single mark may stand between a subject and its verb.",
		})
	d.logit = 0.1
	return d, true
}
