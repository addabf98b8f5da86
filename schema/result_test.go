package schema_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"prepwire/schema"
	"prepwire/schema/shape"
)

// answers are the places of everything that the gateway sends.
func answers() map[string]*shape.Type {
	out := map[string]*shape.Type{"/properties/snapshots/properties/user": shape.Of[schema.UserSnapshot]()}
	for _, m := range schema.Methods() {
		out["/properties/methods/properties/"+m.Name+"/properties/result"] = m.Result
	}
	for _, n := range schema.Notices() {
		out["/properties/notifications/properties/"+strings.ReplaceAll(n.Name, "/", "~1")] = n.Params
	}
	return out
}

// What the Go types write is what the schema promises, also when lists are nil.
func TestAnswersKeepTheSchema(t *testing.T) {
	made := newMaker(*seed)
	for pointer, of := range answers() {
		verdict := oracle(t, pointer)
		for range 30 {
			value := reflect.New(of.Go)
			if faults := of.Decode(made.value(of).bytes(), value.Interface()); faults != nil {
				t.Fatalf("%s: %v", pointer, faults)
			}
			if of.Go.Kind() == reflect.Interface {
				break // the document itself
			}
			text := encode(t, value.Elem().Interface())
			if err := judge(t, verdict, text); err != nil {
				t.Fatalf("seed %d: %s: %v\n%s", *seed, pointer, err, text)
			}
			again := reflect.New(of.Go)
			if err := json.Unmarshal(text, again.Interface()); err != nil || string(encode(t, again.Elem().Interface())) != string(text) {
				t.Fatalf("seed %d: %s reads back otherwise (%v): %s", *seed, pointer, err, text)
			}
			clearLists(value.Elem())
			before := encode(t, value.Elem().Interface())
			if text = encode(t, of.Complete(value.Elem().Interface())); judge(t, verdict, text) != nil {
				t.Fatalf("seed %d: %s with nil lists: %v\n%s", *seed, pointer, judge(t, verdict, text), text)
			}
			if after := encode(t, value.Elem().Interface()); string(after) != string(before) {
				t.Fatalf("%s: Complete changed its argument", pointer)
			}
		}
	}
}

func encode(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// clearLists makes nil of one list in each value, the outermost.
func clearLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			clearLists(v.Elem())
		}
	case reflect.Slice, reflect.Map:
		if v.Type() != reflect.TypeFor[schema.Token]() {
			v.SetZero()
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() && v.Type() != reflect.TypeFor[schema.Time]() {
				clearLists(v.Field(i))
			}
		}
	}
}

func TestErrorsKeepTheSchema(t *testing.T) {
	verdict := oracle(t, "/properties/error")
	for _, r := range schema.Reasons() {
		data := schema.ErrorData{Reason: r.Reason, Retryable: r.Retryable, RetryAfterMs: 5, Scope: "user", Ref: "r", Current: map[string]any{"version": 2},
			Errors: []schema.ParamError{{Pointer: "/subject", Message: "is required"}}}
		text := encode(t, map[string]any{"code": r.Code, "message": r.Message, "data": data})
		if err := judge(t, verdict, text); err != nil {
			t.Errorf("%s: %v", r.Reason, err)
		}
	}
	for _, text := range []string{`{"code":-32001,"message":"","data":{"reason":"unheard_of","retryable":false}}`, `{"code":1,"message":"","data":{"reason":"internal","retryable":false}}`} {
		if judge(t, verdict, []byte(text)) == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}

func TestTimesAreUTCWithMilliseconds(t *testing.T) {
	for text, want := range map[string]string{
		`"2026-11-23T08:00:00Z"`:                `"2026-11-23T08:00:00.000Z"`,
		`"2026-11-23T08:00:00.9999999+01:00"`:   `"2026-11-23T07:00:00.999Z"`,
		`"1969-12-31T23:59:59.0009Z"`:           `"1969-12-31T23:59:59.000Z"`,
		`"2026-11-23T23:30:00.123456789-11:00"`: `"2026-11-24T10:30:00.123Z"`,
	} {
		var at schema.Time
		if faults := shape.Of[schema.Time]().Decode([]byte(text), &at); faults != nil {
			t.Errorf("%s: %v", text, faults)
		}
		if got := encode(t, at); string(got) != want {
			t.Errorf("%s is written %s, want %s", text, got, want)
		}
		if at.Location() != time.UTC {
			t.Errorf("%s is kept in %s", text, at.Location())
		}
	}
}

func TestDefaultsArriveWithTheParams(t *testing.T) {
	var p schema.QuestionGenerateParams
	faults := schema.QuestionGenerate.Spec.Params.DecodeParams([]byte(`{"examType":"SAT","subject":"math"}`), &p, &schema.Meta{})
	want := schema.QuestionGenerateParams{ExamType: "SAT", Subject: "math", Difficulty: "medium", QuestionType: schema.MultipleChoice, Count: 1}
	if faults != nil || p != want {
		t.Errorf("%+v, %v", p, faults)
	}
	var c schema.ContestCreateParams
	faults = schema.ContestCreate.Spec.Params.DecodeParams([]byte(`{"title":"t","questions":[{"questionId":"q"}],"startTime":"2026-11-23T08:00:00Z"}`), &c, &schema.Meta{})
	if faults != nil || !c.IsPublic || c.MaxParticipants != 1000 || c.GapMs != 3000 || c.Questions[0].Points != 1 || !c.EndTime.IsZero() {
		t.Errorf("%+v, %v", c, faults)
	}
}

func TestEnumsListEachValueOnce(t *testing.T) {
	for pointer, of := range answers() {
		walkTypes(of, func(t2 *shape.Type) {
			sorted := slices.Sorted(slices.Values(t2.Enum))
			if len(slices.Compact(sorted)) != len(t2.Enum) || slices.Contains(sorted, "") {
				t.Errorf("%s: %s lists %q", pointer, t2.Name, t2.Enum)
			}
		})
	}
}

func walkTypes(t *shape.Type, visit func(*shape.Type)) {
	visit(t)
	if t.Elem != nil {
		walkTypes(t.Elem, visit)
	}
	for _, f := range t.Fields {
		walkTypes(f.Type, visit)
	}
}
