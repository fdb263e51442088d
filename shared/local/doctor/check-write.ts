import type { TokenOwner } from "../../adapters/huggingface/account-check.ts";
import type { Mode } from "../../domain/policy.ts";
import type { Check } from "./check.ts";

const name = "write";
const remedy = "make a fine-grained token with Inference Endpoints write, or set mode: shadow";

/**
 * Whether the guard could change endpoints, as far as the Hub tells it. Nothing is tried: the only proof
 * would be a change. How the Hub spells the permissions is not documented, so that what a fine-grained token
 * seems to lack is a warning, and only the role `read` a failure.
 */
export function checkWrite(owner: TokenOwner, namespace: string, mode: Mode): Check {
	if (mode !== "enforce") {
		return { name, state: "skip", detail: `mode: ${mode} writes nothing`, remedy: null };
	}
	const { role } = owner;
	if (role === "write")
		return { name, state: "ok", detail: "the token's role is write", remedy: null };
	if (role === "read") {
		const detail = `mode: ${mode} has to write, but the token's role is read`;
		return { name, state: "fail", detail, remedy };
	}
	return checkScopes(owner, namespace, mode);
}

/** From memory of the Hub's own token page; its documentation does not name the permissions. */
const writePermission = "inference.endpoints.write";

function checkScopes({ role, scopes }: TokenOwner, namespace: string, mode: Mode): Check {
	if (scopes === null) {
		const told = role === null ? "no role" : `role ${role} and no permissions`;
		const detail = `could not be checked: the Hub tells ${told} of the token, and mode: ${mode} writes`;
		return { name, state: "warn", detail, remedy };
	}
	const isWriting = scopes.some(
		(scope) =>
			(scope.namespace === namespace || scope.namespace === null) &&
			scope.permissions.includes(writePermission),
	);
	if (isWriting) {
		return { name, state: "ok", detail: `${writePermission} on ${namespace}`, remedy: null };
	}
	const detail = `mode: ${mode} has to write, but no ${writePermission} on ${namespace} is shown`;
	return { name, state: "warn", detail, remedy };
}
