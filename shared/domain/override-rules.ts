import { type OverrideKind, overrideKinds } from "./override.ts";

/** viewer: notices only. operator: what costs within the budget. owner: everything. */
export type OverrideRole = "viewer" | "operator" | "owner";

/** Who may order what, from the policy file. Whoever is not listed may order nothing. */
export type OverrideRules = {
	/** `stop-now`, and a raise above `twoPersonRaiseRatio`, wait for a second person. */
	readonly twoPerson: boolean;
	readonly twoPersonRaiseRatio: number;
	/** Keys of the signed webhook by name. */
	readonly keys: readonly { readonly name: string; readonly role: OverrideRole }[];
	/** null: no Slack app is connected. Names of people are display only: ids are compared. */
	readonly slack: {
		readonly team: string;
		readonly app: string | null;
		readonly users: readonly { readonly user: string; readonly role: OverrideRole }[];
	} | null;
};

/** Name of a key that was set without one. */
export const defaultKeyName = "default";

/** A one-person team: the one key may order everything. */
export const defaultOverrideRules: OverrideRules = {
	twoPerson: false,
	twoPersonRaiseRatio: 2,
	keys: [{ name: defaultKeyName, role: "owner" }],
	slack: null,
};

const kindsOf: Readonly<Record<OverrideRole, readonly OverrideKind[]>> = {
	viewer: ["ack", "silence"],
	operator: ["ack", "silence", "hold", "protect", "restore-now", "approve", "deny", "accept"],
	owner: overrideKinds,
};

/** Whether the role may order this kind. A revocation is judged by the kind that it ends. */
export function mayOrder(role: OverrideRole | null, kind: OverrideKind): boolean {
	return role !== null && kindsOf[role].includes(kind);
}
