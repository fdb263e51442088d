import { type RunResult, simulateRun } from "./simulate-run.ts";

export type Shrunk = { readonly result: RunResult; readonly runs: number; readonly left: number };

/**
 * Takes faults out of a failing run, in ever smaller lots, as long as the same promise is still broken.
 * A fault's name does not depend on the others, so the rest of the run stays what it was.
 */
export async function shrink(failing: RunResult, mostRuns: number): Promise<Shrunk> {
	const disabled = new Set<string>();
	let best = failing;
	let runs = 0;
	let size = Math.ceil(best.fired.length / 2);
	while (size >= 1 && runs < mostRuns) {
		let isSmaller = false;
		const ids = best.fired.map(({ id }) => id).filter((id) => !disabled.has(id));
		for (let from = 0; from < ids.length && runs < mostRuns; from += size) {
			const tried = new Set([...disabled, ...ids.slice(from, from + size)]);
			const result = await simulateRun({ seed: best.seed, index: best.index, disabled: tried });
			runs += 1;
			if (result.violation?.promise !== failing.violation?.promise) continue;
			for (const id of ids.slice(from, from + size)) disabled.add(id);
			best = result;
			isSmaller = true;
		}
		if (!isSmaller || size > 1)
			size = size === 1 && !isSmaller ? 0 : Math.max(1, Math.floor(size / 2));
	}
	return { result: best, runs, left: best.fired.length };
}
