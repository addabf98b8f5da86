package contest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"

	"prepwire/schema"
	"prepwire/store"
)

const packKeyBytes = 32

// seal encrypts the questions of a contest under a fresh key, which must never
// be used again: AES-256-GCM, the contest's id as additional data.
func seal(contestID string, questions []schema.Question) (store.ContestPack, error) {
	text, err := json.Marshal(questions)
	if err != nil {
		return store.ContestPack{}, fmt.Errorf("encode questions: %w", err)
	}
	key := make([]byte, packKeyBytes)
	_, _ = rand.Read(key) // never fails
	block, err := aes.NewCipher(key)
	if err != nil {
		return store.ContestPack{}, fmt.Errorf("seal questions: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return store.ContestPack{}, fmt.Errorf("seal questions: %w", err)
	}
	iv := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(iv)
	return store.ContestPack{Key: key, IV: iv, Data: gcm.Seal(nil, iv, text, []byte(contestID))}, nil
}

// packOf is what may be given away of a pack before the start; nil for none.
func packOf(p store.ContestPack) *schema.Pack {
	if len(p.Data) == 0 {
		return nil
	}
	return &schema.Pack{IV: base64.StdEncoding.EncodeToString(p.IV), Data: base64.StdEncoding.EncodeToString(p.Data)}
}
