import type { Instant } from "./instant.ts";
import type { Bounds, MicroUsd } from "./money.ts";

/** What is known of a model's weights, and since when. `parameters` null: the Hub does not say. */
export type ModelSize = {
	readonly model: string;
	readonly parameters: number | null;
	readonly askedAt: Instant;
};

/** What the stage ranges of one endpoint show beside their length. */
export type StageEvents = {
	/** Replicas that began to initialise while none was running. */
	readonly coldStarts: number;
	/** Replicas that began to run, and replicas that began to go. */
	readonly scaleEvents: number;
	/** Cost of the time spent initialising: a part of the metered spend, not beside it. */
	readonly initialising: Bounds;
};

/** The modelled costs of one endpoint; null: the size of its model is not known, and they are left out. */
export type EndpointHiddenCosts = StageEvents & {
	readonly endpoint: string;
	readonly model: string;
	readonly modelGb: number | null;
	readonly transferMicroUsd: MicroUsd | null;
	readonly storageMicroUsd: MicroUsd | null;
	readonly overheadMicroUsd: { readonly lo: MicroUsd; readonly hi: MicroUsd };
};

/** A modelled estimate of one window, beside the spend and never in it. */
export type HiddenCosts = {
	readonly from: Instant;
	readonly to: Instant;
	readonly endpoints: readonly EndpointHiddenCosts[];
	readonly transferMicroUsd: MicroUsd;
	readonly storageMicroUsd: MicroUsd;
	readonly egressMicroUsd: MicroUsd;
	readonly overheadMicroUsd: { readonly lo: MicroUsd; readonly hi: MicroUsd };
	/** Everything above together. */
	readonly totalMicroUsd: { readonly lo: MicroUsd; readonly hi: MicroUsd };
	/** In the metered spend already: it is told, and not added. */
	readonly initialising: Bounds;
	/** Models whose size is not known: their transfer and storage are not in the sums. */
	readonly unknownModels: readonly string[];
};
