package breaking

import "reflect"

// limits are the keywords that bound a number or a length, and whether they
// bound it from below.
var limits = map[string]bool{
	"minimum": true, "minLength": true, "minItems": true, "minProperties": true,
	"maximum": false, "maxLength": false, "maxItems": false, "maxProperties": false,
}

// bounds compares ranges and lengths.
func (c *comparison) bounds(pointer string, old, new node, d direction) {
	for name, lower := range limits {
		before, was := bound(old, name)
		after, is := bound(new, name)
		if !was && !is || was && is && before == after {
			continue
		}
		narrower := !was || is && (after > before) == lower
		if narrower == (d == sends) {
			if d == sends {
				c.found(at(pointer, name), "%s was %v and is %v: values that were accepted are refused", name, said(old[name]), said(new[name]))
			} else {
				c.found(at(pointer, name), "%s was %v and is %v: clients receive values they do not expect", name, said(old[name]), said(new[name]))
			}
		}
	}
}

// bound reads a bound. A length has at least 0, said or not.
func bound(s node, name string) (float64, bool) {
	n, ok := s[name].(float64)
	return n, ok || limits[name] && name != "minimum"
}

// texts compares patterns, formats and defaults. Of two patterns nobody can
// say which is wider, so a change counts, and only one that is gone, or new,
// has a direction.
func (c *comparison) texts(pointer string, old, new node, d direction) {
	for _, name := range []string{"pattern", "format"} {
		before, after := old[name], new[name]
		switch {
		case before == after:
		case d == sends && after == nil, d == receives && before == nil:
		default:
			c.found(at(pointer, name), "%s was %v and is %v in what clients %s", name, said(before), said(after), verb(d))
		}
	}
	c.fallback(pointer, old, new, d)
}

// fallback compares what an absent member means. Where nothing was said, it may
// be said now.
func (c *comparison) fallback(pointer string, old, new node, d direction) {
	if old["default"] != nil && !reflect.DeepEqual(old["default"], new["default"]) {
		c.found(pointer+"/default", "the default was %v and is %v: absent means something else in what clients %s", said(old["default"]), said(new["default"]), verb(d))
	}
}
