import { type Instant, minuteMs } from "../../domain/instant.ts";
import { clockText } from "./clock-text.ts";

const minutesOfDay = 24 * 60;

/** The next instant at which clocks of the zone show `18:00` (`24:00` is midnight); null: they never do. */
export function nextClockTime(text: string, zone: string, now: Instant): Instant | null {
	const wanted = text === "24:00" ? "00:00" : text;
	const first = (Math.floor(now / minuteMs) + 1) * minuteMs;
	for (let minute = 0; minute < minutesOfDay; minute += 1) {
		const at = first + minute * minuteMs;
		if (clockText(at, zone) === wanted) return at;
	}
	return null;
}
