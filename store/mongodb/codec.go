package mongodb

import (
	"reflect"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// registry makes documents of records: like the driver's own, but the zero time
// is null, so that "not yet" is asked for by name.
func registry() *bson.Registry {
	r := bson.NewRegistry()
	r.RegisterTypeEncoder(reflect.TypeFor[time.Time](), bson.ValueEncoderFunc(encodeTime))
	return r
}

func encodeTime(_ bson.EncodeContext, w bson.ValueWriter, v reflect.Value) error {
	t := v.Interface().(time.Time)
	if t.IsZero() {
		return w.WriteNull()
	}
	return w.WriteDateTime(t.UnixMilli())
}

// members are those of a record but for its id, as an update sets them.
func members(document any) (bson.D, error) {
	raw, err := marshal(document)
	if err != nil {
		return nil, err
	}
	var all, rest bson.D
	if err := bson.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	for _, m := range all {
		if m.Key != "_id" {
			rest = append(rest, m)
		}
	}
	return rest, nil
}

// marshal is how the client writes documents.
func marshal(document any) ([]byte, error) {
	var raw sliceWriter
	e := bson.NewEncoder(bson.NewDocumentWriter(&raw))
	e.SetRegistry(registry())
	e.UseJSONStructTags()
	err := e.Encode(document)
	return raw, err
}

type sliceWriter []byte

func (w *sliceWriter) Write(p []byte) (int, error) {
	*w = append(*w, p...)
	return len(p), nil
}
