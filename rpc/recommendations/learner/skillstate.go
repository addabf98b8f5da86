package learner

// skillState is what a State remembers of one skill, in 28 bytes.
type skillState struct {
	id       SkillID
	mean     float32 // less what was forgotten until minute
	variance float32
	minute   uint32 // of the last answer, since 1970; 0: unknown
	marks    uint32 // see marks
	right    uint16
	wrong    uint16
	fast     uint16 // moving averages of outcomes: 0.4 and 0.15, in 65535ths
	slow     uint16
}

// marks are small numbers of a skill, in 32 bits. Of the ordinal only the lower 20
// bits are kept: as with sequence numbers of TCP only distances count, and nobody
// leaves a skill alone for a million answers.
type marks struct {
	ordinal uint32 // the student's answers before the last on this skill
	last    bool   // that one was right
	checked uint8  // answers that were not self-reported, up to mostChecked
	self    uint8  // self-reported answers that are not won back yet
}

const (
	ordinals    = 1<<20 - 1
	mostChecked = 7
)

func (k *skillState) mark(m marks) {
	k.marks = m.ordinal&ordinals<<12 | uint32(min(m.checked, mostChecked))<<9 | uint32(m.self)
	if m.last {
		k.marks |= 1 << 8
	}
}

func (k *skillState) ordinal() uint32 { return k.marks >> 12 }
func (k *skillState) checked() uint8  { return uint8(k.marks>>9) & mostChecked }
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
