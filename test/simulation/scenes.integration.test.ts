import { describe, expect, test } from "vitest";
import { canaries } from "./canaries.ts";
import { playScene } from "./play-scene.ts";
import { type SceneName, scenes } from "./scenes.ts";

describe.each(Object.keys(scenes) as SceneName[])("the fixed day of the %s", (scene) => {
	test("goes well", async () => {
		expect(await playScene(scene, null)).toEqual({ sentence: null, isReached: true });
	});

	test.each(canaries.filter((canary) => canary.scene === scene))(
		"tells in a sentence that $name",
		async (canary) => {
			const { sentence } = await playScene(scene, canary);
			expect(sentence).toMatch(
				/the schedule took a from|the day cost|the hold ended|nothing lifts that|people want/,
			);
		},
	);
});
