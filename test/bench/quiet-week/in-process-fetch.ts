import type { SimulatedAccount } from "../../../shared/simulator/account.ts";
import type { SimulatorClock } from "../../../shared/simulator/clock.ts";
import { handleRequest } from "../../../shared/simulator/http/handle-request.ts";
import { compileRoutes } from "../../../shared/simulator/http/match-route.ts";
import type { Route } from "../../../shared/simulator/http/route.ts";
import { managementRoutes } from "../../../shared/simulator/management/routes.ts";
import { metricsRoutes } from "../../../shared/simulator/services/metrics.ts";

/** The address that the account answers at; nothing listens there. */
export const inProcessUrl = "http://account.test";

/** The account's own routes without a socket between: weeks of minutes would be mostly sockets. */
export function inProcessFetch(
	account: SimulatedAccount,
	clock: SimulatorClock,
	metrics: readonly Route[] = metricsRoutes(account),
): typeof fetch {
	const routes = compileRoutes([...managementRoutes(account), ...metrics]);
	const settings = {
		seed: account.seed,
		tokens: account.settings.tokens,
		namespaces: [account.namespace],
	};
	const { signal } = new AbortController();
	return async (input, init) => {
		const url = new URL(input instanceof Request ? input.url : input);
		const rawBody = typeof init?.body === "string" ? init.body : "";
		const outcome = await handleRequest(
			{
				method: init?.method ?? "GET",
				target: `${url.pathname}${url.search}`,
				path: url.pathname,
				query: url.searchParams,
				headers: init?.headers as Record<string, string>,
				body: rawBody === "" ? undefined : JSON.parse(rawBody),
				rawBody,
			},
			{ routes, settings, signal, clock },
		);
		if (outcome.kind !== "answer") throw new Error(`the account is ${outcome.kind}`);
		const { status, body, headers } = outcome.response;
		const text = typeof body === "string" ? body : JSON.stringify(body);
		return new Response(text, { status, ...(headers === undefined ? {} : { headers }) });
	};
}
