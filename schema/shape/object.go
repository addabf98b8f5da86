package shape

import (
	"math/bits"
	"reflect"
	"strings"

	"prepwire/schema/scan"
)

func (d *decoder) object(t *Type, i int, dst reflect.Value) {
	if d.b[i] != '{' {
		d.fault("must be an object")
		return
	}
	var seen uint64
	next := 0 // members mostly come in the order of the contract
	for it := scan.Members(d.b, i); it.Next() && !d.full(); {
		n := t.find(it.Key, next)
		if n < 0 && d.takesMeta(it.Key) {
			d.decodeMeta(it.Start)
			continue
		}
		if n < 0 {
			d.unknown(t, string(it.Key))
			continue
		}
		next = n + 1
		d.path = append(d.path, t.Fields[n].Name)
		if seen&(1<<n) != 0 {
			d.fault("is given twice")
		} else {
			d.member(&t.Fields[n], it.Start, dst.FieldByIndex(t.Fields[n].index))
		}
		d.path = d.path[:len(d.path)-1]
		seen |= 1 << n
	}
	d.finish(t, seen, dst)
}

// member decodes the value of a member.
func (d *decoder) member(f *Field, i int, dst reflect.Value) {
	if f.Nullable && d.b[i] == 'n' {
		dst.Set(reflect.New(dst.Type().Elem()))
		return
	}
	d.value(f.Type, i, dst)
}

func (d *decoder) positional(t *Type, i int, dst reflect.Value) {
	var seen uint64
	n := 0
	for it := scan.Elements(d.b, i); it.Next() && !d.full(); n++ {
		if n >= len(t.Fields) {
			d.fault("has more elements than the method has params")
			break
		}
		f := &t.Fields[n]
		if f.Optional && d.b[it.Start] == 'n' {
			continue
		}
		d.path = append(d.path, f.Name)
		d.value(f.Type, it.Start, dst.FieldByIndex(f.index))
		d.path = d.path[:len(d.path)-1]
		seen |= 1 << n
	}
	d.finish(t, seen, dst)
}

// find returns the index of the member called name, looking first at hint.
func (t *Type) find(name []byte, hint int) int {
	if hint < len(t.Fields) && t.Fields[hint].Name == string(name) {
		return hint
	}
	if n, ok := t.byName[string(name)]; ok {
		return n
	}
	return -1
}

// finish deals with the members that were not seen, or seen together.
func (d *decoder) finish(t *Type, seen uint64, dst reflect.Value) {
	if t.oneOf != 0 && bits.OnesCount64(seen&t.oneOf) != 1 {
		for _, name := range t.OneOf {
			d.faultAt(name, "give exactly one of "+join(t.OneOf))
		}
	}
	for n := range t.Fields {
		if seen&(1<<n) != 0 || d.full() {
			continue
		}
		f := &t.Fields[n]
		switch {
		case !f.Optional:
			d.faultAt(f.Name, "is required")
		case f.fallback.IsValid():
			dst.FieldByIndex(f.index).Set(f.fallback)
		}
	}
}

// maxName bounds the unknown names that are repeated in a fault.
const maxName = 64

func (d *decoder) unknown(t *Type, name string) {
	if len(name) > maxName {
		d.fault("has a member with an unknown, very long name")
		return
	}
	message := "is not known here"
	for _, f := range t.Fields {
		if strings.EqualFold(f.Name, name) {
			message = "is not known; did you mean " + f.Name + "?"
		}
	}
	d.faultAt(name, message)
}

func (d *decoder) full() bool { return len(d.faults) >= MaxFaults }

// faultAt is fault for a member of what is at hand.
func (d *decoder) faultAt(name, message string) {
	d.path = append(d.path, name)
	d.fault(message)
	d.path = d.path[:len(d.path)-1]
}

func (d *decoder) fault(message string) { d.faultLarge(message, false) }

func (d *decoder) faultLarge(message string, large bool) {
	if !d.full() {
		d.faults = append(d.faults, Fault{Pointer: pointer(d.path), Message: message, Large: large})
	}
}

var escapePointer = strings.NewReplacer("~", "~0", "/", "~1")

// pointer writes a path as a JSON pointer (RFC 6901).
func pointer(path []string) string {
	var s strings.Builder
	for _, p := range path {
		s.WriteByte('/')
		s.WriteString(escapePointer.Replace(p))
	}
	return s.String()
}

func join(list []string) string { return strings.Join(list, ", ") }
