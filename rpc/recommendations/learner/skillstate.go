package learner

// skillState is what a State remembers of one skill, in 28 bytes.
type skillState struct {
	id       SkillID
	mean     float32 // less what was forgotten until minute
	variance float32
	minute   uint32 // of the last answer, since 1970; 0: unknown
	marks    uint32 // ordinal, last and self: see mark
	right    uint16
	wrong    uint16
	fast     uint16 // moving averages of outcomes: 0.4 and 0.15, in 65535ths
	slow     uint16
}

// mark keeps, of the last answer on the skill, how many answers the student had
// given before it (ordinal) and whether it was right, and how many self-reported
// answers have not been won back yet. Of the ordinal only the lower 23 bits are
// kept: as with sequence numbers of TCP only distances count, and nobody leaves a
// skill alone for eight million answers.
func (k *skillState) mark(ordinal uint32, last bool, self uint8) {
	k.marks = ordinal&ordinals<<9 | uint32(self)
	if last {
		k.marks |= 1 << 8
	}
}

const ordinals = 1<<23 - 1

func (k *skillState) ordinal() uint32 { return k.marks >> 9 }
func (k *skillState) last() bool      { return k.marks&(1<<8) != 0 }
func (k *skillState) self() uint8     { return uint8(k.marks) }

// since returns how many answers the student gave after the last one on a skill.
func (s *State) since(k *skillState) uint32 {
	return (s.right + s.wrong - k.ordinal() - 1) & ordinals
}

// grown returns the skills with room for a few more. Doubling, as append would
// have it, leaves up to half of the memory empty in each of many states.
func grown(skills []skillState) []skillState {
	n := len(skills)
	return append(append([]skillState(nil), make([]skillState, n+max(4, n/4))...)[:0], skills...)
}
