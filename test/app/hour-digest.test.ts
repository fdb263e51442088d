import { expect, test } from "vitest";
import { reportLastHour } from "../../shared/app/report-last-hour.ts";
import { type DailyReport, type HourlyReport, sendDigest } from "../../shared/app/send-digest.ts";
import { ledgerStore } from "../../shared/app/store/ledger-store.ts";
import type { Notice } from "../../shared/domain/notice.ts";
import type { Digest } from "../../shared/domain/policy.ts";
import type { GuardrailEvent } from "../../shared/ports/event-bus.ts";
import { busEvents } from "../../shared/runtime/events/bus-events.ts";
import { at, cursorOf, midnight, policyOf, postureOf } from "../core/fixture.ts";
import { saidOn } from "./said-on.ts";

/** Two replicas at $0.50/h since midnight. */
async function since(now: number, digest: Digest | undefined) {
	const made = saidOn(now, policyOf({ digest }));
	const store = ledgerStore(made.table, "acme");
	await store.writeCursor(cursorOf({ observedUntil: now }), 0);
	const price = { lo: 500_000, point: 500_000, hi: 500_000, known: true };
	await store.writePostures([postureOf({ since: midnight, price })]);
	const received: Notice[] = [];
	const receivers = [
		{
			channel: "test",
			send: async (notice: Notice) => {
				received.push(notice);
				return { ok: true } as const;
			},
		},
	];
	const send = (event: GuardrailEvent | undefined) =>
		sendDigest({ ...made, receivers }, event as DailyReport | HourlyReport);
	return { ...made, received, send };
}

const daily: DailyReport = {
	type: "report.daily",
	version: 1,
	namespace: "acme",
	at: at("00:20"),
	day: "2026-03-01",
	zone: "UTC",
	from: midnight - 86_400_000,
	to: midnight,
	spentMicroUsd: { lo: 1, point: 1, hi: 1 },
	budgetMicroUsd: 100_000_000,
	ratio: 0,
	mode: "enforce",
	policyHash: "0123456789abcdef",
};

test("on request each whole hour is told once, with its spend and the day's", async () => {
	const made = await since(at("05:20"), "hourly");
	expect(await reportLastHour(made)).toBe("said");
	expect(await reportLastHour(made)).toBe("said-before");
	const [event] = made.said;
	expect(busEvents["report.hourly"].parse(event)).toMatchObject({
		from: at("04:00"),
		to: at("05:00"),
		spentMicroUsd: { lo: 1_000_000, point: 1_000_000, hi: 1_000_000 },
	});
	await made.send(event);
	await made.send(event);
	expect(made.received.map(({ message }) => message.title)).toEqual([
		"acme, 04:00 to 05:00: $1.00 spent; day $5.33 of $100 (5 %)",
	]);
});

test("an hour whose last minutes are not in yet is not told", async () => {
	const made = await since(at("05:14"), "both");
	expect(await reportLastHour(made)).toBe("said");
	expect(made.said[0]).toMatchObject({ from: at("03:00"), to: at("04:00") });
});

test.each([undefined, "daily", "off"] as const)(
	"with digest %s no hour is told",
	async (digest) => {
		const made = await since(at("05:20"), digest);
		expect(await reportLastHour(made)).toBe("not-asked-for");
		expect(made.said).toEqual([]);
	},
);

test.each([
	[undefined, 1],
	["daily", 1],
	["both", 1],
	["hourly", 0],
	["off", 0],
] as const)("with digest %s the day's digest is sent %d times", async (digest, times) => {
	const made = await since(at("00:20"), digest);
	await made.send(daily);
	expect(made.received.map(({ id }) => id)).toEqual(Array(times).fill("digest/2026-03-01"));
});
