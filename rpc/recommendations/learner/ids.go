package learner

// SkillID, ItemID and FamilyID stand for the names the rest of the house uses.
// They are FNV-1a hashes (Fowler, Noll and Vo), so that a name never has to be
// known before it is met, and means the same on every node and under every
// model version. The zero value means "none" and is never the hash of a name.
//
// A skill or family has 32 bits: among 1,000 skills two share an id with a
// probability of about 0.01 %, and then share an estimate. An item has 64 bits.
type (
	SkillID  uint32
	ItemID   uint64
	FamilyID uint32
)

// Skill returns the id of a skill's code, such as ALG1. The empty code is none.
func Skill(code string) SkillID { return SkillID(hash32(code)) }

// Item returns the id of a question's id. The empty id is none.
func Item(id string) ItemID {
	if id == "" {
		return 0
	}
	return ItemID(max(1, hash64(id)))
}

// Family returns the id of an item model's name: its questions are isomorphs.
// The empty name is none.
func Family(name string) FamilyID { return FamilyID(hash32(name)) }

func hash32(s string) uint32 {
	if s == "" {
		return 0
	}
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return max(1, h)
}

func hash64(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
