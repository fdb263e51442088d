import { expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { applyOverride, type OverrideCommand } from "../../shared/app/apply-override.ts";
import { hourMs } from "../../shared/domain/instant.ts";
import { microUsdOf } from "../../shared/domain/money.ts";
import { policyOf } from "../core/fixture.ts";

const dayEnd = Date.UTC(2026, 10, 20);
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const bus = { publish: () => Promise.resolve() };
const clock = { now: () => dayEnd - hourMs, sleep: () => Promise.resolve() };

/** An order an hour before the end of its budget day. */
function order(command: Partial<OverrideCommand> & Pick<OverrideCommand, "kind">) {
	const table = createMemoryTable({ clock });
	const deps = { namespace: "acme", policy: policyOf(), table, bus, clock, log };
	return applyOverride(deps, {
		requestId: "msg_1",
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

test("an order that would outlast its budget day ends with it and says so, with the zone", async () => {
	expect(await order({ kind: "hold", ttlSeconds: 10_800 })).toMatchObject({
		body: {
			expiresAt: dayEnd,
			zone: "UTC",
			note: "It was to last until 02:00, and an order ends with its budget day.",
		},
	});
	const details = { addMicroUsd: microUsdOf(20) };
	expect(await order({ kind: "raise", ttlSeconds: 10_800, details })).toMatchObject({
		body: { note: expect.stringMatching(/a raise ends with its budget day/) as string },
	});
});

test.each([
	{ kind: "hold", ttlSeconds: 10_800, pastPeriod: true },
	{ kind: "hold", ttlSeconds: 600 },
	{ kind: "hold" },
] as const)(
	"an order that ends as was asked, or that asked for no time, says nothing: %j",
	async (command) => {
		expect(await order(command)).toMatchObject({ body: { note: null } });
	},
);
