package auth

import (
	"fmt"
	"sync"
	"testing"
	"time"
)

func TestRevoked(t *testing.T) {
	second := time.Second
	token := func(user, jti string, iat, first time.Time) *Identity {
		return &Identity{UserID: user, TokenID: jti, IssuedAt: iat, FirstIssuedAt: first}
	}
	user, byID := Revocation{UserID: "ann", At: noon}, Revocation{TokenID: "t1", At: noon}
	cases := []struct {
		name string
		r    Revocation
		id   *Identity
		want bool
	}{
		{"issued before", user, token("ann", "", noon.Add(-second), noon.Add(-second)), true},
		{"issued at that moment", user, token("ann", "", noon, noon), true},
		{"issued after", user, token("ann", "", noon.Add(second), noon.Add(second)), false},
		{"issued a millisecond after", user, token("ann", "", noon.Add(time.Millisecond), noon.Add(time.Millisecond)), false},
		{"no iat", user, token("ann", "", time.Time{}, time.Time{}), true},
		{"renewed after, first issued before", user, token("ann", "", noon.Add(second), noon.Add(-second)), true},
		{"made by hand without first issue", user, token("ann", "", noon.Add(second), time.Time{}), false},
		{"another user", user, token("bob", "", noon.Add(-second), noon.Add(-second)), false},
		{"a user named like a token", byID, token("t1", "", noon.Add(-second), noon.Add(-second)), false},
		{"this token", byID, token("ann", "t1", noon.Add(-second), noon.Add(-second)), true},
		{"another token", byID, token("ann", "t2", noon.Add(-second), noon.Add(-second)), false},
		{"a token without id", byID, token("ann", "", noon.Add(-second), noon.Add(-second)), false},
		{"nobody", Revocation{At: noon}, token("", "", time.Time{}, time.Time{}), false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var list Revocations
			list.Add(c.r)
			if got := list.Revoked(c.id); got != c.want {
				t.Errorf("Revoked = %v, want %v", got, c.want)
			}
			if got := c.r.Concerns(c.id); got != c.want {
				t.Errorf("Concerns = %v, want %v", got, c.want)
			}
		})
	}
}

func TestRevocationsNewestWins(t *testing.T) {
	var list Revocations
	id := &Identity{UserID: "ann", IssuedAt: noon, FirstIssuedAt: noon}
	steps := []struct {
		at      time.Time
		changed bool
		revoked bool
	}{
		{noon.Add(-time.Hour), true, false},
		{noon, true, true},
		{noon, false, true},
		{noon.Add(-time.Minute), false, true},
	}
	for i, s := range steps {
		if got := list.Add(Revocation{UserID: "ann", At: s.at}); got != s.changed {
			t.Errorf("step %d: Add = %v", i, got)
		}
		if got := list.Revoked(id); got != s.revoked {
			t.Errorf("step %d: Revoked = %v", i, got)
		}
	}
	if list.Len() != 1 {
		t.Errorf("%d entries, want one", list.Len())
	}
	if list.Add(Revocation{At: noon}) {
		t.Error("a revocation of nobody counted")
	}
}

func TestRevocationsConcurrent(t *testing.T) {
	var list Revocations
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := range 200 {
				name := fmt.Sprintf("u%d", i)
				list.Add(Revocation{UserID: name, At: noon.Add(time.Duration(w) * time.Second)})
				if !list.Revoked(&Identity{UserID: name, IssuedAt: noon}) {
					t.Errorf("%s is not revoked after Add", name)
				}
			}
		})
	}
	wg.Wait()
	if list.Len() != 200 {
		t.Errorf("%d entries", list.Len())
	}
	if list.Revoked(&Identity{UserID: "u7", IssuedAt: noon.Add(4 * time.Second)}) ||
		!list.Revoked(&Identity{UserID: "u7", IssuedAt: noon.Add(3 * time.Second)}) {
		t.Error("the newest did not win")
	}
}
