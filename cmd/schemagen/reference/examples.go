package reference

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"prepwire/schema/shape"
)

// words are examples for members by name, where the kind alone tells nobody
// what belongs there.
var words = map[string]any{
	"examType": "SAT", "subject": "math", "skill": "ALG1", "name": "Alice", "title": "Friday sprint",
	"stem": "What is 3 + 4?", "answer": "C", "correctAnswer": "C", "explanation": "Counting on from 3 by 4 gives 7.",
	"message": "Count on from the larger number.", "hint": "Count on from the larger number.", "strategy": "Count on from the larger number.",
	"text": "What is 3 + 4?", "tag": "algebra", "description": "Ten questions in ten minutes.", "userId": "alice",
	"model": "gemini-3.5-flash-lite", "modelVersion": "1", "token": "HEADER.PAYLOAD.SIGNATURE", "extensionId": "reader-1",
	"url": "https://example.org/practice", "currentUrl": "https://example.org/practice", "participant": "p7Qd2mXc",
	"topic": "user:alice", "epoch": "YDIOK2OX3OL7ZPAMET3VNN7WV2", "inviteCode": "k3v9q2", "section": "math",
	"screenshot": "iVBORw0KGgo=", "image": "iVBORw0KGgo=", "device": "laptop", "reason": "too_old", "stage": "writing",
	"domain": "algebra", "version": 3, "count": 1, "timeSpentMs": 41000, "timeMs": 41000, "startTime": "2026-11-27T18:00:00.000Z",
	"endTime": "2026-11-27T18:10:00.000Z", "durationMs": 600000, "limit": 10, "ref": "page-1", "date": "2026-11-26",
	"hash":     "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	"prevHash": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
	"id":       "RsyPGrTWYeUkOJMg", "questionId": "RsyPGrTWYeUkOJMg", "contestId": "c4Tq9yLmWn2xKb7v", "sessionId": "s8Zf1kRpVd6uHj3e",
}

// shown are optional params that belong to a good example of a method.
var shown = map[string][]string{
	"question.generate": {"difficulty"},
	"question.analyze":  {"text"},
	"question.create":   {"options"},
	"question.update":   {"stem"},
	"question.list":     {"subject", "limit"},
	"contest.create":    {"durationMs"},
	"contest.update":    {"title"},
	"contest.list":      {"status"},
	"coaching.markRead": {"messageIds"},
	"coaching.strategy": {"skill"},
	"coaching.send":     {"questionId"},
	"session.start":     {"goals"},
}

// examples makes values that keep the rules of schemas. Tests prove that they
// do.
type examples struct{ schemas any }

// params is an example of a call of the method: what is required, one of those
// that exclude each other, and what is worth showing.
func (e examples) params(method shape.Ordered) shape.Ordered {
	out := shape.Ordered{}
	wanted := shown[text(method, "name")]
	if either := texts(method, "x-exactlyOne"); len(either) > 0 {
		wanted = append(slices.Clone(wanted), either[0])
	}
	for _, p := range list(method, "params") {
		name := text(p, "name")
		if flag(p, "required") || slices.Contains(wanted, name) {
			out = append(out, shape.Member{Name: name, Value: e.value(name, get(p, "schema"), 0)})
		}
	}
	return out
}

// notice is an example of what a notification brings, with its place in the
// topic when it has one.
func (e examples) notice(s any) any {
	made := e.value("", s, 0)
	out, ok := made.(shape.Ordered)
	meta := get(e.schemas, refersTo(s), "properties", "_meta")
	if ok && meta != nil && get(out, "_meta") == nil {
		out = append(out, shape.Member{Name: "_meta", Value: e.value("_meta", meta, 0)})
	}
	if !ok {
		return made
	}
	return out
}

// deep is how far down optional members are shown.
const deep = 3

// value is an example for a member of that name.
func (e examples) value(name string, s any, depth int) any {
	if ref := refersTo(s); ref != "" {
		if ref == "Time" && words[name] == nil {
			return "2026-11-26T12:50:50.712Z"
		}
		if word := words[name]; ref == "ID" && word == nil {
			return "JYK4ZtvpZ07k625l"
		}
		s = get(e.schemas, ref)
	}
	either := slices.DeleteFunc(slices.Clone(list(s, "anyOf")), func(one any) bool { return text(one, "type") == "null" })
	if len(either) > 0 {
		return e.value(name, either[len(either)-1], depth)
	}
	if values := list(s, "enum"); len(values) > 0 {
		return values[0]
	}
	switch kind := text(s, "type"); kind {
	case "object":
		return e.object(s, depth+1)
	case "array":
		return e.array(name, s, depth)
	case "boolean":
		return true
	case "integer", "number":
		return number(name, s)
	case "string":
		if word, ok := words[name].(string); ok {
			return word
		}
		return "text"
	}
	return shape.Ordered{} // anything
}

func (e examples) object(s any, depth int) any {
	out := shape.Ordered{}
	required := texts(s, "required")
	for _, p := range object(s, "properties") {
		must := slices.Contains(required, p.Name)
		if must || depth <= deep && p.Name != "_meta" && p.Name != "nextCursor" {
			out = append(out, shape.Member{Name: p.Name, Value: e.value(p.Name, p.Value, depth)})
		}
	}
	if values := object(s, "additionalProperties"); len(values) > 0 {
		out = append(out, shape.Member{Name: "ALG1", Value: e.value("", values, depth)})
	}
	return out
}

// array has one element, or as many as there must be.
func (e examples) array(name string, s any, depth int) any {
	out := []any{}
	one := strings.TrimSuffix(name, "s")
	if name == "options" {
		for _, id := range []string{"A", "B", "C", "D"} {
			out = append(out, shape.Ordered{{Name: "id", Value: id}, {Name: "text", Value: map[string]string{"A": "5", "B": "6", "C": "7", "D": "8"}[id]}})
		}
		if text(get(s, "items"), "type") != "string" && refersTo(get(s, "items")) != "" {
			return out
		}
		return []any{"5", "6", "7", "8"}
	}
	for range max(1, len(numeral(text(s, "minItems")))) {
		out = append(out, e.value(one, get(s, "items"), depth))
	}
	return out
}

// numeral is a stroke for each of a small number.
func numeral(n string) string {
	switch n {
	case "2":
		return "||"
	case "3":
		return "|||"
	}
	return "|"
}

// number is a fitting number: the word for it, the default, or a bound.
func number(name string, s any) any {
	if word, ok := words[name].(int); ok && !strings.Contains(text(s, "maximum"), ".") {
		return word
	}
	if fallback := get(s, "default"); fallback != nil {
		return fallback
	}
	if text(s, "maximum") == "1" && text(s, "minimum") == "0" && text(s, "type") == "number" {
		return json.Number("0.75")
	}
	if low := text(s, "minimum"); low != "" && !strings.HasPrefix(low, "-") && low != "0" {
		return json.Number(low)
	}
	return 1
}

// pretty writes a value in several lines.
func pretty(v any) (string, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(v)
	return strings.TrimSuffix(out.String(), "\n"), err
}
