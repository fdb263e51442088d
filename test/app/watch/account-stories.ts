import { billStore } from "../../../shared/app/store/bill-store.ts";
import { priceMemory } from "../../../shared/app/store/price-store.ts";
import { watchStore } from "../../../shared/app/store/watch-store.ts";
import { newEndpointSketch } from "../../../shared/core/detect/endpoint-sketch.ts";
import type { Table } from "../../../shared/ports/table.ts";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import { hardware } from "../../../shared/simulator/scenarios/fleet.ts";
import { instance, type Story } from "./story.ts";
import { endpoint, hourMs, minuteMs, start } from "./watched-account.ts";

/** What the account, its prices and its bill say. */
export const accountStories: Readonly<Record<string, Story>> = {
	"unknown-state": {
		endpoints: [endpoint()],
		altered: (text, minute) =>
			minute >= 30 && minute < 60
				? text.replaceAll('"state":"running"', '"state":"hibernating"')
				: text,
		hours: 2,
		severity: "warn",
		on: "chat",
		fires: [30, 32],
		evidence: { state: "hibernating" },
	},
	"regional-variance": {
		endpoints: [
			endpoint(),
			endpoint({ name: "chat-west", hardware: hardware("gcp us-east4 nvidia-l4 x1") }),
		],
		timeline: [
			instance(30, "nvidia-a10g", "x1"),
			{ at: 90 * minuteMs, actor: "ann", change: { kind: "pause", endpoint: "chat-west" } },
		],
		hours: 3,
		severity: "info",
		on: "chat",
		fires: [30, 36],
		evidence: { per: "replica-hour", region: "aws us-east-1", cheapestRegion: "gcp us-east4" },
	},
	"cost-per-request": {
		endpoints: [endpoint({ traffic: (at) => (at < start + 2 * hourMs ? 0.05 : 0.9) })],
		prepare: weekOfDays,
		hours: 26,
		severity: "info",
		on: "chat",
		fires: [60, 75],
		evidence: { days: 7 },
	},
	"bill-drift": {
		endpoints: [endpoint()],
		meanwhile: new Map([
			[30, (table: Table) => reconciled(table, 0.1)],
			[60, (table: Table) => reconciled(table, 0)],
		]),
		hours: 2,
		severity: "page",
		on: null,
		fires: [30, 36],
		evidence: { ratio: 0.1, worstEndpoint: "chat" },
	},
	"price-list": {
		endpoints: [endpoint()],
		meanwhile: new Map([
			[30, (table: Table) => doubted(table, true)],
			[60, (table: Table) => doubted(table, false)],
		]),
		hours: 2,
		severity: "warn",
		on: null,
		fires: [30, 36],
		evidence: { kind: "jumped", hardware: "aws/us-east-1/nvidia-l4/x1" },
	},
	unpriced: {
		endpoints: [endpoint()],
		settings: { unlistedHardware: ["aws/us-east-1/nvidia-l4/x1"] },
		timeline: [{ at: hourMs, actor: "ann", change: { kind: "pause", endpoint: "chat" } }],
		hours: 2,
		severity: "warn",
		on: "chat",
		fires: [1, 6],
		evidence: { instanceType: "nvidia-l4" },
	},
	"guard-blind": {
		endpoints: [endpoint()],
		instead: (path, minute) =>
			path === "/v2/endpoint/acme" && minute >= 30 && minute < 36
				? new Response("{}", { status: 403 })
				: null,
		hours: 1,
		severity: "page",
		on: null,
		fires: [32, 33],
		evidence: { reason: "no good list", failedPasses: 3 },
	},
};

/** Eight days on which a request cost a quarter of a thousandth of a dollar. */
async function weekOfDays(table: Table, account: SimulatedAccount): Promise<void> {
	const createdAt = account.find("chat")?.createdAt ?? 0;
	const sketch = newEndpointSketch({ endpoint: "chat", createdAt }, start - hourMs, 10 * minuteMs);
	const today = Math.floor(start / (24 * hourMs));
	const days = Array.from({ length: 8 }, (_, n) => ({
		day: today - 8 + n,
		microUsd: 19_200_000,
		requests: 77_760,
	}));
	await watchStore(table, "acme").writeSketches([{ ...sketch, days }], start);
}

/** Reconciliation ran, and found the bill so far from the ledger. */
async function reconciled(table: Table, ratio: number): Promise<void> {
	const bills = billStore(table, "acme");
	const { version } = await bills.readState();
	const metered = { lo: 100_000_000, point: 100_000_000, hi: 100_000_000 };
	const billedMicroUsd = Math.round((1 - ratio) * metered.point);
	const level = ratio > 0 ? ("page" as const) : ("none" as const);
	const worst = { endpoint: "chat", metered, billedMicroUsd };
	const lastRunAt = start + (ratio > 0 ? 30 : 60) * minuteMs;
	await bills.writeState(
		{
			lastRunAt,
			access: "readable",
			accessSince: start,
			comparedUntil: start,
			comparisons: [],
			drift: { level, ratio, metered, billedMicroUsd, suspendsPoint: ratio > 0, worst },
			levelSince: lastRunAt,
		},
		version,
	);
}

/** The price of what chat runs on moved too far to be believed, or moved back. */
async function doubted(table: Table, isDoubted: boolean): Promise<void> {
	const memory = priceMemory(table, "acme");
	const hardware = "aws/us-east-1/nvidia-l4/x1";
	const doubt = { kind: "jumped" as const, hardware, before: 800_000, after: 8_000_000 };
	const book = await memory.recall();
	if (book === null) throw new Error("no prices were read");
	await (isDoubted ? memory.refuse(doubt, start) : memory.keep(book));
}
