import { groupLineMessage, groupLines } from "../../core/notify/group-line.ts";
import type { Notice } from "../../domain/notice.ts";
import { contextOf, type PassFacts } from "./pass-facts.ts";

/** Once a day and line: a group is over its own budget. It informs, nothing is done on it. */
export function groupNotices(facts: PassFacts): Notice[] {
	const { readings, deps, before, now, postures } = facts.pass;
	return groupLines(readings, deps.policy.groups, before.told).map((line) => {
		const message = groupLineMessage(contextOf(facts), line, postures);
		return { id: line.id, kind: "group", createdAt: now, readyAt: now, message };
	});
}
