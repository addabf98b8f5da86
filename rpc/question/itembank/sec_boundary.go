package itembank

import (
	"fmt"
	"strings"
)

// secBoundaryFamilies: where one clause ends and the next begins.
var secBoundaryFamilies = []Family{{
	Name: "clause-boundary", Title: "Join or part two clauses", Skill: "SEC1", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 1, Space: []Span{upTo(len(people)), upTo(len(scenes)), {0, 3}}, build: boundaryPart},
		{Level: 2, Space: []Span{upTo(len(people)), upTo(len(scenes)), {0, 3}}, build: boundaryConjunction},
		{Level: 3, Space: []Span{upTo(len(people)), upTo(len(scenes)), upTo(len(adverbs))}, build: boundaryAdverb},
		{Level: 4, Space: []Span{upTo(len(people)), upTo(len(scenes)), upTo(len(subordinators))}, build: boundarySubordinate},
	},
}}

// standsAlone tells whether a clause could be a sentence, by its first word.
func standsAlone(clause string) bool {
	first, _, _ := strings.Cut(strings.ToLower(clause), " ")
	for _, s := range subordinators {
		if first == strings.ToLower(s) {
			return false
		}
	}
	return true
}

// joins checks the marks between two clauses by the rules of punctuation. The
// gap's filling is the last word before the boundary, the marks, and the first
// words after it.
func joins(left, right, filling string) bool {
	at := strings.IndexAny(filling, ",;:.")
	mark := byte(' ')
	rest := filling[strings.Index(filling, " ")+1:]
	if at >= 0 {
		mark, rest = filling[at], strings.TrimSpace(filling[at+1:])
	}
	conjunction := strings.HasPrefix(rest, "and ") || strings.HasPrefix(rest, "but ")
	loose := looseAdverb(rest)
	switch {
	case strings.Contains(rest, "and, ") || strings.Contains(rest, "and; "):
		return false // a mark behind the conjunction
	case !standsAlone(left) || !standsAlone(right):
		return mark == ',' && !conjunction
	case conjunction:
		return mark == ','
	case loose && !strings.Contains(rest, ","):
		return false // an adverb that comments on the whole clause is set off
	}
	return mark == ';' || mark == '.'
}

// adverbs tie sentences without being conjunctions.
var adverbs = []string{"however", "moreover", "therefore", "nevertheless", "consequently", "furthermore"}

func looseAdverb(rest string) bool {
	for _, a := range adverbs {
		if strings.HasPrefix(strings.ToLower(rest), a) {
			return true
		}
	}
	return false
}

var hintsBoundary = [3]string{
	"Could the words before the gap stand alone as a sentence? And the words after it?",
	"Two clauses that can both stand alone need more than a comma between them.",
	"A clause that leans on the other is tied to it by a comma; equal ones are parted by a strong mark, or joined by a comma with a conjunction.",
}

// split cuts the last word off a clause.
func split(clause string) (front, last string) {
	at := strings.LastIndex(clause, " ")
	return clause[:at], clause[at+1:]
}

// boundary asks for the marks between two clauses; in each form < stands for
// the last word of the first clause and > for the first word of the second.
func boundary(left, right string, forms []form, why string) draft {
	front, last := split(left)
	first, rest, _ := strings.Cut(right, " ")
	for i := range forms {
		second := first
		if strings.Contains(forms[i].text, ". ") {
			second = upperFirst(first)
		}
		forms[i].text = strings.NewReplacer("<", last, ">", second).Replace(forms[i].text)
	}
	return completion(fmt.Sprintf("%s %s %s.", front, gap, rest), forms,
		func(filling string) bool { return joins(left, right, filling) }, why, hintsBoundary)
}

var timesAfter = []string{"later", "afterward", "eventually", "soon"}

// told gives the two clauses of a scene, the second about the same person.
func told(who person, s scene, word string) (left, right string) {
	return fmt.Sprintf("The %s %s %s %s", s.job, who.name, s.first.past, s.first.object),
		fmt.Sprintf("%s %s %s %s", who.she, word, s.then.past, s.then.object)
}

// boundaryPart: two full clauses and no conjunction.
func boundaryPart(p []int) (draft, bool) {
	left, right := told(people[p[0]], scenes[p[1]], timesAfter[p[2]])
	strong, mark := "<; >", "semicolon"
	if (p[0]+p[1]+p[2])%2 == 0 {
		strong, mark = "<. >", "period"
	}
	return boundary(left, right, []form{
		{strong, ""}, {"<, >", "joins two full clauses with a comma alone"}, {"< >", "runs two full clauses together"}, {"< and, >", "puts the comma behind the conjunction"},
	}, fmt.Sprintf("Both parts can stand alone, so a %s must part them; a comma is too weak.", mark)), true
}

// boundaryConjunction: two full clauses joined by a comma and “and”.
func boundaryConjunction(p []int) (draft, bool) {
	left, right := told(people[p[0]], scenes[p[1]], timesAfter[p[2]])
	left = "At first, the" + strings.TrimPrefix(left, "The")
	return boundary(left, right, []form{
		{"<, and >", ""}, {"<, >", "joins two full clauses with a comma alone"}, {"< and, >", "puts the comma behind the conjunction"}, {"< >", "runs two full clauses together"},
	}, "Both parts can stand alone, so a comma needs a conjunction beside it, and the comma comes first."), true
}

// boundaryAdverb: an adverb that ties, but does not join.
func boundaryAdverb(p []int) (draft, bool) {
	who, s, a := people[p[0]], scenes[p[1]], adverbs[p[2]]
	left := fmt.Sprintf("The %s %s had %s %s for years", s.job, who.name, s.first.pp, s.first.object)
	right := fmt.Sprintf("%s hoped to %s %s", who.she, s.then.base, s.then.object)
	switch a {
	case "however", "nevertheless":
		right = fmt.Sprintf("%s never managed to %s %s", who.she, s.then.base, s.then.object)
	case "therefore", "consequently":
		right = fmt.Sprintf("%s felt ready to %s %s", who.she, s.then.base, s.then.object)
	}
	return boundary(left, right, []form{
		{"<; " + a + ", >", ""}, {"<, " + a + ", >", "takes an adverb for a conjunction"}, {"< " + a + ", >", "runs two full clauses together"}, {"<, " + a + " >", "takes an adverb for a conjunction and does not set it off"},
	}, fmt.Sprintf("Both parts can stand alone, and “%s” is an adverb, not a conjunction. So a semicolon parts them, and a comma follows the adverb.", a)), true
}

var subordinators = []string{"Because", "Although", "After", "While", "Once", "Since"}

// boundarySubordinate: the first clause leans on the second.
func boundarySubordinate(p []int) (draft, bool) {
	who, s, w := people[p[0]], scenes[p[1]], subordinators[p[2]]
	left := fmt.Sprintf("%s the %s %s had %s %s for years", w, s.job, who.name, s.first.pp, s.first.object)
	right := fmt.Sprintf("%s was well prepared to %s %s", who.she, s.then.base, s.then.object)
	switch w {
	case "Although":
		right = fmt.Sprintf("%s did not feel ready to %s %s", who.she, s.then.base, s.then.object)
	case "While":
		left = fmt.Sprintf("%s the %s %s still %s %s by day", w, s.job, who.name, s.first.past, s.first.object)
		right = fmt.Sprintf("%s tried at night to %s %s", who.she, s.then.base, s.then.object)
	}
	return boundary(left, right, []form{
		{"<, >", ""}, {"<; >", "parts a dependent clause from its main clause"}, {"<. >", "leaves a dependent clause standing alone"}, {"<, and >", "joins a dependent clause with a conjunction"},
	}, fmt.Sprintf("“%s” makes the first part lean on the second; a comma ties it to the main clause.", w)), true
}
