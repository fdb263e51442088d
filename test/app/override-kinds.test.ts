import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { applyOverride, type OverrideCommand } from "../../shared/app/apply-override.ts";
import { readAudit, verifyAudit } from "../../shared/app/audit/audit-log.ts";
import { emptyControl } from "../../shared/app/guard/pass.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { keysOf } from "../../shared/app/store/keys.ts";
import { raisedPolicy } from "../../shared/core/reading/raised-policy.ts";
import type { AskedPlan } from "../../shared/domain/control.ts";
import { minuteMs } from "../../shared/domain/instant.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import type { OverrideDetails, OverrideKind } from "../../shared/domain/override.ts";
import { defaultOverrideRules, type OverrideRules } from "../../shared/domain/override-rules.ts";
import type { Budget } from "../../shared/domain/policy.ts";
import type { Table } from "../../shared/ports/table.ts";
import { policyOf } from "../core/fixture.ts";

const start = Date.UTC(2026, 10, 19, 12);
const dayEnd = Date.UTC(2026, 10, 20);
const hourMs = 3_600_000;
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const bus = { publish: () => Promise.resolve() };
const clock = { now: () => now, sleep: () => Promise.resolve() };

let now = start;
let table: Table;
let requests = 0;
let rules: OverrideRules = defaultOverrideRules;
let budgetOf: Partial<Budget> = {};

beforeEach(() => {
	now = start;
	rules = defaultOverrideRules;
	budgetOf = {};
	table = createMemoryTable({ clock });
});

type Order = Partial<OverrideCommand> & { readonly kind: OverrideKind };

function order(command: Order) {
	requests += 1;
	const deps = {
		namespace: "acme",
		policy: policyOf({ overrides: rules }, budgetOf),
		table,
		bus,
		clock,
		log,
	};
	return applyOverride(deps, {
		requestId: `msg_${requests}`,
		bodyHash: "abc",
		principal: "key:default",
		role: "owner",
		namespace: "acme",
		endpoint: null,
		actor: "ann",
		reason: "launch demo today",
		ttlSeconds: null,
		expiresAt: null,
		...command,
	});
}

async function inForce(): Promise<string[]> {
	const overrides = await guardStore(table, "acme").readOverrides(now);
	return overrides.map(({ kind, endpoint }) => `${kind} ${endpoint ?? "*"}`);
}

async function budget(): Promise<{ readonly daily: number; readonly ceiling: number }> {
	const overrides = await guardStore(table, "acme").readOverrides(now);
	const key = new Date(now).toISOString().slice(0, 10);
	const raised = raisedPolicy(policyOf(), overrides, { periodKey: key, now }).budget;
	const ceiling = raised.dailyMicroUsd * raised.thresholds.ceiling;
	return { daily: raised.dailyMicroUsd, ceiling: Math.round(ceiling) };
}

function details(parts: OverrideDetails): { readonly details: OverrideDetails } {
	return { details: parts };
}

/** What guard writes when a plan waits for a word; plans of the day that were answered stay known. */
async function ask(planHash: string, answered: readonly string[] = []): Promise<void> {
	const asked = (hash: string): AskedPlan => ({
		planHash: hash,
		tier: "trim",
		createdAt: now,
		expiresAt: null,
		generation: 0,
		steps: [{ endpoint: "chat", key: "k", since: now }],
	});
	const word = { pending: asked(planHash), answered: answered.map(asked) };
	const periodKey = new Date(now).toISOString().slice(0, 10);
	await guardStore(table, "acme").writeControl({ ...emptyControl(periodKey, now), word }, 0);
}

describe("a raise", () => {
	test("adds to the budget of this day until the day ends, and leaves the ceiling where it is", async () => {
		const answer = await order({ kind: "raise", ...details({ addMicroUsd: microUsdOf(50) }) });
		expect(answer).toMatchObject({ status: 202, body: { expiresAt: dayEnd } });
		expect(await budget()).toEqual({ daily: microUsdOf(150), ceiling: microUsdOf(300) });
		now = dayEnd;
		expect(await budget()).toEqual({ daily: microUsdOf(100), ceiling: microUsdOf(300) });
	});

	test("of two people adds twice, whichever was first; one that sets never lowers", async () => {
		const add = details({ addMicroUsd: microUsdOf(50) });
		await Promise.all([order({ kind: "raise", ...add }), order({ kind: "raise", ...add })]);
		expect((await budget()).daily).toBe(microUsdOf(200));
		const lower = await order({ kind: "raise", ...details({ toMicroUsd: microUsdOf(150) }) });
		expect(lower.status).toBe(422);
		await order({ kind: "raise", ...details({ toMicroUsd: microUsdOf(300) }) });
		expect((await budget()).daily).toBe(microUsdOf(300));
	});

	test("may end earlier, and never later than its day", async () => {
		const add = details({ addMicroUsd: microUsdOf(50) });
		await order({ kind: "raise", ttlSeconds: 3_600, ...add });
		now += hourMs;
		expect((await budget()).daily).toBe(microUsdOf(100));
		const late = { expiresAt: dayEnd + 1, pastPeriod: true };
		expect((await order({ kind: "raise", ...late, ...add })).status).toBe(422);
	});
});

describe("stop-now and deny win over any allow", () => {
	test("a stop of the namespace ends hold, protect and restore-now while it lasts", async () => {
		await order({ kind: "hold" });
		await order({ kind: "protect", endpoint: "chat" });
		await order({ kind: "restore-now" });
		await order({ kind: "stop-now", ttlSeconds: 1_800 });
		expect(await inForce()).toEqual(["stop-now *"]);
		now += 30 * minuteMs;
		expect((await inForce()).length).toBe(3);
	});

	test("a word on a plan is refused where no plan waits for one", async () => {
		const answer = await order({ kind: "deny", ...details({ planHash: "7f3a7f3a" }) });
		expect(answer.status).toBe(422);
		expect(await inForce()).toEqual([]);
	});

	test("a denied plan is not approved, whoever came first", async () => {
		budgetOf = { mode: "ask" };
		await ask("aaaaaaaa", ["7f3a7f3a"]);
		const plan = details({ planHash: "7f3a7f3a" });
		await order({ kind: "deny", ...plan });
		await order({ kind: "approve", ...plan });
		expect(await inForce()).toEqual(["deny *"]);
		await order({ kind: "approve", ...details({ planHash: "aaaaaaaa" }) });
		expect(await inForce()).toEqual(["deny *", "approve *"]);
	});

	test("a word on another plan than the one that waits is refused, and names that one", async () => {
		budgetOf = { mode: "ask" };
		const plan = details({ planHash: "7f3a7f3a" });
		expect(await order({ kind: "approve", ...plan })).toMatchObject({
			status: 422,
			body: { error: "no plan waits for a word now" },
		});
		await ask("aaaaaaaa");
		expect(await order({ kind: "approve", ...plan })).toMatchObject({
			status: 422,
			body: { error: "that plan has changed; aaaaaaaa waits now: chat" },
		});
		now += 24 * hourMs;
		const late = await order({ kind: "approve", ...details({ planHash: "aaaaaaaa" }) });
		expect(late.status).toBe(422);
	});

	test("the question of a critical pause is answered in every mode", async () => {
		budgetOf = { mode: "enforce", criticalAtShutdown: "ask" };
		const answer = await order({ kind: "approve", ...details({ planHash: "7f3a7f3a" }) });
		expect(answer.status).toBe(202);
	});
});

test("a release ends a protection of that endpoint, and a later protection holds again", async () => {
	await order({ kind: "protect", endpoint: "chat" });
	await order({ kind: "protect", endpoint: "search" });
	now += minuteMs;
	await order({ kind: "release", endpoint: "chat" });
	expect((await inForce()).toSorted()).toEqual(["protect search", "release chat"]);
	now += minuteMs;
	await order({ kind: "protect", endpoint: "chat" });
	expect(await inForce()).toContain("protect chat");
});

test("a revocation ends an override at once, and only one that is in force", async () => {
	await order({ kind: "hold", requestId: "msg_hold" });
	const revoke = details({ overrideId: "msg_hold" });
	expect((await order({ kind: "revoke", ...revoke })).status).toBe(202);
	expect(await inForce()).toEqual([]);
	expect((await order({ kind: "revoke", ...revoke })).status).toBe(422);
});

describe("the end of an order", () => {
	test("is never past the budget day, unless that is said", async () => {
		now = dayEnd - hourMs;
		expect(await order({ kind: "hold" })).toMatchObject({ body: { expiresAt: dayEnd } });
		const past = { expiresAt: dayEnd + hourMs };
		expect((await order({ kind: "hold", ...past })).status).toBe(422);
		const said = await order({ kind: "hold", ...past, pastPeriod: true });
		expect(said).toMatchObject({ status: 202, body: { expiresAt: dayEnd + hourMs } });
	});

	test("is 24 hours away at most, and that of a silence 7 days", async () => {
		const matchers = [{ name: "severity", value: "warn" }];
		const week = 7 * 24 * 3_600;
		const silence = { kind: "silence", ...details({ matchers }) } as const;
		expect((await order({ kind: "hold", ttlSeconds: 86_401 })).status).toBe(422);
		expect((await order({ ...silence, ttlSeconds: week })).status).toBe(202);
		expect((await order({ ...silence, ttlSeconds: week + 1 })).status).toBe(422);
	});
});

describe("who may order what", () => {
	test.each([
		["viewer", "ack", 202],
		["viewer", "hold", 403],
		["operator", "hold", 202],
		["operator", "stop-now", 403],
		["operator", "raise", 403],
		["owner", "stop-now", 202],
		[null, "ack", 403],
	] as const)("the role %s orders %s: %i", async (role, kind, status) => {
		await sendNotice("n");
		const answer = await order({ kind, role, ...details({ addMicroUsd: 1, noticeId: "n" }) });
		expect(answer.status).toBe(status);
	});

	test("an operator revokes a hold, and not an owner's raise", async () => {
		await order({ kind: "hold", requestId: "msg_a" });
		await order({ kind: "raise", requestId: "msg_b", ...details({ addMicroUsd: 5 }) });
		const revoke = (overrideId: string) =>
			order({ kind: "revoke", role: "operator", ...details({ overrideId }) });
		expect((await revoke("msg_a")).status).toBe(202);
		expect((await revoke("msg_b")).status).toBe(403);
	});
});

describe("the two-person rule", () => {
	const first = { kind: "stop-now", principal: "key:ann" } as const;
	const second = { kind: "stop-now", principal: "key:ben", actor: "ben" } as const;

	test("is off by default: one person stops", async () => {
		await order(first);
		expect(await inForce()).toEqual(["stop-now *"]);
	});

	test("asks for another key and another name within 10 minutes", async () => {
		rules = { ...defaultOverrideRules, twoPerson: true };
		expect(await order(first)).toMatchObject({ body: { waitsForSecond: true } });
		await order(first);
		await order({ ...first, actor: "ben" });
		expect(await inForce()).toEqual([]);
		expect(await order(second)).toMatchObject({ body: { waitsForSecond: false } });
		expect(await inForce()).toEqual(["stop-now *"]);
	});

	test("forgets the first after 10 minutes, and lets small raises through", async () => {
		rules = { ...defaultOverrideRules, twoPerson: true };
		await order(first);
		now += 10 * minuteMs;
		await order(second);
		expect(await inForce()).toEqual([]);
		await order({ kind: "raise", ...details({ addMicroUsd: microUsdOf(100) }) });
		await order({ kind: "raise", ...details({ addMicroUsd: microUsdOf(101) }) });
		expect((await budget()).daily).toBe(microUsdOf(200));
	});
});

test("every attempt whose sender was proved is on record, the refused ones too, in one chain", async () => {
	await order({ kind: "hold", requestId: "msg_x" });
	await order({ kind: "hold", requestId: "msg_x" });
	await order({ kind: "hold", requestId: "msg_x", bodyHash: "other" });
	await order({ kind: "raise", role: "viewer", ...details({ addMicroUsd: 5 }) });
	const entries = await readAudit(table, "acme", 0);
	expect(entries.map(({ facts }) => facts["status"])).toEqual([202, 200, 409, 403]);
	expect(entries.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
	expect(entries[0]).toMatchObject({ actor: "ann (key:default)", what: "override" });
	expect(await verifyAudit(table, "acme")).toEqual({ entries: 4, flaws: [] });
});

/** As the sender logs it: the mark that every channel has it. */
async function sendNotice(id: string): Promise<void> {
	const keys = keysOf("acme");
	await table.put({ ...keys.sent(id, "terminal"), body: { id, sentAt: now } }, 0);
}
