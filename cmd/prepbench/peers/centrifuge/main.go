// Command centrifuge is a node of the Centrifuge library with its Redis broker,
// to be measured beside the gateway: a client publishes to a channel, and
// everybody who has subscribed to it, on whichever node, gets it. Channels keep
// a history and subscriptions are recoverable, which is what the gateway
// promises of its topics. It is a module of its own, so that the gateway's
// stays small.
//
// It prints its address once it listens, and ends when its input ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/centrifugal/centrifuge"
)

func main() {
	redis := flag.String("redis", "", "host:port of Redis")
	kept := flag.Int("kept", 1000, "publications of a channel that are kept")
	flag.Parse()
	if err := run(*redis, *kept); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(redis string, kept int) error {
	node, err := centrifuge.New(centrifuge.Config{})
	if err != nil {
		return err
	}
	shard, err := centrifuge.NewRedisShard(node, centrifuge.RedisShardConfig{Address: redis})
	if err != nil {
		return err
	}
	broker, err := centrifuge.NewRedisBroker(node, centrifuge.RedisBrokerConfig{Shards: []*centrifuge.RedisShard{shard}})
	if err != nil {
		return err
	}
	node.SetBroker(broker)
	serve(node, kept)
	if err := node.Run(); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	http.Handle("/ws", centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{}))
	server := &http.Server{ReadHeaderTimeout: 5 * time.Second}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until whoever started it is done or gone
		_ = server.Close()
	}()
	fmt.Println(listener.Addr())
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return node.Shutdown(context.Background())
}

// serve lets everybody subscribe to every channel, and publish to it.
func serve(node *centrifuge.Node, kept int) {
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{UserID: "bench"}}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, reply centrifuge.SubscribeCallback) {
			reply(centrifuge.SubscribeReply{Options: centrifuge.SubscribeOptions{EnableRecovery: true}}, nil)
		})
		client.OnPublish(func(_ centrifuge.PublishEvent, reply centrifuge.PublishCallback) {
			reply(centrifuge.PublishReply{Options: centrifuge.PublishOptions{HistorySize: kept, HistoryTTL: 24 * time.Hour}}, nil)
		})
	})
}
