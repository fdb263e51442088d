import type { Check, Finding } from "./check.ts";
import type { Ratchet, Room } from "./exemptions.ts";
import type { SourceFile } from "./source-file.ts";

interface Exemptions {
	readonly rooms: readonly Room[];
	readonly ratchets: readonly Ratchet[];
}

/** What is wrong with a file, one sentence each, with the place and what to do instead. */
export function judge(file: SourceFile, checks: readonly Check[], exempt: Exemptions): string[] {
	return checks
		.filter((check) => !exempt.rooms.some((room) => isIn(room, check, file.path)))
		.flatMap((check) =>
			check
				.find(file)
				.filter((finding) => !isTolerated(finding, check, file.path, exempt.ratchets))
				.map(({ line, what }) => `${file.path}:${line} ${check.name}: ${what}. ${check.advice}`),
		);
}

/** A ratchet that tolerates more than there is to tolerate has to be tightened or taken out. */
export function looseRatchets(
	files: readonly SourceFile[],
	checks: readonly Check[],
	ratchets: readonly Ratchet[],
): Ratchet[] {
	return ratchets.filter(({ check: name, path, tolerated }) => {
		const file = files.find((each) => each.path === path);
		const findings = file ? checks.find((check) => check.name === name)?.find(file) : [];
		return Math.max(0, ...(findings ?? []).map(({ measured }) => measured ?? 0)) < tolerated;
	});
}

function isIn({ check, place }: Room, { name }: Check, path: string): boolean {
	if (check !== name) return false;
	return typeof place === "string" ? path.startsWith(place) : place.test(path);
}

function isTolerated(
	{ measured }: Finding,
	{ name }: Check,
	path: string,
	ratchets: readonly Ratchet[],
): boolean {
	const ratchet = ratchets.find((each) => each.check === name && each.path === path);
	return ratchet !== undefined && measured !== undefined && measured <= ratchet.tolerated;
}
