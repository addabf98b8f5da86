package itembank

import (
	"fmt"
	"strings"
)

// secTenseFamilies: tenses that fit the times of a text.
var secTenseFamilies = []Family{{
	Name: "verb-tense", Title: "Keep the tense of the text", Skill: "SEC2", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 1, Space: []Span{upTo(len(people)), upTo(len(scenes)), {0, 11}}, build: tensePast},
		{Level: 2, Space: []Span{upTo(len(people)), upTo(len(scenes)), {0, 11}}, build: tenseToday},
		{Level: 3, Space: []Span{upTo(len(people)), upTo(len(scenes)), {0, 11}}, build: tenseSince},
		{Level: 4, Space: []Span{upTo(len(people)), upTo(len(scenes)), {0, 11}}, build: tenseBefore},
	},
}}

// pastYears date a story that is over.
var pastYears = []int{1887, 1894, 1902, 1908, 1911, 1919, 1926, 1931, 1938, 1947, 1953, 1962}

// tense is what a form's shape says about its time.
type tense int

const (
	noTense tense = iota
	present
	simplePast
	future
	presentPerfect
	pastPerfect
)

// tenseOf reads the tense off a form, given the verb's dictionary forms.
func tenseOf(text string, v action) tense {
	switch {
	case strings.HasPrefix(text, "will "):
		return future
	case text == "had "+v.pp:
		return pastPerfect
	case text == "has "+v.pp:
		return presentPerfect
	case text == v.past:
		return simplePast
	case text == v.s || text == "is "+v.ing:
		return present
	}
	return noTense
}

// wantedTense finds the tense a text asks for by its words of time.
func wantedTense(text string) tense {
	switch {
	case strings.HasPrefix(text, "By the time"):
		return pastPerfect
	case strings.Contains(text, "Ever since"):
		return presentPerfect
	case strings.Contains(text, "Every spring"):
		return present
	}
	return simplePast
}

var hintsTense = [3]string{
	"Which words of the text tell when things happen?",
	"Put the events in order on a line of time and find the place of the one in the gap.",
	"Choose the tense that puts the verb at that place, next to the verbs already there.",
}

func tenseDraft(text string, v action, forms []form, why string) draft {
	return completion(text, forms, func(t string) bool { return tenseOf(t, v) == wantedTense(text) }, why, hintsTense)
}

// tensePast: a dated story in the past.
func tensePast(p []int) (draft, bool) {
	who, s, year := people[p[0]], scenes[p[1]], pastYears[p[2]]
	v := s.then
	text := fmt.Sprintf("In %d, the %s %s %s %s. A few months later, %s %s %s.", year, s.job, who.name, s.first.past, s.first.object, who.she, gap, v.object)
	return tenseDraft(text, v, []form{
		{v.past, ""}, {v.s, "slips from the past into the present"}, {"will " + v.base, "takes “later” for the future of today"}, {"has " + v.pp, "ties a finished event to the present"},
	}, fmt.Sprintf("The text tells of %d in the simple past, and “a few months later” is still in the past: “%s.”", year, v.past)), true
}

// tenseToday: a habit that still goes on, after a remark about the past.
func tenseToday(p []int) (draft, bool) {
	who, s, year := people[p[0]], scenes[p[1]], 1990+p[2]*2
	v := s.first
	text := fmt.Sprintf("The %s %s began a career in %d and is busier than ever. Every spring, %s %s %s, and every fall %s gives lectures about the work.", s.job, who.name, year, who.she, gap, v.object, who.she)
	return tenseDraft(text, v, []form{
		{v.s, ""}, {v.past, "follows the first verb of the text instead of the time of the sentence"}, {"had " + v.pp, "puts a habit of today before an event of the past"}, {v.ing, "leaves the clause without a verb that has a tense"},
	}, fmt.Sprintf("“Every spring” names a habit, and the verb beside it, “gives,” is in the present: “%s.”", v.s)), true
}

// tenseSince: from a point in the past until now.
func tenseSince(p []int) (draft, bool) {
	who, s, year := people[p[0]], scenes[p[1]], 1991+p[2]*2
	v := s.first
	if !v.many {
		return draft{}, false
	}
	text := fmt.Sprintf("%s became %s in %d. Ever since that year, %s %s %s, and the work goes on today.", who.name, withArticle(s.job), year, who.she, gap, v.object)
	return tenseDraft(text, v, []form{
		{"has " + v.pp, ""}, {"had " + v.pp, "closes a stretch of time that is still open"}, {v.s, "leaves out that the stretch began in the past"}, {"will " + v.base, "leaves out that the stretch has already begun"},
		{v.ing, "leaves the clause without a verb that has a tense"},
	}, fmt.Sprintf("“Ever since” opens a stretch of time from %d until now, which takes the present perfect: “has %s.”", year, v.pp)), true
}

// tenseBefore: the earlier of two past events.
func tenseBefore(p []int) (draft, bool) {
	who, s, year := people[p[0]], scenes[p[1]], pastYears[p[2]]
	v := s.then
	text := fmt.Sprintf("By the time the %s %s received an invitation to the academy in %d, %s already %s %s.", s.job, who.name, year, who.she, gap, v.object)
	return tenseDraft(text, v, []form{
		{"had " + v.pp, ""}, {"has " + v.pp, "ties the earlier event to the present"}, {v.s, "slips from the past into the present"}, {"will " + v.base, "takes the earlier event for a later one"},
	}, fmt.Sprintf("“By the time” and “already” put this event before another past event, so it takes the past perfect: “had %s.”", v.pp)), true
}
