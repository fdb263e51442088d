import { expect, test } from "vitest";
import { createMemoryTable } from "../../shared/adapters/memory/table.ts";
import { type DailyReport, sendDigest } from "../../shared/app/send-digest.ts";
import { guardStore } from "../../shared/app/store/guard-store.ts";
import type { HeldStatus } from "../../shared/domain/control.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import { controlOf, dayMs, exactly, heldOf, midnight, policyOf } from "../core/fixture.ts";

const clock = { now: () => midnight + dayMs, sleep: () => Promise.resolve() };
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

async function guardLineOf(
	statuses: readonly HeldStatus[],
	isHourly = false,
): Promise<string | undefined> {
	const table = createMemoryTable({ clock });
	const held = statuses.map((status, index) =>
		heldOf({ endpoint: `chat-${index}`, status, isSent: true }),
	);
	await guardStore(table, "acme").writeControl(controlOf({ held }), 0);
	const sent: Notice[] = [];
	const receiver = {
		channel: "test",
		send: async (notice: Notice) => {
			sent.push(notice);
			return { ok: true } as const;
		},
	};
	const deps = { namespace: "acme", policy: policyOf(), table, receivers: [receiver], clock, log };
	const report: DailyReport = {
		type: "report.daily",
		version: 1,
		namespace: "acme",
		at: midnight + dayMs,
		day: "2026-03-02",
		zone: "UTC",
		from: midnight,
		to: midnight + dayMs,
		mode: "enforce",
		spentMicroUsd: exactly(12),
		budgetMicroUsd: 100_000_000,
		ratio: 0.12,
		policyHash: "7f3a",
	};
	await sendDigest(deps, isHourly ? { ...report, type: "report.hourly" } : report);
	const lines = sent[0]?.message.sections.flatMap((section) => section.lines);
	return lines?.find((line) => line.includes(" under guard action"));
}

test("a digest after everything is back says that nothing is held", async () => {
	expect(await guardLineOf(["restored", "restored"])).toMatch(/^0 endpoints under guard action/);
});

test("a digest counts what is held or on its way back, and nothing that was only recorded or is a person's", async () => {
	const held: HeldStatus[] = ["intended", "applied", "restoring"];
	const free: HeldStatus[] = ["restored", "recorded", "superseded"];
	expect(await guardLineOf([...held, ...free])).toMatch(/^3 endpoints under guard action/);
	expect(await guardLineOf([...held, ...free], true)).toMatch(/^3 endpoints under guard action/);
});
