package itembank

import (
	"fmt"
	"strings"
)

// secPronounFamilies: pronouns and what they stand for.
var secPronounFamilies = []Family{{
	Name: "pronoun-agreement", Title: "Pronoun and antecedent agree", Skill: "SEC2", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(leads)), upTo(len(owners)), upTo(len(ownings))}, build: pronounNear},
		{Level: 3, Space: []Span{upTo(len(leads)), upTo(len(owners)), upTo(len(ownings)), upTo(len(asidesOfOwners))}, build: pronounFar},
		{Level: 4, Space: []Span{upTo(len(leads)), upTo(len(compared)), upTo(len(lands)), upTo(len(lands))}, build: pronounThat},
	},
}}

// owners are things a pronoun may stand for; each phrase ends in the other number.
var owners = []struct {
	noun, phrase string
	many         bool
}{
	{"inn", "with the blue shutters", false}, {"museum", "of local crafts", false}, {"theater", "between the canals", false}, {"orchard", "behind the stables", false}, {"lighthouse", "above the cliffs", false},
	{"school", "for young weavers", false}, {"garden", "of medicinal plants", false}, {"market", "near the old walls", false}, {"bathhouse", "with the copper roofs", false}, {"library", "of early prints", false},
	{"inns", "along the river", true}, {"museums", "in the city", true}, {"theaters", "along the canal", true}, {"orchards", "behind the abbey", true}, {"lighthouses", "on the peninsula", true},
	{"schools", "in the district", true}, {"gardens", "around the palace", true}, {"markets", "on the north side", true}, {"bathhouses", "by the outer harbor", true}, {"libraries", "of the university", true},
}

// ownings take a possessive: before and after it.
var ownings = []struct{ before, after string }{
	{"owe much of", "popularity to a novel"}, {"have kept", "original name"}, {"have lost some of", "former charm"}, {"draw most of", "income from visitors"},
	{"have doubled", "number of guests since the festival began"}, {"take pride in", "long history"}, {"have never changed", "opening hours"}, {"face cuts to", "budget"},
	{"celebrate", "anniversary in the fall"}, {"have published", "history as a small book"}, {"count on", "neighbors for support"}, {"post", "history on a sign by the road"},
}

// inflect puts the first verb of a plural verb phrase into the singular.
func inflect(phrase string, many bool) string {
	verb, rest, _ := strings.Cut(phrase, " ")
	switch {
	case many:
		return phrase
	case verb == "have":
		verb = "has"
	default:
		verb += "s"
	}
	return strings.TrimSpace(verb + " " + rest)
}

// possessives are the four fillings for a thing or things.
func possessives(many bool) []form {
	if many {
		return []form{{"their", ""}, {"its", "takes several things for one"}, {"they're", "takes the short form of “they are” for a possessive"}, {"there", "takes the word of place for a possessive"}}
	}
	return []form{{"its", ""}, {"their", "takes one thing for several"}, {"it's", "takes the short form of “it is” for a possessive"}, {"its'", "adds an apostrophe to a possessive pronoun"}}
}

// possessiveOf checks a filling against the verb: whether a word with this
// number, and a possessive at all, goes with that form.
func possessiveOf(verb string) func(string) bool {
	return func(text string) bool {
		number := map[string]int{"its": -1, "their": +1}[text]
		return number != 0 && number == numberOf(verb)
	}
}

var hintsPronoun = [3]string{
	"A pronoun must match the noun it stands for. Which noun is meant here?",
	"Pass over the phrase behind that noun; the form of the verb shows the number too.",
	"Pick a form that shows possession and has the same number.",
}

func pronounDraft(text, noun, verb string, many bool) draft {
	forms := possessives(many)
	first, _, _ := strings.Cut(verb, " ")
	return completion(text, forms, possessiveOf(first),
		fmt.Sprintf("The word stands for “%s,” which is %s, and shows possession: “%s.”", noun, pick(many, "plural", "singular"), forms[0].text), hintsPronoun)
}

// pronounNear: a phrase between noun and pronoun.
func pronounNear(p []int) (draft, bool) {
	o, w := owners[p[1]], ownings[p[2]]
	verb := inflect(w.before, o.many)
	return pronounDraft(fmt.Sprintf("%s the %s %s %s %s %s.", leads[p[0]], o.noun, o.phrase, verb, gap, w.after), o.noun, verb, o.many), true
}

// asidesOfOwners hold nouns of both numbers.
var asidesOfOwners = []string{"like many others in the region,", "despite new rules and a difficult year,", "to the surprise of some critics,", "as several visitors and a guide confirmed,", "with the help of two sponsors,"}

// pronounFar: an aside besides.
func pronounFar(p []int) (draft, bool) {
	o, w := owners[p[1]], ownings[p[2]]
	verb := inflect(w.before, o.many)
	d := pronounDraft(fmt.Sprintf("%s the %s %s, %s %s %s %s.", leads[p[0]], o.noun, o.phrase, asidesOfOwners[p[3]], verb, gap, w.after), o.noun, verb, o.many)
	d.logit = 0.1
	return d, true
}

// compared are features of a land, in the singular and the plural.
var compared = []struct {
	noun, more string
	many       bool
}{
	{"climate", "milder", false}, {"soil", "richer in clay", false}, {"dialect", "harder to understand", false}, {"coastline", "more rugged", false}, {"cuisine", "spicier", false}, {"railroad", "older", false}, {"rainfall", "less regular", false}, {"harvest", "earlier", false},
	{"winters", "milder", true}, {"rivers", "shorter", true}, {"dialects", "harder to understand", true}, {"beaches", "less crowded", true}, {"festivals", "louder", true}, {"railroads", "older", true}, {"vineyards", "smaller", true}, {"harvests", "earlier", true},
}

var lands = []string{"the northern valley", "the coastal plain", "the eastern highlands", "the river delta", "the southern province", "the lake district", "the outer island", "the border county"}

// pronounThat: a comparison of like with like.
func pronounThat(p []int) (draft, bool) {
	c, here, there := compared[p[1]], lands[p[2]], lands[p[3]]
	if here == there {
		return draft{}, false
	}
	key, other := "that of", "those of"
	if c.many {
		key, other = other, key
	}
	text := fmt.Sprintf("%s the %s of %s %s %s than %s", leads[p[0]], c.noun, here, pick(c.many, "are", "is"), c.more, gap)
	forms := []form{
		{key + " " + there + ".", ""}, {other + " " + there + ".", pick(c.many, "takes several things for one", "takes one thing for several")},
		{there + ".", "compares a feature with a place"}, {pick(c.many, "they are of ", "it of ") + there + ".", "uses a pronoun that takes no “of” phrase"},
	}
	d := completion(text, forms, func(filling string) bool {
		pronoun, rest, found := strings.Cut(strings.TrimSuffix(filling, "."), " of ")
		number := map[string]int{"that": -1, "those": +1}[pronoun]
		return found && rest == there && number == numberOf(pick(c.many, "are", "is"))
	}, fmt.Sprintf("A feature is compared with a feature: “%s” takes up the word “%s.”", key, c.noun), [3]string{
		"Which two things are compared? They must be of the same kind.",
		"A place cannot be compared with a feature of another place; a pronoun must take up the feature.",
		"Match the pronoun to that feature in number.",
	})
	d.logit = 0.1
	return d, true
}
