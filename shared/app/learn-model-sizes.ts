import type { ModelSize } from "../domain/hidden-costs.ts";
import { hourMs } from "../domain/instant.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { ModelReader } from "../ports/model-reader.ts";
import type { Table } from "../ports/table.ts";
import { ledgerStore } from "./store/ledger-store.ts";
import { modelStore } from "./store/model-store.ts";

export type LearnDeps = {
	readonly namespace: string;
	readonly table: Table;
	readonly models: ModelReader;
	readonly clock: Clock;
	readonly log: Log;
};

/** Weights of a model hardly ever change, and a size that was not known may be by then. */
const askAgainMs = 7 * 24 * hourMs;
/** Of one pass: an hour later come the next ones. */
const mostQuestions = 20;

/** Asks the Hub how large the models are whose size is not known, or was asked for long ago. */
export async function learnModelSizes(deps: LearnDeps): Promise<{ readonly learnt: number }> {
	const { namespace, table, clock } = deps;
	const store = modelStore(table, namespace);
	const known = new Map((await store.readSizes()).map((size) => [size.model, size]));
	const postures = await ledgerStore(table, namespace).readPostures();
	const models = [...new Set(postures.map(({ observed }) => observed.model))]
		.filter((model) => model !== "")
		.filter((model) => clock.now() - (known.get(model)?.askedAt ?? 0) >= askAgainMs)
		.slice(0, mostQuestions);
	const sizes = (await Promise.all(models.map((model) => sizeOf(deps, model)))).flat();
	for (const size of sizes) await store.writeSize(size, known.get(size.model)?.version ?? 0);
	return { learnt: sizes.length };
}

/** Empty: the Hub could not be asked, and is asked again with the next pass. */
async function sizeOf({ models, clock, log }: LearnDeps, model: string): Promise<ModelSize[]> {
	try {
		return [{ model, parameters: await models.parametersOf(model), askedAt: clock.now() }];
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		log.warn("model-size-unread", { model, problem });
		return [];
	}
}
