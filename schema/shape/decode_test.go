package shape_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"prepwire/schema/scan"
	"prepwire/schema/shape"
)

func faultsOf(t *testing.T, text string) []shape.Fault {
	t.Helper()
	if fault := scan.Check([]byte(text), 64); fault != scan.OK {
		t.Fatalf("scan.Check = %d for %s", fault, text)
	}
	var v everything
	return shape.Of[everything]().Decode([]byte(text), &v)
}

func TestDecodeFillsTheValueAndItsDefaults(t *testing.T) {
	var v everything
	text := []byte(` {"text":"\u00e9\ud83d\ude00", "code":"AB","count":-2.0,"offset":20e-1,"on":false,"items":[{"name":"a"},{"size":2,"name":"b"}],"words":["x"],"shares":{"a\/b":0.5},"limit":1e1} `)
	if faults := shape.Of[everything]().Decode(text, &v); faults != nil {
		t.Fatal(faults)
	}
	for i := range text {
		text[i] = 'x' // what was decoded must not share memory with the text
	}
	ab := code("AB")
	want := everything{Text: "é😀", Colour: "red", Code: &ab, Count: -2, Offset: 2, Items: []inner{{"a", 1}, {"b", 2}}, Words: []string{"x"}, Shares: map[string]float64{"a/b": 0.5}, page: page{10}}
	if !reflect.DeepEqual(v, want) {
		t.Errorf("%+v, want %+v", v, want)
	}
	v = everything{}
	if faults := shape.Of[everything]().Decode([]byte(`{"text":"a"}`), &v); faults != nil || !v.On || v.Limit != 5 || v.Items != nil {
		t.Errorf("%+v, %v", v, faults)
	}
}

func TestDecodeNamesEveryFault(t *testing.T) {
	cases := []struct{ text, want string }{
		{`[]`, ` must be an object`},
		{`null`, ` must be an object`},
		{`{}`, `/text is required`},
		{`{"text":""}`, `/text must have from 1 to 5 characters`},
		{`{"text":"123456"}`, `/text must have from 1 to 5 characters (large)`},
		{`{"text":5}`, `/text must be a string`},
		{`{"text":null}`, `/text must be a string`},
		{`{"text":"a","text":"b"}`, `/text is given twice`},
		{`{"text":"a","te\u0078t":"b"}`, `/text is given twice`},
		{`{"Text":"a"}`, `/Text is not known; did you mean text?|/text is required`},
		{`{"text":"a","~/":1}`, `/~0~1 is not known here`},
		{`{"text":"a","` + strings.Repeat("x", 65) + `":1}`, ` has a member with an unknown, very long name`},
		{`{"text":"a","colour":"Red"}`, `/colour must be one of red, green`},
		{`{"text":"a","code":"A"}`, `/code must have from 2 to 4 characters`},
		{`{"text":"a","code":"ab"}`, `/code must match ^[A-Z]+$`},
		{`{"text":"a","count":4}`, `/count must be a whole number from -2 to 3`},
		{`{"text":"a","count":2.5}`, `/count must be a whole number from -2 to 3`},
		{`{"text":"a","count":"2"}`, `/count must be a whole number`},
		{`{"text":"a","offset":-1}`, `/offset must be a whole number at least 0`},
		{`{"text":"a","offset":9007199254740992}`, `/offset must be a whole number from 0 to 9007199254740991`},
		{`{"text":"a","offset":1e30}`, `/offset must be a whole number from 0 to 9007199254740991`},
		{`{"text":"a","offset":1.5e-30}`, `/offset must be a whole number at least 0`},
		{`{"text":"a","on":1}`, `/on must be true or false`},
		{`{"text":"a","items":{}}`, `/items must be an array`},
		{`{"text":"a","items":[1,2,3]}`, `/items must have from 0 to 2 elements`},
		{`{"text":"a","items":[{"name":"a"},{"name":"long","size":3,"x":1}]}`,
			`/items/1/name must have from 1 to 3 characters|/items/1/size must be a number from 0.5 to 2|/items/1/x is not known here`},
		{`{"text":"a","words":["abc",null]}`, `/words/0 must have from 1 to 2 characters|/words/1 must be a string`},
		{`{"text":"a","shares":[]}`, `/shares must be an object`},
		{`{"text":"a","shares":{"a":0,"b":0,"c":0}}`, `/shares must have from 0 to 2 members`},
		{`{"text":"a","shares":{"a/b":2,"a\/b":0}}`, `/shares/a~1b must be a number from 0 to 1|/shares/a~1b is given twice`},
		{`{"text":"a","shares":{"a":"1"}}`, `/shares/a must be a number`},
		{`{"colour":7,"limit":0,"count":99}`, `/colour must be a string|/limit must be a whole number from 1 to 10|/count must be a whole number from -2 to 3|/text is required`},
	}
	for _, c := range cases {
		if got := describe(faultsOf(t, c.text)); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.text, got, c.want)
		}
	}
}

func describe(faults []shape.Fault) string {
	var out []string
	for _, f := range faults {
		line := f.Pointer + " " + f.Message
		if f.Large {
			line += " (large)"
		}
		out = append(out, line)
	}
	return strings.Join(out, "|")
}

func TestDecodeStopsAtFiftyFaults(t *testing.T) {
	var text strings.Builder
	text.WriteString(`{"text":"a"`)
	for i := range 200 {
		fmt.Fprintf(&text, `,"unknown%d":1`, i)
	}
	if n := len(faultsOf(t, text.String()+"}")); n != shape.MaxFaults {
		t.Errorf("%d faults", n)
	}
}

func TestPositionalFollowsTheFields(t *testing.T) {
	s := shape.Of[everything]()
	cases := []struct{ text, want string }{
		{`["a","green",null,2]`, ``},
		{`["a"]`, ``},
		{`[]`, `/text is required`},
		{`[null]`, `/text must be a string`},
		{`["a","blue",null,9]`, `/colour must be one of red, green|/count must be a whole number from -2 to 3`},
		{`["a",null,null,null,null,null,null,null,null,3,"more"]`, ` has more elements than the method has params`},
	}
	for _, c := range cases {
		var v everything
		if got := describe(s.DecodePositional([]byte(c.text), &v)); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
	var v everything
	if faults := s.DecodePositional([]byte(`["a",null,null,2,null,null,null,null,null,3]`), &v); faults != nil {
		t.Fatal(faults)
	}
	if v.Text != "a" || v.Colour != "red" || v.Count != 2 || !v.On || v.Limit != 3 {
		t.Errorf("%+v", v)
	}
}

func TestParamsSetMetaApart(t *testing.T) {
	s := shape.Of[inner]()
	cases := []struct {
		text, want string
		name       string
		limit      int64
	}{
		{`{"name":"a","_meta":{"limit":7}}`, ``, "a", 7},
		{`{"name":"a"}`, ``, "a", 0},
		{`["a"]`, ``, "a", 0},
		{` ["a",1,{"limit":7}]`, ` has more elements than the method has params`, "", 0},
		{``, `/name is required`, "", 0},
		{`{"_meta":{"limit":0},"name":"long"}`, `/_meta/limit must be a whole number from 1 to 10|/name must have from 1 to 3 characters`, "", 0},
		{`{"_meta":{},"name":"a","_meta":{}}`, `/_meta is given twice`, "", 0},
		{`{"name":"a","_meta":null}`, `/_meta must be an object`, "", 0},
		{`{"name":"a","_meta":{"_meta":{}}}`, `/_meta/_meta is not known here`, "", 0},
	}
	for _, c := range cases {
		var v inner
		var meta page
		got := describe(s.DecodeParams([]byte(c.text), &v, &meta))
		if got != c.want || c.want == "" && (v.Name != c.name || c.limit != 0 && meta.Limit != c.limit) {
			t.Errorf("%s: %s, want %s; %+v, %+v", c.text, got, c.want, v, meta)
		}
	}
}

type raw []byte

type token []byte

func (token) Rules() (is, format, pattern string) { return "scalar len=1..3", "", "" }

type rawMembers struct {
	Object raw   `json:"object,omitempty"`
	Token  token `json:"token,omitempty"`
}

func TestRawValuesAreKeptAsWritten(t *testing.T) {
	var v rawMembers
	text := []byte(`{"object": {"b" : 1.50, "a":[null]} ,"token":7.0}`)
	if faults := shape.Of[rawMembers]().Decode(text, &v); faults != nil || string(v.Object) != `{"b" : 1.50, "a":[null]}` || string(v.Token) != `7.0` {
		t.Errorf("%s, %s, %v", v.Object, v.Token, faults)
	}
	cases := map[string]string{
		`{"object":[]}`:                  `/object must be an object`,
		`{"object":{"a":{"b":1,"b":2}}}`: `/object has a member that is given twice`,
		`{"token":""}`:                   `/token must have from 1 to 3 characters`,
		`{"token":1.5}`:                  `/token must be a string or a whole number`,
		`{"token":true}`:                 `/token must be a string or a whole number`,
		`{"token":null}`:                 `/token must be a string or a whole number`,
		`{"token":{}}`:                   `/token must be a string or a whole number`,
	}
	for text, want := range cases {
		if got := describe(shape.Of[rawMembers]().Decode([]byte(text), &v)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

type either struct {
	One  string `json:"one,omitempty" is:"len=1..3"`
	Two  string `json:"two,omitempty"`
	More int64  `json:"more,omitempty"`
}

func (either) ExactlyOne() []string { return []string{"one", "two"} }

func TestExactlyOneOfSomeMembers(t *testing.T) {
	const both = `/one give exactly one of one, two|/two give exactly one of one, two`
	for text, want := range map[string]string{
		`{"one":"a"}`: ``, `{"two":"","more":1}`: ``, `["a"]`: ``, `[null,"b"]`: ``,
		`{}`: both, `{"one":"a","two":"b"}`: both, `{"more":1}`: both, `[]`: both, `["a","b"]`: both, `[null,null,1]`: both,
		`{"one":""}`: `/one must have from 1 to 3 characters`,
	} {
		var v either
		if got := describe(shape.Of[either]().DecodeParams([]byte(text), &v, &page{})); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

type patchMembers struct {
	Flag shape.Nullable[bool]    `json:"flag,omitempty"`
	Text shape.Nullable[string]  `json:"text,omitempty" is:"len=0..3"`
	List shape.Nullable[[]int64] `json:"list,omitempty" is:"len=0..2"`
	Only *bool                   `json:"only,omitempty"`
}

// A member that may be null tells null from absent, and is written as it came.
func TestNullIsNotAbsent(t *testing.T) {
	for text, want := range map[string]string{
		`{}`: ``, `{"flag":null}`: ``, `{"flag":true,"text":null,"list":null}`: ``, `{"text":"","list":[]}`: ``, `{"flag":false,"list":[1,2]}`: ``,
		`{"flag":0}`: `/flag must be true or false`, `{"text":"abcd"}`: `/text must have from 0 to 3 characters`,
		`{"list":[null]}`: `/list/0 must be a whole number`, `{"list":[1,2,3]}`: `/list must have from 0 to 2 elements`, `{"only":null}`: `/only must be true or false`,
		`{"flag":null,"flag":true}`: `/flag is given twice`,
	} {
		var v patchMembers
		got := describe(shape.Of[patchMembers]().Decode([]byte(text), &v))
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
		if again, err := json.Marshal(v); want == "" && (err != nil || string(again) != text) {
			t.Errorf("%s is written as %s, %v", text, again, err)
		}
	}
}
