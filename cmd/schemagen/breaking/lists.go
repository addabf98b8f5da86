package breaking

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// open are the lists to which values may be added: a client that does not know
// a reason goes by the code, and by data.retryable.
var open = []string{"/$defs/Error/properties/code", "/$defs/Reason"}

// errorObject compares the error member of replies.
func (c *comparison) errorObject() {
	old, new := child(c.old, "properties", "error"), child(c.new, "properties", "error")
	if new == nil {
		c.found("/properties/error", "the error object was removed")
		return
	}
	c.schema("/properties/error", old, new, receives)
}

// lists compares the lists at the end of the document.
func (c *comparison) lists() {
	c.list("x-codes", "code", func(pointer string, old, new node) {
		c.same(pointer, "name", old, new)
	})
	c.list("x-closeCodes", "code", func(pointer string, old, new node) {
		c.same(pointer, "name", old, new)
	})
	c.list("x-errors", "reason", func(pointer string, old, new node) {
		c.same(pointer, "code", old, new)
		c.same(pointer, "retryable", old, new)
	})
	c.list("x-limits", "name", func(pointer string, old, new node) {
		before, after := text(old["default"]), text(new["default"])
		if new["default"] == nil || lowered(before, after) {
			c.found(pointer+"/default", "the limit was %q and is %q: what was allowed is refused", before, after)
		}
	})
}

// list compares the entries of a list that have the same key.
func (c *comparison) list(name, key string, do func(pointer string, old, new node)) {
	entries := func(doc node) (out []node) {
		all, _ := doc[name].([]any)
		for _, one := range all {
			entry, _ := one.(node)
			out = append(out, entry)
		}
		return out
	}
	byKey := map[string]node{}
	for _, entry := range entries(c.new) {
		byKey[fmt.Sprint(entry[key])] = entry
	}
	for i, old := range entries(c.old) {
		pointer := fmt.Sprintf("/%s/%d", name, i)
		new, ok := byKey[fmt.Sprint(old[key])]
		if !ok {
			c.found(pointer, "%s %v was removed from %s", key, old[key], name)
			continue
		}
		do(pointer, old, new)
	}
}

// same finds a member that changed at all.
func (c *comparison) same(pointer, name string, old, new node) {
	if old[name] != new[name] {
		c.found(at(pointer, name), "%s was %v and is %v", name, said(old[name]), said(new[name]))
	}
}

// lowered says whether less is allowed than before. 0 and nothing are no limit.
// What cannot be read counts as lowered when it changed.
func lowered(old, new string) bool {
	if old == new {
		return false
	}
	before, known := amount(old)
	after, legible := amount(new)
	if !known || !legible {
		return true
	}
	return after != 0 && (before == 0 || after < before)
}

// amount reads 8MiB, 100 or 20/m; a rate is a second's worth.
func amount(s string) (float64, bool) {
	if s == "" {
		return 0, true
	}
	s, period, rate := strings.Cut(s, "/")
	per := 1.0
	if rate {
		if !strings.ContainsAny(period[:min(1, len(period))], "0123456789") {
			period = "1" + period
		}
		d, err := time.ParseDuration(period)
		if err != nil || d <= 0 {
			return 0, false
		}
		per = d.Seconds()
	}
	unit := 1.0
	for suffix, size := range map[string]float64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
		if number, ok := strings.CutSuffix(s, suffix); ok {
			s, unit = number, size
			break
		}
	}
	n, err := strconv.ParseFloat(s, 64)
	return n * unit / per, err == nil && n >= 0
}
