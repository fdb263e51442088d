import type { Endpoint } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { Cursor, Posture } from "../../domain/ledger.ts";
import type { EndpointPolicy } from "../../domain/policy.ts";
import type { Look, Subject } from "./alert-book.ts";
import type { Configuration } from "./configuration-drift.ts";
import type { Rules } from "./rules.ts";

export type InventoryLooksInput = {
	readonly postures: readonly Posture[];
	readonly policyOf: (endpoint: Endpoint) => EndpointPolicy;
	/** null: the endpoint was never seen. */
	readonly approvedOf: (posture: Posture) => Configuration | null;
	readonly fleetMaxReplicas: number | null;
	readonly cursor: Cursor;
	readonly rules: Rules;
	readonly now: Instant;
};

/** What the last list says by itself. A list that failed says only that it did. */
export function inventoryLooks(input: InventoryLooksInput): readonly Look[] {
	const { cursor, rules, now, postures } = input;
	const blind: Look = {
		rule: rules.guardBlind,
		subject: null,
		at: now,
		signal: rules.guardBlind.signal({
			failedPasses: cursor.failedPasses,
			tokenRefused: false,
			workedBefore: true,
			whoamiFails: false,
		}),
	};
	if (cursor.failedPasses > 0) return [blind];
	return [blind, ...fleetLook(input), ...postures.flatMap((posture) => looksAt(posture, input))];
}

/** An endpoint for which nobody expects a number of replicas cannot run away: absent is not zero. */
function looksAt(posture: Posture, input: InventoryLooksInput): readonly Look[] {
	const { rules, now } = input;
	const { observed, price } = posture;
	const { instanceType, instanceSize } = observed.hardware;
	const look = { subject: subjectOf(posture), at: now };
	const approved = input.approvedOf(posture);
	return [
		{
			...look,
			rule: rules.replicaRunaway,
			signal: rules.replicaRunaway.signal({
				now,
				runningReplicas: observed.readyReplica,
				targetReplicas: observed.targetReplica,
				expectedMaxReplicas:
					input.policyOf(observed).expectedMaxReplicas ?? approved?.maxReplica ?? null,
				updatingSince: observed.state === "updating" ? observed.updatedAt : null,
			}),
		},
		{
			...look,
			rule: rules.configurationDrift,
			signal: rules.configurationDrift.signal({
				approved,
				observed: configurationOf(posture),
				changedBy: observed.updatedBy,
				changedAt: observed.updatedAt,
			}),
		},
		{
			...look,
			rule: rules.unpriced,
			signal: rules.unpriced.signal({
				instanceType,
				instanceSize,
				price,
				paused: observed.state === "paused",
			}),
		},
		{
			...look,
			rule: rules.unknownState,
			signal: rules.unknownState.signal({ state: observed.state }),
		},
	];
}

function fleetLook({
	postures,
	fleetMaxReplicas,
	rules,
	now,
}: InventoryLooksInput): readonly Look[] {
	if (fleetMaxReplicas === null) return [];
	const sum = (count: (posture: Posture) => number) =>
		postures.reduce((total, posture) => total + count(posture), 0);
	const signal = rules.replicaRunaway.signal({
		now,
		runningReplicas: sum(({ observed }) => observed.readyReplica),
		targetReplicas: sum(({ observed }) => observed.targetReplica),
		expectedMaxReplicas: fleetMaxReplicas,
		updatingSince: null,
	});
	return [{ rule: rules.replicaRunaway, subject: null, at: now, signal }];
}

export function subjectOf({ endpoint, createdAt }: Posture): Subject {
	return { name: endpoint, createdAt };
}

/** What decides what it can cost. A price that is not known is none to compare. */
export function configurationOf({ observed, price }: Posture): Configuration {
	const { instanceType, instanceSize } = observed.hardware;
	const { minReplica, maxReplica, scaleToZeroTimeoutMinutes } = observed.scaling;
	return {
		instanceType,
		instanceSize,
		priceMicroUsdPerHour: price.point,
		minReplica,
		maxReplica,
		scaleToZeroTimeoutMinutes: scaleToZeroTimeoutMinutes ?? null,
	};
}
