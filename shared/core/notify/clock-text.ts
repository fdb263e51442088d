import type { Instant } from "../../domain/instant.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time of the budget's zone, `20:57`. */
export function clockText(at: Instant, zone: string): string {
	const known = formats.get(zone);
	if (known !== undefined) return known.format(at);
	const format = new Intl.DateTimeFormat("en-GB", {
		timeZone: zone,
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	});
	formats.set(zone, format);
	return format.format(at);
}

/** Local date and time of the budget's zone, `2026-11-19 20:57`. */
export function momentText(at: Instant, zone: string): string {
	const date = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" });
	return `${date.format(at)} ${clockText(at, zone)}`;
}
