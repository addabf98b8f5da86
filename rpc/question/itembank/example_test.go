package itembank_test

import (
	"fmt"

	"prepwire/rpc/question/itembank"
)

// A seed walks through the questions of a family; the position says how far.
func ExampleBank_Draw() {
	bank := itembank.New()
	position := uint64(0)
	for range 2 {
		item, next, err := bank.Draw("polynomial-product", 2, itembank.ShortAnswer, 7, position)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(item.Stem)
		fmt.Println(item.Answer)
		position = next
	}
	// Output:
	// The expression (3x + 6)(4x + 12) is equivalent to px² + qx + r, where p, q and r are constants. What is the value of q?
	// 60
	// The expression (3x + 3)(6x + 10) is equivalent to px² + qx + r, where p, q and r are constants. What is the value of q?
	// 48
}
