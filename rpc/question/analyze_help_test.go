package question_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"math/rand/v2"
	"testing"

	"prepwire/rpc/rpctest"
	"prepwire/schema"
)

// told is what the model writes of a question that it found; edit may change it.
func told(edit ...func(map[string]any)) string {
	a := map[string]any{
		"found": "question", "stem": "If 2x + 3 = 11, what is x?", "options": []string{"A) 3", "B) 4"},
		"subject": "Mathematics", "skill": "alg1", "difficulty": "easy",
		"strategy": "Undo what was done to x, from the outside in.",
		"steps":    []string{"Take away what was added.", "Divide by what x was multiplied by."},
		"pitfalls": []string{"To divide before taking away."},
	}
	for _, f := range edit {
		f(a)
	}
	return ordered(a, "found", "passage", "stem", "options", "subject", "skill", "difficulty", "strategy", "steps", "pitfalls", "more")
}

// toldOfKnown is what the model writes of a question of the bank.
func toldOfKnown(strategy string, steps ...string) string {
	return ordered(map[string]any{"strategy": strategy, "steps": steps, "pitfalls": []string{}}, "strategy", "steps", "pitfalls")
}

// ordered is an object with its members in that order.
func ordered(object map[string]any, names ...string) string {
	b := []byte("{")
	for _, name := range names {
		v, ok := object[name]
		if !ok {
			continue
		}
		value, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), name...), `":`...)
		b = append(b, value...)
	}
	return string(append(b, '}'))
}

// nothingFound is what the model writes of what is no question.
var nothingFound = told(func(a map[string]any) {
	a["found"], a["stem"], a["strategy"], a["options"], a["steps"] = "none", "", "", []string{}, []string{""}
})

// analyze calls question.analyze and wants success.
func analyze(t testing.TB, c *rpctest.Client, params any) schema.Analysis {
	t.Helper()
	var r schema.QuestionAnalyzeResult
	c.Must("question.analyze", params, &r)
	if r.RequestID == "" {
		t.Fatalf("got %+v", r)
	}
	return r.Analysis
}

// screen is a PNG, in base64.
func screen(t testing.TB, w, h int) string {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, w, h))
	noise := rand.New(rand.NewPCG(1, 2)) // does not pack
	for i := range m.Pix {
		m.Pix[i] = byte(noise.Uint32())
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}
