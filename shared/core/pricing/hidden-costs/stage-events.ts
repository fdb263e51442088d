import type { StageEvents } from "../../../domain/hidden-costs.ts";
import type { Instant, Range } from "../../../domain/instant.ts";
import type { BookedSpan, HourItem } from "../../../domain/ledger.ts";
import { unionOf } from "../../ledger/intervals.ts";
import { chargeOf, lotsOf } from "../../ledger/lots.ts";

/**
 * Cold starts and scale events of one endpoint, and what its initialising cost, from the hour items of
 * `window`. Only what stage ranges show is counted: where counts alone are known, nothing is.
 */
export function stageEvents(items: readonly HourItem[], window: Range): StageEvents {
	const covered = unionOf(items.flatMap((item) => item.covered));
	const runs = stageRuns(items.flatMap((item) => item.spans));
	const began = runs.filter(({ from }) => isInside(from, window) && isSeen(from, covered));
	const running = runs.filter(({ stage }) => stage === "running");
	const isCold = ({ from }: StageRun) => !running.some((run) => run.from <= from && from < run.to);
	const leaving = began.filter(({ stage }) => leavingStages.has(stage));
	return {
		coldStarts: began.filter((run) => run.stage === "initializing" && isCold(run)).length,
		scaleEvents:
			began.filter(({ stage }) => stage === "running").length +
			new Set(leaving.map(({ replicaId }) => replicaId)).size,
		initialising: chargeOf(items.flatMap((item) => lotsOf(onlyInitialising(item), window))),
	};
}

/** A replica that goes is seen in one of these, or in both, one after the other. */
const leavingStages: ReadonlySet<string> = new Set(["terminating", "stopped"]);

type StageRun = Range & { readonly replicaId: string; readonly stage: string };

/** Spans end with the hour and with a change of price; the stages themselves go on. */
function stageRuns(spans: readonly BookedSpan[]): StageRun[] {
	const groups = Map.groupBy(spans, ({ replicaId, stage }) => `${replicaId}|${stage}`);
	return [...groups.values()].flatMap((own) => {
		const [first] = own;
		if (first === undefined) return [];
		const { replicaId, stage } = first;
		return unionOf(own).map((range) => ({ ...range, replicaId, stage }));
	});
}

function isInside(at: Instant, { from, to }: Range): boolean {
	return from <= at && at < to;
}

/** Where reading begins, everything seems to begin: an entry is one only if the time before was read. */
function isSeen(at: Instant, covered: readonly Range[]): boolean {
	return covered.some(({ from, to }) => from < at && at < to);
}

function onlyInitialising(item: HourItem): HourItem {
	const spans = item.spans.filter(({ stage }) => stage === "initializing");
	return { ...item, spans, estimates: [] };
}
