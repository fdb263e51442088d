import { describe, expect, test } from "vitest";
import { hourMs, hourOf, minuteMs } from "../../../shared/domain/instant.ts";
import type { Table } from "../../../shared/ports/table.ts";
import { scenarios } from "../../../shared/simulator/scenarios/index.ts";
import { judgeHour } from "../../simulation/checkers/tiles.ts";
import { type WireAccount, wireAccount } from "./wire-account.ts";

type Spoil = (text: string) => Response;

const json = (text: string) => new Response(text, { status: 200 });
const list = (change: (body: { items: Record<string, unknown>[] }) => unknown): Spoil => {
	return (text) => json(JSON.stringify(change(JSON.parse(text))));
};
const firstItem = (change: (item: Record<string, unknown>) => unknown): Spoil =>
	list(({ items: [first = {}, ...rest], ...body }) => ({
		...body,
		items: [change(first), ...rest],
	}));
const statusOf = (parts: object): Spoil =>
	firstItem((item) => ({ ...item, status: { ...Object(item["status"]), ...parts } }));

const path = "GET /v2/endpoint/acme";
const unreadable: readonly (readonly [string, Spoil, string])[] = [
	[
		"malformed JSON",
		(text) => json(text.slice(0, 90)),
		`${path} answered 200 with a body that is not JSON`,
	],
	[
		"HTML with 200",
		() => json("<!doctype html><html></html>"),
		`${path} answered 200 with a body that is not JSON`,
	],
	[
		"a body of 5 MB",
		(text) => json(text + " ".repeat(5_000_000)),
		`${path} answered 200 with an overlong body`,
	],
	[
		"NaN for a count",
		(text) => json(text.replace(/"readyReplica":\d+/, '"readyReplica":NaN')),
		"not JSON",
	],
	[
		"a negative count",
		statusOf({ readyReplica: -1 }),
		`${path} shows what cannot be read: endpoint`,
	],
	["a time that is none", statusOf({ createdAt: "soon" }), "status.createdAt: not a date and time"],
	["no items", list(() => ({ totalItems: 3 })), "something else than documented (items"],
	["a repeated cursor", () => json('{"items":[],"nextCursor":"again"}'), "repeats a cursor"],
	[
		"an endpoint left out",
		list(({ items, ...body }) => ({ ...body, items: items.slice(1) })),
		"endpoints and shows",
	],
	[
		"an empty list after a full one",
		list(() => ({ items: [], totalItems: 0 })),
		"vanished from one list",
	],
];

function setUp(spoil: Spoil) {
	const scenario = scenarios["quiet-day"]?.({ endpoints: 4 });
	if (scenario === undefined) throw new Error("the scenario is gone");
	const state = { isSpoilt: false };
	const wire = wireAccount({
		scenario,
		spoil: ({ path: asked, text }) =>
			state.isSpoilt && asked.endsWith("/acme") ? spoil(text) : null,
	});
	return { wire, state };
}

describe("a list that cannot be believed", () => {
	test.each(unreadable)(
		"%s: told with place and remedy, nothing lost, nothing booked from it",
		async (_, spoil, said) => {
			const { wire, state } = setUp(spoil);
			await wire.minutes(8);
			const before = await wire.store.readCursor();
			const postures = await wire.store.readPostures();
			state.isSpoilt = true;
			await wire.minutes(1);
			const after = await wire.store.readCursor();
			expect(after.value).toMatchObject({
				failedPasses: 1,
				observedUntil: before.value?.observedUntil,
			});
			expect(after.value?.lastError).toContain(said);
			expect(await wire.store.readPostures()).toEqual(postures);
			state.isSpoilt = false;
			await wire.minutes(1);
			expect((await wire.store.readCursor()).value).toMatchObject({
				failedPasses: 0,
				lastError: null,
			});
		},
	);

	test("an empty list is not believed after a first pass that died half-way: its hours would end in a hole", async () => {
		const { wire, state } = setUp(list(() => ({ items: [], totalItems: 0 })));
		const dying = {
			...tableOf(wire),
			putAll: () => Promise.reject(new Error("the store is gone")),
		};
		await expect(wire.passWith(dying)).rejects.toThrow("the store is gone");
		state.isSpoilt = true;
		await wire.minutes(1);
		const { value } = await wire.store.readCursor();
		expect(value).toMatchObject({ unfinished: true, failedPasses: 1 });
		expect(value?.lastError).toContain("vanished from one list");
		state.isSpoilt = false;
		wire.clock.at += 40 * minuteMs;
		await wire.minutes(1);
		const now = wire.clock.at;
		const hours = [hourOf(now) - hourMs, hourOf(now)].map((hour) => wire.store.readHour(hour));
		const items = (await Promise.all(hours)).flat().map(({ item }) => item);
		expect(items.map((item) => judgeHour(item).problem)).toEqual(items.map(() => null));
	});

	test("an empty list is believed when the next one says the same", async () => {
		const { wire, state } = setUp(list(() => ({ items: [], totalItems: 0 })));
		await wire.minutes(3);
		state.isSpoilt = true;
		await wire.minutes(2);
		expect(await wire.store.readPostures()).toEqual([]);
	});
});

function tableOf({ table }: WireAccount): Table {
	return {
		get: table.get.bind(table),
		query: table.query.bind(table),
		delete: table.delete.bind(table),
		put: table.put.bind(table),
		putAll: table.putAll.bind(table),
	};
}

describe("an odd list that can be read", () => {
	test("of an endpoint without scaling, or in a state nobody knows, bills what it shows", async () => {
		for (const spoil of [
			firstItem((item) => ({ ...item, compute: { ...Object(item["compute"]), scaling: null } })),
			statusOf({ state: "hibernating" }),
		]) {
			const { wire, state } = setUp(spoil);
			state.isSpoilt = true;
			await wire.minutes(3);
			const postures = await wire.store.readPostures();
			expect(postures).toHaveLength(4);
			const odd = postures.filter(({ observed }) => /scaling|hibernating/.test(observed.state));
			expect(odd.map(({ replicasLo }) => replicasLo)).toEqual([1]);
		}
	});
});
