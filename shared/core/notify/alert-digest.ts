import type { Alert } from "../../domain/alert.ts";
import type { Range } from "../../domain/instant.ts";

/** What began in a day or went on through it, by rule: the names that it was on, gravest rules first. */
export function alertDigest(alerts: readonly Alert[], { from, to }: Range): string[] {
	const inDay = alerts.filter(
		({ firedAt, resolvedAt, phase }) =>
			firedAt !== null &&
			firedAt < to &&
			(phase === "firing" || firedAt >= from || (resolvedAt ?? 0) >= from),
	);
	const byRule = Map.groupBy(inDay, ({ rule }) => rule);
	return [...byRule]
		.map(([rule, own]) => ({ rule, own, severity: worstOf(own) }))
		.toSorted((a, b) => weight[b.severity] - weight[a.severity] || (a.rule < b.rule ? -1 : 1))
		.map(({ rule, own, severity }) => `${severity}  ${rule}${namesOf(own)}`);
}

const weight = { page: 2, warn: 1, info: 0 } as const;

function worstOf(alerts: readonly Alert[]): Alert["severity"] {
	const [first] = alerts.toSorted((a, b) => weight[b.worst] - weight[a.worst]);
	return first?.worst ?? "info";
}

const mostNames = 4;

function namesOf(alerts: readonly Alert[]): string {
	const names = [
		...new Set(alerts.flatMap(({ endpoint, group }) => endpoint ?? group ?? [])),
	].toSorted();
	if (names.length === 0) return "";
	const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
	return ` on ${names.slice(0, mostNames).join(", ")}${more}`;
}
