// Prepwire is a WebSocket JSON-RPC 2.0 gateway for exam preparation.
//
//	prepwire [serve]   runs the gateway
//	prepwire token     prints a token
//	prepwire call      calls a method of a running gateway
//	prepwire top       shows what nodes are doing
//	prepwire user      shows, exports or erases what is kept of a user
//	prepwire export    prints a contest's log
//	prepwire verify    checks a contest's log
//	prepwire replay    prints the board that a contest's log makes
//
// This package alone knows all others and ties them together:
//
//	environment.go ─► config.go ─► gateway.go ─► http.go ─► serve.go
//	.env, variables   the settings  the parts     two ports   life and death
//
// stdout is for results only; the log and what went wrong are on stderr.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"prepwire/gemini"
)

// program is the command line.
type program struct {
	config

	Serve  serveCommand  `cmd:"" default:"withargs" help:"Run the gateway (the default)."`
	Token  tokenCommand  `cmd:"" help:"Print a token for a user of this gateway."`
	Export exportCommand `cmd:"" help:"Write a contest's log, one entry a line, also while the gateway runs."`
	User   userCommand   `cmd:"" help:"Show, export or erase what is kept of a user."`
	standalone
}

// process is what a command has of the world around it.
type process struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	signals        <-chan os.Signal
	reread         func() (*config, error) // the configuration as it is now
}

func main() {
	args := os.Args[1:]
	p := process{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}
	if !isStandalone(args) { // they end at a signal, as programs do
		signals := make(chan os.Signal, 4)
		signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
		p.signals = signals
	}
	os.Exit(complain(run(args, os.Environ(), p), os.Stderr))
}

// complain says what went wrong in one line, and answers the exit code.
func complain(err error, stderr io.Writer) int {
	if err == nil {
		return 0
	}
	if told := new(toldRefusal); errors.As(err, told) {
		return 1 // the reply that refuses is on stderr already
	}
	fmt.Fprintln(stderr, "prepwire:", strings.ReplaceAll(err.Error(), "\n", "; "))
	if errors.As(err, new(unusable)) {
		return 2
	}
	return 1
}

// run reads the settings and does what the command line says.
func run(args, environ []string, p process) error {
	if isStandalone(args) {
		return runStandalone(args, p)
	}
	prog, ctx, err := parse(args, environ, p.stdout)
	if err != nil || ctx == nil {
		return err
	}
	p.reread = func() (*config, error) {
		again, _, err := parse(args, environ, p.stdout)
		if err != nil {
			return nil, err
		}
		return &again.config, nil
	}
	return ctx.Run(&prog.config, p)
}

// parse reads the settings: flags, then the environment, then the .env file,
// then the defaults. The context is nil when only help was wanted.
func parse(args, environ []string, stdout io.Writer) (*program, *kong.Context, error) {
	env, err := readEnvironment(environ, envFile)
	if err != nil {
		return nil, nil, err
	}
	prog, helped := &program{}, false
	prog.telemetry = env.telemetry()
	parser, err := kong.New(prog,
		kong.Name("prepwire"),
		kong.Description("A WebSocket JSON-RPC 2.0 gateway for exam preparation. Every flag has an environment variable, which may stand in .env too: --data-dir is DATA_DIR."),
		kong.Vars{"geminiBaseURL": gemini.DefaultBaseURL, "geminiModel": gemini.DefaultModel, "topNode": topNode},
		kong.Resolvers(resolver(env)),
		kong.Writers(stdout, stdout),
		kong.Exit(func(int) { helped = true }),
	)
	if err != nil {
		return nil, nil, err
	}
	ctx, err := parser.Parse(args)
	switch {
	case helped:
		return prog, nil, nil
	case err != nil:
		return nil, nil, named(err)
	}
	return prog, ctx, prog.check()
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// resolver gives the flags of config their values from the environment.
func resolver(env environment) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
		value := env.value(variable(flag.Name))
		if value == "" || parent.App == nil || flag.Name == "help" {
			return nil, nil
		}
		return value, nil
	})
}

// named adds the name of the environment variable to an error about a flag,
// which kong begins with --flag.
func named(err error) error {
	text := err.Error()
	end := strings.IndexAny(text, ": =")
	if !strings.HasPrefix(text, "--") || end < 0 {
		return fmt.Errorf("%w (prepwire --help lists what there is)", err)
	}
	return errors.New(variable(text[2:end]) + " (" + text[:end] + ")" + text[end:])
}
