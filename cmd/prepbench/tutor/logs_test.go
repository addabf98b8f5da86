package tutor

import (
	"fmt"
	"io"
	"math"
	"strings"
	"testing"

	"prepwire/rpc/recommendations/learner"
)

func readText(text string) (Log, error) {
	s, err := newSheet(strings.NewReader(text))
	if err != nil {
		return Log{}, err
	}
	return readLog(s, Bank{})
}

func TestFaultsInALogAreNamed(t *testing.T) {
	const head = "user,skills,item,correct,time,elapsed_ms\n"
	for _, c := range []struct{ csv, want string }{
		{"", "head line"},
		{"\n \n\n", "head line"},
		{"user,correct\n", `no column "skills" and no column "item"`},
		{"skills,item,correct\n", `no column "user"`},
		{"user,user,item,correct\n", `column "user" is there twice`},
		{"\xff\xfeu\x00s\x00e\x00r\x00", "UTF-16"},
		{"\x1f\x8b\x08\x00,\"a", "compressed"},
		{"PK\x03\x04,\n", "compressed"},
		{"user,item,correct\r1,a,1\r", "CR alone"},
		{head + "1,a,b,2,,\n", `line 2: column "correct" is "2"`},
		{head + "1,a,b,0.5,,\n", `line 2: column "correct" is "0.5"`},
		{head + "1,a,b,nan,,\n", `line 2: column "correct" is "nan"`},
		{head + "1,a,b,1,,\n\n\r\n1,a,b,,,\n", `line 5: column "correct" is ""`},
		{head + "1,a,b,1,soon,\n", `line 2: column "time" is "soon"`},
		{head + "1,a,b,1,1e300,\n", `line 2: column "time" is "1e300"`},
		{head + "1,a,b,1,1,Inf\n", `line 2: column "elapsed_ms" is "Inf"`},
		{head + " ,a,b,1,,\n", `line 2: column "user" is empty`},
		{head + "1,a\n", "line 2: 2 fields, but the head line has 6"},
		{head + "1,a,b,1,1,1,1\n", "line 2: 7 fields"},
		{head + "1,a,b,1,,\n1,a\"b,b,1,,\n", "line 3, column 4"},
		{head + "1,\"a,b,1,,\n1,a,b,1,,\n", "line 2"},
	} {
		if _, err := readText(c.csv); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %s", c.csv, err, c.want)
		}
	}
}

// One log in many hands: it stays the same log.
func TestLogsAreReadHoweverTheyAreWritten(t *testing.T) {
	const plain = "user,skills,item,correct,time,elapsed_ms\nu,a~b,i 1,1,5,900\nv,a,i2,0,6,\nu,,,1,7,80\n"
	want, err := readText(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"with a byte order mark": "\ufeff" + plain,
		"ended by CRLF":          strings.ReplaceAll(plain, "\n", "\r\n"),
		"with blank lines":       "\n\n" + strings.ReplaceAll(plain, "\n", "\n  \n\n"),
		"without the last end":   strings.TrimSuffix(plain, "\n"),
		"with tabs":              strings.ReplaceAll(plain, ",", "\t"),
		"with semicolons":        strings.ReplaceAll(plain, ",", ";"),
		"quoted":                 "\ufeff\"USER\",\" skills\",\"item\",\"correct\",\"time\",\"elapsed_ms\"\n\"u\",\" a ~~ b~\",\"i 1\",\"1.00\",\"5.0\",\"9e2\"\n\"v\",\"a\",\"i2\",\"false\",6,NaN\nu,\"\",\"\",True,7,80\n",
		"in another order":       "elapsed_ms,more,correct,item,skills,user,time\n900,x,1,i 1,a~b,u,5\n,,0,i2,a,v,6\n80,\"more,\n\",1,,,u,7\n",
		"by milliseconds":        "user,skills,item,correct,time,elapsed_ms\nu,a~b,i 1,1,1700000000000,900\nv,a,i2,0,1700000001000,\nu,,,1,1700000002000,80\n",
		"by dates":               "user,skills,item,correct,time,elapsed_ms\nu,a~b,i 1,1,2026-01-31 23:59:59.000,900\nv,a,i2,0,2026-02-01 00:00:00,\nu,,,1,2026-02-01T00:00:01Z,80\n",
		"not in order":           "user,skills,item,correct,time,elapsed_ms\nu,,,1,7,80\nv,a,i2,0,6,\nu,a~b,i 1,1,5,900\n",
		"from below zero":        "user,skills,item,correct,time,elapsed_ms\nu,a~b,i 1,1,-5,900\nv,a,i2,0,-4,\nu,,,1,-3,80\n",
	} {
		got, err := readText(text)
		if err != nil || len(got.Rows) != 3 || len(got.Users) != 2 || len(got.Skills) != 2 {
			t.Errorf("%s: %+v, %v", name, got, err)
			continue
		}
		from := got.Rows[0].At - want.Rows[0].At
		for i, a := range got.Rows {
			b := want.Rows[i]
			b.At += from
			if a.At <= 0 || fmt.Sprint(a) != fmt.Sprint(b) {
				t.Errorf("%s: row %d is %+v, want %+v", name, i, a, b)
			}
		}
	}
}

func TestRowsOfOneTimeAndRowsWithoutTimeKeepTheirPlace(t *testing.T) {
	for _, times := range []string{"9 9 9 9", "9 8 7 -", "- - - -", "1 1 2 2"} {
		text := "user,item,correct,time\n"
		for i, at := range strings.Fields(times) {
			text += fmt.Sprintf("u,%d,1,%s\n", i, strings.Trim(at, "-"))
		}
		l, err := readText(text)
		if err != nil {
			t.Fatal(err)
		}
		for i := range l.Rows {
			if l.Rows[i].Item != learner.Item(fmt.Sprint(i)) {
				t.Errorf("times %s: row %d is another", times, i)
			}
		}
	}
}

func TestOddLogsAreSaidToBe(t *testing.T) {
	for _, text := range []string{"user,skills,item,correct\nu,a,1,1\nu,a,1,1\nu,a,2,0\n", "user,skills,item,correct\nu,a,1,0\nu,b,1,1\nu,a,2,0\n"} {
		if l, err := readText(text); err != nil || len(l.Notes) > 0 {
			t.Errorf("%q: %q, %v", text, l.Notes, err)
		}
	}
	for text, want := range map[string]string{
		"user,item,correct\nu,1,1\nu,2,0\n":                           "no skills are named",
		"user,skills,correct\nu,1,1\nu,2,0\n":                         "no questions are named",
		"user,skills,item,correct\nu,a,1,1\nu,b,1,1\nu,a,2,0\n":       "too good",
		"user,skills,item,correct\nu,a,1,1\n":                         "AUC says nothing",
		"user,item,correct,time\nu,1,1,2\nu,2,0,1\n":                  "not in the order",
		"user,item,correct,time\nu,1,1,1700000000000\nu,2,0,1.8e12\n": "milliseconds",
	} {
		l, err := readText(text)
		if err != nil || !strings.Contains(strings.Join(l.Notes, "\n"), want) {
			t.Errorf("%q: %q, %v; want %s", text, l.Notes, err, want)
		}
	}
}

// Logs that say next to nothing are evaluated all the same.
func TestPoorLogsAreEvaluated(t *testing.T) {
	const head = "user,skills,item,correct,time,elapsed_ms\n"
	many := func(n int, row func(i int) string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range n {
			b.WriteString(row(i) + "\n")
		}
		return b.String()
	}
	logs := map[string]string{
		"one answer":           head + "u,a,1,1,,\n",
		"one outcome":          many(50, func(i int) string { return fmt.Sprintf("u%d,a,%d,0,,", i%5, i) }),
		"an answer a user":     many(300, func(i int) string { return fmt.Sprintf("u%d,a,%d,%d,,", i, i%7, i/3%2) }),
		"an answer a question": many(300, func(i int) string { return fmt.Sprintf("u%d,s%d,q%d,%d,,", i%9, i%200, i, i/3%2) }),
		"no skill, no item":    many(90, func(i int) string { return fmt.Sprintf("u%d,,,%d,,", i%9, i/3%2) }),
		"years between":        many(90, func(i int) string { return fmt.Sprintf("u%d,a,%d,%d,%d,", i%9, i%5, i/3%2, int64(i)*100_000_000) }),
		"one time for all":     many(90, func(i int) string { return fmt.Sprintf("u%d,a,%d,%d,5,-1", i%9, i%5, i/3%2) }),
		"many skills a row":    many(90, func(i int) string { return "u," + strings.Repeat(fmt.Sprint("s", i, "~"), 50) + "x,1,1,,9e14" }),
	}
	for name, train := range logs {
		for _, other := range []string{name, "an answer a question"} {
			test := logs[other]
			a, err := readText(train)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			b, err := readText(test)
			if err != nil {
				t.Fatalf("%s: %v", other, err)
			}
			r := Evaluate(a, b, io.Discard)
			for _, x := range []float64{r.Model.AUC, r.Model.LogLoss, r.Model.RMSE, r.Model.ECE, r.First10.AUC, r.NsPerAnswer} {
				if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 {
					t.Errorf("%s, then %s: %+v", name, other, r.Model)
				}
			}
		}
	}
}

func TestLevelsAreWholeNumbers(t *testing.T) {
	for text, want := range map[string]int8{"3": 3, "3.0": 3, " 5 ": 5, "": 0, "nan": 0, "-2": 0, "1e9": 6} {
		s, err := newSheet(strings.NewReader("item,level\na," + text + "\n"))
		if err != nil {
			t.Fatal(err)
		}
		b := Bank{}
		if err := b.read(s); err != nil || b["a"].Level != want {
			t.Errorf("%q: %d, %v; want %d", text, b["a"].Level, err, want)
		}
	}
	for _, text := range []string{"2.5", "hard", "inf"} {
		s, _ := newSheet(strings.NewReader("item,level\na," + text + "\n"))
		if err := (Bank{}).read(s); err == nil || !strings.Contains(err.Error(), `line 2: column "level"`) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
