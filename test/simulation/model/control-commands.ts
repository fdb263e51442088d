import fc from "fast-check";
import { expect } from "vitest";
import { minuteMs } from "../../../shared/domain/instant.ts";
import { dayMs } from "../../core/fixture.ts";
import {
	type ControlModel,
	dayIndex,
	expectPromises,
	followTier,
	isSame,
} from "./control-model.ts";
import type { GuardedWorld, Wrap } from "./guarded-world.ts";
import type { Setting } from "./scripted-account.ts";

type Act = (model: ControlModel, world: GuardedWorld) => Promise<void>;

class Command implements fc.AsyncCommand<ControlModel, GuardedWorld> {
	readonly #words: string;
	readonly #act: Act;

	constructor(words: string, act: Act) {
		this.#words = words;
		this.#act = act;
	}

	check(): boolean {
		return true;
	}

	async run(model: ControlModel, world: GuardedWorld): Promise<void> {
		await this.#act(model, world);
	}

	toString(): string {
		return this.#words;
	}
}

const names = fc.constantFrom("critical", "standard", "another", "expendable", "protected");

/** One endpoint is stopped in each: it takes several until a tier has done all that it does. */
const severalPasses = fc
	.integer({ min: 1, max: 5 })
	.map((count) => new Command(`${count} good passes`, passes(count)));

/** Passes are by far the most, as they are in life. */
export const controlCommands = [
	fc
		.oneof(fc.constantFrom(121, 151, 201, 210, 301), fc.integer({ min: 0, max: 340 }))
		.map((percent) => new Command(`spend rises to ${percent} %`, rise(percent / 100))),
	fc
		.integer({ min: 0, max: 200 })
		.map((percent) => new Command(`a correction: ${percent} %`, correct(percent / 100))),
	fc
		.integer({ min: 1, max: 45 })
		.map((minutes) => new Command(`${minutes} minutes go by`, wait(minutes))),
	severalPasses,
	severalPasses,
	severalPasses,
	fc.constant(null).map(() => new Command("a pass on old data", blindPass)),
	fc
		.nat(30)
		.map((calls) => new Command(`a pass dies at call ${calls}`, dyingPass(calls, "before"))),
	fc
		.nat(30)
		.map((calls) => new Command(`a pass dies after call ${calls}`, dyingPass(calls, "after"))),
	fc.constant(null).map(() => new Command("two passes at once", racingPasses)),
	fc.constant(null).map(() => new Command("a new day", newDay)),
	names.map((name) => new Command(`a person scales ${name}`, personScales(name))),
	names.map((name) => new Command(`a person pauses ${name}`, personPauses(name))),
	fc
		.integer({ min: 10, max: 90 })
		.map((minutes) => new Command(`hold for ${minutes} minutes`, holds(minutes))),
	fc
		.integer({ min: 101, max: 190 })
		.map((percent) => new Command(`the budget is raised to ${percent} %`, raises(percent / 100))),
	fc
		.integer({ min: 5, max: 30 })
		.map((minutes) => new Command(`restore now, for ${minutes} minutes`, restoresNow(minutes))),
];

function rise(to: number): Act {
	return async (_, world) => {
		world.ratio = Math.max(world.ratio, to);
	};
}

function correct(to: number): Act {
	return async (_, world) => {
		world.ratio = Math.min(world.ratio, to);
	};
}

function wait(minutes: number): Act {
	return async (_, world) => {
		const next = world.now + minutes * minuteMs;
		if (Math.floor(next / dayMs) === dayIndex(world)) world.now = next;
	};
}

function passes(count: number): Act {
	return async (model, world) => {
		for (let pass = 0; pass < count; pass += 1) await goodPass(model, world);
	};
}

/** A pass whose data are good and that nobody disturbs does just what the model says. */
export async function goodPass(model: ControlModel, world: GuardedWorld): Promise<void> {
	const since = world.account.writes.length;
	const outcome = await world.pass();
	await expectPromises(model, world, since);
	if (outcome === "busy" || outcome === "no-data") return;
	followTier(model, world);
	const control = await world.control();
	expect(control?.tier).toBe(model.tier);
}

const blindPass: Act = async (model, world) => {
	const before = (await world.control())?.tier;
	const since = world.account.writes.length;
	world.now += 5 * minuteMs;
	if (Math.floor(world.now / dayMs) !== model.day) return;
	await world.guard();
	expect(world.account.writes.slice(since)).toEqual([]);
	const after = (await world.control())?.tier;
	if (before !== undefined) expect(after).toBe(before);
};

class Died extends Error {}

function dyingPass(calls: number, when: "before" | "after"): Act {
	return async (model, world) => {
		const since = world.account.writes.length;
		await world.pass(diesAt(calls, when)).catch((error: unknown) => {
			if (!(error instanceof Died)) throw error;
		});
		await expectPromises(model, world, since);
		// Its lease runs out, and the next one goes on from what it left behind.
		await goodPass(model, world);
	};
}

/** From that call on nothing of this pass reaches anybody any more. */
function diesAt(calls: number, when: "before" | "after"): Wrap {
	let made = 0;
	return (_, call) =>
		async (...args) => {
			const mine = made;
			made += 1;
			if (mine < calls) return call(...args);
			if (mine === calls && when === "after") await call(...args);
			throw new Died("the process is gone");
		};
}

const racingPasses: Act = async (model, world) => {
	const since = world.account.writes.length;
	world.now += minuteMs;
	await world.meter();
	world.now += 2_000;
	await Promise.all([world.guard(), world.guard()]);
	await expectPromises(model, world, since);
	followTier(model, world);
};

const newDay: Act = async (model, world) => {
	world.beginDay();
	await goodPass(model, world);
};

/** A value that nobody else ever writes, so that it is always known whose choice it is. */
function personScales(name: string): Act {
	return async (model, world) => {
		if (world.account.settingOf(name).paused) return;
		model.edits += 1;
		await personSets(model, world, { name, setting: { maxReplica: 10 + model.edits } });
	};
}

function personPauses(name: string): Act {
	return async (model, world) => {
		if (world.account.settingOf(name).paused) return;
		await personSets(model, world, { name, setting: { paused: true } });
	};
}

const actives: readonly (string | undefined)[] = ["intended", "applied", "restoring"];

async function personSets(
	model: ControlModel,
	world: GuardedWorld,
	{ name, setting }: { name: string; setting: Partial<Setting> },
): Promise<void> {
	world.now += 1_000;
	const isGuarded = !isSame(world.account.settingOf(name), model.wanted.get(name));
	const held = (await world.control())?.held.find(({ endpoint }) => endpoint === name);
	world.account.set(name, setting);
	model.wanted.set(name, world.account.settingOf(name));
	if (isGuarded && actives.includes(held?.status)) model.takenOver.set(name, world.now);
	else if (model.takenOver.has(name)) model.takenOver.set(name, world.now);
}

function holds(minutes: number): Act {
	return async (model, world) => {
		await world.order("hold", minutes);
		model.heldUntil = Math.max(model.heldUntil, world.now + minutes * minuteMs);
	};
}

function raises(factor: number): Act {
	return async (model, world) => {
		await world.raise(factor);
		// A pass of a new day begins with its own budget; an order of the old one is of no use to it.
		if (dayIndex(world) === model.day) model.budget = Math.max(model.budget, factor);
	};
}

function restoresNow(minutes: number): Act {
	return async (_, world) => world.order("restore-now", minutes);
}
