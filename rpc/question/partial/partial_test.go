package partial

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMembers(t *testing.T) {
	for text, want := range map[string][]Member{
		``:                           nil,
		`{`:                          nil,
		`{"`:                         nil,
		`{"stem`:                     nil,
		`{"stem"`:                    nil,
		`{"stem":`:                   {{"stem", "", false}},
		`{"stem":"`:                  {{"stem", "", false}},
		`{"stem":"What`:              {{"stem", "What", false}},
		`{"stem":"What?"`:            {{"stem", "What?", true}},
		`{"stem":"a\`:                {{"stem", "a", false}},
		`{"stem":"a\n`:               {{"stem", "a\n", false}},
		`{"stem":"x\u00b`:            {{"stem", "x", false}},
		`{"stem":"x\u00b2`:           {{"stem", "x²", false}},
		`{"stem":"\ud83d`:            {{"stem", "", false}},
		`{"stem":"\ud83d\ude0`:       {{"stem", "", false}},
		`{"stem":"\ud83d\ude00`:      {{"stem", "😀", false}},
		`{"steps":["one"`:            {{"steps", "one", false}},
		`{"steps":["one","tw`:        {{"steps", "one\ntw", false}},
		`{"steps":["one","two"]`:     {{"steps", "one\ntwo", true}},
		`{"steps":[ ] , "a" : "b" }`: {{"steps", "", true}, {"a", "b", true}},
		`{"n":12`:                    {{"n", "", false}},
		`{"n":12,"a":"b"}`:           {{"n", "", true}, {"a", "b", true}},
		`{"o":{"x":["]}"]},"a":"b"}`: {{"o", "", true}, {"a", "b", true}},
		"```json\n{\"a\":\"b":        {{"a", "b", false}},
		`{"a":"b"} {"c":"d"}`:        {{"a", "b", true}},
		`{"a":"b\x"`:                 nil,
		`[1,2`:                       nil,
		`Here you are`:               nil,
	} {
		if got := Members(text); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", text, got, want)
		}
	}
}

// whole are the members of a whole object, as encoding/json reads them.
func whole(text string) (map[string]string, bool) {
	var object map[string]any
	if json.Unmarshal([]byte(text), &object) != nil || object == nil {
		return nil, false
	}
	members := map[string]string{}
	for name, v := range object {
		switch v := v.(type) {
		case string:
			members[name] = v
		case []any:
			var lines []string
			for _, e := range v {
				if s, ok := e.(string); ok {
					lines = append(lines, s)
				}
			}
			members[name] = strings.Join(lines, "\n")
		default:
			members[name] = ""
		}
	}
	return members, true
}

// FuzzMembers: nothing panics; a whole object is read as encoding/json reads it;
// and what was told of its beginnings was true.
func FuzzMembers(f *testing.F) {
	for _, s := range []string{
		`{"stem":"What is 2 + 2?","options":["3","4"],"n":1.5e3,"steps":["a\nb","\ud83d\ude00 \ud83d"],"o":{"a":[{}]},"x":null}`,
		`{"a":"\u0000\"\\","a":"twice"}`, `{"a":[["b"],"c",1],"":""}`, "{", `{"a":tru`, `{}`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Members(text)
		want, ok := whole(text)
		if !ok || !utf8.ValidString(text) {
			return
		}
		last := map[string]string{}
		for _, m := range got {
			if !m.Whole {
				t.Fatalf("%q: %q is not whole", text, m.Name)
			}
			last[m.Name] = m.Text
		}
		if !reflect.DeepEqual(last, want) {
			t.Fatalf("%q: got %q, want %q", text, last, want)
		}
		if len(text) > 300 {
			return
		}
		for cut := range text {
			for i, m := range Members(text[:cut]) {
				if i >= len(got) || m.Name != got[i].Name || !strings.HasPrefix(got[i].Text, m.Text) || m.Whole && m.Text != got[i].Text {
					t.Fatalf("%q: told %+v", text[:cut], m)
				}
			}
		}
	})
}
