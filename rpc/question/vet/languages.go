package vet

import (
	"strings"
	"unicode"

	"prepwire/rpc/question/glyph"
)

// The words by which texts of many languages say that something is the answer.
// They are beginnings of words, written as glyph.Plain writes them.
var (
	// optionWords stand before the letter of an option.
	optionWords = plainList(`option choice answer letter alternative opcion respuesta alternativa inciso letra reponse choix lettre
		proposition antwort wahl buchstabe losung loesung opzione risposta scelta lettera soluzione opcao resposta item optie antwoord keuze
		odpowiedz opcja wariant litera ответ вариант буква відповід варіант літера cevap secenek sik yanit đap jawaban pilihan huruf svar
		alternativ val vastaus vaihtoehto απαντηση επιλογη απαντησ odpoved moznost raspuns varianta valasz
		选项 答案 選項 選択肢 答え 正解 正答 정답 보기 선택지 답 الخيار الجواب الاجابة الإجابة الإجابه تשובה תשובה אפשרות विकल्प उत्तर जवाब`)

	// verdictWords near a value say that it is the answer.
	verdictWords = plainList(`answer correct right choose select pick solution
		respuesta correct solucion elige escoge selecciona acert
		reponse bonne juste choisi solution
		antwort richtig korrekt stimmt wahle losung loesung
		risposta corrett giust scegli soluzione
		resposta corret cert escolh solucao
		antwoord juist goede kies oplossing
		odpowied poprawn prawidlow wybierz rozwiazani
		ответ верн правильн выбер выбир решение решением подходит
		відповід правильн вірн обер розвязок
		cevap dogru sec yanit
		đap chon đung
		jawaban benar pilih
		svar ratt riktig rigtig korrekt valj oikea vastaus
		raspuns odpoved spravn valasz helyes απαντηση σωστ
		result resultado resultat ergebnis risultato wynik результат sonuc resultaat hasil 结果 結果 결과 النتيجة परिणाम
		答案 正确 正確 选 選 正解 答え 答えは 正しい 答 정답 맞 고르 답 الجواب الاجابة الإجابة صحيح اختر الحل تשובה התשובה תשובה נכון נכונה בחר उत्तर सही चुन जवाब`)

	// resultWords directly before a value say that it comes out.
	resultWords = plainSet(`is are equals equal gives get makes leaves so thus hence therefore yields becomes was
		es son da vale igual resulta obtenemos obtienes queda entonces sea daria
		est vaut donne egale egal font fait obtient trouve reste donc
		ist sind ergibt macht gleich betragt bleibt kommt also wird lautet
		e uguale fa sono vale resta quindi risulta ottiene
		sao igual resulta fica logo portanto obtemos
		zijn geeft wordt dus blijft
		jest rowna rowny wynosi daje czyli
		равно равен равна равны получаем получится получается будет значит это составляет выходит
		дорівнює буде отримуємо значить це
		eder olur la bang adalah yaitu hasilnya sama blir er on`)

	// Without spaces between words, what the text before a value ends with.
	resultEnds = plainList(`是 为 為 得 得到 等于 等於 就是 がは は が 은 는 이 가 يساوي هو هي تساوي النتيجة שווה הוא זה הן है बराबर`)

	// resultAfter directly behind a value says that it comes out, where verbs
	// come last.
	resultAfter = plainList(`です である になる となる だ 입니다 이다 이 됩니다 가 됩니다 है होगा आता होता मिलता dir dır eder olur bulunur`)

	// truthWords and falseWords, whole words.
	truthWords = plainSet(`true verdadero verdadera cierto cierta vrai vraie wahr richtig vero vera verdadeiro verdadeira certo waar juist prawda prawdziwe
		верно верное истина истинно правда правдиво dogru đung benar sant tosi`)
	falseWords = plainSet(`false falso falsa faux fausse falsch onwaar onjuist falsz falszywe неверно ложь ложно ложное неправда неправильно хибно yanlis sai salah falskt`)
	// The same without spaces between words.
	truthParts = plainList(`正确 正確 对的 正しい 真 참 صحيح صحيحة נכון נכונה सत्य सही`)
	falseParts = plainList(`错误 錯誤 不正确 不正確 不对 誤り 間違 偽 거짓 خطأ خاطئ خاطئة שגוי לא נכון असत्य ग़लत गलत`)

	// claimWords are what is true or false; concludeWords come to it.
	claimWords = plainList(`statement claim answer conclusion conclude so thus hence therefore
		afirmacion enunciado respuesta entonces luego
		affirmation enonce phrase reponse donc
		aussage behauptung antwort also
		affermazione frase risposta quindi
		afirmacao enunciado resposta logo portanto
		stelling bewering antwoord dus
		zdanie stwierdzenie odpowiedz wiec
		утверждение высказывание ответ значит следовательно
		твердження відповідь отже
		ifade onerme cevap menh đap pernyataan jawaban pastaende svar vaite vastaus
		说法 陈述 命题 答案 所以 因此 記述 文は 答え 진술 문장 답 العبارة الجواب الإجابة إذن الاجابة הטענה תשובה कथन उत्तर`)
	doubtWords = plainSet(`whether if or si ob oder se oppure of czy lub ли или чи або mi veya yoksa hay atau apakah om eller vai`)
	doubtParts = plainList(`还是 是否 或者 かどうか でしょうか ですか 여부 또는 ام أم هل أو האם או क्या या`)

	// known are words by which a text is of a language that the lists know.
	known = plainSet(`the and of to is that you what how first then this with for both each look think which
		el la los las de que y en un una es como cual primero para con del
		le les des et une est dans que pour quel quelle commence sur ce
		der die das und ist ein eine den mit wie was zuerst nicht du
		il lo gli che di un una e per con come prima quale
		o os as que de um uma e para com como primeiro qual
		het een van en wat hoe eerst met
		и в на что как это не с для сначала по
		i w na co jak nie z do najpierw
		і що як спочатку для
		ve bir ne nasil once icin ile`)
)

// spaceless are scripts whose words the lists know, by their letters.
var spaceless = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Arabic, unicode.Hebrew, unicode.Devanagari}

func plainList(words string) []string { return strings.Fields(glyph.Plain(words)) }

func plainSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range plainList(words) {
		set[w] = true
	}
	return set
}

// leadOn are words that stand between "equal" and what is.
var leadOn = plainSet(`to a al alla an zu aan till à`)

// judged says whether a plain text is of a language whose words are known here:
// what says nothing in them says nothing.
func judged(text string) bool {
	hits, words := 0, 0
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		words++
		if known[w] {
			hits++
		}
	}
	for _, r := range text {
		if unicode.In(r, spaceless...) {
			return true
		}
	}
	return words == 0 || hits >= 2 || hits > 0 && hits*5 >= words
}

// hasWord says whether a word of the text begins with one of the list; without
// spaces between words, whether the text holds one.
func hasWord(text string, list []string) bool {
	for _, w := range list {
		for from := 0; ; {
			at := strings.Index(text[from:], w)
			if at < 0 {
				break
			}
			at += from
			if !endsInWord(text[:at], w) || wide(w) {
				return true
			}
			from = at + len(w)
		}
	}
	return false
}

// wide says whether a word is written in a script without spaces, or in one that
// puts articles and prepositions before it without.
func wide(w string) bool {
	for _, r := range w {
		return unicode.In(r, spaceless...)
	}
	return false
}

// hasSome says whether one of the words of a text is in the set.
func hasSome(text string, set map[string]bool) bool {
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if set[w] {
			return true
		}
	}
	return false
}

func hasPart(text string, parts []string) bool { return hasAny(text, parts...) }
