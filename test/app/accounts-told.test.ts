import { expect, test } from "vitest";
import { sendNotices } from "../../shared/app/send-notices.ts";
import { billStore } from "../../shared/app/store/bill-store.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import { priceMemory } from "../../shared/app/store/price-store.ts";
import { watchFleet } from "../../shared/app/watch-fleet.ts";
import type { BillDrift, Reconciliation } from "../../shared/domain/bill.ts";
import { minuteMs } from "../../shared/domain/instant.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import { at, cursorOf, exactly, midnight, policyOf } from "../core/fixture.ts";
import { saidOn } from "./said-on.ts";

const drift: BillDrift = {
	level: "page",
	ratio: 0.1,
	metered: exactly(100),
	billedMicroUsd: 90_000_000,
	suspendsPoint: true,
	worst: { endpoint: "chat", metered: exactly(60), billedMicroUsd: 50_000_000 },
};

const reconciled: Reconciliation = {
	lastRunAt: at("11:58"),
	access: "readable",
	accessSince: midnight,
	comparedUntil: midnight,
	comparisons: [],
	drift,
	levelSince: at("11:58"),
};

async function watched() {
	const deps = saidOn(at("12:00"), policyOf());
	const store = ledgerStore(deps.table, "acme");
	await store.writeCursor(cursorOf({ observedUntil: at("12:00") }), 0);
	const sent: Notice[] = [];
	const receiver = {
		channel: "test",
		send: async (notice: Notice) => {
			sent.push(notice);
			return { ok: true as const };
		},
	};
	const metrics = { readMetrics: async () => Promise.reject(new Error("nobody is asked")) };
	const audit = { readChanges: async () => null };
	return {
		...deps,
		sent,
		pass: async () => {
			await watchFleet({ ...deps, metrics, audit });
			await sendNotices({ ...deps, receivers: [receiver] });
			deps.clock.set(deps.clock.now() + 5 * minuteMs);
			const { version } = await store.readCursor();
			await store.writeCursor(cursorOf({ observedUntil: deps.clock.now() }), version);
		},
	};
}

test("drift from the bill is told to people once, with both numbers and what it suspends", async () => {
	const deps = await watched();
	await billStore(deps.table, "acme").writeState(reconciled, 0);
	for (let pass = 0; pass < 4; pass += 1) await deps.pass();
	const told = deps.sent.filter(({ message }) => JSON.stringify(message).includes("billed"));
	expect(told).toHaveLength(1);
	expect(told[0]?.message.severity).toBe("page");
	expect(JSON.stringify(told[0]?.message)).toContain("metered $100.00, billed $90.00, 10 % apart");
	expect(JSON.stringify(told[0]?.message)).toContain("trim is suspended");
});

test("a refused price list is told to people once, with both numbers", async () => {
	const deps = await watched();
	const memory = priceMemory(deps.table, "acme");
	await memory.keep({ asOf: midnight, source: "live", rows: [] });
	const hardware = "aws/us-east-1/nvidia-l4/x1";
	await memory.refuse({ kind: "jumped", hardware, before: 800_000, after: 8_000_000 }, at("11:59"));
	for (let pass = 0; pass < 4; pass += 1) await deps.pass();
	const told = deps.sent.filter(({ message }) => JSON.stringify(message).includes(hardware));
	expect(told).toHaveLength(1);
	expect(JSON.stringify(told[0]?.message)).toContain("moved from $0.80/h to $8.00/h");
});
