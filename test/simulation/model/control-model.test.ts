import fc from "fast-check";
import { expect, test } from "vitest";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { controlCommands, goodPass } from "./control-commands.ts";
import { type ControlModel, isSame, modelOf, text } from "./control-model.ts";
import { GuardedWorld } from "./guarded-world.ts";

/** Histories of up to 40 steps each; the seed of a failure is in its message. */
const histories = 100;
const patienceMs = 60_000;

test("whatever happens, the tier is the one that must be, and all that is held is accounted for", {
	timeout: patienceMs,
}, async () => {
	await fc.assert(
		fc.asyncProperty(fc.commands(controlCommands, { maxCommands: 40 }), async (history) => {
			const world = new GuardedWorld();
			const model = modelOf(world);
			await fc.asyncModelRun(() => ({ model, real: world }), history);
			await expectAllBack(model, world);
		}),
		{ numRuns: histories },
	);
});

/** A quiet day: passes every five minutes put everything back as people want it. */
async function expectAllBack(model: ControlModel, world: GuardedWorld): Promise<void> {
	world.beginDay();
	for (let pass = 0; pass < 60; pass += 1) {
		await goodPass(model, world);
		world.now += 4 * minuteMs;
	}
	for (const [name, wanted] of model.wanted) {
		const setting = world.account.settingOf(name);
		const words = `${name} is ${text(setting)}, people want ${text(wanted)}`;
		expect(isSame(setting, wanted), words).toBe(true);
	}
	expect((await world.control())?.held).toEqual([]);
}
