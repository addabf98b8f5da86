package mongotest

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// SayNothing has Refusing leave out its refusals.
const SayNothing = -1

// Refusing is the address of a server that greets, and answers everything else with one of
// MongoDB's refusals. Servers that Start starts let everybody in.
func Refusing(t testing.TB, code int32, name string) (addr string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
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
		answer := bson.D{member("ok", 0), member("code", code), member("codeName", name), member("errmsg", "the server says no")}
		if hello := string(body); strings.Contains(hello, "hello") || strings.Contains(hello, "isMaster") || strings.Contains(hello, "ismaster") {
			answer = bson.D{member("ok", 1), member("isWritablePrimary", true), member("ismaster", true), member("maxWireVersion", int32(21)), member("minWireVersion", int32(0)),
				member("maxBsonObjectSize", int32(16<<20)), member("maxMessageSizeBytes", int32(48<<20)), member("maxWriteBatchSize", int32(100_000)),
				member("localTime", time.Now()), member("saslSupportedMechs", bson.A{"SCRAM-SHA-256"})}
		}
		if code == SayNothing && len(answer) < 5 {
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

func member(name string, value any) bson.E { return bson.E{Key: name, Value: value} }
