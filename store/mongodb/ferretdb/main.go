// Command ferretdb is a MongoDB-protocol server for the tests of the mongodb
// store: FerretDB with SQLite inside, on 127.0.0.1. It is a module of its own,
// so that the gateway's stays small.
//
//	client ─► serial.go, one message at a time ─► FerretDB ─► SQLite in -dir
//
// FerretDB alone reads and writes a document apart: of two updates at once one
// is lost. MongoDB promises that an operation on one document is atomic. With
// -serial, which is the default, the server handles one message at a time and
// so keeps that promise; -serial=false shows FerretDB as it is.
//
// It prints the address once it listens, and ends when its input ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	dir := flag.String("dir", "", "directory of the databases")
	addr := flag.String("addr", "127.0.0.1:0", "address to listen on")
	serial := flag.Bool("serial", true, "handle one message at a time")
	flag.Parse()
	if err := run(*dir, *addr, *serial); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(dir, addr string, serial bool) error {
	if dir == "" {
		return fmt.Errorf("-dir is missing")
	}
	inside, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:0"},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + dir + "/",
	})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- inside.Run(ctx) }()
	target, err := url.Parse(inside.MongoDBURI())
	if err != nil {
		cancel()
		return err
	}
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		cancel()
		return err
	}
	p := &proxy{target: target.Host, serial: serial}
	go p.serve(listener)
	fmt.Println(listener.Addr())
	_, _ = io.Copy(io.Discard, os.Stdin) // until whoever started it is done or gone
	cancel()
	return <-ended
}
