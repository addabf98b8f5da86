package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/coder/websocket"

	"prepwire/schema"
)

// maxReply bounds one message of the gateway.
const maxReply = 64 << 20

// connect opens the connection under the token there is.
func (c *callCommand) connect(ctx context.Context) (*websocket.Conn, error) {
	where, err := gatewayURL(c.URL)
	if err != nil {
		return nil, err
	}
	client := &http.Client{
		Transport:     http.DefaultTransport.(*http.Transport).Clone(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // the token is for this address
	}
	defer client.CloseIdleConnections()
	token := c.Token
	if token == "" {
		if token, err = c.askToken(ctx, client, where); err != nil {
			return nil, err
		}
	}
	options := &websocket.DialOptions{HTTPClient: client, Subprotocols: []string{schema.Version}, HTTPHeader: http.Header{}}
	if token != "" {
		options.HTTPHeader.Set("Authorization", "Bearer "+token)
	}
	ws, response, err := websocket.Dial(ctx, where.String(), options)
	if err == nil {
		ws.SetReadLimit(maxReply)
		return ws, nil
	}
	if response != nil && response.StatusCode != http.StatusSwitchingProtocols {
		return nil, fmt.Errorf("%s answers %s: %s", where.Redacted(), printable(response.Status), firstLine(response.Body))
	}
	return nil, unreachable(where, err)
}

// gatewayURL checks the address and adds the path where none is given.
func gatewayURL(text string) (*url.URL, error) {
	where, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("--url: %w", withoutAddress(err))
	}
	if where.Scheme != "ws" && where.Scheme != "wss" || where.Host == "" {
		return nil, errors.New("--url: must look like ws://127.0.0.1:3001/ws or wss://host/ws")
	}
	if where.Path == "" || where.Path == "/" {
		where.Path = "/ws"
	}
	return where, nil
}

// askToken gets a token of a gateway in development. Where there is none, and
// anyone may call the method, it does without.
func (c *callCommand) askToken(ctx context.Context, client *http.Client, where *url.URL) (string, error) {
	at := *where
	at.Scheme = strings.Replace(where.Scheme, "ws", "http", 1)
	at.Path = "/dev/token"
	at.RawQuery = url.Values{"user": {c.User}, "name": {c.User}, "roles": {"student,author,organizer,admin"}}.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return "", err
	}
	response, err := client.Do(request)
	if err != nil {
		return "", unreachable(where, err)
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		if spec := specOf(c.Method); spec != nil && spec.Access == schema.Anyone {
			return "", nil
		}
		return "", errors.New("this gateway gives no tokens: set PREPWIRE_TOKEN, or --token (prepwire token makes one)")
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("ask for a token: %s: %s", printable(response.Status), firstLine(response.Body))
	}
	var answer struct{ Token string }
	err = json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&answer)
	switch {
	case ctx.Err() != nil: // late, or interrupted, in the middle of the answer
		return "", unreachable(where, ctx.Err())
	case err != nil || answer.Token == "":
		return "", fmt.Errorf("ask for a token: %s answers something else", at.Redacted())
	}
	return answer.Token, nil
}

// unreachable says that nobody answers there.
func unreachable(where *url.URL, err error) error {
	return fmt.Errorf("connect to %s: %w (is the gateway running there? --url)", where.Redacted(), withoutAddress(err))
}

// withoutAddress leaves out the address, which may hold a password.
func withoutAddress(err error) error {
	if e := new(url.Error); errors.As(err, &e) {
		return e.Err
	}
	return err
}

func firstLine(r io.Reader) string {
	if r == nil {
		return ""
	}
	text, _ := io.ReadAll(io.LimitReader(r, 300)) // what came is enough
	line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return printable(line)
}

// whyClosed says why a connection ended before its time.
func whyClosed(err error) error {
	closed := new(websocket.CloseError)
	if errors.As(err, closed) {
		return fmt.Errorf("the gateway closed the connection: %d %s", closed.Code, printable(closed.Reason))
	}
	return fmt.Errorf("the connection was lost: %w", err)
}
