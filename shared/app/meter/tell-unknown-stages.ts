import type { Answer } from "../../core/ledger/book-pass.ts";
import { isDocumentedStage } from "../../core/ledger/stage-billing.ts";
import type { Cursor } from "../../domain/ledger.ts";
import type { MeterPass } from "./meter-pass.ts";

type Told = Pick<Cursor, "toldStages">;

/** A stage that nobody documents is billed as possible. Each name is told once a day, with where it was seen. */
export function tellUnknownStages(
	{ deps, cursor, period }: MeterPass,
	answers: readonly Answer[],
): Told {
	const before = cursor.value?.toldStages;
	const names = new Set(before?.day === period.key ? before.names : []);
	for (const { posture, ranges } of answers) {
		for (const { stage } of ranges ?? []) {
			if (isDocumentedStage(stage) || names.has(stage)) continue;
			names.add(stage);
			const { endpoint } = posture;
			deps.log.warn("unknown-stage", { namespace: deps.namespace, endpoint, stage, what: remedy });
		}
	}
	return names.size === 0 ? {} : { toldStages: { day: period.key, names: [...names] } };
}

const remedy =
	"Not documented, so it counts as billed in the point estimate and in hi, not in lo. Compare with the bill.";
