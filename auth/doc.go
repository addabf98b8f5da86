// Package auth answers who is calling. An identity comes only from a verified
// token (JWT), never from what a caller says about itself.
//
//	Authorization header ─┐
//	bearer.<jwt> protocol ─┼─► Verifier.Verify ─► *Identity ─► rpc.Call.Identity ─► handlers
//	session.authenticate ─┘        │
//	                               ├─ Secret (HS256)      or
//	                               ├─ JWKS file or URL (RS256, ES256, EdDSA), kept fresh
//	                               └─ Revocations
//
// A Signer makes HS256 tokens and renews them. Origins, Proxies, Agents and
// LoopbackHost judge an HTTP request before anybody asks who sent it.
//
// The package imports nothing else of this module and keeps nothing on disk.
package auth
