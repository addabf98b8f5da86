package coaching_test

import (
	"testing"
	"time"

	"prepwire/store"
)

// Two devices that mark in one millisecond: what was read is told once.
func TestReadIsToldOnce(t *testing.T) {
	h := open(t, nil)
	h.asked(t, 3)
	phone, laptop := h.As(t, "bob"), h.As(t, "bob")
	for i := range 3 {
		h.answer(t, phone, i, "A", usual)
	}
	phone.Must("coaching.markRead", `{"all":true}`, nil)
	list, err := h.store.MessagesOf(t.Context(), "bob", store.MessageFilter{}, store.Page{Limit: 1})
	if err != nil || len(list.Items) != 1 || list.Items[0].ReadAt.IsZero() {
		t.Fatalf("%+v, %v", list, err)
	}
	m := list.Items[0]
	h.store.mu.Lock()
	h.store.now = m.ReadAt.Add(-time.Millisecond) // the next look at the clock says the same again
	h.store.mu.Unlock()
	laptop.Must("coaching.markRead", `{"messageIds":["`+m.ID+`"]}`, nil)
	told := 0
	for _, e := range h.events(t, "bob") {
		if e.Name == "coaching.read" {
			told++
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}
