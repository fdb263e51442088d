import { questionMessage, rollsMessage, sanityMessage } from "../../core/notify/acting-message.ts";
import { isRecordOf } from "../../core/restore/plan-restore.ts";
import type { Notice } from "../../domain/notice.ts";
import { contextOf, lastingNotice, noticeOf, type PassFacts } from "./pass-facts.ts";

/** What the safeguards of acting and of restoring have to say or to ask. */
export function actingNotices(facts: PassFacts): Notice[] {
	return [...questionNotice(facts), ...sanityNotice(facts), ...rollsNotice(facts)];
}

/** What is too old to be put back by itself is asked once a day: a person knows whether it is still wanted. */
function questionNotice(facts: PassFacts): Notice[] {
	const old = facts.restore.waiting.filter(({ reason }) => reason === "record-too-old");
	const records = old.flatMap(({ endpoint }) => {
		const held = facts.standing.find((entry) => entry.endpoint === endpoint);
		return facts.records.find((record) => held !== undefined && isRecordOf(record, held)) ?? [];
	});
	if (records.length === 0) return [];
	const message = questionMessage(contextOf(facts), { records });
	return [noticeOf(facts, "record-too-old", "question", message)];
}

/** Once a day, and again where the outcome differs. */
function sanityNotice(facts: PassFacts): Notice[] {
	const { sanity } = facts;
	if (sanity === null) return [];
	const message = sanityMessage(contextOf(facts), sanity);
	return [noticeOf(facts, `sanity/${sanity.agrees ? "agrees" : "differs"}`, "uncertain", message)];
}

function rollsNotice(facts: PassFacts): Notice[] {
	const { scalingPut, pass } = facts;
	if (scalingPut.kind !== "rolls" || pass.deps.policy.limits.capsMayRoll) return [];
	const message = rollsMessage(contextOf(facts), scalingPut.endpoint);
	return [lastingNotice(facts, `rolls/${scalingPut.at}`, "question", message)];
}
