package vet

import (
	"regexp"
	"strings"
)

// What students type is data for the model, whatever it says: it stands inside a
// JSON object, the answer has a structure, and neither our secrets nor other
// users' data are there to be told. That holds without this file. It only spares
// a call, and answers clearly, where a text plainly asks for the instructions or
// keys behind the service instead of bringing a question.

var secretsAsked = regexp.MustCompile(`\b(ignore|disregard|forget|override|bypass)\s+(\w+\s+){0,3}(previous|prior|above|earlier|preceding|system|safety)\s+(\w+\s+)?(instructions?|prompts?|rules|messages?|directions)\b` +
	`|\b(reveal|print|show|repeat|output|display|leak|send|dump|expose|tell|give|return|write)\s+(\w+\s+){0,4}(system\s+(prompt|instructions?|message)|(hidden|initial|original)\s+(prompt|instructions?)|api[\s_-]?keys?)\b` +
	`|\bwhat\s+(is|are)\s+(your|the\s+gateway's|this\s+service's)\s+(\w+\s+){0,2}(system\s+(prompt|instructions?|message)|prompt|instructions|api[\s_-]?keys?)\b`)

// AsksForSecrets says whether a text plainly asks for instructions or keys.
func AsksForSecrets(text string) bool {
	return secretsAsked.MatchString(strings.ToLower(text))
}
