/** Whose token it is, and what it may do. */
export type TokenOwner = { user: string; role: "read" | "write"; kind: "guard" | "person" };

/**
 * Everything that the vendor does not document, each in its possible forms, and the speeds of the
 * simulated machines. Confidence and evidence stand in the reference of the real interface
 * (sections 1.2, 1.3, 2.1, 2.4 and 8). The defaults are the form that is believed to be true, or,
 * where nothing is believed, the one that is harder on a client.
 */
export type AccountSettings = {
	/** Whether stage ranges are cut at the queried window, or given whole if they touch it. */
	rangesClipped: boolean;
	/** Ends of stage ranges are rounded down to multiples of this. */
	rangeResolutionSeconds: 1 | 60 | 300;
	/** Stage ranges that ended longer ago are gone. */
	rangeRetentionMs: number;
	/** Stopped replicas stay in the replica list for this long. */
	stoppedReplicaShownMs: number;
	/** Whether a PUT of scaling alone starts a rolling update. */
	scalingPutRolls: boolean;
	/** Whether a pause writes 0 into minimum and maximum, as the removed pause guide said. */
	pauseWritesZero: boolean;
	/** Whether a resume sets minimum and maximum to 1, as the removed pause guide said. */
	resumeResetsToOne: boolean;
	/** Whether downloading, pulling and terminating cost money. */
	billsUndocumentedStages: boolean;
	/** Whether a started minute of a replica is billed whole ("billed per minute"). */
	billingGranularity: "millisecond" | "minute";
	/** What happens to a minimum above 0 where a scale-to-zero timeout exists. */
	raisingMinimum: "accept" | "refuse" | "dropTimeout";
	/** What null means for `measure` and `scaleToZeroTimeout` in a PUT. */
	nullInPut: "clears" | "unchanged";
	/** Whether replicas that are still starting count as 0 % in the mean of the autoscaler. */
	averagesOverStarting: boolean;
	/** A replica goes only if the rest would stay below this share of the threshold. */
	scaleDownShare: number;
	/** Least time between two reductions by the autoscaler (documented: 300 s). */
	scaleDownStabilisationMs: number;
	/** Threshold of `hardwareUsage` in percent where none is given (documented: 80). */
	hardwareUsageDefault: number;
	/** Threshold of `pendingRequests` per replica where none is given (documented: 1.5). */
	pendingRequestsDefault: number;
	/** Requests that would wait longer than this are answered 503. */
	queueSeconds: number;
	/** Time from the order of a replica to the first stage that a machine works in. */
	pendingSeconds: number;
	pullingSeconds: number;
	downloadingSecondsPerBillion: number;
	initializingSeconds: number;
	initializingSecondsPerBillion: number;
	terminatingSeconds: number;
	/** Each duration differs by at most this share, decided by the seed. */
	durationJitter: number;
	/** How long the account existed, with its ordinary traffic, before the scenario starts. */
	historyMs: number;
	/** Accelerators allowed per vendor and instance type, where `quotas` has no own number. */
	quotaAccelerators: number;
	/** Accelerators allowed, keyed `vendor/instanceType`. */
	quotas: Readonly<Record<string, number>>;
	/** Hardware (`vendor/region/type/size`) that the price list hides although it is billed. */
	unlistedHardware: readonly string[];
	pageLimitDefault: number;
	pageLimitMaximum: number;
	tokens: Readonly<Record<string, TokenOwner>>;
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const defaultAccountSettings: AccountSettings = {
	rangesClipped: true,
	rangeResolutionSeconds: 1,
	rangeRetentionMs: 30 * dayMs,
	stoppedReplicaShownMs: 6 * hourMs,
	scalingPutRolls: false,
	pauseWritesZero: false,
	resumeResetsToOne: true,
	billsUndocumentedStages: true,
	billingGranularity: "millisecond",
	raisingMinimum: "accept",
	nullInPut: "clears",
	averagesOverStarting: true,
	scaleDownShare: 0.8,
	scaleDownStabilisationMs: 300_000,
	hardwareUsageDefault: 80,
	pendingRequestsDefault: 1.5,
	queueSeconds: 60,
	pendingSeconds: 15,
	pullingSeconds: 40,
	downloadingSecondsPerBillion: 2,
	initializingSeconds: 45,
	initializingSecondsPerBillion: 5,
	terminatingSeconds: 30,
	durationJitter: 0.2,
	historyMs: 6 * hourMs,
	quotaAccelerators: 4096,
	quotas: {},
	unlistedHardware: [],
	pageLimitDefault: 20,
	pageLimitMaximum: 100,
	tokens: {
		hf_guard_write: { user: "guardrail", role: "write", kind: "guard" },
		hf_guard_read: { user: "guardrail", role: "read", kind: "guard" },
		hf_ann_write: { user: "ann", role: "write", kind: "person" },
	},
};
