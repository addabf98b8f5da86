package rpc

import (
	"encoding/json"
	"reflect"
	"sync"

	"github.com/sourcegraph/jsonrpc2"
)

// jsonrpc2 hands ReadObject a message of its own unexported type to decode
// into, and decodes it three times over. A template is such a message, decoded
// by the library itself once; setting it costs nothing, and the OnRecv hook
// then fills in method and id. TestTemplateFitsTheLibrary fails when a new
// version of the library no longer allows this.
type template struct{ message reflect.Value }

var templates = sync.Pool{}

// setTemplate makes v, the library's message, a request, and returns the
// template to give back once the request was handled.
func setTemplate(v any) (*template, error) {
	target := reflect.ValueOf(v).Elem()
	if t, ok := templates.Get().(*template); ok {
		target.Set(t.message)
		return t, nil
	}
	if err := json.Unmarshal([]byte(`{"jsonrpc":"2.0","id":1,"method":"x"}`), v); err != nil {
		return nil, err
	}
	t := &template{message: reflect.New(target.Type()).Elem()}
	t.message.Set(target)
	return t, nil
}

func (t *template) release() { templates.Put(t) }

// fillRequest makes the library's request say which call it stands for.
func fillRequest(req *jsonrpc2.Request, c *Call) {
	req.Method = c.method
	req.ID = jsonrpc2.ID{Num: c.ordinal}
	req.Notif = c.notification
	req.Params = nil
}
