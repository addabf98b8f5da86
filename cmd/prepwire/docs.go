package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// selfContained serves a page that may use its own style and script elements,
// which the policy names by their hashes, and nothing else from anywhere.
func selfContained(page []byte) http.Handler {
	policy := "default-src 'none'; img-src data:; style-src " + hashes(page, "style") + "; script-src " + hashes(page, "script") +
		"; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	return guarded(policy, document("text/html; charset=utf-8", page))
}

// hashes are what a policy calls the elements of that name; 'none' without any.
func hashes(page []byte, element string) string {
	var out []string
	for _, part := range bytes.Split(page, []byte("<"+element+">"))[1:] {
		text, _, _ := bytes.Cut(part, []byte("</"+element+">"))
		sum := sha256.Sum256(text)
		out = append(out, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	if out == nil {
		return "'none'"
	}
	return strings.Join(out, " ")
}
