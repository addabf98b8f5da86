package answerlog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gowebpki/jcs"

	"prepwire/rpc/contest/scoring"
)

const timeLayout = "2006-01-02T15:04:05.000Z"

// The members of entries. An answer is read into this and written by
// appendAnswer; the others are written from it by the library.
type members struct {
	Position      int64             `json:"position"`
	At            string            `json:"at"`
	Type          string            `json:"type"`
	Rules         *rulesMembers     `json:"rules,omitempty"`
	Questions     []questionMembers `json:"questions,omitempty"`
	KeyCommitment string            `json:"keyCommitment,omitempty"`
	Participant   string            `json:"participant,omitempty"`
	QuestionID    string            `json:"questionId,omitempty"`
	Answer        string            `json:"answer,omitempty"`
	TimeMs        int64             `json:"timeMs,omitempty"`
	CreditMs      int64             `json:"creditMs,omitempty"`
	Key           map[string]string `json:"key,omitempty"`
	Salt          string            `json:"salt,omitempty"`
	PrevHash      string            `json:"prevHash"`
	Hash          string            `json:"hash,omitempty"`
}

type rulesMembers struct {
	ContestID string `json:"contestId"`
	StartTime string `json:"startTime"`
	EndTime   string `json:"endTime"`
	Pacing    string `json:"pacing"`
	GapMs     int64  `json:"gapMs"`
	Scoring   string `json:"scoring"`
}

type questionMembers struct {
	QuestionID   string      `json:"questionId"`
	QuestionType string      `json:"questionType"`
	Options      int         `json:"options"`
	Points       json.Number `json:"points"`
	TimeLimitMs  int64       `json:"timeLimitMs,omitempty"`
}

// seal gives e its hash and appends its line, without a line end, to dst.
func seal(dst []byte, e *Entry) ([]byte, error) {
	if e.Type == TypeAnswer {
		return sealAnswer(dst, e)
	}
	m, err := membersOf(e)
	if err != nil {
		return dst, err
	}
	bare, err := canonical(m)
	if err != nil {
		return dst, err
	}
	e.Hash = hashOf(bare)
	m.Hash = e.Hash
	line, err := canonical(m)
	return append(dst, line...), err
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	var text [hashLen]byte
	hex.Encode(text[:], sum[:])
	return string(text[:])
}

// sealAnswer writes the members of an answer in their canonical order. It is
// what happens most, and some twenty times cheaper than the library, to which
// tests hold it.
func sealAnswer(dst []byte, e *Entry) ([]byte, error) {
	a, begin := &e.Answer, len(dst)
	for _, s := range []string{a.Answer, a.Participant, a.QuestionID} {
		if !utf8.ValidString(s) {
			return dst, errors.New("a text that is not UTF-8")
		}
	}
	dst = append(dst, `{"answer":`...)
	dst = appendString(dst, a.Answer)
	dst = append(dst, `,"at":"`...)
	dst = e.At.UTC().AppendFormat(dst, timeLayout)
	dst = append(dst, `","creditMs":`...)
	dst = strconv.AppendInt(dst, a.CreditMs, 10)
	dst = append(dst, ',')
	split := len(dst)
	dst = append(dst, `"participant":`...)
	dst = appendString(dst, a.Participant)
	dst = append(dst, `,"position":`...)
	dst = strconv.AppendInt(dst, e.Position, 10)
	dst = append(dst, `,"prevHash":"`...)
	dst = append(dst, e.PrevHash...)
	dst = append(dst, `","questionId":`...)
	dst = appendString(dst, a.QuestionID)
	dst = append(dst, `,"timeMs":`...)
	dst = strconv.AppendInt(dst, a.TimeMs, 10)
	dst = append(dst, `,"type":"answer"}`...)
	e.Hash = hashOf(dst[begin:])
	return insertHash(dst, split, e.Hash), nil
}

// insertHash puts the member hash where it belongs.
func insertHash(dst []byte, at int, hash string) []byte {
	const before, after = `"hash":"`, `",`
	n := len(before) + len(hash) + len(after)
	end := len(dst)
	dst = append(dst, before...) // makes room; what is written is moved over
	dst = append(dst, hash...)
	dst = append(dst, after...)
	copy(dst[at+n:], dst[at:end])
	copy(dst[at:], before)
	copy(dst[at+len(before):], hash)
	copy(dst[at+len(before)+len(hash):], after)
	return dst
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string as RFC 8785 wants it: only what must be is
// escaped, in the shortest way.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[from:i]...)
		from = i + 1
		if short := strings.IndexByte("\"\\\b\f\n\r\t", c); short >= 0 {
			dst = append(dst, '\\', `"\bfnrt`[short])
		} else {
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}

// membersOf are the members of an opening or closing entry but for its hash.
func membersOf(e *Entry) (members, error) {
	m := members{Position: e.Position, At: stamp(e.At), Type: e.Type, PrevHash: e.PrevHash}
	switch {
	case e.Type == TypeOpened && e.Opened != nil:
		r := &e.Opened.Rules
		m.KeyCommitment = e.Opened.KeyCommitment
		m.Rules = &rulesMembers{ContestID: r.ContestID, StartTime: stamp(r.Start), EndTime: stamp(r.End),
			Pacing: r.Pacing, GapMs: r.GapMs, Scoring: r.Scoring}
		for _, q := range r.Questions {
			m.Questions = append(m.Questions, questionMembers{QuestionID: q.ID, QuestionType: q.Type,
				Options: q.Options, Points: json.Number(decimal(q.PointsMilli)), TimeLimitMs: q.TimeLimitMs})
		}
	case e.Type == TypeClosed && e.Closed != nil:
		m.Key, m.Salt = e.Closed.Key.Reveal(), e.Closed.Salt
	default:
		return m, fmt.Errorf("an entry of type %q without its contents", e.Type)
	}
	return m, m.checkTexts()
}

// checkTexts refuses what JSON cannot carry unchanged.
func (m *members) checkTexts() error {
	texts := []string{}
	if m.Rules != nil {
		texts = append(texts, m.Rules.ContestID)
	}
	for _, q := range m.Questions {
		texts = append(texts, q.QuestionID)
	}
	for id, answer := range m.Key {
		texts = append(texts, id, answer)
	}
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return errors.New("a text that is not UTF-8")
		}
	}
	return nil
}

func canonical(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(b)
}

func stamp(t time.Time) string { return t.UTC().Format(timeLayout) }

// decimal is thousandths as the shortest decimal.
func decimal(milli int64) string {
	sign := ""
	if milli < 0 {
		sign, milli = "-", -milli
	}
	whole, rest := strconv.FormatInt(milli/1000, 10), milli%1000
	if rest == 0 {
		return sign + whole
	}
	return sign + whole + "." + strings.TrimRight(fmt.Sprintf("%03d", rest), "0")
}

// Commit is the commitment to a key: hex SHA-256 of the bytes of the salt,
// which is given in hex, followed by the canonical JSON of the answers by
// question id.
func Commit(salt string, k scoring.Key) (string, error) {
	raw, err := hex.DecodeString(salt)
	if err != nil || !IsHash(salt) {
		return "", errors.New("a salt that is not 64 lower-case hex digits")
	}
	m := members{Key: k.Reveal()}
	if err := m.checkTexts(); err != nil {
		return "", err
	}
	answers, err := canonical(m.Key)
	if err != nil {
		return "", errors.New("a key that JSON cannot carry") // not err: it may quote an answer
	}
	return hashOf(append(raw, answers...)), nil
}
