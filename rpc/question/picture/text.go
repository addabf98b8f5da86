package picture

import (
	"encoding/base64"
	"mime"
	"strings"
)

// Parse reads a picture from base64, bare or in a data URL. Line breaks in the
// base64 do no harm; spaces do, because they may have been plus signs. Errors:
// *Fault.
func Parse(text string) (*Picture, error) {
	declared, body, err := cutDataURL(text)
	if err != nil {
		return nil, err
	}
	if base64.RawStdEncoding.DecodedLen(len(body)) > MaxBytes+MaxBytes/16 { // room for line breaks
		return nil, tooManyBytes()
	}
	data, err := base64.StdEncoding.DecodeString(body)
	if err != nil {
		return nil, &Fault{Message: notBase64(body), err: err}
	}
	p, err := Open(data)
	if err != nil {
		return nil, err
	}
	if declared != "" && declared != p.Type {
		return nil, wrong("must be what its data URL says, " + string(declared) + ", but begins like " + string(p.Type))
	}
	return p, nil
}

// cutDataURL cuts a data URL (RFC 2397) into its type and its base64. Text that
// is none is all base64.
func cutDataURL(text string) (Type, string, error) {
	const scheme = "data:"
	if len(text) < len(scheme) || !strings.EqualFold(text[:len(scheme)], scheme) {
		return "", text, nil
	}
	head, body, found := strings.Cut(text[len(scheme):], ",")
	if !found || len(head) > 200 {
		return "", "", wrong(`must be base64 or a data URL such as "data:image/png;base64,…"`)
	}
	plain, isBase64 := strings.CutSuffix(strings.ToLower(head), ";base64")
	if !isBase64 {
		return "", "", wrong("must be a data URL with ;base64")
	}
	declared, _, err := mime.ParseMediaType(plain)
	if declared == "image/jpg" { // never registered, often written
		declared = string(JPEG)
	}
	switch t := Type(declared); {
	case err == nil && (t == PNG || t == JPEG || t == WebP):
		return t, body, nil
	default:
		return "", "", wrong("must be a data URL of image/png, image/jpeg or image/webp")
	}
}

// notBase64 says why a text is no base64.
func notBase64(text string) string {
	switch {
	case strings.Contains(text, " "):
		return "must be base64 without spaces"
	case strings.ContainsAny(text, "-_"):
		return "must be base64 of the standard alphabet, with + and / instead of - and _"
	case len(strings.NewReplacer("\r", "", "\n", "").Replace(text))%4 != 0:
		return "must be whole base64, padded with ="
	}
	return "must be base64 or a data URL"
}
