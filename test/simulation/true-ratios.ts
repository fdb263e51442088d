import { dayOf } from "../../shared/core/reading/period.ts";
import { hourMs, type Instant, minuteMs } from "../../shared/domain/instant.ts";
import type { JudgedBudget } from "./checkers/guard-change.ts";
import type { Orders } from "./checkers/orders.ts";
import { groupMembers, groupShare } from "./features.ts";
import type { Process } from "./process.ts";
import type { Surroundings } from "./surroundings.ts";

/** 30 minutes below the line (the policy's default), and a pass. */
const latchedMs = 40 * minuteMs;

/** A call that takes longer was given up; whoever made it so long before a day's end meant that day. */
const landsWithinMs = 10_000;

const rateOverMs = 10 * minuteMs;

/** The true bill as multiples of the budgets that were in force. */
export class TrueRatios {
	readonly #surroundings: Surroundings;
	readonly #orders: Orders;
	readonly #budgets: { at: Instant; dailyMicroUsd: number }[] = [];
	#dearestHour = { key: "", ratio: 0, group: 0 };

	constructor(surroundings: Surroundings, orders: Orders) {
		this.#surroundings = surroundings;
		this.#orders = orders;
	}

	get #now(): Instant {
		return this.#surroundings.scheduler.now;
	}

	budgetChanged(dailyMicroUsd: number): void {
		this.#budgets.push({ at: this.#now, dailyMicroUsd });
	}

	/** When the true spend passes its next line, at the rate of the last minutes. */
	untilLineMs(): number {
		const { account, plan, policy } = this.#surroundings;
		const { dailyMicroUsd, thresholds } = policy.budget;
		const spent = account.truth.billMicroUsd(dayOf(this.#now, plan.zone).from, this.#now);
		const rate = account.truth.billMicroUsd(this.#now - rateOverMs, this.#now) / rateOverMs;
		const left = Object.values(thresholds)
			.map((line) => line * dailyMicroUsd - spent)
			.filter((microUsd) => microUsd > 0);
		return rate === 0 ? Infinity : Math.min(...left) / rate;
	}

	/** The most that an hour of this day cost, as a multiple of a twenty-fourth of the budget. */
	sawHour(): void {
		const { account, plan } = this.#surroundings;
		if (!plan.features.hour) return;
		const { key } = dayOf(this.#now, plan.zone);
		const from = this.#now - hourMs;
		const lowest = Math.min(...this.#budgetsBefore(this.#now));
		const bill = (name?: string) => account.truth.billMicroUsd(from, this.#now, name);
		const members = groupMembers.reduce((sum, name) => sum + bill(name), 0);
		const known = this.#dearestHour.key === key ? this.#dearestHour : { ratio: 0, group: 0 };
		this.#dearestHour = {
			key,
			ratio: Math.max(known.ratio, (24 * bill()) / lowest),
			group: Math.max(known.group, (24 * members) / (lowest * groupShare)),
		};
	}

	/** What a pass may go by, in the day that its write to this endpoint was for. */
	of(process: Process, name?: string): Record<JudgedBudget | "ofHighest", number> {
		const budgets = this.#budgetsBefore(process.startedAt);
		const { account, plan } = this.#surroundings;
		const lateMs = Math.max(
			0,
			this.#now - landsWithinMs - (process.sentAt.get(name ?? "") ?? this.#now),
		);
		const day = dayOf(process.clock.now() - lateMs, plan.zone);
		const bill = (member?: string) => account.truth.billMicroUsd(day.from, this.#now, member);
		const spent = bill();
		const moments = { from: process.startedAt - latchedMs, until: this.#now };
		const raised = this.#orders.raisedMicroUsd(day.key, moments);
		const lowest = Math.min(...budgets);
		const members = groupMembers.reduce((sum, name) => sum + bill(name), 0);
		this.sawHour();
		const isToday = this.#dearestHour.key === day.key;
		const hour = isToday ? this.#dearestHour : { ratio: 0, group: 0 };
		return {
			own: Math.max(spent / lowest, hour.ratio),
			raised: Math.max(spent / (lowest + raised), hour.ratio),
			group: Math.max(members / (lowest * groupShare), hour.group),
			ofHighest: spent / (Math.max(...budgets) + raised),
		};
	}

	/** A tier outlasts a raised budget by half an hour; what it does until then goes by the lower one. */
	#budgetsBefore(at: Instant): number[] {
		const before = this.#budgets.findLast((budget) => budget.at <= at - latchedMs);
		const since = this.#budgets.filter((budget) => budget.at > at - latchedMs && budget.at <= at);
		const inForce = before === undefined ? since : [before, ...since];
		return inForce.map(({ dailyMicroUsd }) => dailyMicroUsd);
	}
}
