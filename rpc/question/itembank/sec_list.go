package itembank

import (
	"fmt"
	"strings"
)

// secListFamilies: a list and the mark before it.
var secListFamilies = []Family{{
	Name: "colon-list", Title: "Lead into a list", Skill: "SEC1", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(people)), upTo(len(kits)), upTo(len(orders))}, build: listAfterClause},
		{Level: 3, Space: []Span{upTo(len(people)), upTo(len(kits)), upTo(len(orders))}, build: listAfterVerb},
		{Level: 4, Space: []Span{upTo(len(people)), upTo(len(kits)), upTo(len(orders))}, build: listSuchAs},
	},
}}

// kits are things somebody takes along, and where to.
var kits = []struct {
	trip, kind string
	items      [3]string
}{
	{"the crossing of the desert", "tools", [3]string{"a compass", "a star chart", "a folding rule"}}, {"the week in the archive", "supplies", [3]string{"pencils", "blank cards", "a magnifying glass"}},
	{"the survey of the caves", "pieces of equipment", [3]string{"a rope ladder", "two lamps", "a roll of wire"}}, {"the visit to the island", "gifts", [3]string{"honey", "a woven basket", "seeds from the mainland"}},
	{"the study of the marsh", "instruments", [3]string{"a thermometer", "glass jars", "a long net"}}, {"the concert tour", "items", [3]string{"a metronome", "spare strings", "a tuning fork"}},
	{"the repair of the mural", "materials", [3]string{"lime plaster", "soft brushes", "mineral pigments"}}, {"the flight over the delta", "devices", [3]string{"an altimeter", "a camera", "a radio"}},
	{"the harvest festival", "dishes", [3]string{"lentil soup", "barley bread", "a plum cake"}}, {"the first rehearsal", "props", [3]string{"a lantern", "paper masks", "a wooden sword"}},
	{"the winter on the ice shelf", "comforts", [3]string{"a chess set", "dried fruit", "a phonograph"}}, {"the lessons in the village", "aids", [3]string{"a globe", "picture cards", "an abacus"}},
}

// orders of three things.
var orders = [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}

// leadsIn checks the mark before a list: a colon behind a full clause, nothing
// behind a verb or “such as,” which need the list to go on.
func leadsIn(sentence string) bool {
	at := strings.IndexAny(sentence, ":;")
	before := sentence
	if at >= 0 {
		if sentence[at] == ';' {
			return false
		}
		before = sentence[:at]
	} else {
		before, _, _ = strings.Cut(sentence, ", ")
	}
	for _, open := range []string{" included", " were", " such as"} {
		if strings.HasSuffix(before, open) {
			return false
		}
		if at < 0 && strings.Contains(sentence, open+" ") {
			return true
		}
	}
	return at >= 0
}

// ordered is the list of a kit: its first item, and the rest behind it.
func ordered(k, o int) (first, rest string) {
	i := orders[o]
	return kits[k].items[i[0]], fmt.Sprintf("%s, and %s", kits[k].items[i[1]], kits[k].items[i[2]])
}

var hintsList = [3]string{
	"Read the words before the list. Could they stand alone as a sentence?",
	"A mark may lead into a list only when a full clause stands before it.",
	"Behind a verb or behind words such as “like” the sentence simply goes on.",
}

// listed builds the question; the forms hold the word before the list and the marks.
func listed(front, first, rest string, forms []form, why string) draft {
	for i := range forms {
		forms[i].text += " " + first
	}
	text := fmt.Sprintf("%s %s, %s.", front, gap, rest)
	return completion(text, forms, func(filling string) bool {
		return leadsIn(strings.Replace(text, gap, filling, 1))
	}, why, hintsList)
}

// listAfterClause: a full clause announces the list.
func listAfterClause(p []int) (draft, bool) {
	who, k := people[p[0]], kits[p[1]]
	first, rest := ordered(p[1], p[2])
	return listed(fmt.Sprintf("Before %s, %s packed three", k.trip, who.name), first, rest, []form{
		{k.kind + ":", ""}, {k.kind + ";", "parts the list from its clause like a clause of its own"}, {k.kind + ",", "makes the announcing word a member of the list"}, {k.kind, "runs the clause and the list together"},
	}, "The words before the list could stand alone and announce it, so a colon leads in."), true
}

// listAfterVerb: the list completes a verb.
func listAfterVerb(p []int) (draft, bool) {
	who, k := people[p[0]], kits[p[1]]
	first, rest := ordered(p[1], p[2])
	return listed(fmt.Sprintf("The %s that %s packed for %s", k.kind, who.name, k.trip), first, rest, []form{
		{"included", ""}, {"included:", "puts a colon between a verb and what completes it"}, {"included,", "puts a comma between a verb and what completes it"}, {"included;", "parts a verb from what completes it"},
	}, "The list completes the verb “included,” and nothing may part the two."), true
}

// listSuchAs: examples.
func listSuchAs(p []int) (draft, bool) {
	who, k := people[p[0]], kits[p[1]]
	first, rest := ordered(p[1], p[2])
	d := listed(fmt.Sprintf("When %s prepared for %s, nobody thought of simple %s", who.name, k.trip, k.kind), first, rest, []form{
		{"such as", ""}, {"such as:", "puts a colon behind “such as”"}, {"such as,", "puts a comma behind “such as”"}, {"such as;", "puts a semicolon behind “such as”"},
	}, "“Such as” needs its examples right behind it, so no mark may follow it.")
	d.hints[2] = "Words that introduce examples go on without a pause."
	d.logit = 0.1
	return d, true
}
