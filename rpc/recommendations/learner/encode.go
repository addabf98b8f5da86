package learner

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// Encodings begin with a byte that tells what follows, and end with a CRC
// (Castagnoli). Numbers are little-endian.
const (
	stateFormat  = 0x51
	paramsFormat = 0x54 // 0x52 had no bends, and fewer features; 0x53 counted self-reported answers for mastery

	stateHead  = 1 + 4 + 8 + 8*4 + 2*4 + 4*2 + 8*2
	skillBytes = 5*4 + 4*2 + 2
	sumBytes   = 4
)

var (
	le         = binary.LittleEndian
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
)

// ErrDamaged means that bytes are no encoding of the kind asked for.
var ErrDamaged = errors.New("learner: not an encoding of this kind, or damaged")

// ErrOutdated means that parameters were written by an older program, whose model
// had another shape: they have to be fitted again.
var ErrOutdated = errors.New("learner: parameters of an older shape of the model")

// ErrVersion means that a state was folded under other parameters: its answers
// have to be folded again.
var ErrVersion = errors.New("learner: state of other parameters")

// AppendState appends the encoding of a state folded under p: 81 bytes and 30 a
// skill, so 951 for the 29 skills of the SAT. Equal states have equal encodings.
func (p *Params) AppendState(b []byte, s *State) []byte {
	start := len(b)
	b = append(b, stateFormat)
	b = le.AppendUint32(b, p.digest)
	b = le.AppendUint64(b, uint64(s.at))
	for _, f := range s.floats() {
		b = le.AppendUint32(b, math.Float32bits(*f))
	}
	b = le.AppendUint32(b, s.right)
	b = le.AppendUint32(b, s.wrong)
	for _, n := range [...]uint16{uint16(s.streak), s.sitting, s.self, s.paces} {
		b = le.AppendUint16(b, n)
	}
	for _, t := range s.tries {
		b = le.AppendUint16(b, t)
	}
	for i := range s.skills {
		b = s.skills[i].append(b)
	}
	return le.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

func (s *State) floats() [8]*float32 {
	return [...]*float32{&s.mean, &s.variance, &s.fast, &s.middle, &s.slow, &s.surprise, &s.speed, &s.pace}
}

func (k *skillState) append(b []byte) []byte {
	for _, n := range [...]uint32{uint32(k.id), math.Float32bits(k.mean), math.Float32bits(k.variance), k.minute, k.ordinal()} {
		b = le.AppendUint32(b, n)
	}
	for _, n := range [...]uint16{k.right, k.wrong, k.fast, k.slow} {
		b = le.AppendUint16(b, n)
	}
	last := k.checked() << 1
	if k.last() {
		last |= 1
	}
	return append(b, k.self(), last)
}

// DecodeState reads what AppendState wrote. It answers ErrVersion for a state of
// other parameters, ErrDamaged for anything else that is not whole.
func (p *Params) DecodeState(b []byte) (State, error) {
	body, err := unseal(b, stateFormat, stateHead)
	if err != nil || (len(body)-stateHead)%skillBytes != 0 || len(body) > stateHead+maxRemembered*skillBytes {
		return State{}, ErrDamaged
	}
	if le.Uint32(body[1:]) != p.digest {
		return State{}, ErrVersion
	}
	s := State{at: int64(le.Uint64(body[5:]))}
	at := 13
	for _, f := range s.floats() {
		*f = math.Float32frombits(le.Uint32(body[at:]))
		at += 4
	}
	s.right, s.wrong = le.Uint32(body[at:]), le.Uint32(body[at+4:])
	at += 8
	s.streak, s.sitting = int16(le.Uint16(body[at:])), le.Uint16(body[at+2:])
	s.self, s.paces = le.Uint16(body[at+4:]), le.Uint16(body[at+6:])
	at += 8
	for i := range s.tries {
		s.tries[i] = le.Uint16(body[at+2*i:])
	}
	if n := (len(body) - stateHead) / skillBytes; n > 0 {
		s.skills = make([]skillState, n)
		for i := range s.skills {
			s.skills[i].decode(body[stateHead+i*skillBytes:])
		}
	}
	return s, nil
}

func (k *skillState) decode(b []byte) {
	k.id = SkillID(le.Uint32(b))
	k.mean, k.variance = math.Float32frombits(le.Uint32(b[4:])), math.Float32frombits(le.Uint32(b[8:]))
	k.minute = le.Uint32(b[12:])
	k.right, k.wrong = le.Uint16(b[20:]), le.Uint16(b[22:])
	k.fast, k.slow = le.Uint16(b[24:]), le.Uint16(b[26:])
	k.mark(marks{ordinal: le.Uint32(b[16:]), self: b[28], last: b[29]&1 != 0, checked: b[29] >> 1})
}

// unseal checks the first byte, the length and the sum, and cuts the sum off.
func unseal(b []byte, format byte, least int) ([]byte, error) {
	if len(b) < least+sumBytes || b[0] != format {
		return nil, ErrDamaged
	}
	body := b[:len(b)-sumBytes]
	if crc32.Checksum(body, castagnoli) != le.Uint32(b[len(body):]) {
		return nil, ErrDamaged
	}
	return body, nil
}
