package learner

// tries are the last questions and what came of them, the newest first: bits of
// the question's id, and whether the answer was right. In logs of practice a
// wrong answer is often followed by another try, which is another thing than a
// new question. Where only first answers count none is ever found.
type tries [8]uint16

// try is never 0. One in 16,384 stands for a question that it is not.
func try(item ItemID, right bool) uint16 {
	t := uint16(item>>48)&^3 | 2
	if right {
		t |= 1
	}
	return t
}

func (t *tries) add(item ItemID, right bool) {
	if item == 0 {
		return
	}
	copy(t[1:], t[:])
	t[0] = try(item, right)
}

// of tells whether a question is among them, and what came of it last.
func (t *tries) of(item ItemID) (tried, right bool) {
	if item == 0 {
		return false, false
	}
	wrong := try(item, false)
	for _, x := range t {
		if x&^1 == wrong {
			return true, x != wrong
		}
	}
	return false, false
}

func (s *State) describeTries(v *view) {
	switch tried, right := s.tries.of(v.item); {
	case tried && right:
		v.x[featureAgainRight] = 1
	case tried:
		v.x[featureAgainWrong] = 1
	}
}
