package bots

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"prepwire/schema"
)

// ID names the contest, once it is open.
func (c *Crowd) ID() string { return string(c.id) }

// Export writes the log as the organizer can read it by contest.log, one entry
// a line in canonical JSON: whichever node answers, and whatever the store.
func (c *Crowd) Export(ctx context.Context, contestID string, w io.Writer) error {
	boss, err := c.boss(ctx)
	if err != nil {
		return err
	}
	params := schema.ContestLogParams{ContestID: schema.ID(contestID), Limit: 100}
	for {
		var page struct{ Items []json.RawMessage }
		if err := c.patiently(ctx, func() error { return boss.Call(ctx, "contest.log", params, &page) }); err != nil {
			return err
		}
		for _, item := range page.Items {
			line, position, err := canonical(item)
			if err != nil {
				return err
			}
			if _, err := w.Write(append(line, '\n')); err != nil {
				return err
			}
			params.After = position
		}
		if len(page.Items) < int(params.Limit) {
			return nil
		}
	}
}

// canonical writes an entry of a log as RFC 8785 asks for: members in order, no
// spaces, nothing escaped that need not be. Numbers stay as they are.
func canonical(item []byte) (line []byte, position int64, err error) {
	var members map[string]any
	decoder := json.NewDecoder(bytes.NewReader(item))
	decoder.UseNumber()
	if err := decoder.Decode(&members); err != nil {
		return nil, 0, fmt.Errorf("contest.log: %w", err)
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(members); err != nil {
		return nil, 0, err
	}
	number, _ := members["position"].(json.Number)
	position, err = number.Int64()
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), position, err
}
