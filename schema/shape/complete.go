package shape

import "reflect"

// Complete returns v, a value of the Go type of t, as clients should read it:
// lists, maps and objects that are nil and that the schema wants to be there
// come back empty instead of null. v itself, and whatever it shares with other
// values, is left alone; what has to change is copied. Nil v is returned.
func (t *Type) Complete(v any) any {
	if v == nil || !t.lists {
		return v
	}
	if whole, changed := t.complete(reflect.ValueOf(v)); changed {
		return whole.Interface()
	}
	return v
}

// canReadNull reports whether encoding/json could write null for a value of t,
// or for something in it, that is not allowed to be null.
func (t *Type) canReadNull() bool {
	switch t.Kind {
	case Array, Map, AnyObject:
		return true
	case Object:
		for i := range t.Fields {
			if t.Fields[i].Type.lists {
				return true
			}
		}
	}
	return false
}

// complete returns v or its completed copy, and whether it is a copy.
func (t *Type) complete(v reflect.Value) (reflect.Value, bool) {
	if !t.lists {
		return v, false
	}
	switch {
	case v.Kind() == reflect.Pointer:
		return t.completePointer(v)
	case t.Kind == Object:
		return t.completeObject(v)
	case v.IsNil():
		return t.empty(v.Type()), true
	case t.Kind == Array:
		return t.completeArray(v)
	case t.Kind == Map:
		return t.completeMap(v)
	}
	return v, false
}

func (t *Type) empty(of reflect.Type) reflect.Value {
	switch t.Kind {
	case AnyObject:
		return reflect.ValueOf([]byte("{}")).Convert(of)
	case Map:
		return reflect.MakeMap(of)
	}
	return reflect.MakeSlice(of, 0, 0)
}

func (t *Type) completePointer(v reflect.Value) (reflect.Value, bool) {
	if v.IsNil() {
		return v, false
	}
	whole, changed := t.complete(v.Elem())
	if !changed {
		return v, false
	}
	fresh := reflect.New(whole.Type())
	fresh.Elem().Set(whole)
	return fresh, true
}

func (t *Type) completeObject(v reflect.Value) (reflect.Value, bool) {
	out, copied := v, false
	for i := range t.Fields {
		f := &t.Fields[i]
		if !f.Type.lists {
			continue
		}
		member := v.FieldByIndex(f.index)
		if f.Optional && member.IsZero() {
			continue // encoding/json leaves it out
		}
		whole, changed := f.Type.complete(member)
		if !changed {
			continue
		}
		if !copied {
			out, copied = reflect.New(v.Type()).Elem(), true
			out.Set(v)
		}
		out.FieldByIndex(f.index).Set(whole)
	}
	return out, copied
}

func (t *Type) completeArray(v reflect.Value) (reflect.Value, bool) {
	if !t.Elem.lists {
		return v, false
	}
	out, copied := v, false
	for i := range v.Len() {
		whole, changed := t.Elem.complete(v.Index(i))
		if !changed {
			continue
		}
		if !copied {
			out, copied = reflect.MakeSlice(v.Type(), v.Len(), v.Len()), true
			reflect.Copy(out, v)
		}
		out.Index(i).Set(whole)
	}
	return out, copied
}

func (t *Type) completeMap(v reflect.Value) (reflect.Value, bool) {
	if !t.Elem.lists {
		return v, false
	}
	out, copied := v, false
	for it := v.MapRange(); it.Next(); {
		whole, changed := t.Elem.complete(it.Value())
		if !changed {
			continue
		}
		if !copied {
			out, copied = reflect.MakeMapWithSize(v.Type(), v.Len()), true
			for all := v.MapRange(); all.Next(); {
				out.SetMapIndex(all.Key(), all.Value())
			}
		}
		out.SetMapIndex(it.Key(), whole)
	}
	return out, copied
}
