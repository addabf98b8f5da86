package itembank

// names of people in word problems; they change nothing about the difficulty.
var names = []string{"Aisha", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hiro", "Imani", "Jonas", "Keiko", "Luis", "Maya", "Noah", "Priya", "Tomas"}
