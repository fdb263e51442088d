import { expect, test } from "vitest";
import { hash, hashFraction } from "../../../shared/simulator/http/hash.ts";
import { scenarios } from "../../../shared/simulator/scenarios/index.ts";
import { ledgerDays } from "../../bench/metering/ledger-days.ts";
import { wireAccount } from "./wire-account.ts";

const fuzzedAnswers = 20_000;
/** Starts and stops are told to the second, and these lives are short. */
const resolutionShare = 0.005;
const html = "<!doctype html><html><body><h1>We will be right back</h1></body></html>";

/** Ways to spoil an answer; each is seeded by the number of the call. */
const spoilers: readonly ((text: string, seed: number) => Response)[] = [
	(text, seed) => ok(text.slice(0, hash(seed, "cut") % (text.length + 1))),
	() => ok(html, "text/html"),
	(text, seed) => ok(replaced(text, seed, "null")),
	(text, seed) => ok(replaced(text, seed, "-7")),
	(text, seed) => ok(replaced(text, seed, "NaN")),
	(text, seed) => ok(replaced(text, seed, "1e400")),
	(text, seed) => ok(replaced(text, seed, '"hibernating"')),
	(text, seed) => ok(replaced(text, seed, "{}")),
	(text) => ok(text.replaceAll('"scaling"', '"scalling"')),
	(text) => ok(text.replaceAll('"running"', '"hibernating"')),
	(text) => ok(text.replaceAll(/"nextCursor":(null|"[^"]*")/g, '"nextCursor":"again"')),
	() => ok('{"items":[],"totalItems":0,"series":[]}'),
	() => ok("[]"),
	() => ok(""),
	(_, seed) => new Response("{}", { status: 400 + (hash(seed, "status") % 120) }),
	(text, seed) => ok(shuffledCharacters(text, seed)),
];

function ok(text: string, type = "application/json"): Response {
	return new Response(text, { status: 200, headers: { "content-type": type } });
}

/** One character takes the place of two. Never a digit: a number that is only wrong nobody can tell. */
function shuffledCharacters(text: string, seed: number): string {
	const index = hash(seed, "index") % Math.max(1, text.length);
	const letter = String.fromCharCode(58 + (hash(seed, "code") % 200));
	return text.slice(0, index) + letter + text.slice(index + 2);
}

/** One value of the JSON text, chosen by the seed, becomes another. */
function replaced(text: string, seed: number, by: string): string {
	const values = [...text.matchAll(/(?<=":)(?:"[^"]*"|[\d.]+|null|true|false)/g)];
	const chosen = values[hash(seed, "value") % Math.max(1, values.length)];
	if (chosen === undefined) return text;
	return text.slice(0, chosen.index) + by + text.slice(chosen.index + chosen[0].length);
}

function fuzzedRun(spoiltShare: number) {
	const scenario = scenarios["death-spiral"]?.({ endpoints: 3 });
	if (scenario === undefined) throw new Error("the scenario is gone");
	const fuzzed = { answers: 0, calls: 0, isOn: false };
	const wire = wireAccount({
		scenario,
		spoil: ({ text }) => {
			fuzzed.calls += 1;
			if (!fuzzed.isOn || hashFraction(fuzzed.calls, "spoil") >= spoiltShare) return null;
			fuzzed.answers += 1;
			return spoilers[hash(fuzzed.calls, "kind") % spoilers.length]?.(text, fuzzed.calls) ?? null;
		},
	});
	return { wire, fuzzed, scenario };
}

test("20,000 spoilt answers end no pass, book nothing that is not so, and are each told with place and remedy", async () => {
	const { wire, fuzzed, scenario } = fuzzedRun(0.9);
	await wire.minutes(30);
	fuzzed.isOn = true;
	while (fuzzed.answers < fuzzedAnswers) await wire.minutes(10);
	fuzzed.isOn = false;
	await wire.minutes(15);
	const told = wire.warnings
		.filter(({ event }) => event !== "unknown-stage")
		.map(({ fields }) => String(fields["problem"]));
	expect(told.length).toBeGreaterThan(1_000);
	expect(told.filter((text) => !/(GET|POST) \/v2|vanished/.test(text))).toEqual([]);
	const { value: cursor } = await wire.store.readCursor();
	expect(cursor).toMatchObject({ failedPasses: 0, endpointCount: 3 });
	const whole = { from: scenario.start, to: cursor?.observedUntil ?? 0 };
	for (const { endpoint, spent } of ledgerDays(wire.table, whole)) {
		const bill = wire.account.truth.billMicroUsd(whole.from, whole.to, endpoint);
		expect(spent.lo).toBeLessThanOrEqual(bill * (1 + resolutionShare));
		expect(spent.hi).toBeGreaterThanOrEqual(bill * (1 - resolutionShare));
	}
}, 240_000);
