package question

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// written is one question as the model writes it.
type written struct {
	Stem         string   `json:"stem"`
	Passage      string   `json:"passage"`
	Options      []string `json:"options"`
	CorrectIndex *int     `json:"correctIndex"`
	Explanation  string   `json:"explanation"`
	Skill        string   `json:"skill"`
	Hints        []string `json:"hints"`
}

// readReply reads the model's answer strictly: one JSON object of the members
// asked for and nothing after it.
func readReply(text string) ([]written, error) {
	var reply struct {
		Questions []written `json:"questions"`
	}
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&reply); err != nil {
		return nil, fmt.Errorf("read the model's answer: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("read the model's answer: something follows it")
	}
	if len(reply.Questions) == 0 {
		return nil, errors.New("read the model's answer: no questions")
	}
	for i := range reply.Questions {
		reply.Questions[i].tidy()
	}
	return reply.Questions, nil
}

var lettered = regexp.MustCompile(`^\(?([A-D])[).:]\s+`)

// tidy cuts outer spaces, and the letters before options where all have theirs.
func (w *written) tidy() {
	for _, s := range []*string{&w.Stem, &w.Passage, &w.Explanation, &w.Skill} {
		*s = strings.TrimSpace(*s)
	}
	trimAll(w.Options)
	trimAll(w.Hints)
	for i, o := range w.Options {
		if m := lettered.FindStringSubmatch(o); m == nil || m[1] != letter(i) {
			return
		}
	}
	for i, o := range w.Options {
		w.Options[i] = lettered.ReplaceAllString(o, "")
	}
}

func trimAll(list []string) {
	for i, s := range list {
		list[i] = strings.TrimSpace(s)
	}
}
