import { lineText, moneyText } from "../core/notify/money-text.ts";
import { emptyGroups } from "../core/plan/empty-groups.ts";
import { minuteMs } from "../domain/instant.ts";
import type { Frame } from "./frame.ts";
import { counted, nameList } from "./frame.ts";

/** What the guard itself lacks or could not do, worst first; empty when nothing is missing. */
export function faultsOf(frame: Frame): readonly string[] {
	const faults = [
		...sightFaults(frame),
		...boundsFaults(frame),
		...heldFaults(frame),
		...priceFaults(frame),
		...groupFaults(frame),
		...noticeFaults(frame),
	];
	const hidden = faults.length - faultsShownMax;
	if (hidden <= 0) return faults;
	return [...faults.slice(0, faultsShownMax), `And ${hidden} more, listed in /api/state.`];
}

/** More would push the answer off the first screen. */
const faultsShownMax = 4;

function sightFaults({ model, moment }: Frame): readonly string[] {
	const { reading, lastPassAt, lastError, now, policy } = model;
	const faults: string[] = [];
	if (lastPassAt !== null && now - lastPassAt > policy.limits.staleAfterMs) {
		faults.push(`No pass since ${moment(lastPassAt)}: this page shows old numbers.`);
	}
	if (reading !== null && reading.observedUntil === null) {
		faults.push("Blind: the account was never seen completely.");
	} else if (reading?.stale === true && reading.observedUntil !== null) {
		const since = moment(reading.observedUntil);
		faults.push(`Stale: last complete look at ${since}; nothing is stopped on old numbers.`);
	}
	if (lastError !== null) faults.push(`Last error: ${lastError}`);
	return faults;
}

function boundsFaults({ model, moment }: Frame): readonly string[] {
	const { control, reading, policy } = model;
	if (control.uncertainSince === null || reading === null) return [];
	const { lo, hi } = reading.spent;
	const line = lineText(policy.budget.thresholds.shutdown * reading.budgetMicroUsd);
	return [
		`Unsure since ${moment(control.uncertainSince)}: spent is ${moneyText(lo)} to ${moneyText(hi)}, ` +
			`shutdown (${line}) waits for certainty.`,
	];
}

function heldFaults({ model, moment }: Frame): readonly string[] {
	return model.control.held.flatMap((held) => {
		const { endpoint, lastError, attempts, nextAttemptAt, passesWithoutEffect } = held;
		const faults: string[] = [];
		if (lastError !== null) {
			const next = `attempt ${attempts}, next ${moment(nextAttemptAt)}`;
			faults.push(`${endpoint}: ${lastError} (${next}).`);
		}
		if (passesWithoutEffect > 0) {
			const passes = passesWithoutEffect === 1 ? "pass" : "passes";
			faults.push(`${endpoint}: no effect seen for ${passesWithoutEffect} ${passes}.`);
		}
		return faults;
	});
}

function priceFaults({ model }: Frame): readonly string[] {
	const unpriced = model.endpoints
		.filter(({ pricePerHour }) => pricePerHour === null)
		.map(({ endpoint }) => endpoint.name);
	if (unpriced.length === 0) return [];
	return [`Without a price, counted at the dearest of their class: ${nameList(unpriced)}.`];
}

function groupFaults({ model }: Frame): readonly string[] {
	if (model.reading === null) return [];
	const endpoints = model.endpoints.map(({ endpoint }) => endpoint);
	return emptyGroups(model.policy, endpoints).map(
		(name) => `Group ${name} matches no endpoint: nothing is counted in it.`,
	);
}

/** A notice is sent within a pass and said again after two minutes; later than this it is late. */
const noticeLateMs = 5 * minuteMs;

function noticeFaults({ model }: Frame): readonly string[] {
	const sent = new Set(model.sent.map(({ id }) => id));
	const late = model.control.outbox.filter(
		({ id, readyAt }) => !sent.has(id) && readyAt + noticeLateMs < model.now,
	);
	if (late.length === 0) return [];
	return [`${counted(late.length, "notice")} waiting to be sent.`];
}
