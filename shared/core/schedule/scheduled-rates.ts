import { matchesEndpoint } from "../../domain/endpoint-match.ts";
import type { Range } from "../../domain/instant.ts";
import type { Posture, ScheduledRate } from "../../domain/ledger.ts";
import type { Policy } from "../../domain/policy.ts";
import type { DueEntry, Schedule } from "../../domain/schedule.ts";
import { isBilledState } from "../ledger/replica-counts.ts";
import { endpointPolicy } from "../plan/endpoint-policy.ts";
import { dueBetween } from "./due-entries.ts";

/**
 * What the schedules are going to change of the configured rates inside a window, from each instant on until the
 * next: fewer or more replicas at least (floor), and more at most (ceiling; an entry that lowers a maximum may be
 * put off, so that it lowers no ceiling). $/h in micro-USD, as differences to the rates of now.
 */
export function scheduledRates(
	postures: readonly Posture[],
	policy: Policy,
	window: Range,
): readonly ScheduledRate[] {
	if (policy.schedules.length === 0) return [];
	const dueOf = dueEntriesOnce(window);
	const changes = postures.flatMap((posture) => {
		const own = policy.schedules.filter(({ members }) =>
			members.some((match) => matchesEndpoint(match, posture.observed)),
		);
		const isTouched = own.length > 0 && !endpointPolicy(policy, posture.observed).protected;
		return isTouched ? [changesOf(posture, dueOf(own))] : [];
	});
	const instants = [...new Set(changes.flat().map(({ at }) => at))].toSorted((a, b) => a - b);
	return instants.map((at) => {
		const now = changes.flatMap((own) => own.findLast((change) => change.at <= at) ?? []);
		return {
			at,
			floorPerHour: now.reduce((sum, { floorPerHour }) => sum + floorPerHour, 0),
			ceilingPerHour: now.reduce((sum, { ceilingPerHour }) => sum + ceilingPerHour, 0),
		};
	});
}

/** Many endpoints have the same schedules; their entries are looked up once. */
function dueEntriesOnce({ from, to }: Range): (own: readonly Schedule[]) => readonly DueEntry[] {
	const known: { readonly own: readonly Schedule[]; readonly due: readonly DueEntry[] }[] = [];
	return (own) => {
		const same = known.find(
			(each) => each.own.length === own.length && each.own.every((one, at) => one === own[at]),
		);
		if (same !== undefined) return same.due;
		const due = dueBetween(own, from, to);
		known.push({ own, due });
		return due;
	};
}

function changesOf(posture: Posture, due: readonly DueEntry[]): ScheduledRate[] {
	const { observed, price } = posture;
	const { minReplica, maxReplica } = observed.scaling;
	const floorNow = isBilledState(observed.state) ? minReplica * price.lo : 0;
	const ceilingNow = observed.state === "paused" ? 0 : maxReplica * price.hi;
	let ceilingPerHour = 0;
	return due.map(({ dueAt, replicas }) => {
		const most = replicas === 0 ? 0 : Math.max(1, replicas, maxReplica) * price.hi;
		ceilingPerHour = Math.max(ceilingPerHour, most - ceilingNow);
		return { at: dueAt, floorPerHour: replicas * price.lo - floorNow, ceilingPerHour };
	});
}
