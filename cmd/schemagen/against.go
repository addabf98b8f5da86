package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"prepwire/cmd/schemagen/breaking"
)

// published is where schema.json lies in the repository.
const published = "schema/schema.json"

// errBreaking says that clients of the old contract would break.
var errBreaking = errors.New("clients made for the old contract would break; a deliberate break is a new protocol version (schema.Version)")

// against prints what in the committed schema.json breaks clients of an old
// one: the file, or without one that of the last release.
func against(root, file string, out io.Writer) error {
	now, err := os.ReadFile(filepath.Join(root, published))
	if err != nil {
		return err
	}
	old, from, err := oldContract(root, file)
	if err != nil {
		return err
	}
	if old == nil {
		_, err = fmt.Fprintln(out, "no breaking changes:", from)
		return err
	}
	findings, err := breaking.Compare(old, now)
	if err != nil {
		return err
	}
	for _, f := range findings {
		if _, err := fmt.Fprintln(out, f); err != nil {
			return err
		}
	}
	if len(findings) > 0 {
		return errBreaking
	}
	_, err = fmt.Fprintln(out, "no breaking changes since", from)
	return err
}

// oldContract reads the file, or schema.json of the last release. Where there
// is none to compare with, it returns nil and why.
func oldContract(root, file string) (text []byte, from string, err error) {
	if file != "" {
		text, err = os.ReadFile(file)
		return text, file, err
	}
	if _, err := git(root, "rev-parse", "--git-dir"); err != nil {
		return nil, "", fmt.Errorf("find the last release: %w", err)
	}
	tag, err := lastRelease(root)
	if err != nil {
		return nil, "", err
	}
	if tag == "" {
		return nil, "there is no release yet, no tag like v1.0.0", nil
	}
	if listed, err := git(root, "ls-tree", "--name-only", tag, "--", published); err != nil || listed == "" {
		return nil, "release " + tag + " has no " + published, err
	}
	shown, err := git(root, "show", tag+":"+published)
	return []byte(shown), "release " + tag, err
}

// lastRelease is the nearest tag like v1.0.0 before the work at hand; a commit
// that is a release itself is compared with the one before.
func lastRelease(root string) (string, error) {
	tags, err := git(root, "tag", "--list", "v[0-9]*", "--merged", "HEAD", "--no-contains", "HEAD")
	if err != nil || tags == "" {
		return "", err
	}
	tag, err := git(root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD^")
	return strings.TrimSpace(tag), err
}

func git(root string, args ...string) (string, error) {
	cmd := exec.Command("git", args...)
	cmd.Dir = root
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return string(out), nil
}
