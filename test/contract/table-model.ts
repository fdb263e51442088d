import fc from "fast-check";
import { expect } from "vitest";
import type { Item, NewItem } from "../../shared/ports/table.ts";
import type { Fresh } from "./table-fresh.ts";

/** Compares random histories with a plain map that says what the port promises. */
export async function expectModelAgreement(fresh: Fresh, histories: number): Promise<void> {
	await fc.assert(
		fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 30 }), async (calls) => {
			await runHistory(fresh, calls);
		}),
		{ numRuns: histories },
	);
}

type Call =
	| { readonly kind: "put" | "putAll"; readonly sk: string; readonly lifeMs: number | null }
	| { readonly kind: "stale put"; readonly sk: string; readonly version: number }
	| { readonly kind: "delete" | "get"; readonly sk: string }
	| { readonly kind: "wait"; readonly waitMs: number };

const sk = fc.constantFrom("a", "a#1", "b");
const lifeMs = fc.option(fc.integer({ min: -10, max: 2_000 }));
const call: fc.Arbitrary<Call> = fc.oneof(
	fc.record({ kind: fc.constant("put" as const), sk, lifeMs }),
	fc.record({ kind: fc.constant("putAll" as const), sk, lifeMs }),
	fc.record({
		kind: fc.constant("stale put" as const),
		sk,
		version: fc.integer({ min: 0, max: 4 }),
	}),
	fc.record({ kind: fc.constantFrom("delete" as const, "get" as const), sk }),
	fc.record({ kind: fc.constant("wait" as const), waitMs: fc.integer({ min: 0, max: 1_500 }) }),
);

async function runHistory(fresh: Fresh, calls: readonly Call[]): Promise<void> {
	const { table, pk, clock } = fresh();
	const model = new Map<string, Item>();
	const seen = (sk: string): Item | null => {
		const item = model.get(sk);
		return item === undefined || (item.expiresAt ?? Infinity) <= clock.now() ? null : item;
	};
	const putIf = async (item: NewItem, version: number): Promise<void> => {
		const wins = (seen(item.sk)?.version ?? 0) === version;
		if (wins) model.set(item.sk, { ...item, version: version + 1 });
		expect((await table.put(item, version)).ok).toBe(wins);
	};
	for (const [index, step] of calls.entries()) {
		if (step.kind === "wait") {
			clock.set(clock.now() + step.waitMs);
			continue;
		}
		const life = "lifeMs" in step && step.lifeMs !== null ? step.lifeMs : undefined;
		const expiry = life === undefined ? {} : { expiresAt: clock.now() + life };
		const item: NewItem = { pk, sk: step.sk, body: index, ...expiry };
		if (step.kind === "put") await putIf(item, seen(step.sk)?.version ?? 0);
		if (step.kind === "stale put") await putIf(item, step.version);
		if (step.kind === "get") expect(await table.get(item)).toEqual(seen(step.sk));
		if (step.kind === "putAll") {
			model.set(step.sk, { ...item, version: 1 });
			await table.putAll([item]);
		}
		if (step.kind === "delete") {
			model.delete(step.sk);
			await table.delete(item);
		}
	}
	const visible = [...model.keys()].toSorted().flatMap((key) => seen(key) ?? []);
	expect(await table.query({ pk, from: "a", to: "b" })).toEqual(visible);
}
