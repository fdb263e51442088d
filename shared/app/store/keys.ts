import type { Instant } from "../../domain/instant.ts";
import type { Key } from "../../ports/table.ts";

/** Names of everything that is stored. One partition per namespace; owners in ARCHITECTURE.md. */
export function keysOf(namespace: string) {
	const pk = `NS#${namespace}`;
	const key = (sk: string): Key => ({ pk, sk });
	return {
		pk,
		cursor: key("cursor"),
		summary: key("summary"),
		control: key("control"),
		pulse: key("pulse"),
		schedules: key("schedules"),
		posturePrefix: "posture#",
		posture: (endpoint: string, createdAt: Instant) => key(`posture#${endpoint}@${createdAt}`),
		hourPrefix: (hour: Instant) => `hour#${hourName(hour)}#`,
		hour: (hour: Instant, endpoint: string, createdAt: Instant) =>
			key(`hour#${hourName(hour)}#${endpoint}@${createdAt}`),
		total: (hour: Instant) => key(`total#${hourName(hour)}`),
		spendRecord: (budget: string) => key(`spend#${budget}`),
		groupTotals: (hour: Instant) => key(`groups#${hourName(hour)}`),
		gonePrefix: "gone#",
		gone: (endpoint: string, createdAt: Instant) => key(`gone#${endpoint}@${createdAt}`),
		restorePrefix: "restore#",
		restore: (endpoint: string, createdAt: Instant, generation: number) =>
			key(`restore#${endpoint}@${createdAt}#${String(generation).padStart(6, "0")}`),
		ended: (at: Instant, action: string) => key(`ended#${hourName(hourFloor(at))}#${action}`),
		passes: (day: string) => key(`passes#${day}`),
		saving: (hour: Instant) => key(`saving#${hourName(hour)}`),
		overridePrefix: "override#",
		override: (id: string) => key(`override#${id}`),
		prices: key("prices"),
		priceVersion: (seenAt: Instant) => key(`price#${String(seenAt).padStart(15, "0")}`),
		digest: key("outbox#digest"),
		hourDigest: key("outbox#hour-digest"),
		channelMemory: (channel: string, name: string) => key(`channel#${channel}#${name}`),
		auditPrefix: (writer: string) => `audit#${writer}#`,
		audit: (writer: string, number: number) =>
			key(`audit#${writer}#${String(number).padStart(10, "0")}`),
		auditHead: (writer: string) => key(`audit-end#${writer}`),
		modelPrefix: "model#",
		model: (model: string) => key(`model#${model}`),
		reconciliation: key("reconciliation"),
		billSnapshot: (takenAt: Instant) => key(`bill#${String(takenAt).padStart(15, "0")}`),
		correction: (from: Instant, endpoint: string) =>
			key(`correction#${String(from).padStart(15, "0")}#${endpoint}`),
		watch: key("watch"),
		watchHours: key("watch-hours"),
		approved: key("approved"),
		sketch: (endpoint: string, createdAt: Instant) => key(`sketch#${endpoint}@${createdAt}`),
		report: (day: string) => key(`report#${day}`),
		hourReport: (hour: Instant) => key(`hour-report#${hourName(hour)}`),
		sentPrefix: "sent#",
		sent: (noticeId: string, channel: string) => key(`sent#${noticeId}#${channel}`),
	};
}

export type Keys = ReturnType<typeof keysOf>;

function hourFloor(at: Instant): Instant {
	return Math.floor(at / 3_600_000) * 3_600_000;
}

/** Sorts as time does: hours since 1970, ten digits. */
function hourName(hour: Instant): string {
	return String(hour / 3_600_000).padStart(10, "0");
}
