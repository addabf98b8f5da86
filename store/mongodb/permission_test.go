package mongodb

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// sayNothing has refusing leave out its refusals.
const sayNothing = -1

// refusing is a server that greets, and answers everything else with one of
// MongoDB's refusals. The server of the other tests lets everybody in.
func refusing(t *testing.T, code int32, name string) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	noError(t, err)
	var serving sync.WaitGroup
	serving.Go(func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			serving.Go(func() { refuse(c, code, name) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		serving.Wait()
	})
	return listener.Addr().String()
}

func refuse(c net.Conn, code int32, name string) {
	defer c.Close()
	for {
		head := make([]byte, 16)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		body := make([]byte, binary.LittleEndian.Uint32(head)-16)
		if _, err := io.ReadFull(c, body); err != nil {
			return
		}
		answer := bson.D{is("ok", 0), is("code", code), is("codeName", name), is("errmsg", "the server says no")}
		if hello := string(body); strings.Contains(hello, "hello") || strings.Contains(hello, "isMaster") || strings.Contains(hello, "ismaster") {
			answer = bson.D{is("ok", 1), is("isWritablePrimary", true), is("ismaster", true), is("maxWireVersion", int32(21)), is("minWireVersion", int32(0)),
				is("maxBsonObjectSize", int32(16<<20)), is("maxMessageSizeBytes", int32(48<<20)), is("maxWriteBatchSize", int32(100_000)),
				is("localTime", time.Now()), is("saslSupportedMechs", bson.A{"SCRAM-SHA-256"})}
		}
		if code == sayNothing && len(answer) < 5 {
			continue
		}
		if _, err := c.Write(reply(head, answer)); err != nil {
			return
		}
	}
}

// reply is an answer to the message with a head, in the form of its kind.
func reply(head []byte, answer bson.D) []byte {
	const opReply, opMsg, opQuery = 1, 2013, 2004
	document, _ := bson.Marshal(answer)
	kind, body := uint32(opMsg), append(make([]byte, 5), document...) // flags, kind of section
	if binary.LittleEndian.Uint32(head[12:]) == opQuery {
		kind, body = opReply, append(make([]byte, 20), document...)
		binary.LittleEndian.PutUint32(body[16:], 1) // documents
	}
	message := binary.LittleEndian.AppendUint32(nil, uint32(16+len(body)))
	message = append(message, 0, 0, 0, 0)
	message = append(message, head[4:8]...) // what is answered
	return append(binary.LittleEndian.AppendUint32(message, kind), body...)
}

// A user who is not let in, or may not do what the store needs, is told so at
// once, and not by retries that cannot help. The password is in no answer.
func TestUserMayNot(t *testing.T) {
	for _, c := range []struct {
		what string
		user string
		code int32
		name string
	}{
		{"unknown user", "ann:" + password() + "@", 18, "AuthenticationFailed"},
		{"no login", "", 13, "Unauthorized"},
	} {
		uri := "mongodb://" + c.user + refusing(t, c.code, c.name) + "/db"
		db, err := Open(t.Context(), uri, Options{Timeout: 5 * time.Second})
		if err == nil {
			_ = db.Close()
		}
		if !errors.Is(err, ErrPermission) || strings.Contains(err.Error(), password()) || !strings.Contains(err.Error(), "readWrite") {
			t.Errorf("%s: got %v", c.what, err)
		}
	}
}
