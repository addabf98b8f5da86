package strategies

var craft = map[string]Strategy{
	"CAS1": {
		Text: "Let the sentences decide, not the word you like best. Say in your own words what belongs in the gap, and then look for the choice that means the same.",
		Steps: []string{
			"Cover the choices and read the whole text.",
			"Find the clue: a definition, an example, a contrast or a cause.",
			"Put a plain word of your own into the gap.",
			"Try the nearest choice in the sentence and check its tone.",
		},
		Pitfalls: []string{
			"A familiar word may be used in a rare meaning here.",
			"Words such as although and but turn the meaning round.",
			"A choice that fits the topic need not fit the sentence.",
		},
	},
	"CAS2": {
		Text: "Ask what the text does, not only what it says: does it present a claim, give an example, answer an objection? The purpose must fit the whole text, the function the place of the sentence in it.",
		Steps: []string{
			"Say in a few words what each sentence does.",
			"Say what the author wants the reader to take away.",
			"For one sentence ask what would be missing without it.",
			"Check each verb of a choice: criticizes, illustrates, compares must really happen.",
		},
		Pitfalls: []string{
			"A true detail is not the purpose of the text.",
			"Half-right choices begin well and end with something that never happens.",
			"Strong words such as refutes need strong evidence.",
		},
	},
	"CAS3": {
		Text: "Find the one point on which both texts speak, and what each author says of it. Answer from the view of the author you are asked about.",
		Steps: []string{
			"Sum up Text 1 in one sentence, then Text 2.",
			"Name the shared subject, and whether the authors agree, disagree, or add to each other.",
			"Ask what the named author would say to that very claim.",
			"Choose what both texts support, with nothing added.",
		},
		Pitfalls: []string{
			"Do not mix up who holds which view.",
			"Authors can agree on the facts and differ on what they mean.",
			"A choice that fits one text alone is not enough.",
		},
	},
}

var information = map[string]Strategy{
	"INI1": {
		Text: "The central idea is what all sentences work for. Details answer a question only when the text says so in its own words.",
		Steps: []string{
			"Read to the end and ask: what is the one thing this text says?",
			"For a detail find the line that answers the question, and read around it.",
			"Say the answer in your own words before you look at the choices.",
			"Drop what is too narrow, too wide, or not said.",
		},
		Pitfalls: []string{
			"The first sentence is not always the main idea.",
			"A choice can use the text's words and say something else.",
			"What you know from elsewhere does not count.",
		},
	},
	"INI2": {
		Text: "Evidence must bear on the exact claim. Break the claim into its parts, and look for the quotation or the figures that show every part.",
		Steps: []string{
			"Underline the claim: who or what, which change, in which direction.",
			"Say what you would have to see if it were true, or false when it is to be weakened.",
			"In a table or graph read the titles and units first, and then only the values that the claim is about.",
			"Choose what shows the whole claim.",
		},
		Pitfalls: []string{
			"True figures that do not touch the claim are no evidence.",
			"Evidence for a part of the claim is not enough.",
			"Supporting and weakening are easily swapped: read the task again.",
		},
	},
	"INI3": {
		Text: "An inference goes one small step beyond the text, and no further. The right choice must follow from what is said; it need not be surprising.",
		Steps: []string{
			"List what the text states as fact.",
			"Ask what must be true if all that is true.",
			"Finish the text in your own words before you read the choices.",
			"Test each choice: can the text be true and this false? Then drop it.",
		},
		Pitfalls: []string{
			"Possible is not the same as certain.",
			"Beware of all, never, only and best when the text says some.",
			"Do not fill gaps with what you know from elsewhere.",
		},
	},
}

var conventions = map[string]Strategy{
	"SEC1": {
		Text: "Find out what stands on each side of the mark: a whole sentence or a part of one. That alone decides between period, semicolon, comma, colon and dash.",
		Steps: []string{
			"Find subject and verb on each side.",
			"Two whole sentences: period, semicolon, or comma with and, but, or, so.",
			"After a whole sentence, a colon or dash may bring an explanation or a list.",
			"What could be left out stands between two marks of the same kind.",
		},
		Pitfalls: []string{
			"A comma alone cannot join two whole sentences.",
			"However and therefore do not join sentences as but does.",
			"No mark goes between a subject and its verb.",
		},
	},
	"SEC2": {
		Text: "Match things that belong together: verb with subject, pronoun with noun, tense with time, and a describing phrase with what it describes. Leave out what stands between them to hear the match.",
		Steps: []string{
			"See what changes from choice to choice: number, tense, form or place.",
			"For a verb, strike out phrases between it and its subject.",
			"For a pronoun or an apostrophe, find the noun and ask one or many.",
			"A phrase at the beginning must describe the subject that follows the comma.",
		},
		Pitfalls: []string{
			"The nearest noun is often not the subject.",
			"Its shows possession; it's means it is.",
			"The tense follows the other verbs of the text, not your ear.",
		},
	},
}

var expression = map[string]Strategy{
	"EOI1": {
		Text: "Read the goal before the notes: the right choice is the one that does exactly what the goal asks. All choices may be true; only one reaches the goal.",
		Steps: []string{
			"Underline the goal: compare, introduce, emphasize, for which readers.",
			"Say what must therefore be in the sentence.",
			"Check each choice for every part of the goal.",
			"Only then check it against the notes.",
		},
		Pitfalls: []string{
			"More details are not better.",
			"To compare, both things must be named.",
			"Readers who know the subject need no introduction to it; others do.",
		},
	},
	"EOI2": {
		Text: "A transition says how two sentences belong together. Cover the choices, name the relation, and then take the word for it.",
		Steps: []string{
			"Sum up the sentence before and the one after.",
			"Name the relation: addition, contrast, cause, example, time, or restatement.",
			"Choose the word for that relation.",
			"Read both sentences with it.",
		},
		Pitfalls: []string{
			"A transition that sounds good can say the wrong relation.",
			"Two choices of the same meaning cannot both be right.",
			"Contrast is with the sentence before, not with the whole text.",
		},
	},
}
