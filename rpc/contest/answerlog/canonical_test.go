package answerlog

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"

	"prepwire/rpc/contest/scoring"
	"prepwire/schema"
)

// What the library must get right for us: RFC 8785, sections 3.2.2 and 3.2.3
// and appendix B.
func TestLibraryIsRFC8785(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
		   "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
			`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`},
		// Keys in the order of UTF-16 code units: U+1F600 is a surrogate and comes before U+FB33.
		{`{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}`,
			"{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"\U0001F600\":5,\"\ufb33\":3}"},
		{`[0,-0,5e-324,1.7976931348623157e308,9007199254740992,295147905179352830000,999999999999999900000,1e21,9.999999999999997e22,0.001,0.000001,1e-7,1000000]`,
			`[0,0,5e-324,1.7976931348623157e+308,9007199254740992,295147905179352830000,999999999999999900000,1e+21,9.999999999999997e+22,0.001,0.000001,1e-7,1000000]`},
	} {
		got, err := jcs.Transform([]byte(c.in))
		if err != nil || string(got) != c.want {
			t.Errorf("got %s (%v)\nwant %s", got, err, c.want)
		}
	}
	for _, bad := range []string{`{"a":1,"a":2}`, `"\ud800"`, "\"\xff\"", `{"a":01}`, `[1,]`, `{} {}`, ``} {
		if got, err := jcs.Transform([]byte(bad)); err == nil {
			t.Errorf("%q became %s", bad, got)
		}
	}
}

// checkLine holds a line to the promise by other means than those that wrote
// it: the library and encoding/json.
func checkLine(t *testing.T, line []byte) {
	t.Helper()
	again, err := jcs.Transform(line)
	if err != nil || !bytes.Equal(again, line) {
		t.Fatalf("%q is not canonical: %q (%v)", line, again, err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(line, &all); err != nil {
		t.Fatal(err)
	}
	said := string(all["hash"])
	delete(all, "hash")
	bare, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	if bare, err = jcs.Transform(bare); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(bare)
	if said != `"`+hex.EncodeToString(sum[:])+`"` {
		t.Fatalf("%q has another hash than %x", line, sum)
	}
}

func TestLinesAreCanonical(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 50 {
		c := play(t, r, 8, 8)
		for i, line := range c.lines {
			checkLine(t, line)
			e, err := Parse(line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if again, err := seal(nil, &e); err != nil || !bytes.Equal(again, line) {
				t.Fatalf("%s, read and written: %s (%v)", line, again, err)
			}
			if want := c.entries[i]; e.Type == TypeAnswer && !reflect.DeepEqual(e, want) {
				t.Fatalf("%s is %+v, want %+v", line, e, want)
			} else if e.Type == TypeOpened && !reflect.DeepEqual(e, want) {
				t.Fatalf("%s is %+v, want %+v", line, e, want)
			} else if e.Type == TypeClosed && !reflect.DeepEqual(e.Closed.Key.Reveal(), c.key) {
				t.Fatalf("%s holds another key", line)
			}
		}
	}
}

// A line has the members of the contract's LogEntry and no others.
func TestLinesAreTheContractsLogEntry(t *testing.T) {
	c := play(t, rand.New(rand.NewPCG(9, 9)), 8, 8)
	for _, line := range c.lines {
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		var e schema.LogEntry
		if err := d.Decode(&e); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		again, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if again, err = jcs.Transform(again); err != nil || !bytes.Equal(again, line) {
			t.Errorf("through the contract\n%s became\n%s (%v)", line, again, err)
		}
	}
}

// FuzzSeal holds the hand-written form of answers to the library.
func FuzzSeal(f *testing.F) {
	f.Add("B", "participant-1", "q1", int64(17), int64(980), int64(20))
	f.Add("\x00\x1f\x7f\"\\/\b\f\n\r\t", "<&>\u2028\u2029", "\U0001F600é", int64(1), int64(0), int64(0))
	f.Add("\xff", "\xed\xa0\x80", "", int64(-1), int64(-9007199254740991), int64(9007199254740991))
	f.Fuzz(func(t *testing.T, answer, participant, question string, position, timeMs, creditMs int64) {
		const most = 1<<53 - 1
		if max(position, timeMs, creditMs) > most || min(position, timeMs, creditMs) < -most {
			t.Skip("no JSON number")
		}
		e := Entry{Position: position, At: start, Type: TypeAnswer, PrevHash: zeroHash,
			Answer: scoring.Answer{Answer: answer, Participant: participant, QuestionID: question, TimeMs: timeMs, CreditMs: creditMs}}
		line, err := seal([]byte("before"), &e)
		valid := strings.ToValidUTF8(answer+participant+question, "") == answer+participant+question
		for _, s := range []string{answer, participant, question} {
			valid = valid && strings.ToValidUTF8(s, "") == s
		}
		if (err == nil) != valid {
			t.Fatalf("%q %q %q: %v", answer, participant, question, err)
		}
		if err == nil {
			checkLine(t, bytes.TrimPrefix(line, []byte("before")))
		}
	})
}

func TestCommit(t *testing.T) {
	salt := strings.Repeat("00ff", 16)
	raw, _ := hex.DecodeString(salt)
	sum := sha256.Sum256(append(raw, "{\"a\":\"<1/2>\",\"\U0001F600\":\"é\",\"\ufb33\":\"B\"}"...))
	got, err := Commit(salt, scoring.NewKey(map[string]string{"\ufb33": "B", "\U0001F600": "é", "a": "<1/2>"}))
	if err != nil || got != hex.EncodeToString(sum[:]) {
		t.Errorf("got %s (%v), want %x", got, err, sum)
	}
	secret := strings.Repeat("sesame", 2)
	for _, c := range []struct{ salt, answer string }{
		{"", secret}, {salt[1:], secret}, {strings.ToUpper(salt), secret}, {salt + "00", secret}, {salt, secret + "\xff"},
	} {
		if got, err := Commit(c.salt, scoring.NewKey(map[string]string{"q": c.answer})); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("salt %q: %s, %v", c.salt, got, err)
		}
	}
	if a, b := NewSalt(), NewSalt(); a == b || !IsHash(a) {
		t.Errorf("salts %s and %s", a, b)
	}
}

func TestDecimal(t *testing.T) {
	for milli, want := range map[int64]string{0: "0", 1: "0.001", 10: "0.01", 100: "0.1", 1000: "1", 1500: "1.5", 1_000_000_000: "1000000", 999_999_999: "999999.999", -1: "-0.001", -1250: "-1.25"} {
		if got := decimal(milli); got != want {
			t.Errorf("%d is written %s, want %s", milli, got, want)
		}
		if got, err := jcs.Transform([]byte(want)); err != nil || string(got) != want {
			t.Errorf("the library writes %s for %s (%v)", got, want, err)
		}
	}
}
