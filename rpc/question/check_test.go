package question

import (
	"encoding/json"
	"strings"
	"testing"

	"prepwire/rpc/question/itembank"
	"prepwire/schema"
)

var testSyllabus = newSyllabus(itembank.New())

func orderFor(kind schema.QuestionType) order {
	return order{topic: testSyllabus.named("SAT", "math", ""), user: "alice", difficulty: medium, kind: kind, count: 2, ids: []string{"q1", "q2"}}
}

// good is a written question that passes every check.
func good(kind schema.QuestionType) written {
	key := 1
	w := written{
		Stem: "If 2x + 3 = 11, what is x?", Options: []string{"3", "4", "7", "8"}, CorrectIndex: &key,
		Explanation: "Take 3 from both sides and halve: x = 4.", Skill: "ALG1", Hints: []string{"Undo the addition first."},
	}
	switch kind {
	case schema.TrueFalse:
		w.Stem, w.Options = "If 2x + 3 = 11, then x = 7.", []string{"True", "False"}
	case schema.ShortAnswer:
		key, w.Options = 0, []string{"4"}
	}
	return w
}

func TestCheckPasses(t *testing.T) {
	for _, kind := range []schema.QuestionType{schema.MultipleChoice, schema.TrueFalse, schema.ShortAnswer} {
		if fault := orderFor(kind).check(good(kind), ChecksStatic); fault != "" {
			t.Errorf("%s: %s", kind, fault)
		}
	}
	for _, text := range []string{"P(A) = 1/2, so the answer is 4.", "In triangle ABC the angle A is right.", "Answering 7 forgets to halve.", "First, halve both sides."} {
		w := good(schema.MultipleChoice)
		w.Explanation = text
		if fault := orderFor(schema.MultipleChoice).check(w, ChecksOff); fault != "" {
			t.Errorf("%q: %s", text, fault)
		}
	}
}

func TestCheckFails(t *testing.T) {
	place := func(i int) *int { return &i }
	for name, c := range map[string]struct {
		kind  schema.QuestionType
		spoil func(*written)
		check string
	}{
		"no stem":           {schema.MultipleChoice, func(w *written) { w.Stem = "" }, "lengths"},
		"long stem":         {schema.MultipleChoice, func(w *written) { w.Stem = strings.Repeat("é", 8001) }, "lengths"},
		"no explanation":    {schema.MultipleChoice, func(w *written) { w.Explanation = "" }, "lengths"},
		"long passage":      {schema.MultipleChoice, func(w *written) { w.Passage = strings.Repeat("a", 20001) }, "lengths"},
		"empty hint":        {schema.MultipleChoice, func(w *written) { w.Hints = []string{""} }, "lengths"},
		"many hints":        {schema.MultipleChoice, func(w *written) { w.Hints = make([]string, 11) }, "lengths"},
		"empty option":      {schema.MultipleChoice, func(w *written) { w.Options[2] = "" }, "lengths"},
		"long option":       {schema.MultipleChoice, func(w *written) { w.Options[2] = strings.Repeat("a", 1001) }, "lengths"},
		"control character": {schema.MultipleChoice, func(w *written) { w.Stem += "\x1b[2J" }, "text"},
		"broken text":       {schema.MultipleChoice, func(w *written) { w.Stem += "\ufffd" }, "text"},
		"three options":     {schema.MultipleChoice, func(w *written) { w.Options = w.Options[:3] }, "options"},
		"equal options":     {schema.MultipleChoice, func(w *written) { w.Options[3] = "7" }, "distinct"},
		"equal by value":    {schema.MultipleChoice, func(w *written) { w.Options[3] = "7.0" }, "distinct"},
		"equal but case":    {schema.MultipleChoice, func(w *written) { w.Options = []string{"a b", "A  B", "c", "d"} }, "distinct"},
		"all of the above":  {schema.MultipleChoice, func(w *written) { w.Options[3] = "All of the above" }, "meta-option"},
		"two letters":       {schema.MultipleChoice, func(w *written) { w.Options[3] = "Both A and B" }, "meta-option"},
		"no key":            {schema.MultipleChoice, func(w *written) { w.CorrectIndex = nil }, "key"},
		"key too high":      {schema.MultipleChoice, func(w *written) { w.CorrectIndex = place(4) }, "key"},
		"key below zero":    {schema.MultipleChoice, func(w *written) { w.CorrectIndex = place(-1) }, "key"},
		"letter":            {schema.MultipleChoice, func(w *written) { w.Explanation = "So choice B is right." }, "places"},
		"letter in brackets": {schema.MultipleChoice, func(w *written) { w.Explanation = "(B) is right." },
			"places"},
		"number":         {schema.MultipleChoice, func(w *written) { w.Explanation = "Hence option 2." }, "places"},
		"place in hint":  {schema.MultipleChoice, func(w *written) { w.Hints[0] = "Look at the third option." }, "places"},
		"unknown skill":  {schema.MultipleChoice, func(w *written) { w.Skill = "juggling" }, "skill"},
		"yes and no":     {schema.TrueFalse, func(w *written) { w.Options = []string{"yes", "no"} }, "options"},
		"twice true":     {schema.TrueFalse, func(w *written) { w.Options = []string{"true", "true"} }, "options"},
		"two answers":    {schema.ShortAnswer, func(w *written) { w.Options = []string{"4", "8/2"} }, "options"},
		"no answer":      {schema.ShortAnswer, func(w *written) { w.Options = nil }, "options"},
		"answer missing": {schema.ShortAnswer, func(w *written) { w.CorrectIndex = place(1) }, "key"},
	} {
		w := good(c.kind)
		c.spoil(&w)
		if fault := orderFor(c.kind).check(w, ChecksStatic); !strings.HasPrefix(fault, c.check+": ") {
			t.Errorf("%s: got %q, want a fault of %s", name, fault, c.check)
		}
	}
}

func TestReadReply(t *testing.T) {
	whole, err := json.Marshal(map[string]any{"questions": []written{good(schema.MultipleChoice)}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := readReply(string(whole)); err != nil || len(got) != 1 || got[0].Stem == "" {
		t.Fatalf("got %+v, error %v", got, err)
	}
	for _, text := range []string{
		"", "null", "[]", "{}", `{"questions":[]}`, `{"questions":null}`, string(whole) + "{}", "```json\n" + string(whole) + "\n```",
		string(whole[:len(whole)-3]), `{"questions":[{"stem":1}]}`, `{"questions":[{"stem":"a","answer":"b"}]}`, `{"questions":[{"correctIndex":1.5}]}`,
	} {
		if _, err := readReply(text); err == nil {
			t.Errorf("%.60q was accepted", text)
		}
	}
}

func TestLettersBeforeOptionsGo(t *testing.T) {
	w := written{Options: []string{"A) 3", "B) 4", "(C) 7", "D. 8"}}
	w.tidy()
	if got := strings.Join(w.Options, "|"); got != "3|4|7|8" {
		t.Errorf("got %s", got)
	}
	w = written{Options: []string{"A) 3", "B) 4", "A. Smith", "D. 8"}}
	w.tidy()
	if got := strings.Join(w.Options, "|"); got != "A) 3|B) 4|A. Smith|D. 8" {
		t.Errorf("got %s", got)
	}
}

// TestShuffle: the key goes where its text goes, and every place is as likely.
func TestShuffle(t *testing.T) {
	texts := []string{"3", "4", "7", "8"}
	places := map[string]int{}
	const n = 4000
	for i := range n {
		options, key := shuffle(texts, 2, seed("user", string(rune(i))))
		places[key]++
		seen := map[string]bool{}
		for j, o := range options {
			seen[o.Text] = true
			if o.ID != letter(j) || (o.ID == key) != (o.Text == "7") {
				t.Fatalf("key %s in %+v", key, options)
			}
		}
		if len(seen) != 4 {
			t.Fatalf("options lost: %+v", options)
		}
	}
	for _, id := range []string{"A", "B", "C", "D"} {
		if places[id] < n/4-150 || places[id] > n/4+150 { // over five standard deviations
			t.Errorf("key places %v", places)
		}
	}
}

// TestShuffleIsSecret: the id, which the student knows, does not tell the order
// in which the model wrote the options.
func TestShuffleIsSecret(t *testing.T) {
	places := map[string]bool{}
	for _, call := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		o := orderFor(schema.MultipleChoice)
		o.call = call
		places[o.draftOf(good(schema.MultipleChoice), "model", "q1").CorrectAnswer] = true
	}
	if len(places) != 4 {
		t.Errorf("under one id the key is always at one of %v", places)
	}
}

// FuzzSift: whatever a model writes, what passes keeps the contract.
func FuzzSift(f *testing.F) {
	for _, kind := range []schema.QuestionType{schema.MultipleChoice, schema.TrueFalse, schema.ShortAnswer} {
		text, err := json.Marshal(map[string]any{"questions": []written{good(kind), good(kind), good(kind)}})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(kind), string(text))
	}
	f.Add("multiple-choice", `{"questions":[{"correctIndex":-1,"options":["a","b","c","d"]},null]}`)
	f.Fuzz(func(t *testing.T, kind, text string) {
		o := orderFor(schema.QuestionType(kind))
		if _, ok := promptForms[o.kind]; !ok {
			return
		}
		good, _ := o.sift(text, "model", ChecksStatic, nil)
		for _, c := range good {
			q := o.draftOf(c.written, "model", "q1")
			options := map[schema.QuestionType]int{schema.MultipleChoice: 4}[o.kind]
			if q.Stem == "" || q.Explanation == "" || len(q.Options) != options || !within(q.CorrectAnswer, 1, 2000) || !within(q.Skill, 1, 64) {
				t.Fatalf("got %+v", q)
			}
			if options > 0 && optionOf(q.Options, q.CorrectAnswer) == "" {
				t.Fatalf("the key %q is no option of %+v", q.CorrectAnswer, q.Options)
			}
		}
	})
}
