package schema_test

import (
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"prepwire/schema"
	"prepwire/schema/scan"
)

// represent every kind of shape that params have.
var represent = []*schema.Spec{
	schema.QuestionGenerate.Spec, schema.SessionUpdate.Spec, schema.RecommendationsRequest.Spec,
	schema.ContestCreate.Spec, schema.SessionAuthenticate.Spec, schema.ExtensionSync.Spec,
}

// greatExponent is what the oracle would take too long over.
var greatExponent = regexp.MustCompile(`[eE][+-]?\d{4}`)

// FuzzDecode gives the decoder any JSON: it does not crash, and accepts by name
// what the schema accepts, duplicates apart.
func FuzzDecode(f *testing.F) {
	made := newMaker(1)
	oracles := make([]*jsonschema.Schema, len(represent))
	for i, m := range represent {
		oracles[i] = paramsOracle(f, m.Name)
		f.Add(byte(i), made.value(m.Params).bytes())
		doc := made.value(m.Params)
		changeMeta(made, doc)
		f.Add(byte(i), doc.bytes())
	}
	f.Add(byte(0), []byte(`["SAT","math",null,"hard"]`))
	f.Fuzz(func(t *testing.T, which byte, text []byte) {
		if !utf8.Valid(text) || scan.Check(text, maxDepth) != scan.OK || greatExponent.Match(text) {
			return
		}
		i := int(which) % len(represent)
		_, faults := decode(t, represent[i].Params, text)
		start := scan.Space(text, 0)
		switch {
		case text[start] == '[':
			return // by position: it is enough not to crash
		case scan.Duplicate(text, start):
			if len(faults) == 0 {
				t.Errorf("a duplicate in %s is accepted", text)
			}
			return
		}
		if verdict := judge(t, oracles[i], text); (verdict == nil) != (len(faults) == 0) {
			t.Errorf("%s: decoder says %v, schema says %v: %q", represent[i].Name, faults, verdict, text)
		}
	})
}

// BenchmarkDecodeParams checks and decodes 300 bytes of params by name.
func BenchmarkDecodeParams(b *testing.B) {
	text := []byte(`{"examType":"SAT","subject":"math","skill":"ALG1","difficulty":"hard","questionType":"multiple-choice","count":5,` +
		`"context":"Linear equations in one variable, with a word problem about trains","requestId":"request-0123456789","fallback":true,` +
		`"_meta":{"progressToken":"p-17","idempotencyKey":"0123456789abcdef"}}`)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var p schema.QuestionGenerateParams
		var meta schema.Meta
		if scan.Check(text, maxDepth) != scan.OK {
			b.Fatal("not JSON")
		}
		if faults := schema.QuestionGenerate.Spec.Params.DecodeParams(text, &p, &meta); faults != nil {
			b.Fatal(faults)
		}
	}
}
