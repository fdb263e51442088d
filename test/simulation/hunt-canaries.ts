import type { Canary } from "./canaries.ts";
import { playScene } from "./play-scene.ts";
import { type ManyOptions, runMany } from "./run-many.ts";
import { faultyDays } from "./run-plan.ts";
import type { RunResult } from "./simulate-run.ts";

export type Hunt = {
	readonly seed: number;
	/** At the most, for each of them. */
	readonly days: number;
	readonly threads: number;
	readonly print: (line: string) => void;
};

type Found = { readonly after: string; readonly sentence: string };

const daysPerRun = faultyDays + 1;

/** How many planted bugs were missed; the days that each one took are printed. */
export async function huntCanaries(planted: readonly Canary[], hunt: Hunt): Promise<number> {
	let missed = 0;
	for (const canary of planted) {
		const found = await (canary.scene === undefined ? inDays(canary, hunt) : inScene(canary));
		const title = canary.name.padEnd(58);
		hunt.print(
			found === null
				? `${title} NOT FOUND in ${hunt.days} days`
				: `${title} ${found.after.padStart(10)}  ${found.sentence}`,
		);
		if (found === null) missed += 1;
	}
	return missed;
}

/** All threads look for the same one, and the first run that shows it ends the search. */
async function inDays(canary: Canary, { seed, days, threads }: Hunt): Promise<Found | null> {
	const runs = Math.ceil(days / daysPerRun);
	for (let from = 0; from < runs; ) {
		const found = await firstFailing({ seed, from, runs, threads, canary });
		if (found === null) return null;
		if (await failsOnlyPlanted(found)) return foundIn(found);
		from = found.index + 1;
	}
	return null;
}

async function firstFailing(
	many: Omit<ManyOptions, "stopAtFirst" | "onResult">,
): Promise<RunResult | null> {
	const failing: RunResult[] = [];
	const onResult = (result: RunResult) => {
		if (result.violation !== null) failing.push(result);
	};
	await runMany({ ...many, stopAtFirst: true, onResult });
	return failing.sort((a, b) => a.index - b.index)[0] ?? null;
}

function foundIn({ violation, index }: RunResult): Found {
	return {
		after: `${daysPerRun * (index + 1)} days`,
		sentence: `${violation?.promise}: ${violation?.sentence}`,
	};
}

/** What the code as it is gets wrong too is no find. */
async function failsOnlyPlanted({ seed, index }: RunResult): Promise<boolean> {
	const { simulateRun } = await import("./simulate-run.ts");
	return (await simulateRun({ seed, index })).violation === null;
}

async function inScene(canary: Canary): Promise<Found | null> {
	if (canary.scene === undefined) return null;
	const without = await playScene(canary.scene, null);
	const { sentence } = await playScene(canary.scene, canary);
	const isReal = without.sentence !== null || !without.isReached;
	return sentence === null || isReal ? null : { after: "fixed day", sentence };
}
