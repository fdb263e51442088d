import type { Plan, Untouched, UntouchedReason } from "../../domain/plan.ts";
import type { Period } from "../../domain/reading.ts";
import { type Holding, holdingText } from "./holding-text.ts";
import { untouchedReasonText } from "./step-text.ts";

/** Endpoints that a plan leaves as they are, for one reason. */
export type ExplainedUntouched = {
	readonly reason: UntouchedReason;
	readonly words: string;
	/** The setting that would include them; null where no setting does. */
	readonly setting: string | null;
	readonly endpoints: readonly string[];
	/** An earlier step of the guard stands on them: `words` say which, since when, and what comes next. */
	readonly isHeld: boolean;
};

/** What the guard holds comes first, each with its own words; then the others by their reason. */
export function explainUntouched(
	{ untouched }: Pick<Plan, "untouched">,
	holding: Holding | undefined,
	period: Period,
): ExplainedUntouched[] {
	const explained = untouched.map((each) => explainedOne(each, holding, period));
	const kinds = Map.groupBy(explained, ({ reason, words }) => `${reason} ${words}`);
	const together = [...kinds.values()].flatMap((same) => {
		const [first] = same;
		const endpoints = same.flatMap((each) => each.endpoints);
		return first === undefined ? [] : [{ ...first, endpoints }];
	});
	return together.toSorted((a, b) => Number(b.isHeld) - Number(a.isHeld));
}

/** Their words are said by what is held: the cap of the guard is why nothing is left to take. */
const saidByHolding: ReadonlySet<UntouchedReason> = new Set([
	"already-done",
	"at-floor",
	"not-expensive",
	"not-needed",
]);

function explainedOne(
	{ endpoint, reason }: Untouched,
	holding: Holding | undefined,
	period: Period,
): ExplainedUntouched {
	const held = holding === undefined ? null : holdingText(endpoint, holding, period);
	const own = { words: untouchedReasonText(reason), setting: settings[reason] };
	if (held === null) return { reason, ...own, endpoints: [endpoint], isHeld: false };
	const why = saidByHolding.has(reason)
		? { words: held, setting: null }
		: {
				...own,
				words: `${held}; ${own.words}`,
			};
	return { reason, ...why, endpoints: [endpoint], isHeld: true };
}

const settings: Readonly<Record<UntouchedReason, string | null>> = {
	protected: "endpoints: protected",
	"protected-by-override": null,
	"held-by-override": null,
	critical: "endpoints: criticality",
	"at-floor": "endpoints: floor",
	"already-stopped": null,
	"not-expensive": "expensivePerHourUsd",
	superseded: "limits: personHoldMinutes",
	cooldown: "limits: cooldownMinutes",
	"next-pass": null,
	uncertain: null,
	"rolls-replicas": "limits: capsMayRoll",
	"waits-for-a-person": "askTimeout",
	denied: null,
	"not-needed": "scope",
	"unknown-state": null,
	"already-done": null,
};
