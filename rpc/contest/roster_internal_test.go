package contest

import (
	"fmt"
	"testing"
	"time"

	"prepwire/store"
)

// Each present member is told of once, those who have gone not at all, and a
// member whom the store could not be told of comes again.
func TestUnjoined(t *testing.T) {
	r := newRoster(func() {})
	enter := func(i int, joinedAt time.Time) (leave func()) {
		leave, ok := r.enter(store.Registration{UserID: fmt.Sprint("u", i), Participant: fmt.Sprint("p", i), JoinedAt: joinedAt}, newcomer{})
		if !ok {
			t.Fatal("the roster takes nobody")
		}
		return leave
	}
	want := func(users ...string) (got []*member) {
		t.Helper()
		got = r.unjoined()
		names := map[string]bool{}
		for _, m := range got {
			names[m.userID] = true
		}
		for _, user := range users {
			if !names[user] {
				t.Errorf("%s is not among %v", user, names)
			}
		}
		if len(got) != len(users) {
			t.Errorf("got %v, want %v", names, users)
		}
		return got
	}
	enter(1, time.Time{})
	enter(1, time.Time{}) // a second device
	enter(2, time.Now())  // the store knows
	leave := enter(3, time.Time{})
	leave()
	failed := want("u1")
	want()
	r.forgetJoined(failed[0])
	want("u1")
	enter(3, time.Time{})
	want("u3")
	want()
}
