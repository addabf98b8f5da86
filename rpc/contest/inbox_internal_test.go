package contest

import "testing"

// A full inbox takes no answer, but what opens, follows and closes the log; a
// closed one takes nothing and gives away what it has, in order.
func TestInboxIsBounded(t *testing.T) {
	b := newInbox()
	put := func(k kind, wantFull, wantOver bool) {
		t.Helper()
		if full, over := b.put(&submission{kind: k}); full != wantFull || over != wantOver {
			t.Fatalf("full %v, over %v", full, over)
		}
	}
	for range maxWaiting {
		put(answerIt, false, false)
	}
	put(answerIt, true, false)
	put(followLog, false, false)
	put(closeLog, false, false)
	if n := len(b.take(nil, maxGroup)); n != maxGroup {
		t.Errorf("took %d", n)
	}
	put(answerIt, false, false)
	b.close()
	put(answerIt, false, true)
	put(closeLog, false, true)
	var all []*submission
	for {
		n := len(all)
		if all = b.take(all, maxGroup); len(all) == n {
			break
		}
	}
	if n := maxWaiting + 3 - maxGroup; len(all) != n || all[n-1].kind != answerIt || all[n-2].kind != closeLog {
		t.Errorf("took %d, want %d", len(all), n)
	}
}
