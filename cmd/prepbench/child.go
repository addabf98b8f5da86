package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"

	"prepwire/cmd/prepbench/wire"
)

// child is a server under test in a process of its own.
type child struct {
	cmd   *exec.Cmd
	stdin io.Closer
	kind  string
	addr  string
}

// start runs a server of that kind on procs CPUs.
func start(kind string, procs int, flags ...string) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return run(kind, procs, exec.Command(self, append([]string{"serve", kind}, flags...)...))
}

// run runs a program that prints its address, and ends with its input.
func run(kind string, procs int, cmd *exec.Cmd) (*child, error) {
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", procs))
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, stdin: stdin, kind: kind}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("start %s: %w", kind, err)
	}
	c.addr = strings.TrimSpace(line)
	return c, nil
}

func (c *child) stop() {
	_ = c.stdin.Close()
	_ = c.cmd.Wait()
}

// dial opens a connection for a user of its own, where the server knows users.
func (c *child) dial(user int) (*wire.Socket, error) {
	if c.kind != "prepwire" && c.kind != "node" {
		return wire.Dial(c.addr, "")
	}
	resp, err := http.Get(fmt.Sprintf("http://%s/token?user=user%d", c.addr, user))
	if err != nil {
		return nil, err
	}
	token, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return nil, err
	}
	return wire.Dial(c.addr, string(token))
}

// usage asks what the server has used so far, after a collection if gc.
func (c *child) usage(gc bool) (Usage, error) {
	url := "http://" + c.addr + "/usage"
	if gc {
		url += "?gc=1"
	}
	resp, err := http.Get(url)
	if err != nil {
		return Usage{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	var u Usage
	return u, json.NewDecoder(resp.Body).Decode(&u)
}

// save writes what a URL answers to a file.
func save(file, url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, resp.Body)
	return errors.Join(err, f.Close())
}
