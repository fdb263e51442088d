import { type Client, fleetOf } from "./fleet-of.ts";
import { type QuietResult, runWeeks } from "./run-weeks.ts";

/** One account: eight endpoints or so, with a budget of their own. */
export type QuietTask = {
	readonly account: number;
	readonly clients: readonly Client[];
	readonly days: number;
};

/** Budget of each day ÷ what the day truly costs without a guard. */
export const budgetShare = 1.1;

export type AccountResult = QuietResult & {
	readonly account: number;
	readonly endpoints: readonly string[];
};

export async function runAccount({ account, clients, days }: QuietTask): Promise<AccountResult> {
	const result = await runWeeks({ scenario: fleetOf(clients), days, budgetShare });
	return { ...result, account, endpoints: clients.map(({ name }) => name) };
}
