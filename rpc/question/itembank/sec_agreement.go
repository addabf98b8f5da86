package itembank

import (
	"fmt"
	"strings"
)

// secAgreementFamilies: subject and verb.
var secAgreementFamilies = []Family{{
	Name: "agreement-phrase", Title: "Subject and verb agree", Skill: "SEC2", Subject: ReadingWriting,
	Levels: []Level{
		{Level: 2, Space: []Span{upTo(len(leads)), upTo(len(agreeTopics)), {0, 5}, {0, 3}}, build: agreeShort},
		{Level: 3, Space: []Span{upTo(len(leads)), upTo(len(agreeTopics)), {0, 5}, {0, 3}, upTo(len(asides))}, build: agreeLong},
		{Level: 4, Space: []Span{upTo(len(scenery)), upTo(len(placed)), upTo(len(restVerbs)), upTo(len(periods))}, build: agreeInverted},
		{Level: 5, Space: []Span{upTo(len(amounts)), upTo(len(agreeTopics)), {0, 2}, {0, 3}, upTo(len(leads))}, build: agreeAmount},
	},
}}

// subject is a noun with a phrase behind it whose noun has the other number.
type subject struct{ noun, phrase string }

// agreeTopic holds subjects, three of each number, that go with each of its four verbs.
type agreeTopic struct {
	singular, plural [3]subject
	verbs            [4]action
}

var agreeTopics = []agreeTopic{
	{[3]subject{{"collection", "of pressed flowers"}, {"album", "of botanical prints"}, {"drawer", "of labeled seeds"}},
		[3]subject{{"flowers", "in the glass case"}, {"prints", "from the old album"}, {"seeds", "in the lower drawer"}},
		[4]action{regular("attract", "visitors from distant cities", true), regular("reveal", "how patient early collectors were", false), regular("belong", "to the university", false), regular("remain", "in excellent condition", false)}},
	{[3]subject{{"network", "of narrow canals"}, {"system", "of stone channels"}, {"chain", "of small reservoirs"}},
		[3]subject{{"canals", "around the old town"}, {"channels", "behind the mill"}, {"reservoirs", "above the village"}},
		[4]action{regular("deliver", "water to the terraces", false), regular("protect", "the fields from floods", false), regular("depend", "on careful repairs", false), regular("deserve", "more attention from planners", false)}},
	{[3]subject{{"series", "of short lectures"}, {"program", "of evening talks"}, {"set", "of recorded interviews"}},
		[3]subject{{"lectures", "at the academy"}, {"talks", "in the main hall"}, {"interviews", "for the archive"}},
		[4]action{regular("introduce", "listeners to new research", false), {"draw", "draws", "drew", "drawn", "drawing", "large and lively audiences", true}, regular("encourage", "debate among students", false), regular("explain", "how the field has changed", false)}},
	{[3]subject{{"group", "of young dancers"}, {"ensemble", "of street musicians"}, {"troupe", "of traveling actors"}},
		[3]subject{{"dancers", "from the new school"}, {"musicians", "on the square"}, {"actors", "in the company"}},
		[4]action{regular("perform", "for free every summer", false), regular("combine", "old steps with new music", false), regular("rehearse", "in an empty warehouse", false), regular("attract", "audiences of all ages", false)}},
	{[3]subject{{"row", "of bronze statues"}, {"pair", "of marble lions"}, {"circle", "of carved stones"}},
		[3]subject{{"statues", "beside the gate"}, {"lions", "near the staircase"}, {"stones", "on the hilltop"}},
		[4]action{regular("remind", "visitors of a forgotten war", false), regular("mark", "the edge of the former city", false), regular("show", "signs of weathering", false), regular("puzzle", "historians of art", false)}},
	{[3]subject{{"study", "of desert foxes"}, {"survey", "of mountain hares"}, {"report", "on coastal birds"}},
		[3]subject{{"studies", "of the desert fox"}, {"surveys", "of the mountain hare"}, {"reports", "on the common tern"}},
		[4]action{regular("describe", "how animals cope with heat", false), regular("challenge", "an older theory", false), regular("suggest", "that habits change quickly", false), regular("offer", "advice to park rangers", false)}},
	{[3]subject{{"box", "of unsigned letters"}, {"bundle", "of private diaries"}, {"file", "of censored articles"}},
		[3]subject{{"letters", "in the wooden box"}, {"diaries", "from the estate"}, {"articles", "in the sealed file"}},
		[4]action{regular("contain", "hints about the author", false), regular("date", "from the last years of the war", false), {"shed", "sheds", "shed", "shed", "shedding", "light on daily life", false}, regular("interest", "biographers and linguists alike", false)}},
	{[3]subject{{"layer", "of fine sediments"}, {"field", "of ancient boulders"}, {"band", "of colored minerals"}},
		[3]subject{{"sediments", "beneath the lake"}, {"boulders", "across the plain"}, {"minerals", "in the cliff"}},
		[4]action{regular("record", "changes in the climate", false), regular("point", "to a former glacier", false), regular("fascinate", "geologists", false), regular("extend", "far beyond the valley", false)}},
	{[3]subject{{"recipe", "for winter soups"}, {"handbook", "for village cooks"}, {"list", "of regional dishes"}},
		[3]subject{{"recipes", "in the family notebook"}, {"handbooks", "from the cooking school"}, {"dishes", "on the festival menu"}},
		[4]action{regular("reflect", "centuries of trade", false), regular("celebrate", "herbs that grow nearby", false), regular("differ", "from modern versions", false), regular("appeal", "to curious readers", false)}},
	{[3]subject{{"design", "of the solar sails"}, {"model", "of the landing legs"}, {"test", "of the new engines"}},
		[3]subject{{"designs", "for the solar sail"}, {"models", "of the landing gear"}, {"tests", "of the main engine"}},
		[4]action{regular("require", "precise calculations", false), regular("depend", "on lightweight alloys", false), regular("convince", "the project's sponsors", true), regular("raise", "questions about safety", false)}},
}

// verbForms fills the gap with four forms of a verb, the key first.
func verbForms(v action, many bool) []form {
	if many {
		return []form{{v.base, ""}, {v.s, "agrees with the nearest noun"}, {"has " + v.pp, "agrees with the nearest noun, in the perfect"}, {v.ing, "leaves the sentence without a verb that has a tense"}}
	}
	return []form{{v.s, ""}, {v.base, "agrees with the nearest noun"}, {"have " + v.pp, "agrees with the nearest noun, in the perfect"}, {v.ing, "leaves the sentence without a verb that has a tense"}}
}

// numberOf reads the number of a verb form off its shape: +1 plural, −1
// singular, 0 for a form without tense. It knows nothing of the sentence.
func numberOf(text string) int {
	first, _, _ := strings.Cut(text, " ")
	switch {
	case first == "has" || first == "is" || first == "was":
		return -1
	case first == "have" || first == "are" || first == "were":
		return +1
	case strings.HasSuffix(first, "ing"):
		return 0
	case strings.HasSuffix(first, "s"):
		return -1
	}
	return +1
}

// headNumber finds the number of a subject from its words: the noun before the
// first preposition decides, unless a word of amount stands first.
func headNumber(subject string) int {
	for _, w := range strings.Fields(strings.ToLower(subject)) {
		switch w {
		case "each", "neither", "one", "every", "either":
			return -1
		case "both", "many", "several", "few", "most":
			return +1
		}
	}
	head := subject
	for _, cut := range []string{" of ", " in ", " on ", " for ", " from ", " behind ", " around ", " above ", " at ", " beside ", " near ", " beneath ", " across "} {
		if at := strings.Index(head, cut); at >= 0 {
			head = head[:at]
		}
	}
	if strings.HasSuffix(head, "s") && !strings.HasSuffix(head, "series") {
		return +1
	}
	return -1
}

// agreeing is the second check: the form's shape against the subject's words.
func agreeing(subject string) func(string) bool {
	return func(text string) bool { return numberOf(text) != 0 && numberOf(text) == headNumber(subject) }
}

var hintsAgreement = [3]string{
	"What does the sentence say something about? Look for its subject.",
	"Cross out the phrases between the subject and the gap.",
	"Read the bare subject together with each form and keep the one that agrees in number.",
}

// agreeSubject picks a subject: the first three are singular.
func (t agreeTopic) agreeSubject(n int) (subject, bool) {
	if n < 3 {
		return t.singular[n], false
	}
	return t.plural[n-3], true
}

func agreement(text, subject string, v action, many bool) draft {
	forms := verbForms(v, many)
	return completion(text, forms, agreeing(subject),
		fmt.Sprintf("The subject is “%s,” which is %s, so the verb must be “%s.” The words between them do not count.", subject, pick(many, "plural", "singular"), forms[0].text),
		hintsAgreement)
}

// agreeShort: one phrase between subject and verb.
func agreeShort(p []int) (draft, bool) {
	t, v := agreeTopics[p[1]], agreeTopics[p[1]].verbs[p[3]]
	s, many := t.agreeSubject(p[2])
	text := fmt.Sprintf("%s the %s %s %s %s.", leads[p[0]], s.noun, s.phrase, gap, v.object)
	return agreement(text, s.noun+" "+s.phrase, v, many), true
}

// asides stand between commas; each pulls toward the number the subject has not.
var asides = []struct{ afterSingular, afterPlural string }{
	{"which is described in several guides,", "which are described in a popular guide,"},
	{"long ignored by the authorities,", "long ignored by the government,"},
	{"the subject of three documentaries,", "the subject of a documentary,"},
	{"first mentioned in medieval chronicles,", "first mentioned in a medieval chronicle,"},
	{"one of the region's treasures,", "the pride of the region,"},
}

// agreeLong: a phrase and an aside.
func agreeLong(p []int) (draft, bool) {
	t, v, a := agreeTopics[p[1]], agreeTopics[p[1]].verbs[p[3]], asides[p[4]]
	s, many := t.agreeSubject(p[2])
	aside := pick(many, a.afterPlural, a.afterSingular)
	if p[4] == 3 && p[1] != 1 && p[1] != 4 || p[4] == 4 && (p[1] == 2 || p[1] == 5 || p[1] == 9) {
		return draft{}, false // not old enough for a chronicle; a study or a test is no treasure
	}
	text := fmt.Sprintf("%s the %s %s, %s %s %s.", leads[p[0]], s.noun, s.phrase, aside, gap, v.object)
	return agreement(text, s.noun+" "+s.phrase, v, many), true
}

// scenery opens an inverted sentence; its last noun has a number too.
var scenery = []struct {
	place string
	many  bool
}{
	{"Behind the dusty curtains", true}, {"Among the unsorted papers", true}, {"Beneath the broken tiles", true}, {"Between the tall cabinets", true}, {"Under the wooden benches", true}, {"Beside the marble columns", true},
	{"In the farthest corner of the attic", false}, {"At the bottom of the staircase", false}, {"On the top shelf of the library", false}, {"Near the entrance of the vault", false}, {"Behind the door of the workshop", false}, {"Next to the fireplace", false},
}

var placed = []struct {
	thing string
	many  bool
}{
	{"a chest of silver coins", false}, {"a stack of unopened letters", false}, {"a painted globe", false}, {"a model of the harbor", false}, {"a portrait of the founder", false}, {"an iron lantern", false}, {"a clock with two faces", false},
	{"several maps of the coast", true}, {"two boxes of film", true}, {"three ledgers bound in leather", true}, {"the tools of a bookbinder", true}, {"the sketches of an unknown artist", true}, {"four crates of porcelain", true}, {"dozens of glass plates", true},
}

var restVerbs = []action{
	{"lie", "lies", "lay", "lain", "lying", "", false}, {"rest", "rests", "rested", "rested", "resting", "", false}, {"sit", "sits", "sat", "sat", "sitting", "", false},
}

var periods = []string{"untouched for decades", "just as the owner left it all", "exactly where the inventory says", "covered in dust", "ready for the new exhibit", "waiting to be studied"}

// agreeInverted: the subject follows the verb.
func agreeInverted(p []int) (draft, bool) {
	at, s, v, how := scenery[p[0]], placed[p[1]], restVerbs[p[2]], periods[p[3]]
	if at.many == s.many {
		return draft{}, false
	}
	forms := []form{{v.s, ""}, {v.base, "agrees with the noun before the verb"}, {"have " + v.pp, "agrees with the noun before the verb, in the perfect"}, {v.ing, "leaves the sentence without a verb that has a tense"}}
	if s.many {
		forms = []form{{v.base, ""}, {v.s, "agrees with the noun before the verb"}, {"has " + v.pp, "agrees with the noun before the verb, in the perfect"}, {v.ing, "leaves the sentence without a verb that has a tense"}}
	}
	d := completion(fmt.Sprintf("%s %s %s, %s.", at.place, gap, s.thing, how), forms,
		func(text string) bool { // turned around: the thing, the verb, the place
			first, _, _ := strings.Cut(s.thing, " ")
			singular := first == "a" || first == "an"
			return numberOf(text) != 0 && singular == (numberOf(text) < 0)
		},
		fmt.Sprintf("The order is turned around: the subject is “%s,” which is %s, so the verb must be “%s.”", s.thing, pick(s.many, "plural", "singular"), forms[0].text),
		[3]string{
			"The sentence begins with a place. Is the place what lies there?",
			"Turn the sentence around so that it begins with its subject.",
			"Match the verb to the noun that now stands first.",
		})
	d.logit = 0.1
	return d, true
}

// amounts open a subject whose number they decide.
var amounts = []struct {
	words string
	many  bool
}{
	{"each of the", false}, {"every one of the", false}, {"neither of the two", false}, {"at least one of the", false}, {"only one of the", false},
	{"both", true}, {"several of the", true}, {"many of the", true}, {"most of the", true},
}

// agreeAmount: a word of amount decides.
func agreeAmount(p []int) (draft, bool) {
	a, t, v := amounts[p[0]], agreeTopics[p[1]], agreeTopics[p[1]].verbs[p[3]]
	if strings.HasPrefix(v.base, "differ") {
		return draft{}, false
	}
	s := t.plural[p[2]]
	subject := fmt.Sprintf("%s %s %s", a.words, s.noun, s.phrase)
	forms := verbForms(v, a.many)
	forms[1].mistake = pick(a.many, "takes the group for one thing", "agrees with the plural noun instead of the word of amount")
	forms[2].mistake = forms[1].mistake + ", in the perfect"
	d := completion(fmt.Sprintf("%s %s %s %s.", leads[p[4]], subject, gap, v.object), forms, agreeing(subject),
		fmt.Sprintf("The subject is “%s,” and its first words make it %s. So the verb must be “%s.”", subject, pick(a.many, "plural", "singular"), forms[0].text),
		[3]string{
			"The noun nearest to the gap need not be the subject.",
			"Which little word at the head of the subject says how many are meant?",
			"Does that word speak of single members or of several together? Match the verb to it.",
		})
	return d, true
}
