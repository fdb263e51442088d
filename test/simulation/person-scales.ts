import { between } from "./random.ts";
import type { Surroundings } from "./surroundings.ts";

export const person = "ann";

/** A person sets the bounds of an endpoint that is not paused. */
export function personScales(
	{ account, observer }: Pick<Surroundings, "account" | "observer">,
	name: string,
	key: number,
): void {
	const found = account.find(name);
	if (found === null || found.state === "paused") return;
	const before = found.scaling;
	const sleeps = before.scaleToZeroTimeout !== null;
	const minReplica = sleeps ? 0 : between(key, 14, [1, 3]);
	const maxReplica = Math.max(1, minReplica + between(key, 15, [0, 3]));
	account.update(name, { compute: { scaling: { minReplica, maxReplica } } }, person);
	// What the guard holds at this moment is what their change is judged by.
	observer.look();
	const isSame = before.minReplica === minReplica && before.maxReplica === maxReplica;
	if (isSame) observer.keptByPerson(name);
}
