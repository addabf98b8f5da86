package strategies

var general = Strategy{
	Text: "Find out what is asked before you look at the choices, and settle on an answer of your own. Then strike out what cannot be right, and decide between what is left.",
	Steps: []string{
		"Read the question to its end and say in your own words what is wanted.",
		"Write down what is given.",
		"Work towards an answer before you read the choices.",
		"Check the answer against the question once more.",
	},
	Pitfalls: []string{
		"Answering a question that was not asked.",
		"Staying too long with one question: mark it and come back.",
	},
}

var subjects = map[string]Strategy{
	"math": {
		Text: "Write down what is given and what is wanted, and connect the two by an equation, a sketch or a table. Easy numbers and the choices themselves often show the way.",
		Steps: []string{
			"Say what is wanted, with its unit.",
			"Name the unknown and write what you know as equations or in a sketch.",
			"Solve step by step, one change a line.",
			"Check by putting the result back, or by asking whether its size makes sense.",
		},
		Pitfalls: []string{
			"Stopping at a result on the way instead of at what was asked.",
			"Losing a sign, or mixing units.",
		},
	},
	"reading-writing": reading,
	"reading":         reading,
	"verbal-reasoning": {
		Text: "Find the words that tell what the gap or the claim must mean, and predict before you look. For passages, every right choice rests on words that you can point to.",
		Steps: []string{
			"Find the clue and the direction: the same, or a contrast.",
			"Predict the meaning in a plain word.",
			"Compare each choice with the prediction; for two answers the sentences must come out alike.",
			"Read the finished sentence, or the line of the passage, once more.",
		},
		Pitfalls: []string{
			"Two words that mean the same but do not fit the sentence.",
			"Filling the easiest gap wrongly because it came first.",
		},
	},
	"english": {
		Text: "Choose what is correct, clear and short, in this order. Look at what differs between the choices: it tells which rule is tested.",
		Steps: []string{
			"Compare the choices and name the rule: punctuation, agreement, tense, word choice or order.",
			"Apply the rule to the whole sentence.",
			"Of correct choices take the shortest that loses no meaning.",
			"For questions about the whole text, read the goal and ask which choice reaches it.",
		},
		Pitfalls: []string{
			"Trusting the ear alone.",
			"Forgetting that no change can be right.",
		},
	},
	"science": {
		Text: "Most answers stand in the figures. Find the right figure, read its axes and units, and follow one variable at a time.",
		Steps: []string{
			"Find which figure or experiment the question is about.",
			"Read titles, axes and units.",
			"Follow the trend, or compare the two values that are asked for.",
			"For experiments, name what was changed, what was measured and what was kept the same.",
		},
		Pitfalls: []string{
			"Reading the wrong figure or the wrong axis.",
			"Going further beyond the measured values than a trend allows.",
		},
	},
	"writing":            essay,
	"analytical-writing": essay,
}

var reading = Strategy{
	Text: "The answer stands in the text or follows from it in one small step. Predict in your own words, and choose what the text supports with nothing added.",
	Steps: []string{
		"Read the question first and note what kind of answer it wants.",
		"Find the lines that it is about, and read around them.",
		"Say the answer in your own words.",
		"Drop each choice that says more, less or something else.",
	},
	Pitfalls: []string{
		"Choosing words that stand in the text but mean something else.",
		"Using what you know from elsewhere.",
	},
}

var essay = Strategy{
	Text: "Take a clear position, give two or three reasons with examples, and say why an objection does not change it. A plan of a few minutes is worth more than a longer essay.",
	Steps: []string{
		"Write your position in one sentence.",
		"Plan a paragraph for each reason, with one concrete example.",
		"Deal with the strongest objection.",
		"Keep some minutes for reading it again.",
	},
	Pitfalls: []string{
		"Retelling the task instead of arguing.",
		"Examples that are not tied back to the position.",
	},
}
