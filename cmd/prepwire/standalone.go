package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/alecthomas/kong"

	"prepwire/rpc/contest/answerlog"
)

// standalone are the commands that are no part of a gateway: they read none of
// its settings and no .env, and touch no data directory.
type standalone struct {
	Verify verifyCommand `cmd:"" help:"Check a contest's log and name the first bad position."`
	Replay replayCommand `cmd:"" help:"Print the final board that a contest's log makes."`
	Call   callCommand   `cmd:"" help:"Call a method of a running gateway and print the result."`
	Top    topCommand    `cmd:"" help:"Show what nodes are doing, from their metrics."`
}

// isStandalone says whether the command line begins with such a command.
func isStandalone(args []string) bool {
	return len(args) > 0 && slices.Contains([]string{"verify", "replay", "call", "top"}, args[0])
}

// unusable is an error by which nothing is said about the file's contents, or
// about what a call does. The program then ends with 2.
type unusable struct{ error }

func (u unusable) Unwrap() error { return u.error }

// runStandalone does what the command line of such a command says.
func runStandalone(args []string, p process) error {
	helped := false
	parser, err := kong.New(&standalone{},
		kong.Name("prepwire"),
		kong.Description("Commands that need no settings of a gateway."),
		kong.Vars{"topNode": topNode},
		kong.Writers(p.stdout, p.stdout),
		kong.Exit(func(int) { helped = true }),
	)
	if err != nil {
		return err
	}
	ctx, err := parser.Parse(args)
	switch {
	case helped:
		return nil
	case err != nil:
		return unusable{fmt.Errorf("%w (prepwire %s --help lists what there is)", err, args[0])}
	}
	return ctx.Run(p)
}

// logFile is a contest's log as commands are given it.
type logFile struct {
	File string `arg:"" help:"File of the log, one entry a line, as prepwire export writes it; - is stdin."`
	Head string `help:"Hash of the last entry, as contest.ended and contest.results tell it. With it a tail that was cut off or written anew shows too."`
}

// Validate checks the head; kong calls it.
func (l *logFile) Validate() error {
	if l.Head != "" && !answerlog.IsHash(l.Head) {
		return errors.New("--head: must be 64 lower-case hex digits")
	}
	return nil
}

// read opens the file for use. What use returns of the log is kept; other
// errors are unusable.
func (l *logFile) read(p process, use func(io.Reader) error) error {
	in, name := p.stdin, "stdin"
	if l.File != "-" {
		name = l.File
		file, err := os.Open(l.File)
		if err != nil {
			return unusable{plain(err)}
		}
		defer file.Close()
		in = file
	}
	err := use(in)
	var fault *answerlog.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &fault), errors.Is(err, answerlog.ErrNotClosed):
		return fmt.Errorf("%s: %w", name, err)
	}
	return unusable{plain(err)}
}

// plain leaves out the system call.
func plain(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}
