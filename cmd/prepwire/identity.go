package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"prepwire/auth"
)

// secretFile keeps the secret of development mode in the data directory, so
// that tokens outlive a restart.
const secretFile = "development-secret"

// development reports whether the gateway serves this machine only.
func (c *config) development() bool {
	if c.Dev != nil {
		return *c.Dev
	}
	return c.JWTSecret == "" && c.JWKSURL == ""
}

// checkIdentity finds settings under which nobody could be believed, or
// everybody.
func (c *config) checkIdentity() error {
	if c.JWTSecret != "" {
		if err := c.JWTSecret.Check(); err != nil {
			return fmt.Errorf("JWT_SECRET is too short: %w; `openssl rand -base64 48` makes a good one", err)
		}
	}
	if !c.development() {
		if c.JWTSecret == "" && c.JWKSURL == "" {
			return errors.New("DEV=false needs JWT_SECRET (at least 32 bytes) or JWKS_URL, or nobody could prove who they are")
		}
		return nil
	}
	for _, addr := range []string{c.Addr, c.AdminAddr} {
		if addr == off {
			continue
		}
		if err := auth.RequireLoopback(addr); err != nil {
			return fmt.Errorf("DEV: %w; set JWT_SECRET or JWKS_URL and DEV=false for a public gateway, or listen on 127.0.0.1", err)
		}
	}
	return nil
}

// signingSecret is what tokens are signed with here: JWT_SECRET or, in
// development, a secret of the data directory's own. It is empty when tokens
// come from elsewhere.
func (c *config) signingSecret() (auth.Secret, error) {
	if c.JWTSecret != "" || !c.development() {
		return c.JWTSecret, nil
	}
	return developmentSecret(c.DataDir)
}

// signer makes tokens. It is nil, which refuses to, when they come from elsewhere.
func (c *config) signer(secret auth.Secret) (*auth.Signer, error) {
	if secret == "" {
		return nil, nil
	}
	return auth.NewSigner(auth.SignerConfig{Secret: secret, Issuer: c.JWTIssuer, Audience: c.JWTAudience, MaxAge: c.TokenMaxAge})
}

func (c *config) verifier(ctx context.Context, secret auth.Secret, revoked *auth.Revocations, log *slog.Logger) (*auth.Verifier, error) {
	ctx, cancel := context.WithTimeout(ctx, readKeysWithin)
	defer cancel()
	return auth.NewVerifier(ctx, auth.VerifierConfig{
		Secret: secret, JWKS: c.JWKSURL, Issuer: c.JWTIssuer, Audience: c.JWTAudience, Revocations: revoked, Log: log,
	})
}

// developmentSecret returns the secret kept in dir, making it on first use. Of
// two processes that make it at once both get the same.
func developmentSecret(dir string) (auth.Secret, error) {
	path := filepath.Join(dir, secretFile)
	secret, err := readSecret(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return secret, err
	}
	if err := writeSecret(dir, path, auth.NewSecret()); err != nil {
		return "", fmt.Errorf("DATA_DIR: keep the development secret: %w; set DATA_DIR to a directory that can be written", err)
	}
	return readSecret(path)
}

func readSecret(path string) (auth.Secret, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fmt.Errorf("DATA_DIR: read the development secret: %w", err)
	}
	if othersMay(info, 0o077) {
		return "", fmt.Errorf("DATA_DIR: %s can be read by others; delete it for a new one", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("DATA_DIR: read the development secret: %w", err)
	}
	secret := auth.Secret(bytes.TrimSpace(text))
	if err := secret.Check(); err != nil {
		return "", fmt.Errorf("DATA_DIR: %s is damaged: %w; delete it for a new one", path, err)
	}
	return secret, nil
}

// writeSecret puts a secret at path whole, unless somebody else was first.
func writeSecret(dir, path string, secret auth.Secret) (err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, ".secret-*") // of mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(file.Name())) }()
	_, err = file.WriteString(string(secret) + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
