package scan

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestCheckReportsTheFirstFault(t *testing.T) {
	cases := []struct {
		text string
		want Fault
	}{
		{`{}`, OK}, {` [1, 2.5e-3, "a\u00e9\n", true, false, null, {"a":{}}] `, OK}, {`"x"`, OK}, {`0`, OK}, {`-0.1E+2`, OK},
		{``, Syntax}, {` `, Syntax}, {`{`, Syntax}, {`{"a":1,}`, Syntax}, {`[1,]`, Syntax}, {`[,1]`, Syntax}, {`{a:1}`, Syntax}, {`01`, Syntax}, {`-`, Syntax},
		{`1.`, Syntax}, {`1e`, Syntax}, {`.5`, Syntax}, {`+1`, Syntax}, {`"a`, Syntax}, {"\"a\nb\"", Syntax}, {`"\x"`, Syntax}, {`"\u12g4"`, Syntax}, {`"\u12`, Syntax},
		{`{} {}`, Syntax}, {`tru`, Syntax}, {`nul`, Syntax}, {"\ufeff{}", Syntax}, {`{"a" 1}`, Syntax}, {`{"a":}`, Syntax}, {`NaN`, Syntax},
		{strings.Repeat("[", 4) + strings.Repeat("]", 4), OK},
		{strings.Repeat("[", 5) + strings.Repeat("]", 5), TooDeep},
		{strings.Repeat("[", 20000), TooDeep},
		{`[}` + strings.Repeat("[", 5), Syntax},
		{strings.Repeat(`{"a":`, 5), TooDeep},
	}
	for _, c := range cases {
		if got := Check([]byte(c.text), 4); got != c.want {
			t.Errorf("Check(%.40q) = %d, want %d", c.text, got, c.want)
		}
	}
}

func TestMembersUnescapeNames(t *testing.T) {
	text := []byte(` { "me\u0074hod" : "x" , "a":[1,{"b":"}"}],"c" : -1.5 , "d":{} } `)
	var got []string
	for it := Members(text, Space(text, 0)); it.Next(); {
		got = append(got, string(it.Key)+"="+string(text[it.Start:it.End]))
	}
	want := `method="x" a=[1,{"b":"}"}] c=-1.5 d={}`
	if s := strings.Join(got, " "); s != want {
		t.Errorf("members %s, want %s", s, want)
	}
}

func TestDuplicateLooksEverywhere(t *testing.T) {
	for text, want := range map[string]bool{
		`{"a":1,"b":2}`: false, `{"a":1,"\u0061":2}`: true, `[{"a":1},{"a":2}]`: false, `{"x":[{"y":{"z":1,"z":2}}]}`: true, `1`: false,
	} {
		if got := Duplicate([]byte(text), 0); got != want {
			t.Errorf("Duplicate(%s) = %v", text, got)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{`{"a":[1,2,{"b":"\u00e9\\"}],"c":-1.5e3}`, `[]`, `"\ud800"`, `{"a":1,"a":2}`, `1e5`, "\x00", `[[[[[[`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fault := Check(b, 64)
		if fault == TooDeep {
			return
		}
		if valid := json.Valid(b); valid != (fault == OK) {
			t.Fatalf("Check = %d but json.Valid = %v for %q", fault, valid, b)
		}
		if fault != OK {
			return
		}
		i := Space(b, 0)
		if end := Skip(b, i); len(bytes.Trim(b[end:], " \n\r\t")) != 0 {
			t.Fatalf("Skip stopped at %d of %q", end, b)
		}
		Duplicate(b, i)
		walk(t, b, i)
	})
}

// walk compares every string and member with encoding/json.
func walk(t *testing.T, b []byte, i int) {
	switch b[i] {
	case '"':
		var want string
		if err := json.Unmarshal(b[i:Skip(b, i)], &want); err != nil {
			t.Fatal(err)
		}
		if got := Text(b[i:Skip(b, i)]); got != want && utf8.Valid(b) {
			t.Fatalf("Text = %q, want %q", got, want)
		}
	case '[':
		for it := Elements(b, i); it.Next(); {
			walk(t, b, it.Start)
		}
	case '{':
		n := make(map[string]bool)
		for it := Members(b, i); it.Next(); {
			n[string(it.Key)] = true
			walk(t, b, it.Start)
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal(b[i:Skip(b, i)], &want); err != nil {
			t.Fatal(err)
		}
		if utf8.Valid(b) && len(want) != len(n) {
			t.Fatalf("%d members, want %d in %q", len(n), len(want), b)
		}
	}
}
