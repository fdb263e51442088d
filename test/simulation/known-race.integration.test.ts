import { expect, test } from "vitest";
import { canaries } from "./canaries.ts";
import { playScene } from "./play-scene.ts";

test("a call that lands after its intent was taken back is undone, and nothing of it is recorded", async () => {
	expect(await playScene("race", null)).toEqual({ isReached: true, sentence: null });
});

test("without the time of grace the same race leaves the guard's cap behind", async () => {
	const name = "a call that lands after its restore is not undone";
	const canary = canaries.find((each) => each.name === name) ?? null;
	expect(canary).not.toBeNull();
	const { isReached, sentence } = await playScene("race", canary);
	expect(isReached).toBe(true);
	expect(sentence).toMatch(/original|comes back/);
});
