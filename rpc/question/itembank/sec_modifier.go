package itembank

import (
	"fmt"
	"strings"
)

// secModifierFamilies: phrases at the head of a sentence and what they describe.
var secModifierFamilies = []Family{{
	Name: "modifier-placement", Title: "Put a modifier next to what it describes", Skill: "SEC2", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(people)), upTo(len(scenes)), upTo(len(intros))}, build: modifierPerson},
		{Level: 3, Space: []Span{upTo(len(people)), upTo(len(crafted)), upTo(len(fates)), upTo(len(pastYears))}, build: modifierThing},
		{Level: 4, Space: []Span{upTo(len(people)), upTo(len(scenes)), upTo(len(intros)), {0, 3}}, build: modifierLong},
	},
}}

// intros describe a person.
var intros = []string{"Trained by an aunt in the trade", "Working mostly at night", "Raised in a fishing village", "Inspired by an old diary", "Hoping to reach a wider public", "Short of money but rich in ideas", "Known for great patience", "Returning from a long journey", "Encouraged by two old friends", "Tired of life in the capital"}

// openings of a clause, by what stands as its subject.
type opening int

const (
	byPerson  opening = iota // the person
	byThing                  // the thing made
	byOwned                  // something that belongs to the person
	byNothing                // “there was”, “it was”
)

// openingOf reads the subject of a clause from its first words.
func openingOf(clause, person, thing string) opening {
	switch {
	case strings.HasPrefix(clause, person+"’s "):
		return byOwned
	case strings.HasPrefix(clause, person+" "):
		return byPerson
	case strings.HasPrefix(clause, thing+" "):
		return byThing
	}
	return byNothing
}

var hintsModifier = [3]string{
	"The sentence opens with a phrase that has no subject of its own.",
	"Ask who or what that phrase describes.",
	"The word it describes must be the subject right behind the comma.",
}

// makerClauses are four ways of telling what a person made; the person is the subject of the first.
func makerClauses(who person, v action, tail string) []form {
	be := pick(v.many, "were", "was")
	return []form{
		{fmt.Sprintf("%s %s %s%s.", who.name, v.past, v.object, tail), ""},
		{fmt.Sprintf("%s %s %s by %s%s.", v.object, be, v.pp, who.name, tail), "makes the phrase describe the thing made"},
		{fmt.Sprintf("%s's great aim became %s%s.", who.name, v.ing+" "+v.object, tail), "makes the phrase describe a possession of the person"},
		{fmt.Sprintf("there %s %s, %s by %s%s.", be, v.object, v.pp, who.name, tail), "leaves the phrase with nothing to describe"},
	}
}

func modifierDraft(text string, who person, v action, forms []form, intro string) draft {
	return completion(text, forms, func(filling string) bool { return openingOf(filling, who.name, v.object) == byPerson },
		fmt.Sprintf("“%s” describes a person, so the person, %s, must be the subject that follows the comma.", intro, who.name), hintsModifier)
}

// modifierPerson: the phrase describes a person.
func modifierPerson(p []int) (draft, bool) {
	who, v, intro := people[p[0]], scenes[p[1]].then, intros[p[2]]
	text := fmt.Sprintf("Every account of the %s %s tells of the same turning point. %s, %s", scenes[p[1]].job, who.name, intro, gap)
	return modifierDraft(text, who, v, makerClauses(who, v, ""), intro), true
}

// modifierLong: a sentence before, an aside within, and a tail.
func modifierLong(p []int) (draft, bool) {
	who, s, intro := people[p[0]], scenes[p[1]], intros[p[2]]
	aside := []string{"as the letters of that year show", "as a neighbor later recalled", "so a local paper reported", "by all accounts"}[p[3]]
	text := fmt.Sprintf("For years, the %s %s had %s %s. %s, %s, %s", s.job, who.name, s.first.pp, s.first.object, intro, aside, gap)
	d := modifierDraft(text, who, s.then, makerClauses(who, s.then, " in the end"), intro)
	d.logit = 0.1
	return d, true
}

// crafted are things with a phrase that describes them and a verb for the making.
var crafted = []struct{ intro, thing, did string }{
	{"Carved from a single block of oak", "the figure of the ferryman", "finished"}, {"Printed on handmade paper", "the small book of riddles", "published"}, {"Woven from undyed wool", "the wide ceremonial cloth", "completed"},
	{"Built without a single nail", "the wooden footbridge", "designed"}, {"Written in only nine days", "the play about two sisters", "presented"}, {"Painted on the lid of a box", "the tiny harbor scene", "signed"},
	{"Fired at a very low temperature", "the set of blue tiles", "sold"}, {"Scored for eleven instruments", "the nocturne in four parts", "dedicated to the town"}, {"Composed almost entirely of gravel", "the garden behind the museum", "planned"},
	{"Folded from one sheet of steel", "the curved bench", "produced"}, {"Lit from below by mirrors", "the hall of the new library", "opened"}, {"Rehearsed in an empty cistern", "the cycle of slow hymns", "performed"},
}

var fates = []struct{ was, of string }{
	{"has become a favorite of visitors", "a favorite of visitors"}, {"is now a source of local pride", "a source of local pride"}, {"was soon the talk of the town", "the talk of the town"}, {"remains an inspiration to students", "an inspiration to students"},
}

// modifierThing: the phrase describes a thing, not its maker.
func modifierThing(p []int) (draft, bool) {
	who, c, f, year := people[p[0]], crafted[p[1]], fates[p[2]], pastYears[p[3]]
	done := who.name + " " + c.did + " " + c.thing
	if rest, ok := strings.CutPrefix(c.did, "dedicated"); ok {
		done = who.name + " dedicated " + c.thing + rest
	}
	forms := []form{
		{fmt.Sprintf("%s %s.", c.thing, f.was), ""},
		{fmt.Sprintf("%s in %d.", done, year), "makes the phrase describe the maker"},
		{fmt.Sprintf("%s's hopes for %s came true in %d.", who.name, c.thing, year), "makes the phrase describe the hopes of the maker"},
		{fmt.Sprintf("the press has made %s %s.", c.thing, f.of), "makes the phrase describe the press"},
	}
	return completion(fmt.Sprintf("In %d, %s showed a new work to the public. %s, %s", year, who.name, c.intro, gap), forms,
		func(filling string) bool { return openingOf(filling, who.name, c.thing) == byThing },
		fmt.Sprintf("“%s” can describe only %s, which must be the subject that follows the comma.", c.intro, c.thing), hintsModifier), true
}
