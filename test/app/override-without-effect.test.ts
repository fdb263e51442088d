import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { applyOverride, type OverrideCommand } from "../../shared/app/apply-override.ts";
import { emptyControl } from "../../shared/app/guard/pass.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { hourMs, minuteMs } from "../../shared/domain/instant.ts";
import type { OverrideKind } from "../../shared/domain/override.ts";
import type { GroupBudget } from "../../shared/domain/policy.ts";
import type { Table } from "../../shared/ports/table.ts";
import { policyOf, postureOf } from "../core/fixture.ts";

const start = Date.UTC(2026, 10, 19, 12);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const bus = { publish: () => Promise.resolve() };
const clock = { now: () => now, sleep: () => Promise.resolve() };

let now = start;
let table: Table;

beforeEach(() => {
	now = start;
	table = createMemoryTable({ clock });
});

type Order = Partial<OverrideCommand> & { readonly kind: OverrideKind };

let requests = 0;

function groupOf(name: string): GroupBudget {
	return { ...policyOf().budget, name, members: [{ tag: name }] };
}

function order(command: Order, groups: readonly GroupBudget[] = []) {
	requests += 1;
	const policy = policyOf({ groups }, { mode: "ask" });
	return applyOverride(
		{ namespace: "acme", policy, table, bus, clock, log },
		{
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
		},
	);
}

async function inForce(): Promise<string[]> {
	const overrides = await guardStore(table, "acme").readOverrides(now);
	return overrides.map(({ kind, endpoint }) => `${kind} ${endpoint ?? "*"}`);
}

function revoke(overrideId: string) {
	return order({ kind: "revoke", details: { overrideId } });
}

const planHash = "aaaaaaaa";

/** What guard writes when a plan waits for a word. */
async function ask(): Promise<void> {
	const steps = [{ endpoint: "chat", key: "k", since: now }];
	const plan = { tier: "trim", createdAt: now, expiresAt: null, generation: 0 } as const;
	const word = { pending: { planHash, ...plan, steps }, answered: [] };
	const control = { ...emptyControl("2026-11-19", now), word };
	await guardStore(table, "acme").writeControl(control, 0);
}

describe("what a stop covers", () => {
	test.each([
		{ kind: "restore-now" },
		{ kind: "hold" },
		{ kind: "protect", endpoint: "chat" },
		{ kind: "approve", details: { planHash } },
	] satisfies Order[])(
		"is refused to $kind with the stop's name and end, and granted after it",
		async (asked) => {
			await ask();
			await order({ kind: "stop-now", ttlSeconds: 1_800, requestId: "msg_stop" });
			const what = `${asked.kind} has no effect until stop-now msg_stop ends`;
			const error = `${what} at 2026-11-19 12:30 (UTC); revoke it first`;
			expect(await order(asked)).toEqual({ status: 422, body: { error } });
			await revoke("msg_stop");
			expect((await order(asked)).status).toBe(202);
		},
	);

	test("is one endpoint where the stop names one", async () => {
		await order({ kind: "stop-now", endpoint: "chat" });
		expect((await order({ kind: "restore-now", endpoint: "chat" })).status).toBe(422);
		expect((await order({ kind: "restore-now", endpoint: "embed" })).status).toBe(202);
		expect((await order({ kind: "hold" })).status).toBe(202);
		expect((await order({ kind: "raise", details: { addMicroUsd: 1 } })).status).toBe(202);
	});
});

describe("a release", () => {
	beforeEach(async () => {
		await order({ kind: "protect", endpoint: "chat", ttlSeconds: 8 * 3_600 });
		now += minuteMs;
		const release = { kind: "release", endpoint: "chat", ttlSeconds: 3_600 } as const;
		await order({ ...release, requestId: "msg_free" });
	});

	test("that is over brings no protection back", async () => {
		now += hourMs;
		expect(await inForce()).toEqual([]);
	});

	test("that is revoked gives the protection back", async () => {
		now += 30 * minuteMs;
		const { body } = await revoke("msg_free");
		expect(body).toMatchObject({ effect: "msg_free: the override ends now" });
		expect(await inForce()).toEqual(["protect chat"]);
	});
});

describe("a silence", () => {
	const silence = (name: string, value: string) =>
		order({ kind: "silence", details: { matchers: [{ name, value }] } });

	test.each([
		["severity", "critical", "severity is one of page, warn, info"],
		["type", "foo", "type is one of alert.firing, "],
		["tier", "hard", "tier is one of ok, trim, divert, shutdown, ceiling"],
		["namespace", "other", "namespace is one of acme"],
		["rule", "request-surges", "rule is one of hourly-spend, replica-runaway, request-surge, "],
		["group", "research", "no notice has group=research; the policy has no groups"],
		["colour", "red", "names are severity, type, "],
	])(
		"that can match nothing is refused with what is allowed: %s=%s",
		async (name, value, words) => {
			const { status, body } = await silence(name, value);
			expect(status).toBe(422);
			expect((body as { error: string }).error).toContain(words);
			expect(await inForce()).toEqual([]);
		},
	);

	test("of an endpoint that is not there is refused, and one of a budget's alerts is granted", async () => {
		await ledgerStore(table, "acme").writePostures([postureOf({ endpoint: "chat" })]);
		const { body } = await silence("endpoint", "nope");
		expect(body).toEqual({ error: "no notice has endpoint=nope; endpoint is one of chat, *" });
		expect((await silence("endpoint", "chat")).status).toBe(202);
		expect((await silence("endpoint", "*")).status).toBe(202);
		expect((await silence("type", "digest")).status).toBe(202);
		expect((await silence("rule", "request-surge")).status).toBe(202);
	});

	test("of a group of the policy is granted, and one of a group that it does not name is refused", async () => {
		const groups = [groupOf("research"), groupOf("sales")];
		const ofGroup = (value: string) =>
			order({ kind: "silence", details: { matchers: [{ name: "group", value }] } }, groups);
		const { status, body } = await ofGroup("reserch");
		expect(status).toBe(422);
		expect(body).toEqual({
			error: "no notice has group=reserch; group is one of research, sales",
		});
		expect((await ofGroup("research")).status).toBe(202);
	});
});
