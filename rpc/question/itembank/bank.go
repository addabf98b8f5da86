package itembank

import (
	"errors"
	"fmt"
	"slices"
)

// ErrUnknown says that a family, level or type is not in the bank.
var ErrUnknown = errors.New("not in the item bank")

// ErrExhausted says that a walk has passed the last variant; another seed
// starts again in another order.
var ErrExhausted = errors.New("no variant left")

// ErrKey says that a key failed its second computation. It is a fault of the
// family, and the question is not served.
var ErrKey = errors.New("key fails its check")

// Bank draws questions from a list of families. It holds no state: all methods
// may be called concurrently.
type Bank struct {
	families []Family
	byName   map[string]Family
}

// New is the bank of every family in this package.
func New() *Bank {
	return newBank(slices.Concat(algFamilies, advFamilies, psdFamilies, geoFamilies, grammarFamilies))
}

// newBank panics on a list that cannot be served.
func newBank(families []Family) *Bank {
	b := &Bank{families, make(map[string]Family, len(families))}
	for _, f := range families {
		if _, twice := b.byName[f.Name]; twice || f.Name == "" {
			panic("itembank: family name " + f.Name + " is empty or used twice")
		}
		for _, l := range f.Levels {
			if l.Level < 1 || l.Level > 5 || l.build == nil || l.size() == 0 {
				panic(fmt.Sprintf("itembank: family %s has a broken level %d", f.Name, l.Level))
			}
		}
		b.byName[f.Name] = f
	}
	return b
}

// Filter narrows a choice of families. A zero field does not narrow.
type Filter struct {
	Subject  string
	Skill    string
	MinLevel int // families with a level from MinLevel…
	MaxLevel int // …to MaxLevel
	Type     Type
}

// Families lists the families that have questions under the filter, in a fixed order.
func (b *Bank) Families(want Filter) []Family {
	var found []Family
	for _, f := range b.families {
		if want.admits(f) {
			found = append(found, f)
		}
	}
	return found
}

func (w Filter) admits(f Family) bool {
	if w.Subject != "" && w.Subject != f.Subject || w.Skill != "" && w.Skill != f.Skill ||
		w.Type != "" && !f.Serves(w.Type) {
		return false
	}
	return slices.ContainsFunc(f.Levels, func(l Level) bool {
		return l.Level >= w.MinLevel && (w.MaxLevel == 0 || l.Level <= w.MaxLevel)
	})
}

// Family finds a family by name.
func (b *Bank) Family(name string) (Family, bool) {
	f, ok := b.byName[name]
	return f, ok
}

// Variants is the size of a family's parameter space at a level, constraints
// not yet applied; 0 for what the bank does not have. Positions run below it.
func (b *Bank) Variants(family string, level int) uint64 {
	l, ok := b.byName[family].level(level)
	if !ok {
		return 0
	}
	return l.size()
}

// Draw makes the question at a position of a seed's walk through a family's
// variants at one level, or the first valid one after it, and answers the position to go
// on from. A walk from position 0 visits each variant once, so no stem comes
// twice. The same arguments give the same item always. Errors: ErrUnknown,
// ErrExhausted, and ErrKey with the position of the broken variant, so that the
// caller may pass over it.
func (b *Bank) Draw(family string, level int, t Type, seed, position uint64) (Item, uint64, error) {
	f := b.byName[family]
	l, ok := f.level(level)
	if !ok || !f.Serves(t) {
		return Item{}, position, fmt.Errorf("draw %s at level %d as %s: %w", family, level, t, ErrUnknown)
	}
	key := mix(seed ^ hash(family) ^ mix(uint64(level)))
	order := newPermutation(l.size(), key)
	for ; position < order.n; position++ {
		variant := order.at(position)
		d, ok := l.build(l.params(variant))
		if !ok || d.hintsTell() {
			continue
		}
		if !d.right(d.key) {
			return Item{}, position, fmt.Errorf("draw %s at level %d, variant %d: %w", family, level, variant, ErrKey)
		}
		item := f.start(l, d)
		item.Variant = variant
		if item.finish(d, t, &dice{mix(key ^ mix(variant))}) {
			return item, position + 1, nil
		}
	}
	return Item{}, position, fmt.Errorf("draw %s at level %d: %w", family, level, ErrExhausted)
}
