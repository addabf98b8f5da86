// Package picture makes pictures of strangers fit for a model to look at:
//
//	base64 or data URL ─► Parse: type, size and sides, from the first bytes
//	                   ─► Darkroom.Develop: decoded, turned upright, scaled down,
//	                      and encoded anew as JPEG, without metadata
//
// Parse decodes no pixel, so that a few bytes that claim to be a huge picture
// cost nothing. Develop decodes within a bound of memory for all pictures of a
// darkroom together. The package is pure: it knows nothing of who sends a
// picture or what it is for.
package picture
