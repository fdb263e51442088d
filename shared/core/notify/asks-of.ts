import type { Policy, Tier } from "../../domain/policy.ts";

/** What a tier asks for, after "the policy asks to". */
export function asksOf(tier: Exclude<Tier, "ok">, { budget }: Policy): string {
	const words = tierWords[tier];
	return tier === "shutdown" ? `${words}; ${criticalWords[budget.criticalAtShutdown]}` : words;
}

const criticalWords = {
	floor: "critical endpoints keep one replica",
	ask: "critical endpoints keep one replica until a person approves their pause",
	pause: "critical endpoints included",
} as const;

const tierWords = {
	trim: "take replicas from what is not critical",
	divert: "move overflow to a cheaper route, beside trim",
	shutdown: "pause what is expensive",
	ceiling: "pause all that is not protected, overrides or not",
} as const;
