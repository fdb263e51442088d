import fc from "fast-check";
import { expect } from "vitest";
import type { Item, NewItem } from "../../shared/ports/table.ts";
import type { Fresh } from "./table-fresh.ts";

/** Compares random histories of commands with a plain map that says what the port promises. */
export async function expectModelAgreement(fresh: Fresh, histories: number): Promise<void> {
	const history_ = fc.commands(commands, { maxCommands: 30 });
	await fc.assert(
		fc.asyncProperty(history_, (history) =>
			fc.asyncModelRun(() => ({ model: new Map(), real: fresh() }), history),
		),
		{ numRuns: histories },
	);
}

/** What is stored, expired or not. */
type Model = Map<string, Item>;
type Real = ReturnType<Fresh>;

/** One step: what the model makes of it is what the table has to make of it. */
class Command implements fc.AsyncCommand<Model, Real> {
	readonly #words: string;
	readonly #act: (model: Model, real: Real) => Promise<void>;

	constructor(words: string, act: (model: Model, real: Real) => Promise<void>) {
		this.#words = words;
		this.#act = act;
	}

	check(): boolean {
		return true;
	}

	async run(model: Model, real: Real): Promise<void> {
		await this.#act(model, real);
		await expectSameContents(model, real);
	}

	toString(): string {
		return this.#words;
	}
}

const sk = fc.constantFrom("a", "a#1", "b", "b#");
const body = fc.nat(999);
const lifeMs = fc.option(fc.integer({ min: -10, max: 2_000 }));
const version = fc.integer({ min: 0, max: 4 });
const bound = fc.constantFrom("", "a", "a#", "a#1", "b", "~");

const commands = [
	fc.tuple(sk, body, lifeMs).map(
		([sk, body, lifeMs]) =>
			new Command(`put ${sk} = ${body} over what is seen${lifeText(lifeMs)}`, (model, real) =>
				put(model, real, {
					item: itemOf(real, { sk, body, lifeMs }),
					version: seen(model, real, sk)?.version ?? 0,
				}),
			),
	),
	fc
		.tuple(sk, body, version)
		.map(
			([sk, body, version]) =>
				new Command(`put ${sk} = ${body} over version ${version}`, (model, real) =>
					put(model, real, { item: itemOf(real, { sk, body, lifeMs: null }), version }),
				),
		),
	fc.tuple(fc.array(fc.tuple(sk, body), { maxLength: 3 }), lifeMs).map(
		([pairs, lifeMs]) =>
			new Command(`put all ${JSON.stringify(pairs)}${lifeText(lifeMs)}`, async (model, real) => {
				const items = pairs.map(([sk, body]) => itemOf(real, { sk, body, lifeMs }));
				for (const item of items) model.set(item.sk, { ...item, version: 1 });
				await real.table.putAll(items);
			}),
	),
	sk.map(
		(sk) =>
			new Command(`delete ${sk}`, async (model, real) => {
				model.delete(sk);
				await real.table.delete({ pk: real.pk, sk });
			}),
	),
	fc.tuple(bound, bound).map(
		([from, to]) =>
			new Command(`query ${from} to ${to}`, async (model, real) => {
				const found = await real.table.query({ pk: real.pk, from, to });
				expect(found).toEqual(
					visible(model, real).filter((item) => from <= item.sk && item.sk <= to),
				);
			}),
	),
	fc.nat(1_500).map(
		(ms) =>
			new Command(`wait ${ms} ms`, async (_, { clock }) => {
				clock.set(clock.now() + ms);
			}),
	),
];

type Put = { readonly item: NewItem; readonly version: number };

async function put(model: Model, real: Real, { item, version }: Put): Promise<void> {
	const wins = (seen(model, real, item.sk)?.version ?? 0) === version;
	if (wins) model.set(item.sk, { ...item, version: version + 1 });
	const result = await real.table.put(item, version);
	expect(result).toEqual(
		wins ? { ok: true, version: version + 1 } : { ok: false, reason: "conflict" },
	);
}

async function expectSameContents(model: Model, real: Real): Promise<void> {
	const { table, pk } = real;
	for (const sk of ["a", "b"]) {
		expect(await table.get({ pk, sk })).toEqual(seen(model, real, sk));
	}
	expect(await table.query({ pk, from: "", to: "~" })).toEqual(visible(model, real));
}

function visible(model: Model, real: Real): Item[] {
	return [...model.keys()].toSorted().flatMap((sk) => seen(model, real, sk) ?? []);
}

function seen(model: Model, { clock }: Real, sk: string): Item | null {
	const item = model.get(sk);
	return item === undefined || (item.expiresAt ?? Infinity) <= clock.now() ? null : item;
}

type Written = { readonly sk: string; readonly body: number; readonly lifeMs: number | null };

function itemOf({ pk, clock }: Real, { sk, body, lifeMs }: Written): NewItem {
	return lifeMs === null ? { pk, sk, body } : { pk, sk, body, expiresAt: clock.now() + lifeMs };
}

function lifeText(lifeMs: number | null): string {
	return lifeMs === null ? "" : ` for ${lifeMs} ms`;
}
