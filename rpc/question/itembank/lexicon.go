package itembank

import "strings"

// The lexicon of the grammar families: words of our own, kept in groups whose
// members fit every frame of their family. Nobody named here is a real person.

// person is somebody a sentence tells of.
type person struct{ name, she, her string }

var people = []person{
	{"Mara Lindqvist", "she", "her"}, {"Tomás Ibarra", "he", "his"}, {"Aiko Watari", "she", "her"}, {"Kwame Adusei", "he", "his"},
	{"Leila Haddani", "she", "her"}, {"Piotr Zielak", "he", "his"}, {"Nadia Oyelaran", "she", "her"}, {"Rafael Quintero", "he", "his"},
	{"Ingrid Solheim", "she", "her"}, {"Dev Malhani", "he", "his"}, {"Carmen Ulloa", "she", "her"}, {"Yusuf Karadag", "he", "his"},
	{"Hana Petrakova", "she", "her"}, {"Samuel Okoth", "he", "his"}, {"Beatriz Fontana", "she", "her"}, {"Lars Eklund", "he", "his"},
	{"Mei Tanaka-Ross", "she", "her"}, {"Omar Benhaddou", "he", "his"}, {"Greta Hollmann", "she", "her"}, {"Jonah Whitfield", "he", "his"},
	{"Sunita Rao", "she", "her"}, {"Emil Vasko", "he", "his"}, {"Rosa Delgadillo", "she", "her"}, {"Anton Brandvold", "he", "his"},
}

// action is a verb in its forms, with its object.
type action struct {
	base, s, past, pp, ing string
	object                 string
	many                   bool // the object is plural
}

// regular makes the forms of a regular verb, one that does not end in a
// consonant and y or double its last letter.
func regular(base, object string, many bool) action {
	stem := strings.TrimSuffix(base, "e")
	s := base + "s"
	if strings.HasSuffix(base, "sh") {
		s = base + "es"
	}
	past := stem + "ed"
	return action{base, s, past, past, stem + "ing", object, many}
}

// scene is a profession with two things done in it, the second on the strength of the first.
type scene struct {
	job         string
	first, then action
}

var scenes = []scene{
	{"botanist", regular("collect", "mosses in the northern valleys", true), action{"draw", "draws", "drew", "drawn", "drawing", "an atlas of mosses", false}},
	{"composer", regular("record", "songs from mountain villages", true), action{"write", "writes", "wrote", "written", "writing", "a suite for strings", false}},
	{"engineer", regular("measure", "cracks in old bridges", true), regular("design", "a lighter kind of arch", false)},
	{"historian", regular("gather", "letters from forgotten sailors", true), regular("publish", "a history of the harbor", false)},
	{"chemist", regular("test", "dyes made from roots", true), regular("develop", "a safer red pigment", false)},
	{"potter", action{"dig", "digs", "dug", "dug", "digging", "clay from the riverbank", false}, action{"build", "builds", "built", "built", "building", "a kiln with two chambers", false}},
	{"linguist", regular("record", "speakers of a rare dialect", true), regular("compile", "a dictionary of the dialect", false)},
	{"astronomer", regular("observe", "pairs of faint stars", true), regular("assemble", "a catalog of double stars", false)},
	{"architect", action{"draw", "draws", "drew", "drawn", "drawing", "houses on steep slopes", true}, regular("design", "a school with a roof garden", false)},
	{"geologist", regular("explore", "caves beneath the plateau", true), action{"write", "writes", "wrote", "written", "writing", "a report on the caves", false}},
	{"photographer", regular("portray", "families of herders", true), regular("publish", "a book of portraits", false)},
	{"poet", regular("translate", "ballads from three languages", true), regular("edit", "a collection of ballads", false)},
	{"biologist", regular("compare", "the dances of two bee species", true), action{"write", "writes", "wrote", "written", "writing", "a handbook for beekeepers", false}},
	{"physicist", regular("investigate", "the colors of soap films", true), action{"build", "builds", "built", "built", "building", "a simple light meter", false}},
	{"sculptor", regular("carve", "figures from driftwood", true), regular("complete", "a monument for the port", false)},
	{"weaver", regular("restore", "patterns from old shawls", true), regular("found", "a school for weavers", false)},
	{"ecologist", regular("count", "beetles in burned forests", true), regular("propose", "a new plan for the forests", false)},
	{"mathematician", regular("analyze", "knots in fishing nets", true), regular("solve", "a puzzle about knots", false)},
	{"archaeologist", regular("excavate", "a row of storage pits", false), regular("restore", "a painted grain jar", false)},
	{"cartographer", regular("survey", "islands off the coast", true), regular("print", "a map of the currents", false)},
	{"playwright", regular("interview", "workers at the mill", true), action{"write", "writes", "wrote", "written", "writing", "a drama about the strike", false}},
	{"economist", regular("compare", "prices at village markets", true), regular("develop", "a model of small trade", false)},
	{"clockmaker", regular("repair", "watches for the whole town", true), regular("invent", "a quiet alarm clock", false)},
	{"violinist", regular("examine", "bows from four countries", true), regular("record", "an album of duets", false)},
}

// homes are places people come from.
var homes = []string{"a fishing village", "the northern coast", "a mining town", "the capital", "an island in the delta", "the border region", "a mountain hamlet", "the old port"}

// leads open a sentence without touching the rest of it.
var leads = []string{"According to a recent survey,", "As one scholar has noted,", "In the view of several experts,", "As a new book explains,", "According to one report,", "In fact,", "As guides like to point out,", "According to local records,"}

// plain turns straight apostrophes into those of print.
func plain(s string) string { return strings.ReplaceAll(s, "'", "’") }

// withArticle is "a potter" or "an engineer".
func withArticle(noun string) string { return article(noun) + " " + noun }
