import { beforeEach, describe, expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { applyOverride, type OverrideCommand } from "../../shared/app/apply-override.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import { keysOf } from "../../shared/app/store/keys.ts";
import { minuteMs } from "../../shared/domain/instant.ts";
import type { Json, Table } from "../../shared/ports/table.ts";
import { policyOf } from "../core/fixture.ts";

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

const acknowledgement: Omit<OverrideCommand, "requestId" | "details"> = {
	kind: "ack",
	bodyHash: "abc",
	principal: "key:default",
	role: "owner",
	namespace: "acme",
	endpoint: null,
	actor: "ann",
	reason: "launch demo today",
	ttlSeconds: null,
	expiresAt: null,
};

describe("an acknowledgement", () => {
	let requests = 0;
	const ack = (noticeId: string) => {
		requests += 1;
		const deps = { namespace: "acme", policy: policyOf(), table, bus, clock, log };
		return applyOverride(deps, {
			...acknowledgement,
			requestId: `msg_${requests}`,
			details: { noticeId },
		});
	};

	test("of a notice that was sent says which notice somebody looks after", async () => {
		await sendNotice("acme-day/2026-11-19/trim/up/1");
		expect(await ack("acme-day/2026-11-19/trim/up/1")).toMatchObject({
			status: 202,
			body: { effect: expect.stringMatching(/^acme-day\/2026-11-19\/trim\/up\/1: somebody/) },
		});
	});

	test("of an unknown notice is refused, with those that nobody looks after yet, the newest first", async () => {
		expect(await ack("typo")).toMatchObject({
			status: 422,
			body: { error: 'there is no notice "typo"; none is open' },
		});
		for (const id of ["first", "second", "third"]) {
			await sendNotice(id);
			now += minuteMs;
		}
		await ack("second");
		expect(await ack("typo")).toMatchObject({
			status: 422,
			body: { error: 'there is no notice "typo"; open are third, first' },
		});
		const overrides = await guardStore(table, "acme").readOverrides(now);
		expect(overrides.map(({ kind }) => kind)).toEqual(["ack"]);
	});

	test("of an alert that goes on is taken by its fingerprint", async () => {
		const state: Json = {
			alerts: [{ rule: "unpriced", endpoint: "chat", createdAt: start, phase: "firing" }],
			outbox: [{ id: "waits" }],
		};
		await table.put({ ...keysOf("acme").watch, body: state }, 0);
		expect((await ack(`unpriced/chat@${start}`)).status).toBe(202);
		expect((await ack("waits")).status).toBe(202);
	});
});

/** As the sender logs it: one entry of the channel, and the mark that every channel has it. */
async function sendNotice(id: string): Promise<void> {
	const keys = keysOf("acme");
	await table.put({ ...keys.sent(id, "terminal"), body: { id, sentAt: now } }, 0);
	await table.put({ ...keys.sent(id, "*"), body: { sentAt: now } }, 0);
}
