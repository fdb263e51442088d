import middy from "@middy/core";
import * as z from "zod";
import { LostRace } from "../app/store/record.ts";
import { log } from "./compose/aws-basics.ts";

export type EventHandlerOptions<Event, Result> = {
	/** Name of the function in its log. */
	readonly name: string;
	/** What it listens to; anything else is refused before a dependency is made. */
	readonly accepts: z.ZodType<Event>;
	readonly run: (event: Event) => Promise<Result>;
};

/** A function that is started by a schedule or by the bus. Its answer is for its log and for tests. */
export function eventHandler<Event, Result>(options: EventHandlerOptions<Event, Result>) {
	const { name, accepts, run } = options;
	return middy<unknown, Result | Ended>()
		.use(inItsLog(name))
		.handler(async (event) => run(parsed(accepts, event)));
}

type Ended = { readonly outcome: "lost-race" };

/** A lost race is the store's way of saying that another pass did the work: no error, no alarm. */
function inItsLog(name: string) {
	return {
		onError: (request: middy.Request) => {
			const { error, context } = request;
			const problem = error?.message ?? "unknown";
			if (error instanceof LostRace) {
				log.info("pass-ended-early", { function: name, problem });
				request.response = { outcome: "lost-race" } satisfies Ended;
				return;
			}
			const requestId = context.awsRequestId ?? null;
			log.error("invocation-failed", {
				function: name,
				requestId,
				kind: error?.name ?? "",
				problem,
			});
		},
	};
}

function parsed<Event>(accepts: z.ZodType<Event>, event: unknown): Event {
	const result = accepts.safeParse(event);
	if (result.success) return result.data;
	throw new UnknownEventError(z.prettifyError(result.error));
}

/** The function was started by something that it does not listen to. */
export class UnknownEventError extends Error {
	override readonly name = "UnknownEventError";

	constructor(problems: string) {
		super(`This event is not one that the function listens to:\n${problems}`);
	}
}
