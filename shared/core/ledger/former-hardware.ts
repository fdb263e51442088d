import { type Endpoint, hardwareKey, type StageRange } from "../../domain/endpoint.ts";
import type { Instant } from "../../domain/instant.ts";
import type { FormerHardware, Posture } from "../../domain/ledger.ts";
import type { Price } from "../../domain/price.ts";
import { resolutionOf } from "./resolution.ts";

/**
 * What a posture has to remember of hardware once the endpoint shows another one. The edit is dated by the
 * endpoint itself where that lies between the two lists, else by the list that showed it.
 */
export function formerAfter(
	posture: Posture,
	endpoint: Endpoint,
	{ seenUntil, now }: { readonly seenUntil: Instant; readonly now: Instant },
): readonly FormerHardware[] {
	const before = posture.formerly ?? [];
	const isSame = hardwareKey(posture.observed.hardware) === hardwareKey(endpoint.hardware);
	if (isSame) return before;
	const { updatedAt } = endpoint;
	const until = seenUntil < updatedAt && updatedAt <= now ? updatedAt : now;
	return [...before, { until, price: posture.price, versions: [] }];
}

/** Adds the versions that these ranges show to have begun before an edit. */
export function learnVersions(
	formerly: readonly FormerHardware[],
	ranges: readonly StageRange[],
): FormerHardware[] {
	const begun = versionBegins(ranges);
	const stepMs = resolutionOf(ranges);
	const stepOf = (at: Instant) => Math.floor(at / stepMs);
	return formerly.map((former) => {
		const older = [...begun].filter(([, at]) => stepOf(at) < stepOf(former.until));
		const versions = [...new Set([...former.versions, ...older.map(([version]) => version)])];
		return { ...former, versions: versions.sort() };
	});
}

/** Without those whose last replica was gone before `until`: no later read reaches back to them. */
export function stillBilled(
	formerly: readonly FormerHardware[],
	ranges: readonly StageRange[],
	until: Instant,
): FormerHardware[] {
	return formerly.filter(
		(former) =>
			former.until > until ||
			ranges.some(
				({ replicaId, to }) => to > until && former.versions.includes(versionOf(replicaId)),
			),
	);
}

/** The price of a replica: that of the first former hardware its version ran on, else the present one. */
export function priceOfReplica(
	replicaId: string,
	price: Price,
	formerly: readonly FormerHardware[],
): Price {
	const version = versionOf(replicaId);
	return formerly.find(({ versions }) => versions.includes(version))?.price ?? price;
}

/** `6pajyw3k-z7ghx` is a replica of version `6pajyw3k` (vendor's guide to logs); other ids are their own version. */
function versionOf(replicaId: string): string {
	const dash = replicaId.lastIndexOf("-");
	return dash > 0 ? replicaId.slice(0, dash) : replicaId;
}

function versionBegins(ranges: readonly StageRange[]): Map<string, Instant> {
	const begun = new Map<string, Instant>();
	for (const { replicaId, from } of ranges) {
		const version = versionOf(replicaId);
		begun.set(version, Math.min(from, begun.get(version) ?? from));
	}
	return begun;
}
