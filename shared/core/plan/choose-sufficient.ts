import type { MicroUsd } from "../../domain/money.ts";

/** One way of one endpoint: what it is sure to save by the period's end, and the harm it does. */
export type Option = { readonly saves: MicroUsd; readonly disruption: number };

/** Savings are counted in parts of the need this small. Source: docs/how-it-decides.md 4. */
const partsOfNeed = 2_000;

/** Index of the chosen option per group; null: none of this group is needed. */
export type Choice = number | null;

/**
 * The least disruptive choice of at most one option per group whose savings come to `need`: a multiple-choice
 * knapsack over savings floored to need / 2,000. Options of a group stand in order of harm and saving. Where
 * everything together is not enough, everything is chosen.
 */
export function chooseSufficient(
	groups: readonly (readonly Option[])[],
	need: MicroUsd,
): readonly Choice[] {
	if (need <= 0) return groups.map(() => null);
	const everything = groups.map((group) => (group.length === 0 ? null : group.length - 1));
	if (savedBy(groups, everything) < need) return everything;
	// Flooring can hide the last dollars of a fleet that is only just enough.
	const floored = leastDisruptive(groups, need / partsOfNeed) ?? everything;
	return relaxed(groups, floored, need);
}

type Layer = { readonly option: Int16Array; readonly from: Uint16Array };

/** null where the floored savings do not come to the whole. */
function leastDisruptive(
	groups: readonly (readonly Option[])[],
	part: number,
): readonly Choice[] | null {
	let best = new Float64Array(partsOfNeed + 1).fill(Number.POSITIVE_INFINITY);
	best[0] = 0;
	let reach = 0;
	const layers: Layer[] = [];
	for (const group of groups) {
		const options = group.map(({ saves, disruption }) => ({
			parts: Math.min(partsOfNeed, Math.floor(saves / part)),
			disruption,
		}));
		const { next, layer } = withGroup(best, options, reach);
		best = next;
		reach = Math.min(partsOfNeed, reach + Math.max(0, ...options.map(({ parts }) => parts)));
		layers.push(layer);
	}
	return best[partsOfNeed] === Number.POSITIVE_INFINITY ? null : traced(layers);
}

type Floored = { readonly parts: number; readonly disruption: number };

/**
 * `best[p]` is the least disruption that saves just `p` parts, the last one standing for all beyond; nothing
 * above `reach` can be saved by the groups so far.
 */
function withGroup(best: Float64Array, options: readonly Floored[], reach: number) {
	const next = best.slice();
	const option = new Int16Array(best.length).fill(-1);
	const from = unmoved.slice();
	for (const [index, { parts, disruption }] of options.entries()) {
		if (parts === 0) continue;
		for (let start = 0; start <= reach; start += 1) {
			const harm = (best[start] ?? 0) + disruption;
			const reached = Math.min(partsOfNeed, start + parts);
			if (harm >= (next[reached] ?? 0)) continue;
			next[reached] = harm;
			option[reached] = index;
			from[reached] = start;
		}
	}
	return { next, layer: { option, from } };
}

const unmoved = Uint16Array.from({ length: partsOfNeed + 1 }, (_, position) => position);

function traced(layers: readonly Layer[]): readonly Choice[] {
	const choices: Choice[] = [];
	let position = partsOfNeed;
	for (const { option, from } of layers.toReversed()) {
		const chosen = option[position] ?? -1;
		choices.push(chosen < 0 ? null : chosen);
		position = from[position] ?? 0;
	}
	return choices.toReversed();
}

/** What flooring made look necessary and is not: given up, the most disruptive first. */
function relaxed(
	groups: readonly (readonly Option[])[],
	choices: readonly Choice[],
	need: MicroUsd,
): readonly Choice[] {
	const result = [...choices];
	let spare = savedBy(groups, choices) - need;
	const order = [...groups.keys()].sort(
		(a, b) => optionOf(groups, result, b).disruption - optionOf(groups, result, a).disruption,
	);
	for (const index of order) {
		const taken = optionOf(groups, result, index);
		const softer = [null, ...(groups[index] ?? []).keys()].find((choice) => {
			const option = choice === null ? nothing : (groups[index]?.[choice] ?? nothing);
			return option.disruption < taken.disruption && taken.saves - option.saves <= spare;
		});
		if (softer === undefined) continue;
		result[index] = softer;
		spare -= taken.saves - optionOf(groups, result, index).saves;
	}
	return result;
}

const nothing: Option = { saves: 0, disruption: 0 };

function optionOf(
	groups: readonly (readonly Option[])[],
	choices: readonly Choice[],
	index: number,
): Option {
	const choice = choices[index] ?? null;
	return choice === null ? nothing : (groups[index]?.[choice] ?? nothing);
}

function savedBy(groups: readonly (readonly Option[])[], choices: readonly Choice[]): MicroUsd {
	return groups.reduce((sum, _, index) => sum + optionOf(groups, choices, index).saves, 0);
}
