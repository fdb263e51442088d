import { isDocumentedStage } from "../../core/ledger/stage-billing.ts";

/** Stages of replicas, and states of endpoints that a recording may hold instead; others are unknown. */
const known = [
	"pending",
	"downloading",
	"pulling",
	"initializing",
	"running",
	"terminating",
	"stopped",
	"paused",
	"scaledToZero",
	"failed",
	"updating",
	"updateFailed",
];

const bySmallLetters = new Map(known.map((name) => [name.toLowerCase(), name]));

/** The vendor's own spelling, whatever the letters' case; an unknown name stays as it is. */
export function stageSpelling(stage: string): string {
	return bySmallLetters.get(stage.toLowerCase()) ?? stage;
}

/** An unknown name is billed, and has to be said: it may be a slip of the pen. */
export function isKnownStage(stage: string): boolean {
	return isDocumentedStage(stage) || known.includes(stage);
}
