package itembank

import "testing"

func TestText(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{linear(1, "x", 0), "x"},
		{linear(-1, "x", -3), "−x − 3"},
		{linear(0, "x", 5), "5"},
		{linear(3, "t", 5), "3t + 5"},
		{linearRat(frac(-2, 3), "x", frac(1, 2)), "−(2/3)x + 1/2"},
		{polynomial("x", 1, -1, 0), "x² − x"},
		{polynomial("x", 2, 0, -5, 1), "2x³ − 5x + 1"},
		{polynomial("x", 0, 0), "0"},
		{term(-4, "(x + 2)"), "−4(x + 2)"},
		{power("x", 12), "x¹²"},
		{superscript(-3), "⁻³"},
		{pair(whole(-1), frac(1, 2)), "(−1, 1/2)"},
		{dollars(frac(2499, 2)), "$1,249.50"},
		{dollars(whole(-1234567)), "−$1,234,567"},
		{dollars(frac(5, 100)), "$0.05"},
		{decimals(frac(-1, 8)), "−0.125"},
		{decimals(frac(1, 3)), "1/3"},
		{percent(frac(25, 2)), "12.5%"},
		{unit("hours")(whole(3)), "3 hours"},
		{plural(1, "ticket", "tickets"), "1 ticket"},
		{plural(4, "ticket", "tickets"), "4 tickets"},
		{frac(-6, 8).ascii(), "-3/4"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestHintsTell(t *testing.T) {
	for _, c := range []struct {
		hint string
		key  choice
		want bool
	}{
		{"Divide by 3.", integer(3), true},
		{"Divide by −3x.", integer(3), true},
		{"Divide by 13 or 3.5 or 3/4.", integer(3), false},
		{"Take 6/8 of it.", number(frac(3, 4)), true},
		{"About 0.75.", number(frac(3, 4)), true},
		{"Is it its or it's?", words("its"), true},
		{"Fits what?", words("its"), false},
		{"Something", words("some"), false},
	} {
		d := draft{key: c.key, hints: [3]string{"", c.hint, ""}}
		if d.hintsTell() != c.want {
			t.Errorf("hint %q and key %v: %v, want %v", c.hint, c.key, !c.want, c.want)
		}
	}
}
