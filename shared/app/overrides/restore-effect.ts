import { clockText } from "../../core/notify/clock-text.ts";
import { listed } from "../../core/notify/listed.ts";
import type { Held } from "../../domain/control.ts";
import { covers, isStopped, type Override, overridesInForce } from "../../domain/override.ts";
import type { OrderFacts } from "./refusals.ts";

/** Endpoints that this order brings back: held by the guard, and not stopped by an order of their own or a ceiling. */
export function putsBack(restore: Override, facts: OrderFacts): string[] {
	const { held = [], overrides, now, ceilingOver = [] } = facts;
	const inForce = overridesInForce(overrides, now);
	const back = heldUnder(restore, held).filter((endpoint) => !isStopped(inForce, endpoint));
	return back.filter((endpoint) => !ceilingOver.includes(endpoint));
}

/** What an order to put back really does: with nothing held it only keeps the guard off. */
export function restoreEffect(restore: Override, facts: OrderFacts): string {
	const back = putsBack(restore, facts);
	const left = "not touched again until the end";
	const what =
		restore.endpoint === null ? `what the guard holds (${listed(back).join(", ")})` : "it";
	const effect =
		back.length > 0 ? `${what} is put back, and ${left}` : nothingEffect(restore, facts);
	return [effect, ...ceilingText(restore, facts), ...stoppedTexts(restore, facts)].join("; ");
}

/** Nothing lifts the ceiling, and nobody finds that out by waiting. */
function ceilingText(restore: Override, { held = [], ceilingOver = [] }: OrderFacts): string[] {
	const names = heldUnder(restore, held).filter((endpoint) => ceilingOver.includes(endpoint));
	if (names.length === 0) return [];
	const what = restore.endpoint ?? listed(names).join(", ");
	return [`held by the absolute ceiling until the day ends: ${what}`];
}

function nothingEffect(restore: Override, { held = [] }: OrderFacts): string {
	const isOfOne = restore.endpoint !== null;
	const where = isOfOne ? " on it" : "";
	const off = `the guard only takes no new step${where} until the end, the absolute ceiling excepted`;
	if (heldUnder(restore, held).length > 0) return `nothing is put back now: ${off}`;
	const holds = isOfOne ? "the guard does not hold it" : "the guard holds nothing";
	return `${holds}, so nothing is put back: ${off}`;
}

/** Which of them an order of a person keeps stopped, and until when. */
function stoppedTexts(restore: Override, { overrides, now, policy }: OrderFacts): string[] {
	const stops = overridesInForce(overrides, now).filter(
		({ kind, endpoint }) => kind === "stop-now" && endpoint !== null && covers(restore, endpoint),
	);
	return stops.map(({ id, actor, endpoint, expiresAt }) => {
		const until = clockText(expiresAt, policy.budget.zone);
		return `${endpoint} stays stopped by order of ${actor} until ${until} (revoke ${id} ends that)`;
	});
}

function heldUnder(restore: Override, held: readonly Held[]): string[] {
	const isHeld = ({ status }: Held) => ["intended", "applied", "restoring"].includes(status);
	return held
		.filter((entry) => isHeld(entry))
		.map(({ endpoint }) => endpoint)
		.filter((endpoint) => covers(restore, endpoint));
}
