package itembank

import (
	"fmt"
	"strings"
)

// secApostropheFamilies: apostrophes, or none.
var secApostropheFamilies = []Family{{
	Name: "apostrophe", Title: "Apostrophes and plurals", Skill: "SEC2", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 1, Space: []Span{upTo(len(leads)), upTo(len(things)), upTo(len(traits))}, build: apostropheIts},
		{Level: 2, Space: []Span{upTo(len(keepers)), upTo(len(makers)), upTo(len(works)), {0, 2}}, build: apostropheOne},
		{Level: 3, Space: []Span{upTo(len(keepers)), upTo(len(makers)), upTo(len(works)), {0, 2}}, build: apostropheMany},
		{Level: 4, Space: []Span{upTo(len(keepers)), upTo(len(makers)), upTo(len(makers)), upTo(len(works))}, build: apostropheTwo},
	},
}}

var things = []string{"river", "violin", "glacier", "manuscript", "telescope", "cathedral", "fountain", "painting", "waterfall", "tower", "fortress", "statue", "canyon", "lighthouse", "opera", "novel", "crystal", "orchid", "tapestry", "map", "temple", "symphony", "desert"}

var traits = []struct{ before, after string }{
	{"owes", "name to a local legend"}, {"is best known for", "unusual shape"}, {"has kept", "secret for a long time"}, {"has inspired poets with", "quiet beauty"},
	{"first drew attention because of", "age"}, {"surprises visitors with", "size"}, {"has been photographed for", "striking colors"}, {"takes", "present name from a queen"},
	{"has a legend about", "origin"}, {"is protected by law because of", "importance"}, {"has made", "admirers travel far"}, {"has lost nothing of", "power to surprise"},
}

// apostropheIts: its and its neighbors.
func apostropheIts(p []int) (draft, bool) {
	t, w := things[p[1]], traits[p[2]]
	if t == "opera" || t == "novel" || t == "symphony" {
		if p[2] == 1 || p[2] == 5 || p[2] == 6 || p[2] == 9 {
			return draft{}, false // there is nothing to see
		}
	}
	text := fmt.Sprintf("%s the %s %s %s %s.", leads[p[0]], t, w.before, gap, w.after)
	return completion(text, []form{
		{"its", ""}, {"it's", "takes the short form of “it is” for a possessive"}, {"its'", "adds an apostrophe to a possessive pronoun"}, {"their", "takes one thing for several"},
	}, func(filling string) bool { return possessiveOf("is")(filling) && !strings.Contains(filling, "’") },
		fmt.Sprintf("The possessive of “it” has no apostrophe; the form with one is short for “it is.” The word stands for “%s.”", t),
		[3]string{
			"Does the gap need a possessive, or a pronoun together with a verb?",
			"Try the long form with the verb in the gap: does the sentence still work?",
			"Possessive pronouns such as “hers” and “ours” are written without an apostrophe. Mind the number too.",
		}), true
}

// makers have a regular plural.
var makers = []string{"potter", "composer", "cartographer", "photographer", "poet", "sculptor", "printer", "explorer", "astronomer", "gardener", "architect", "sailor", "engineer", "painter", "weaver", "translator", "teacher", "beekeeper"}

// works are things all of the makers leave behind, in the plural.
var works = []string{"notebooks", "letters", "sketches", "diaries", "photographs", "essays", "drawings", "manuscripts", "account books", "memoirs"}

// keepers are frames: before and after the two nouns.
var keepers = []struct{ before, after string }{
	{"The archive bought the", "at an auction."}, {"A curator discovered the", "in a locked trunk."}, {"For years, scholars overlooked the", "in the town hall."}, {"Visitors may leaf through copies of the", "in the reading room."},
	{"The editor has included the", "in a new volume."}, {"A fire nearly destroyed the", "in the attic."}, {"The students transcribed the", "over the summer."}, {"An heir donated the", "to the university."},
	{"The exhibit presents the", "side by side."}, {"A volunteer scanned the", "page by page."}, {"The biographer relied on the", "for the early chapters."}, {"The museum lent the", "to a partner abroad."},
}

// marks counts the possessors a written pair shows: 1 for “potter’s”, 2 for
// “potters’”, 0 for a maker without an apostrophe; ok is false when the work
// carries an apostrophe.
func marks(text, maker string) (possessors int, ok bool) {
	first, second, _ := strings.Cut(text, " ")
	switch first {
	case maker + "’s":
		possessors = 1
	case maker + "s’":
		possessors = 2
	}
	return possessors, !strings.Contains(second, "’")
}

// possessorDraft asks for the spelling of “the potter’s notebooks” in a text
// that tells how many makers there are.
func possessorDraft(text, maker, work string, many bool) draft {
	single := strings.TrimSuffix(work, "s")
	one := form{maker + "'s " + work, "takes several possessors for one"}
	several := form{maker + "s' " + work, "takes one possessor for several"}
	forms := []form{one, several}
	if many {
		forms = []form{several, one}
	}
	forms[0].mistake = ""
	forms = append(forms,
		form{maker + "s " + work + "'", "puts the apostrophe on the thing owned"},
		form{maker + "s " + work, "leaves the possessive without an apostrophe"},
		form{maker + "s " + single + "'s", "puts the apostrophe on the thing owned"})
	return completion(text, forms, func(filling string) bool {
		n, ok := marks(filling, maker)
		return ok && n > 0 && (n == 2) == many
	}, fmt.Sprintf("There %s, so the possessive is “%s”; the things owned are a plain plural.", pick(many, "are several possessors", "is one possessor"), strings.Fields(forms[0].text)[0]),
		[3]string{
			"Two nouns stand side by side. Which of them possesses, and which is possessed?",
			"How many possessors does the text speak of?",
			"Write the possessor in the right number first and add its mark then; the other noun stays a plain plural.",
		})
}

// apostropheOne: a single maker.
func apostropheOne(p []int) (draft, bool) {
	k, maker, work := keepers[p[0]], makers[p[1]], works[p[2]]
	intro := [3]string{"Only one %s ever lived in the village.", "A single %s is remembered in the town.", "The town is proud of its first %s."}[p[3]]
	return possessorDraft(fmt.Sprintf(intro, maker)+fmt.Sprintf(" %s %s %s", k.before, gap, k.after), maker, work, false), true
}

// apostropheMany: several makers.
func apostropheMany(p []int) (draft, bool) {
	k, maker, work := keepers[p[0]], makers[p[1]], works[p[2]]
	intro := [3]string{"Two %ss lived in the same house.", "The three %ss were close friends.", "Both %ss worked for the queen."}[p[3]]
	return possessorDraft(fmt.Sprintf(intro, maker)+fmt.Sprintf(" %s %s %s", k.before, gap, k.after), maker, work, true), true
}

// apostropheTwo: two groups of makers, each with works of its own.
func apostropheTwo(p []int) (draft, bool) {
	k, a, b, work := keepers[p[0]], makers[p[1]], makers[p[2]], works[p[3]]
	if p[1] >= p[2] {
		return draft{}, false
	}
	text := fmt.Sprintf("The %ss and the %ss of the town worked apart and shared nothing. %s %s %s %s", a, b, k.before, gap, work, k.after)
	d := completion(text, []form{
		{a + "s' and " + b + "s'", ""},
		{a + "s and " + b + "s'", "marks only the last possessor, as for things owned together"},
		{a + "'s and " + b + "'s", "takes several possessors for one"},
		{a + "s' and " + b + "s", "leaves one possessor without an apostrophe"},
	}, func(filling string) bool {
		first, second, _ := strings.Cut(filling, " and ")
		n, _ := marks(first+" "+work, a)
		m, _ := marks(second+" "+work, b)
		return n == 2 && m == 2
	}, fmt.Sprintf("Each group had %s of its own, so each of the two plurals is a possessive and takes an apostrophe after the s.", work),
		[3]string{
			"Did the two groups own things together or apart?",
			"What is owned apart marks every possessor; what is owned together marks only the last.",
			"Both groups have several members: where does the apostrophe of a plural stand?",
		})
	d.logit = 0.1
	return d, true
}
