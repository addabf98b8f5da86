package shape

import (
	"reflect"

	"prepwire/schema/scan"
)

// MetaName is the member of by-name params that belongs to the protocol, not
// to the method.
const MetaName = "_meta"

// metaTarget is where a top-level _meta goes.
type metaTarget struct {
	t    *Type
	dst  reflect.Value
	seen bool
}

// DecodeParams decodes the params of a call: an object by name, whose member
// _meta goes to meta, or an array by position, which has none. Absent params
// are an empty object. See Decode for what is refused.
func (t *Type) DecodeParams(text []byte, dst, meta any) []Fault {
	if len(text) == 0 {
		text = []byte("{}")
	}
	d := decoder{b: text}
	i := scan.Space(text, 0)
	if text[i] == '[' {
		d.positional(t, i, reflect.ValueOf(dst).Elem())
		return d.faults
	}
	target := reflect.ValueOf(meta).Elem()
	d.meta = &metaTarget{t: OfType(target.Type()), dst: target}
	d.value(t, i, reflect.ValueOf(dst).Elem())
	return d.faults
}

func (d *decoder) takesMeta(key []byte) bool {
	return d.meta != nil && len(d.path) == 0 && string(key) == MetaName
}

func (d *decoder) decodeMeta(i int) {
	d.path = append(d.path, MetaName)
	if d.meta.seen {
		d.fault("is given twice")
	} else {
		d.meta.seen = true
		d.value(d.meta.t, i, d.meta.dst)
	}
	d.path = d.path[:len(d.path)-1]
}
