import { describe, expect, test } from "vitest";
import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { JournalEntry } from "../../../shared/simulator/journal.ts";
import { at } from "../../core/fixture.ts";
import { unlistedCost } from "./unlisted-cost.ts";

function entry(kind: JournalEntry["kind"], time: string): JournalEntry {
	const person = { actor: "ann", actorKind: "person" } as const;
	return { at: at(time), ...person, endpoint: "chat", kind, before: null, after: null };
}

/** A bill of one micro-dollar a minute. */
function costOf(journal: readonly JournalEntry[]): number {
	const billMicroUsd = (from: number, to: number) => (to - from) / 60_000;
	const account = { truth: { journal: () => journal, billMicroUsd } };
	const listedAt = [at("10:00"), at("11:00")];
	const listed = { name: "chat", listedAt, until: at("11:00") };
	return unlistedCost(account as unknown as SimulatedAccount, listed);
}

describe("what nothing that the account told could say", () => {
	test("is what was made and deleted between two good lists", () => {
		expect(costOf([entry("created", "10:05"), entry("removed", "10:45")])).toBe(40);
	});

	test("is what a person changed before the first list", () => {
		const journal = [entry("created", "09:30"), entry("updated", "09:50")];
		expect(costOf(journal)).toBe(30);
	});
});

describe("what a good list could have told is no excuse", () => {
	test("where a list was read while it lived", () => {
		expect(costOf([entry("created", "09:55"), entry("removed", "10:45")])).toBe(0);
	});

	test("where nobody changed it before the first list, or it was changed after", () => {
		expect(costOf([entry("created", "09:30")])).toBe(0);
		const later = [entry("created", "09:30"), entry("updated", "10:20")];
		expect(costOf(later)).toBe(0);
	});
});
