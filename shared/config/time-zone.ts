import { nearest } from "./nearest.ts";

/** True for an IANA zone that this Node knows. Offsets such as +01:00 have no days of their own. */
export function isTimeZone(name: string): boolean {
	if (!/^[A-Za-z]/.test(name)) return false;
	try {
		new Intl.DateTimeFormat("en", { timeZone: name });
		return true;
	} catch {
		return false;
	}
}

/** The zone that was probably meant: the nearest name, or the zone of a city given alone. */
export function nearestTimeZone(name: string): string | null {
	const zones = ["UTC", ...Intl.supportedValuesOf("timeZone")];
	const city = normalCase(name);
	const ofCity = zones.find((zone) => normalCase(zone.split("/").at(-1) ?? "") === city);
	return ofCity ?? nearest(name, zones);
}

function normalCase(name: string): string {
	return name.toLowerCase().replaceAll(" ", "_");
}
