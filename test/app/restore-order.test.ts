import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { applyOverride, type OverrideCommand } from "../../shared/app/apply-override.ts";
import { emptyControl } from "../../shared/app/guard/pass.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import type { Control, Held } from "../../shared/domain/control.ts";
import type { OverrideKind } from "../../shared/domain/override.ts";
import type { GroupBudget, Policy } from "../../shared/domain/policy.ts";
import type { Table } from "../../shared/ports/table.ts";
import { endpointOf, heldOf, policyOf, postureOf } from "../core/fixture.ts";

const now = Date.UTC(2026, 10, 19, 12);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const bus = { publish: () => Promise.resolve() };
const clock = { now: () => now, sleep: () => Promise.resolve() };

let table: Table;
let requests = 0;

beforeEach(() => {
	table = createMemoryTable({ clock });
	requests = 0;
});

type Ordered = Partial<OverrideCommand> & {
	readonly kind: OverrideKind;
	readonly policy?: Policy;
};

async function order({ policy = policyOf(), ...command }: Ordered) {
	requests += 1;
	const answer = await applyOverride(
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
	return answer.body as { readonly effect: string; readonly putsBack?: readonly string[] };
}

async function holds(...held: Held[]): Promise<void> {
	const store = guardStore(table, "acme");
	const { version } = await store.readControl();
	await store.writeControl({ ...emptyControl("2026-11-19", now), held }, version);
}

test("with nothing held an order to put all back says that it only keeps the guard off", async () => {
	const off = "the guard only takes no new step until the end, the absolute ceiling excepted";
	expect(await order({ kind: "restore-now" })).toMatchObject({
		effect: `the whole namespace: the guard holds nothing, so nothing is put back: ${off}`,
		putsBack: [],
	});
	await holds(heldOf({ status: "restored" }), heldOf({ endpoint: "b", status: "superseded" }));
	expect((await order({ kind: "restore-now" })).putsBack).toEqual([]);
});

test("what was only recorded is nothing to put back", async () => {
	await holds(heldOf({ status: "recorded" }));
	expect((await order({ kind: "restore-now" })).effect).toContain("the guard holds nothing");
});

test("it names what goes back", async () => {
	await holds(heldOf(), heldOf({ endpoint: "batch", status: "intended" }));
	expect(await order({ kind: "restore-now" })).toMatchObject({
		effect:
			"the whole namespace: what the guard holds (chat, batch) is put back, and not touched again until the end",
		putsBack: ["chat", "batch"],
	});
});

test("beside a stop of one endpoint it says that this one stays stopped, by whom and until when", async () => {
	await holds(heldOf(), heldOf({ endpoint: "batch", method: "pause" }));
	await order({ kind: "stop-now", endpoint: "batch", actor: "bob" });
	const stays = "batch stays stopped by order of bob until 14:00 (revoke msg_1 ends that)";
	expect(await order({ kind: "restore-now" })).toMatchObject({
		effect: `the whole namespace: what the guard holds (chat) is put back, and not touched again until the end; ${stays}`,
		putsBack: ["chat"],
	});
	await holds(heldOf({ endpoint: "batch", method: "pause" }));
	const { effect } = await order({ kind: "restore-now" });
	expect(effect).toMatch(/^the whole namespace: nothing is put back now: .*; batch stays stopped/);
	// A stop that was revoked keeps nothing stopped.
	await order({ kind: "revoke", details: { overrideId: "msg_1" } });
	expect((await order({ kind: "restore-now" })).putsBack).toEqual(["batch"]);
});

describe("over the absolute ceiling", () => {
	const lab: GroupBudget = { ...policyOf().budget, name: "lab", members: [{ tag: "lab" }] };
	const policy = policyOf({ groups: [{ ...lab, hasCeiling: true }] });
	const excepted = "until the end, the absolute ceiling excepted";

	/** `chat`, and `batch` that is in the group, both held. */
	async function held(parts: Partial<Control>): Promise<void> {
		const names = ["chat", "batch"];
		const tags = (name: string) => (name === "batch" ? ["lab"] : []);
		await ledgerStore(table, "acme").writePostures(
			names.map((name) =>
				postureOf({ endpoint: name, observed: endpointOf({ name, tags: tags(name) }) }),
			),
		);
		await holds(...names.map((endpoint) => heldOf({ endpoint })));
		const store = guardStore(table, "acme");
		const { value, version } = await store.readControl();
		if (value !== null) await store.writeControl({ ...value, ...parts }, version);
	}

	test("an order to put all back says that nothing goes back", async () => {
		await held({ tier: "ceiling" });
		expect(await order({ kind: "restore-now", policy })).toMatchObject({
			effect: `the whole namespace: nothing is put back now: the guard only takes no new step ${excepted}; held by the absolute ceiling until the day ends: chat, batch`,
			putsBack: [],
		});
	});

	test("of a group it says which of them stay", async () => {
		const latch = { budget: "lab", tier: "ceiling", tierSince: now, endedAt: null } as const;
		const quiet = { periodKey: "2026-11-19", belowSince: null, uncertainSince: null };
		await held({ groups: [{ ...latch, ...quiet }] });
		expect((await order({ kind: "restore-now", policy })).putsBack).toEqual(["chat"]);
		expect((await order({ kind: "restore-now", policy, endpoint: "batch" })).effect).toMatch(
			/held by the absolute ceiling until the day ends: batch$/,
		);
		await held({ groups: [{ ...latch, ...quiet, periodKey: "2026-11-18" }] });
		expect((await order({ kind: "restore-now", policy })).putsBack).toEqual(["chat", "batch"]);
	});

	test("hold and protect say that it is excepted", async () => {
		await held({});
		expect((await order({ kind: "hold" })).effect).toContain("the absolute ceiling excepted");
		expect((await order({ kind: "protect", endpoint: "chat" })).effect).toContain(
			"the absolute ceiling excepted",
		);
	});
});

test("of one endpoint it says whether that one is held", async () => {
	await holds(heldOf());
	expect((await order({ kind: "restore-now", endpoint: "chat" })).effect).toBe(
		"chat: it is put back, and not touched again until the end",
	);
	expect((await order({ kind: "restore-now", endpoint: "other" })).effect).toBe(
		"other: the guard does not hold it, so nothing is put back: the guard only takes no new step on it until the end, the absolute ceiling excepted",
	);
});
