import { isDocumentedState } from "../../domain/endpoint.ts";
import type { Detector, Signal } from "./detector.ts";

export type UnknownStateInput = {
	/** As the list named it. */
	readonly state: string;
};

/** A state that nobody documents: what it bills is not known, and no step touches the endpoint. */
export function unknownState(): Detector<UnknownStateInput> {
	return {
		id: "unknown-state",
		severity: "warn",
		forPasses: 1,
		clearPasses: 1,
		onMissing: "hold",
		runbook:
			"Look at the endpoint on its page; the guard leaves it alone until its state is known.",
		signal: signalOf,
	};
}

function signalOf({ state }: UnknownStateInput): Signal {
	return {
		value: isDocumentedState(state) ? 0 : 1,
		enterAbove: 0,
		exitBelow: 0,
		severity: "warn",
		evidence: { state },
	};
}
