import { expect } from "vitest";
import { type Instant, minuteMs } from "../../../shared/domain/instant.ts";
import { type Tier, tierOrder } from "../../../shared/domain/policy.ts";
import { dayMs } from "../../core/fixture.ts";
import type { GuardedWorld } from "./guarded-world.ts";
import type { Setting } from "./scripted-account.ts";

/** What must be so, from what people and the day's spend did; nothing of it is read from the guard. */
export type ControlModel = {
	readonly wanted: Map<string, Setting>;
	/** A person changed what the guard held: when. */
	readonly takenOver: Map<string, Instant>;
	tier: Tier;
	day: number;
	belowSince: Instant | null;
	heldUntil: Instant;
	edits: number;
	/** Of the day, times its own value: people may raise it. */
	budget: number;
	/** The one by which the last pass judged. */
	judgedBudget: number;
};

export function modelOf(world: GuardedWorld): ControlModel {
	const { names } = world.account;
	return {
		wanted: new Map(names.map((name) => [name, world.account.settingOf(name)])),
		takenOver: new Map(),
		tier: "ok",
		day: dayIndex(world),
		belowSince: null,
		heldUntil: 0,
		edits: 0,
		budget: 1,
		judgedBudget: 1,
	};
}

const lines: readonly (readonly [Tier, number])[] = [
	["trim", 1.2],
	["divert", 1.5],
	["shutdown", 2],
	["ceiling", 3],
];
const correctionMs = 30 * minuteMs;
const personHoldMs = 60 * minuteMs;

/** The lines and the latch of the day, told anew: SEMANTICS 3. */
export function followTier(model: ControlModel, { ratio, now }: GuardedWorld): void {
	const day = Math.floor(now / dayMs);
	if (day !== model.day) Object.assign(model, { day, tier: "ok", budget: 1, judgedBudget: 1 });
	const reached = lines.findLast(([tier]) => ratio > lineOf(tier, model))?.[0] ?? "ok";
	const exit = lineOf(model.tier, model) * 0.95;
	model.belowSince = model.tier !== "ok" && ratio < exit ? (model.belowSince ?? now) : null;
	const isBelowForLong = model.belowSince !== null && now - model.belowSince >= correctionMs;
	const isRaised = model.budget > model.judgedBudget;
	model.judgedBudget = model.budget;
	if (isBelowForLong || isRaised) Object.assign(model, { tier: reached, belowSince: null });
	else if (tierOrder.indexOf(reached) > tierOrder.indexOf(model.tier)) model.tier = reached;
}

/** The ceiling is of the policy's own budget, whatever people raise it to. */
function lineOf(tier: Tier, { budget }: ControlModel): number {
	const line = lines.find(([each]) => each === tier)?.[1] ?? 0;
	return tier === "ceiling" ? line : line * budget;
}

/** Whatever became of a pass: these are never broken. */
export async function expectPromises(
	model: ControlModel,
	world: GuardedWorld,
	since: number,
): Promise<void> {
	const { account, now } = world;
	const fresh = account.writes.slice(since);
	expect(fresh.filter(({ name }) => name === "protected")).toEqual([]);
	if (now < model.heldUntil && !isPastCeiling(model, world)) {
		expect(fresh.filter(isStop(model, world))).toEqual([]);
	}
	for (const { name, at } of fresh) {
		const takenOverAt = model.takenOver.get(name);
		if (takenOverAt === undefined) continue;
		const words = `${name} was taken over by a person ${(at - takenOverAt) / minuteMs} minutes ago`;
		expect(at - takenOverAt, words).toBeGreaterThanOrEqual(personHoldMs);
		model.takenOver.delete(name);
	}
	await expectExplained(model, world);
}

/** Beyond it nobody's word holds anything back. */
function isPastCeiling(model: ControlModel, { ratio }: GuardedWorld): boolean {
	return model.tier === "ceiling" || ratio > lineOf("ceiling", model);
}

/** What is not as people want it is held, and the store knows what it was. */
async function expectExplained(model: ControlModel, world: GuardedWorld): Promise<void> {
	const control = await world.control();
	const records = await world.records();
	for (const [name, wanted] of model.wanted) {
		const setting = world.account.settingOf(name);
		if (isSame(setting, wanted)) continue;
		const held = control?.held.find(({ endpoint }) => endpoint === name);
		expect(held, `${name} is ${text(setting)}, people want ${text(wanted)}`).toBeDefined();
		const record = records.find(
			(each) => each.endpoint === name && each.generation === held?.generation,
		);
		const { minReplica, maxReplica } = record?.scaling ?? {};
		const recorded = { paused: record?.state === "paused", minReplica, maxReplica };
		expect(recorded, `the record of ${name}`).toEqual(wanted);
	}
}

/** Away from what people want. */
function isStop(model: ControlModel, { account }: GuardedWorld) {
	return ({ name, kind }: { name: string; kind: string }) => {
		const wanted = model.wanted.get(name);
		return kind !== "resume" && wanted !== undefined && !isSame(account.settingOf(name), wanted);
	};
}

export function dayIndex({ now }: GuardedWorld): number {
	return Math.floor(now / dayMs);
}

export function isSame(a: Setting, b: Setting | undefined): boolean {
	return a.paused === b?.paused && a.minReplica === b.minReplica && a.maxReplica === b.maxReplica;
}

export function text({ paused, minReplica, maxReplica }: Setting): string {
	return `${paused ? "paused, " : ""}${minReplica} to ${maxReplica}`;
}
