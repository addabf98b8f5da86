package learner

// Logged is an answer as it stands in everybody's log.
type Logged struct {
	Student uint64
	Answer
}

// Fit estimates parameters from everybody's answers. The log has to be in the
// order (time, id): Fit takes it as it comes, and the same log gives the same
// parameters bit for bit, on every machine. number is that of the new parameters
// (1 and up); log is not kept.
//
// First the filter runs over all answers, students and items estimating each
// other; then again, students judged by what the first pass found. The head is
// fitted by students held out in turn (five groups by their number's hash): its
// features are then those of people the parameters have never seen, as they will
// be later. Fitted on people already seen it would trust the filter too much.
//
// It takes some 30 µs an answer, and some 500 bytes of memory an answer while it
// runs, the log included.
func Fit(number int64, log []Logged) *Params { return fit(number, log, &tuned) }

func fit(number int64, log []Logged, set *settings) *Params {
	adjusted := adjust(log, *set)
	adjusted.rounds = set.rounds
	set = &adjusted
	everybody := func(uint64) bool { return true }
	p := estimate(log, set, everybody)
	rows := crossFeatures(log, set)
	p.weights = fitHead(rows, pullToFilter(set.ridge))
	p.bends = fitBends(rows, &p.weights, set.ridge)
	p.number, p.answers = number, int64(len(log))
	p.seal()
	return p
}

// estimate runs the filter over the answers of some students.
func estimate(log []Logged, set *settings, include func(student uint64) bool) *Params {
	p := blank(set)
	p.pass(log, nil, include)
	for range set.rounds - 1 {
		next := blank(set)
		next.base = p.base
		next.pass(log, p, include)
		p = next
	}
	return p
}

// pass folds the answers of some students into p. Students are judged by known,
// or by p itself as it grows when there is nothing known yet.
func (p *Params) pass(log []Logged, known *Params, include func(uint64) bool) {
	states := map[uint64]*State{}
	base := component{variance: 0.5, mean: float32(p.base)}
	for i := range log {
		a := &log[i]
		if !include(a.Student) {
			continue
		}
		s := states[a.Student]
		if s == nil {
			s = &State{}
			states[a.Student] = s
		}
		var v view
		p.look(s, &a.Question, a.At, &v)
		p.learnItem(s, &a.Answer, &v, &base)
		if known == nil {
			p.fold(s, &a.Answer, &v)
			continue
		}
		v = view{}
		known.look(s, &a.Question, a.At, &v)
		known.fold(s, &a.Answer, &v)
	}
}

// learnItem folds an answer into the components of its question.
func (p *Params) learnItem(s *State, a *Answer, v *view, base *component) {
	if a.SelfReported {
		return
	}
	g := newGain(v, a.Correct, 1)
	d := &v.parts
	p.learnTime(s, a, d, v.n)
	base.learn(g, 1)
	p.base = float64(base.mean)
	if l := a.level(); l > 0 {
		d.level.learn(g, -1)
		p.levels[l] = d.level
	}
	if a.Family != 0 {
		d.family.learn(g, -1)
		p.family[a.Family] = d.family
	}
	if a.Item != 0 {
		d.item.learn(g, -1)
		p.items[a.Item] = d.item
	}
	for i := range v.n {
		d.skills[i].learn(g, -1/float64(v.n))
		p.skills[v.ids[i]] = d.skills[i]
	}
}

func (c *component) learn(g gain, h float64) {
	mean, variance := g.apply(float64(c.mean), float64(c.variance), h)
	c.mean, c.variance = float32(clamp(mean, -maxAbility, maxAbility)), float32(variance)
	c.answers = min(c.answers, 1<<30) + 1
}

// row is an answer as the head sees it.
type row struct {
	x       [features]float32
	correct bool
}

func crossFeatures(log []Logged, set *settings) []row {
	rows := make([]row, 0, len(log))
	for f := range set.folds {
		mine := func(student uint64) bool { return fold(student, set.folds) == f }
		known := estimate(log, set, func(student uint64) bool { return !mine(student) })
		rows = known.collect(rows, log, mine)
	}
	return rows
}

// fold puts a student into one of n groups.
func fold(student uint64, n int) int {
	student ^= student >> 31
	student *= 0x9e3779b97f4a7c15
	return int((student >> 33) % uint64(n))
}

func (p *Params) collect(rows []row, log []Logged, include func(uint64) bool) []row {
	p.replay(log, include, func(a *Logged, v *view) {
		p.describe(v)
		if !a.SelfReported {
			rows = append(rows, v.row(a.Correct))
		}
	})
	return rows
}

// replay folds the answers of some students, p staying as it is, and shows each
// answer before it is folded.
func (p *Params) replay(log []Logged, include func(uint64) bool, see func(a *Logged, v *view)) {
	states := map[uint64]*State{}
	for i := range log {
		a := &log[i]
		if !include(a.Student) {
			continue
		}
		s := states[a.Student]
		if s == nil {
			s = &State{}
			states[a.Student] = s
		}
		var v view
		p.look(s, &a.Question, a.At, &v)
		see(a, &v)
		p.fold(s, &a.Answer, &v)
	}
}

func (r *row) logit(w *[features]float64) (logit float64) {
	for i, x := range r.x {
		logit += float64(w[i] * float64(x))
	}
	return logit
}

func (v *view) row(correct bool) row {
	r := row{correct: correct}
	for i, x := range v.x {
		r.x[i] = float32(x)
	}
	return r
}
