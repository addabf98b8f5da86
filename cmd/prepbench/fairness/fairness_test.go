package fairness

import (
	"math"
	"reflect"
	"slices"
	"sync"
	"testing"

	"prepwire/rpc/contest/scoring"
)

var small = Settings{Participants: 300, Questions: 10, LimitMs: 20_000, Contests: 4, Liars: 0.1}

// reports are those of some seeds.
var reports = sync.OnceValue(func() (all []Report) {
	for seed := range uint64(5) {
		s := small
		s.Seed = seed
		r, err := Simulate(s)
		if err != nil {
			panic(err)
		}
		all = append(all, r)
	}
	return all
})

func (r Report) policy(p policy) Measure {
	return r.Policies[slices.IndexFunc(r.Policies, func(m Measure) bool { return m.Policy == p.name })]
}

func (r Report) gain(p policy) Gain {
	return r.Gains[slices.IndexFunc(r.Gains, func(g Gain) bool { return g.Policy == p.name })]
}

// Credit brings the board nearer to skill and takes from latency what it costs.
func TestCreditIsFairer(t *testing.T) {
	for seed, r := range reports() {
		best, without, with := r.policy(ideal), r.policy(plain), r.policy(credit)
		if with.Skill < without.Skill || with.Play <= without.Play {
			t.Errorf("seed %d: with credit tau is %.4f and %.4f, without %.4f and %.4f", seed, with.Skill, with.Play, without.Skill, without.Play)
		}
		if best.Play != 1 || best.PerRTT != 0 {
			t.Errorf("seed %d: without latency %+v, but the same play is the same", seed, best)
		}
		if without.Near >= 0 || with.Near < 0.7*without.Near {
			t.Errorf("seed %d: 100 ms cost %.4f with credit, %.4f without: not about half", seed, with.Near, without.Near)
		}
		for _, b := range r.Bands {
			if b.Credit >= b.Plain {
				t.Errorf("seed %d: with credit people lose more: %+v", seed, b)
			}
		}
	}
}

// Lying about pings gains no more than the cap, lying about one's time nothing
// where the server's clock counts.
func TestLiarsGainAtMostTheCap(t *testing.T) {
	for seed, r := range reports() {
		if g := r.gain(plain); g.MostPoints != 0 || g.Points != 0 || g.Places != 0 || g.Liars == 0 {
			t.Errorf("seed %d: claims of other times gain %+v", seed, g)
		}
		g := r.gain(credit)
		if g.MostAnswer > r.Worth || g.Rescued == 0 && g.MostPoints > r.Worth*float64(small.Questions) {
			t.Errorf("seed %d: delayed pongs gain %+v, the cap is worth %.4f an answer", seed, g, r.Worth)
		}
		if g.Points <= 0 {
			t.Errorf("seed %d: delayed pongs gain nothing: are they delayed? %+v", seed, g)
		}
		if trusted := r.gain(trust); trusted.Points < 10*g.Points || trusted.Places < 10*g.Places {
			t.Errorf("seed %d: where clients are trusted, liars gain %+v, hardly more than %+v", seed, trusted, g)
		}
	}
}

// The cap is worth two steps of 100 ms, of half the limit each: p·200/2T.
func TestWorthOfTheCap(t *testing.T) {
	quick, other := worth(newRules(small))
	if other != 0.005 || quick != 0.015 {
		t.Errorf("the cap is worth %v, and %v to quick answers; want 0.005 and 0.015", other, quick)
	}
}

func TestTheSameSeedReportsTheSame(t *testing.T) {
	again, err := Simulate(small) // its seed is 0
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again, reports()[0]) {
		t.Errorf("%+v\nand\n%+v", again, reports()[0])
	}
	if reflect.DeepEqual(again, reports()[1]) {
		t.Error("another seed reports the same")
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for name, change := range map[string]func(*Settings){
		"participants": func(s *Settings) { s.Participants = 1 },
		"questions":    func(s *Settings) { s.Questions = scoring.MaxQuestions + 1 },
		"limit":        func(s *Settings) { s.LimitMs = 100 },
		"contests":     func(s *Settings) { s.Contests = 0 },
		"liars":        func(s *Settings) { s.Liars = 1.5 },
	} {
		s := small
		change(&s)
		if _, err := Simulate(s); err == nil {
			t.Errorf("%s: %+v is played", name, s)
		}
	}
}

func TestKendall(t *testing.T) {
	up := []float64{1, 2, 3, 4}
	for _, c := range []struct {
		x, y []float64
		want float64
	}{
		{up, []float64{10, 20, 30, 40}, 1},
		{up, []float64{4, 3, 2, 1}, -1},
		{up, []float64{1, 2, 4, 3}, 2.0 / 3},
		{[]float64{12, 2, 1, 12, 2}, []float64{1, 4, 7, 1, 0}, -0.47140452079103173}, // as SciPy's documentation has it
	} {
		if got := kendall(c.x, c.y); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("tau of %v and %v is %v, want %v", c.x, c.y, got, c.want)
		}
	}
	if got := kendall(up, []float64{1, 1, 1, 1}); !math.IsNaN(got) {
		t.Errorf("tau of equals is %v", got)
	}
}

func TestSlope(t *testing.T) {
	if got := slope([]float64{0, 1, 2, 50}, []float64{1, 3, 5, 0}, 2); math.Abs(got-2) > 1e-12 {
		t.Errorf("slope %v, want 2", got)
	}
}
