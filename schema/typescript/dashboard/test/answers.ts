import type { Client } from "@prepwire/client";

/** Three wrong answers in a row on a skill, which make the coach speak. Its author may give them. */
export async function threeWrong(author: Client) {
  for (const n of [1, 2, 3]) {
    const { id } = await author.question.create({
      examType: "SAT",
      subject: "math",
      skill: "ALG1",
      difficulty: "easy",
      questionType: "short-answer",
      stem: `What is ${n}?`,
      correctAnswer: `${n}`,
      explanation: "Read it.",
    });
    await author.question.answer({ questionId: id, answer: "0", timeSpentMs: 60_000 });
  }
}
