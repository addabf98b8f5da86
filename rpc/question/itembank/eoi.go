package itembank

import (
	"fmt"
	"strings"
)

// eoiFamilies: expression of ideas.
var eoiFamilies = []Family{{
	Name: "transition-choice", Title: "Choose the transition that fits", Skill: "EOI2", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(topics)), {0, 1}, {0, 2}, {0, 2}, {0, 2}, {0, 2}}, build: transitionPlain},
		{Level: 3, Space: []Span{upTo(len(topics)), {0, 1}, {0, 2}, {0, 2}, {0, 2}, {0, 2}}, build: transitionFurther},
		{Level: 4, Space: []Span{upTo(len(topics)), {0, 2}, {0, 2}, {0, 2}, {0, 2}, upTo(len(framings))}, build: transitionFramed},
	},
}}

// bond is how a sentence is tied to the one before it.
type bond int

const (
	contrast bond = iota
	consequence
	example
	addition
	likeness
)

// transitions for each bond; within a bond any will do.
var transitions = map[bond][3]string{
	contrast:    {"However,", "Nevertheless,", "Even so,"},
	consequence: {"As a result,", "Consequently,", "For this reason,"},
	example:     {"For example,", "For instance,", "To give one example,"},
	addition:    {"In addition,", "Moreover,", "Furthermore,"},
	likeness:    {"Similarly,", "Likewise,", "In the same way,"},
}

// missed names what a reader got wrong who chose a bond where another holds.
var missed = map[bond]string{
	contrast:    "sees a contrast where the sentences agree",
	consequence: "takes what merely comes next for a result",
	example:     "takes a new point for an instance of the last",
	addition:    "takes a turn of the thought for one more point",
	likeness:    "sees a likeness between things that are not compared",
}

// trait of a transition, for the second check: does it turn against what was
// said, does it claim a cause, does it narrow down, does it compare?
type trait struct{ turns, causes, narrows, compares bool }

// traitOf reads the trait off the words of a transition.
func traitOf(text string) trait {
	t := strings.ToLower(text)
	return trait{
		turns:    strings.HasPrefix(t, "however") || strings.HasPrefix(t, "never") || strings.HasPrefix(t, "even so"),
		causes:   strings.Contains(t, "result") || strings.HasPrefix(t, "consequent") || strings.Contains(t, "reason"),
		narrows:  strings.Contains(t, "example") || strings.Contains(t, "instance"),
		compares: strings.HasPrefix(t, "simil") || strings.HasPrefix(t, "like") || strings.Contains(t, "same way"),
	}
}

// continuation is the sentence of a topic that has a bond to its claim.
func (t topic) continuation(b bond) string {
	return [...]string{t.against, t.result, t.instance, t.more, ""}[b]
}

// bondOf finds in which slot of the lexicon a sentence stands, and its trait.
func bondOf(sentence string) (trait, bool) {
	for _, t := range topics {
		switch sentence {
		case t.against:
			return trait{turns: true}, true
		case t.result:
			return trait{causes: true}, true
		case t.instance:
			return trait{narrows: true}, true
		case t.more:
			return trait{}, true
		}
	}
	return trait{}, false
}

var explanations = map[bond]string{
	contrast:    "The last sentence runs counter to what one would expect from the sentence before it, so a word of contrast fits: “%s.”",
	consequence: "The last sentence tells what follows from the sentence before it, so a word of consequence fits: “%s.”",
	example:     "The last sentence gives a single case of what the sentence before it says in general, so a word that announces an instance fits: “%s.”",
	addition:    "The last sentence adds a further point in the same direction, neither an instance nor a result of the one before, so a word of addition fits: “%s.”",
}

// transition asks for the word between the claim and its continuation.
// The picks choose one of the three words of the key and of each wrong bond.
func transition(text string, t topic, key bond, wrong [3]bond, picks []int) (draft, bool) {
	last := t.continuation(key)
	if last == "" {
		return draft{}, false
	}
	word := transitions[key][picks[0]]
	forms := []form{{word, ""}}
	for i, b := range wrong {
		forms = append(forms, form{transitions[b][picks[i+1]], missed[b]})
	}
	d := completion(fmt.Sprintf("%s %s %s", text, gap, last), forms, func(filling string) bool {
		want, known := bondOf(last)
		return known && traitOf(filling) == want
	}, fmt.Sprintf(explanations[key], strings.TrimSuffix(word, ",")), [3]string{
		"Leave the gap empty and say in your own words what the last sentence does.",
		"Compare it with the sentence right before: does it agree, oppose, explain, or go on?",
		"Strike the choices that promise another tie than the one you found.",
	})
	d.stem = "Which choice completes the text with the most logical transition?"
	return d, true
}

// transitionPlain: contrast or result, against plainly other bonds.
func transitionPlain(p []int) (draft, bool) {
	t := topics[p[0]]
	if p[1] == 0 {
		return transition(t.intro+" "+t.claim, t, contrast, [3]bond{consequence, example, likeness}, p[2:])
	}
	return transition(t.intro+" "+t.claim, t, consequence, [3]bond{contrast, example, likeness}, p[2:])
}

// transitionFurther: an instance or a further point.
func transitionFurther(p []int) (draft, bool) {
	t := topics[p[0]]
	if p[1] == 0 {
		return transition(t.intro+" "+t.claim, t, example, [3]bond{contrast, consequence, likeness}, p[2:])
	}
	return transition(t.intro+" "+t.claim, t, addition, [3]bond{contrast, example, consequence}, p[2:])
}

// framings wrap the set-up so that the claim is reported, which pulls the eye
// away from the sentence the transition must tie.
var framings = []string{
	"Textbooks give the matter no more than a paragraph. %s %s",
	"It is a subject that seldom makes the news. %s %s",
	"Two facts are well established. %s %s",
	"A recent exhibit began with what is known. %s %s",
}

// transitionFramed: contrast in a longer text, with addition among the choices.
func transitionFramed(p []int) (draft, bool) {
	t := topics[p[0]]
	text := fmt.Sprintf(framings[p[5]], t.intro, t.claim)
	d, ok := transition(text, t, contrast, [3]bond{addition, consequence, example}, p[1:5])
	d.logit = 0.1
	return d, ok
}
